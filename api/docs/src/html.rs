//! Writing HTML: escaping, names for anchors, tables.

/// Appends to a text what `format!` makes of the rest.
macro_rules! push {
    ($text:expr, $($part:tt)*) => {{
        let written = format!($($part)*);
        $text.push_str(&written);
    }};
}

pub(crate) use push;

/// Text for HTML content and quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The anchor of a heading, as viewers of repositories make it, so that links with anchors work in both places.
pub(crate) fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect::<String>().to_lowercase()
}

/// A code span.
pub(crate) fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

/// A block of code. It can be scrolled, so the keyboard has to reach it.
pub(crate) fn code_block(text: &str) -> String {
    format!("<pre tabindex=\"0\"><code>{}</code></pre>\n", escape(text.trim_end()))
}

/// A heading that links to itself, so that its address can be copied.
pub(crate) fn heading(level: u8, id: &str, html: &str) -> String {
    format!("<h{level} id=\"{id}\"><a class=\"self\" href=\"#{id}\">{html}</a></h{level}>\n", id = escape(id))
}

/// A table whose rows stand as cards on a phone, each cell with the name of its column.
pub(crate) struct Table {
    columns: Vec<String>,
    rows: String,
}

impl Table {
    /// A table with these columns, which are plain text.
    pub(crate) fn new<S: AsRef<str>>(columns: &[S]) -> Self {
        Self { columns: columns.iter().map(|column| escape(column.as_ref())).collect(), rows: String::new() }
    }

    /// Adds a row of cells, which are HTML.
    pub(crate) fn row<S: AsRef<str>>(&mut self, cells: &[S]) {
        self.row_at("", cells);
    }

    /// The same, with an anchor.
    pub(crate) fn row_at<S: AsRef<str>>(&mut self, id: &str, cells: &[S]) {
        let id = if id.is_empty() { String::new() } else { format!(" id=\"{}\"", escape(id)) };
        push!(self.rows, "<tr{id}>");
        for (index, cell) in cells.iter().enumerate() {
            let label = self.columns.get(index).map_or("", String::as_str);
            push!(self.rows, "<td data-label=\"{label}\"><div>{}</div></td>", cell.as_ref());
        }
        self.rows.push_str("</tr>\n");
    }

    /// Its HTML; nothing without rows.
    pub(crate) fn html(self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let head = |column: &String| format!("<th scope=\"col\">{column}</th>");
        let columns: String = self.columns.iter().map(head).collect();
        format!("<table>\n<thead><tr>{columns}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n", self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_viewers_of_repositories() {
        assert_eq!(anchor("Create, change, replace"), "create-change-replace");
        assert_eq!(anchor("What may change in v1"), "what-may-change-in-v1");
        assert_eq!(anchor("`ext:` & ids"), "ext--ids");
    }

    #[test]
    fn nothing_leaves_its_place() {
        assert_eq!(escape("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    }

    #[test]
    fn a_table_without_rows_is_nothing() {
        assert_eq!(Table::new(&["a"]).html(), "");
        let mut table = Table::new(&["a"]);
        table.row_at("x", &["<b>1</b>"]);
        assert!(table.html().contains("<tr id=\"x\"><td data-label=\"a\"><div><b>1</b></div></td></tr>"));
    }
}
