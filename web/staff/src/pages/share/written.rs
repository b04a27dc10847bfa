//! What is written to the customer with the URL: the text of the app until staff change it, then theirs.

/// The text, with the URL in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Written {
    text: String,
    /// What the app would write, in the language that was chosen when the text was last taken from it.
    offered: String,
    language: String,
    url: String,
    /// The text as it last went to a program that sends it.
    handed_on: Option<String>,
}

impl Written {
    /// What stands in the field.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The language that the text is in, as far as the app knows.
    pub(super) fn language(&self) -> &str {
        &self.language
    }

    /// Whether staff changed the text.
    pub(super) fn is_edited(&self) -> bool {
        self.text != self.offered
    }

    /// Whether staff changed the text and have not handed it on, so that it would be lost.
    pub(super) fn is_unsent(&self) -> bool {
        self.is_edited() && !self.text.trim().is_empty() && self.handed_on.as_ref() != Some(&self.text)
    }

    /// Keeps what staff type.
    pub(super) fn edit(&mut self, typed: String) {
        self.text = typed;
    }

    /// Notes that the text went to a program that sends it, or to the clipboard.
    pub(super) fn hand_on(&mut self) {
        self.handed_on = Some(self.text.clone());
    }

    /// Takes what the app writes now. A text that staff changed stays, with the URL in it kept up to date.
    pub(super) fn follow(&mut self, language: &str, url: &str, offered: String) {
        if !self.is_edited() {
            return self.take(language, url, offered);
        }
        // Between two URLs there may be none: the old one stands there until there is another.
        if url.is_empty() {
            return;
        }
        if !self.url.is_empty() && self.url != url {
            self.text = self.text.replace(&self.url, url);
            self.offered = self.offered.replace(&self.url, url);
        }
        if self.language == language {
            self.offered = offered;
        }
        url.clone_into(&mut self.url);
    }

    /// Takes what the app writes, in the place of whatever stands there.
    pub(super) fn take(&mut self, language: &str, url: &str, offered: String) {
        self.text.clone_from(&offered);
        self.offered = offered;
        language.clone_into(&mut self.language);
        url.clone_into(&mut self.url);
    }

    /// The text for a program that puts the URL below it: without the line that has it.
    pub(super) fn without_url(&self) -> String {
        let lines: Vec<_> = self.text.lines().filter(|line| line.trim() != self.url).collect();
        lines.join("\n").trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://a.example/t/x";

    fn english() -> Written {
        let mut written = Written::default();
        written.follow("en", URL, format!("Here it is:\n{URL}\n\nHarbour"));
        written
    }

    #[test]
    fn the_text_follows_until_it_is_changed() {
        let mut written = english();
        written.follow("de", URL, format!("Hier ist es:\n{URL}"));
        assert_eq!((written.text(), written.language()), (format!("Hier ist es:\n{URL}").as_str(), "de"));
        assert!(!written.is_edited());
    }

    #[test]
    fn a_changed_text_stays_in_another_language_until_that_is_taken() {
        let mut written = english();
        written.edit(format!("Hello Sam\n{URL}"));
        written.follow("de", URL, format!("Hier ist es:\n{URL}"));
        assert_eq!((written.text(), written.language()), (format!("Hello Sam\n{URL}").as_str(), "en"));
        assert!(written.is_edited());
        written.take("de", URL, format!("Hier ist es:\n{URL}"));
        assert_eq!((written.text(), written.language()), (format!("Hier ist es:\n{URL}").as_str(), "de"));
        assert!(!written.is_edited());
    }

    #[test]
    fn a_changed_text_gets_a_new_url() {
        let mut written = english();
        written.edit(format!("Hello Sam\n{URL}"));
        for (language, url) in [("en", "https://a.example/t/y"), ("de", "https://a.example/t/z")] {
            written.follow(language, "", "Here it is:\n\n\nHarbour".to_owned());
            written.follow(language, url, format!("Here it is:\n{url}\n\nHarbour"));
            assert_eq!(written.text(), format!("Hello Sam\n{url}"));
        }
        written.edit("Here it is:\nhttps://a.example/t/z\n\nHarbour".to_owned());
        assert!(!written.is_edited(), "put back as it was");
    }

    #[test]
    fn a_changed_text_is_unsent_until_it_is_handed_on() {
        let mut written = english();
        written.hand_on();
        assert!(!written.is_unsent(), "what the app writes is never lost");
        written.edit("Hello".to_owned());
        assert!(written.is_unsent());
        written.hand_on();
        assert!(!written.is_unsent());
        written.edit("Hello Sam".to_owned());
        assert!(written.is_unsent());
        written.edit(" ".to_owned());
        assert!(!written.is_unsent(), "nothing is lost");
    }

    #[test]
    fn the_url_is_not_sent_twice() {
        assert_eq!(english().without_url(), "Here it is:\n\nHarbour");
        let mut written = english();
        written.edit(format!("Hello Sam\n{URL}"));
        assert_eq!(written.without_url(), "Hello Sam");
    }
}
