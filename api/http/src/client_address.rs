//! Where a request comes from. What a proxy says counts only if the operator trusts that proxy.

use std::net::{IpAddr, SocketAddr};

use actix_web::http::header::{HeaderMap, HeaderValue};
use ipnet::IpNet;

/// The address of the client: the peer's, or behind trusted proxies the right-most one of `X-Forwarded-For` that is not
/// a trusted proxy itself. Anybody can write what is to the left of it.
pub fn client_address(peer: Option<SocketAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let mut client = peer?.ip().to_canonical();
    // The client may have written any bytes, and the proxy's entry is on the same line: no line is skipped.
    let line = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let values: Vec<String> = headers.get_all("x-forwarded-for").map(line).collect();
    let mut hops = values.iter().rev().flat_map(|value| value.rsplit(',')).map(parse_hop);
    while is_trusted(client, trusted) {
        match hops.next() {
            Some(Some(hop)) => client = hop,
            // There is nothing more, or nothing that can be parsed: only the last proxy is known.
            Some(None) | None => break,
        }
    }
    Some(client)
}

/// Whether an address belongs to a trusted proxy.
pub fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    let address = address.to_canonical();
    trusted.iter().any(|network| network.contains(&address))
}

/// An address, with or without port, brackets and quotes.
fn parse_hop(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let address = text
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()))
        .or_else(|_| text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>());
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderName;

    use super::*;

    fn client(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers
                .append(HeaderName::from_static("x-forwarded-for"), HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let peer = SocketAddr::new(peer.parse().unwrap(), 5000);
        client_address(Some(peer), &headers, &trusted).unwrap().to_string()
    }

    #[test]
    fn nobody_is_believed_unless_trusted() {
        assert_eq!(client("1.1.1.1", &["9.9.9.9"], &[]), "1.1.1.1");
        assert_eq!(client("1.1.1.1", &["9.9.9.9"], &["10.0.0.0/8"]), "1.1.1.1");
        assert_eq!(client("10.0.0.1", &["9.9.9.9"], &["10.0.0.0/8"]), "9.9.9.9");
    }

    #[test]
    fn what_stands_left_of_the_first_stranger_is_his_own_word() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(client("10.0.0.1", &["6.6.6.6, 9.9.9.9, 10.0.0.2"], &trusted), "9.9.9.9");
        assert_eq!(client("10.0.0.1", &["6.6.6.6", "9.9.9.9"], &trusted), "9.9.9.9");
        assert_eq!(client("10.0.0.1", &["10.0.0.3, 10.0.0.2"], &trusted), "10.0.0.3");
        assert_eq!(client("10.0.0.1", &["6.6.6.6, nonsense"], &trusted), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &[], &trusted), "10.0.0.1");
        // A line with non-ASCII bytes does not make the one before it count.
        assert_eq!(client("10.0.0.1", &["6.6.6.6", "\u{fc}, 9.9.9.9"], &trusted), "9.9.9.9");
        assert_eq!(client("10.0.0.1", &["6.6.6.6", "\u{fc}"], &trusted), "10.0.0.1");
    }

    #[test]
    fn every_spelling_of_an_address_is_understood() {
        let trusted = ["10.0.0.0/8"];
        for (text, address) in [
            ("9.9.9.9:4711", "9.9.9.9"),
            ("\"[2606:4700::1]:443\"", "2606:4700::1"),
            ("[2606:4700::1]", "2606:4700::1"),
            ("::ffff:9.9.9.9", "9.9.9.9"),
        ] {
            assert_eq!(client("::ffff:10.0.0.1", &[text], &trusted), address);
        }
    }
}
