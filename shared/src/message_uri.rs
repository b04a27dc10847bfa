//! URIs that open a program with a message in it, ready to be sent.

use crate::mail::{mailto, percent_encoded};

/// An email (RFC 6068). Without an address, whoever sends it chooses one.
pub fn email(address: Option<&str>, subject: &str, text: &str) -> String {
    // Lines of a message end with both.
    let body = encoded(&text.replace('\n', "\r\n"));
    format!("{}?subject={}&body={body}", mailto(address.unwrap_or_default()), encoded(subject))
}

/// An SMS (RFC 5724) to an international number, such as `+491711234567`.
pub fn sms(number: &str, text: &str) -> String {
    format!("sms:{number}?body={}", encoded(text))
}

/// A chat in WhatsApp with an international number, such as `+491711234567` ("click to chat").
pub fn whatsapp(number: &str, text: &str) -> String {
    format!("https://wa.me/{}?text={}", number.trim_start_matches('+'), encoded(text))
}

/// Everything but what is never reserved (RFC 3986, section 2.3).
fn encoded(text: &str) -> String {
    percent_encoded(text, b"-._~")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Käfer & Co: 100 %?\nhttps://a.example/t/x#y";
    const ENCODED: &str = "K%C3%A4fer%20%26%20Co%3A%20100%20%25%3F%0Ahttps%3A%2F%2Fa.example%2Ft%2Fx%23y";

    #[test]
    fn nothing_in_a_message_ends_it() {
        let body = ENCODED.replace("%0A", "%0D%0A");
        assert_eq!(
            email(Some("a?b@c.example"), "A & B", TEXT),
            format!("mailto:a%3Fb@c.example?subject=A%20%26%20B&body={body}")
        );
        assert_eq!(email(None, "A", "B"), "mailto:?subject=A&body=B");
        assert_eq!(sms("+491711234567", TEXT), format!("sms:+491711234567?body={ENCODED}"));
        assert_eq!(whatsapp("+491711234567", TEXT), format!("https://wa.me/491711234567?text={ENCODED}"));
    }
}
