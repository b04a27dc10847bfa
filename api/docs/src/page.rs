//! What the documentation consists of.

/// A page.
#[derive(Debug)]
pub struct Page {
    /// Its path.
    pub path: String,
    /// Its title, as text.
    pub title: String,
    /// The whole document.
    pub html: String,
}

/// A file that pages load or link to.
#[derive(Debug)]
pub struct Asset {
    /// Its path, which changes with its content if it is a style sheet or a script.
    pub path: String,
    /// Its media type.
    pub content_type: &'static str,
    /// Its content.
    pub text: String,
}
