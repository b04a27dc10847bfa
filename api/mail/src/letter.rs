//! A mail before it is written: the same few blocks, of which the text and the HTML are made.

/// A part of a mail.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// What a part is about, and what is new of it.
    Fact(String, String),
    /// A paragraph; line ends are kept.
    Text(String),
    /// What the importer wrote, as they wrote it.
    Quote(String),
    /// What to press, and where that leads.
    Button(String, String),
    /// What stands below everything, smaller.
    Small(String),
    /// A link below everything.
    SmallLink(String, String),
}

/// What a mail says, before it is written.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) subject: String,
    /// What stands above everything, in large letters.
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
    /// What stands below a button, before its address.
    pub(crate) address_hint: String,
    /// Where it is unsubscribed from.
    pub(crate) unsubscribe_url: Option<String>,
}
