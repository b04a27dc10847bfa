//! Email addresses as links.

/// The URI that writes to an address (RFC 6068).
pub fn mailto(address: &str) -> String {
    ["mailto:", &percent_encoded(address, b"-._~!$'*+@")].concat()
}

/// A text in which everything is percent-encoded but ASCII letters, digits and these (RFC 3986, section 2.1).
pub(crate) fn percent_encoded(text: &str, kept: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.extend([byte >> 4, byte & 15].map(|half| char::from(DIGITS[usize::from(half)])));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded() {
        for (address, uri) in [
            ("hello@harbour.example", "mailto:hello@harbour.example"),
            ("first.last+tag@harbour.example", "mailto:first.last+tag@harbour.example"),
            ("a?subject=x&cc=b@c.example", "mailto:a%3Fsubject%3Dx%26cc%3Db@c.example"),
            ("100%/\"a,b\"@c.example", "mailto:100%25%2F%22a%2Cb%22@c.example"),
            ("jörg@müller.example", "mailto:j%C3%B6rg@m%C3%BCller.example"),
        ] {
            assert_eq!(mailto(address), uri);
        }
    }
}
