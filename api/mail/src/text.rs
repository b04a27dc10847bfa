//! Free text as mails take it: addresses, and what is written in one line or in several.

use lettre::Address;

/// An address that every mail server takes. One that is not ASCII needs SMTPUTF8 all the way to the mailbox, which hardly any way
/// has; browsers write international domains as ASCII themselves.
pub(crate) fn address(text: &str) -> Option<Address> {
    text.trim().parse().ok().filter(|_| text.is_ascii())
}

/// What is shown in one line: no control character can end a header, and none that changes the direction of reading can make an
/// address look like another.
pub(crate) fn one_line(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        '\u{2028}' | '\u{2029}' => Some(' '),
        letter if letter.is_control() => Some(' '),
        letter => Some(letter),
    };
    text.chars().filter_map(shown).collect::<String>().trim().to_owned()
}

/// Several lines, of which each is as `one_line` has it.
pub(crate) fn paragraph(text: &str) -> String {
    let lines: Vec<_> = text.trim_end().lines().map(one_line).collect();
    lines.join("\n")
}

/// Whether something can stand in a header as it is, between angle brackets.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_that_every_server_takes() {
        for (text, written) in [
            ("sam@customer.example", Some("sam@customer.example")),
            (" sam+car@customer.example ", Some("sam+car@customer.example")),
            ("sam@xn--bcher-kva.example", Some("sam@xn--bcher-kva.example")),
            ("sam@bücher.example", None),
            ("jörg@customer.example", None),
            ("sam@customer.example\r\nBcc: x@y.example", None),
            ("sam@customer.example, kim@customer.example", None),
            ("<sam@customer.example>", None),
            ("sam kim@customer.example", None),
            ("customer.example", None),
            ("@customer.example", None),
            ("sam@", None),
        ] {
            assert_eq!(address(text).map(|address| address.to_string()).as_deref(), written, "{text}");
        }
    }

    #[test]
    fn a_line_stays_a_line() {
        assert_eq!(one_line("Harbour\r\nBcc: x@y.example\u{0}"), "Harbour  Bcc: x@y.example");
        assert_eq!(one_line("a\u{202e}b\u{2066}c\u{2028}d"), "abc d");
        assert_eq!(paragraph("One\r\n\r\nTwo\u{7}\rThree\n\n"), "One\n\nTwo  Three");
        assert!(is_token("https://a.example/t/b") && !is_token("a b") && !is_token("a>") && !is_token("a\r\nb"));
    }
}
