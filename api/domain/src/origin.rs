//! Origins of websites (RFC 6454), as browsers write them.

/// The longest name of a host (RFC 1035).
const MAX_HOST: usize = 253;
/// The longest part of one.
const MAX_LABEL: usize = 63;

/// An origin that an organisation may allow, as browsers write it: `https`, or `http` on the developer's own machine; a host; a
/// port unless it is the usual one. None for anything else.
pub fn parse(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let (scheme, rest) = text.split_once("://")?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
    let usual = match scheme {
        "https" => 443,
        "http" if host == "localhost" => 80,
        _ => return None,
    };
    let port = port.map_or(Some(usual), port_number)?;
    if !is_host(host) {
        return None;
    }
    let port = if port == usual { String::new() } else { format!(":{port}") };
    Some(format!("{scheme}://{host}{port}"))
}

fn port_number(text: &str) -> Option<u16> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| digits && *port != 0)
}

/// Names, international ones as browsers encode them, and IPv4 addresses.
fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=MAX_LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.len() <= MAX_HOST && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        for (text, origin) in [
            ("https://www.harbour.example", "https://www.harbour.example"),
            (" HTTPS://WWW.Harbour.Example/ ", "https://www.harbour.example"),
            ("https://harbour.example:443", "https://harbour.example"),
            ("https://harbour.example:8443", "https://harbour.example:8443"),
            ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
            ("https://10.0.0.7:9000", "https://10.0.0.7:9000"),
            ("http://localhost", "http://localhost"),
            ("http://localhost:80", "http://localhost"),
            ("http://localhost:5173", "http://localhost:5173"),
        ] {
            assert_eq!(parse(text).as_deref(), Some(origin), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "*",
            "null",
            "harbour.example",
            "https://",
            "https://*",
            "https://*.harbour.example",
            "http://harbour.example",
            "http://localhost.harbour.example",
            "http://127.0.0.1",
            "https://harbour.example/shop",
            "https://harbour.example//",
            "https://harbour.example?x",
            "https://harbour.example#x",
            "https://user@harbour.example",
            "https://harbour.example:",
            "https://harbour.example:0",
            "https://harbour.example:+80",
            "https://harbour.example:65536",
            "https://harbour.example:80:80",
            "https://-a.example",
            "https://a..example",
            "https://b\u{fc}cher.example",
            "https://a b.example",
            "https://[::1]",
            "ftp://harbour.example",
            "file:///",
            "https://a.example https://b.example",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&format!("https://{}.example", "a".repeat(64))), None);
        assert_eq!(parse(&format!("https://{}", ["a"; 200].join("."))), None);
    }
}
