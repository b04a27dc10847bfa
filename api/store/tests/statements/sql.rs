//! Whether a statement names the organisation. It is no grammar of SQL: it knows how this crate writes it.

use store::row_security;

/// One space between words.
fn normalized(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text is a statement on a table whose rows belong to organisations.
pub fn concerns_organizations(text: &str) -> bool {
    let text = normalized(text);
    let is_statement = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "].iter().any(|word| text.starts_with(word));
    is_statement && row_security::tables().any(|table| touches(&text, table))
}

fn touches(text: &str, table: &str) -> bool {
    ["FROM", "JOIN", "INTO", "UPDATE"].iter().any(|word| {
        text.split(&format!("{word} {table}"))
            .skip(1)
            .any(|rest| !rest.starts_with(|c: char| c == '_' || c.is_alphanumeric()))
    })
}

/// Whether a statement compares the organisation with a parameter where it chooses its rows, or writes it into a new row.
/// What it compares on the way to a value, as in `SET x = (SELECT ...)`, does not count.
pub fn names_organization(text: &str) -> bool {
    let text = normalized(text);
    if let Some(columns) = text.strip_prefix("INSERT INTO ").and_then(|rest| inside(rest)) {
        let column = if touches(&text, "organizations") { "id" } else { "organization_id" };
        if columns.split(',').any(|name| name.trim() == column) {
            return true;
        }
    }
    let Some(conditions) = conditions(&text) else { return false };
    let compares = |column: &str| {
        conditions.split(&format!("{column} = $")).skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let is_row_of_organizations = (text.contains(" organizations o ") && compares("o.id"))
        || (text.starts_with("UPDATE organizations ") && conditions.starts_with("id = $"));
    compares("organization_id") || is_row_of_organizations
}

/// What stands in the first parentheses of a text.
fn inside(text: &str) -> Option<&str> {
    let start = text.find('(')?;
    let mut depth = 0_usize;
    for (place, character) in text[start..].char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(&text[start + 1..start + place]);
        }
    }
    None
}

/// What chooses the rows: behind the `WHERE` that stands in no parentheses, or in that of the only table, if it is a query.
fn conditions(text: &str) -> Option<&str> {
    const WHERE: &str = " WHERE ";
    const QUERY: &str = " FROM (";
    let mut depth = 0_usize;
    let mut query = None;
    for (place, character) in text.char_indices() {
        if depth == 0 && text[place..].starts_with(WHERE) {
            return Some(&text[place + WHERE.len()..]);
        }
        if depth == 0 && text[place..].starts_with(QUERY) {
            query = inside(&text[place..]);
        }
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    query.and_then(conditions)
}

#[test]
fn only_tables_of_organisations_concern_them() {
    assert!(concerns_organizations("\n    SELECT n.id FROM notes n"));
    assert!(concerns_organizations("DELETE FROM tracking_link_photos WHERE tracking_link_id = $1"));
    for other in
        ["SELECT i.id FROM installation i", "PRAGMA journal_mode", "FROM notes n", "SELECT 1 FROM notes_of_old"]
    {
        assert!(!concerns_organizations(other), "{other}");
    }
}

#[test]
fn the_organisation_is_named_where_rows_are_chosen() {
    for named in [
        "SELECT n.id FROM notes n WHERE n.vehicle_id = $2 AND n.organization_id = $1",
        "SELECT o.name FROM organizations o JOIN subscriptions s ON s.organization_id = o.id WHERE o.id = $1",
        "UPDATE organizations SET name = $2 WHERE id = $1",
        "INSERT INTO organizations (id, name) VALUES ($1, $2)",
        "INSERT INTO notes (id, organization_id) VALUES ($1, $2)",
        "INSERT INTO invitations (member_id) SELECT m.id FROM members m WHERE m.organization_id = $1",
        "DELETE FROM invitations WHERE member_id IN (SELECT m.id FROM members m WHERE m.organization_id = $1)",
        "SELECT d.id FROM (SELECT f.id FROM notes f WHERE f.organization_id = $1) d ORDER BY d.id",
    ] {
        assert!(names_organization(named), "{named}");
    }
    for unnamed in [
        "SELECT n.id FROM notes n",
        "SELECT k.id FROM api_keys k JOIN organizations o ON o.id = k.organization_id WHERE k.secret_hash = $1",
        "UPDATE notes SET version = $1 WHERE id = $2",
        "UPDATE notes SET at = (SELECT MAX(s.at) FROM notes s WHERE s.organization_id = $1) WHERE id = $2",
        "INSERT INTO invitations (member_id) VALUES ($1)",
        "SELECT n.id FROM notes n WHERE n.organization_id = n.vehicle_id",
    ] {
        assert!(!names_organization(unnamed), "{unnamed}");
    }
}
