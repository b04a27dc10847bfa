//! Files of the repository that are part of the documentation, and where they are served.

/// The files of `docs/guide`: their names without `.md`, and their texts.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/guide.rs"));
/// The order in which chapters are read; others come after them.
const ORDER: [&str; 7] = [README, "keys", "testing", "local", "assistants", "generators", "changes"];
/// The first chapter.
const README: &str = "README";
/// Where the changelog is served.
pub(crate) const CHANGELOG: &str = "/docs/changelog";

/// The files of the guide in the order in which they are read: their names without `.md`, and their texts.
pub(crate) fn guide() -> Vec<(&'static str, &'static str)> {
    let mut files = FILES.to_vec();
    files.sort_by_key(|(name, _)| ORDER.iter().position(|known| known == name).unwrap_or(ORDER.len()));
    files
}

/// Where a file of the guide is served.
pub(crate) fn path_of(name: &str) -> String {
    if name == README { "/docs/guide".to_owned() } else { format!("/docs/guide/{name}") }
}

/// Where the example program is served, as text.
pub(crate) const SYNC_PY: (&str, &str) = ("/docs/examples/sync.py", include_str!("../../../docs/examples/sync.py"));

/// Where a file of the repository is served, if it is part of the documentation. Its path is relative to a folder.
pub(crate) fn page_of(folder: &str, path: &str) -> Option<String> {
    let file = joined(folder, path);
    match file.as_str() {
        "docs/examples/sync.py" => Some(SYNC_PY.0.to_owned()),
        "CHANGELOG.md" => Some(CHANGELOG.to_owned()),
        file => {
            let name = file.strip_prefix("docs/guide/")?.strip_suffix(".md")?;
            FILES.iter().any(|(known, _)| *known == name).then(|| path_of(name))
        }
    }
}

/// A relative path from a folder, without `.` and `..`.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_served_has_no_page() {
        assert_eq!(page_of("docs/guide", "../examples/sync.py").as_deref(), Some(SYNC_PY.0));
        assert_eq!(page_of("docs/guide", "../../contract/clients"), None);
    }
}
