//! What a page depends on: the tables behind it, and whose pages a row of each concerns.

/// A table that pages are made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Depends {
    /// Its name.
    pub(crate) table: &'static str,
    /// Whose pages its rows concern.
    pub(crate) owner: Owner,
    /// Columns that no page shows and that change often. Any other column counts, also one that is added later.
    pub(crate) unseen: &'static [&'static str],
    /// Whether a new row changes a page that there is already. A new vehicle, link or URL has none yet.
    pub(crate) inserts: bool,
}

/// Whose pages the rows of a table concern.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Owner {
    /// Of the organisation that this column names.
    Organization(&'static str),
    /// Of the vehicle that this column names; the organisation is in `organization_id`.
    Vehicle(&'static str),
    /// Of the vehicle of the link that `tracking_link_id` names.
    Link,
}

/// All of them. The statements in `public` read no other table, which a test checks.
pub(crate) const DEPENDS: [Depends; 9] = [
    Depends { table: "organizations", owner: Owner::Organization("id"), unseen: &[], inserts: false },
    Depends { table: "subscriptions", owner: Owner::Organization("organization_id"), unseen: &[], inserts: false },
    Depends {
        table: "vehicles",
        owner: Owner::Vehicle("id"),
        unseen: &["search_version", "settled_link_state", "link_expires_at"],
        inserts: false,
    },
    Depends {
        table: "tracking_links",
        owner: Owner::Vehicle("vehicle_id"),
        unseen: &["view_count", "first_viewed_at", "last_viewed_at", "unseen_change_at"],
        inserts: false,
    },
    Depends {
        table: "tracking_link_slugs",
        owner: Owner::Link,
        unseen: &["sent_at", "sent_by", "sent_channel"],
        inserts: false,
    },
    Depends { table: "tracking_link_photos", owner: Owner::Link, unseen: &[], inserts: true },
    Depends { table: "notes", owner: Owner::Vehicle("vehicle_id"), unseen: &[], inserts: true },
    Depends { table: "photos", owner: Owner::Vehicle("vehicle_id"), unseen: &[], inserts: true },
    Depends { table: "eta_changes", owner: Owner::Vehicle("vehicle_id"), unseen: &[], inserts: true },
];

impl Depends {
    /// What an update has to change to count, with the comparison that is right for missing values. Saving what was there already, as
    /// a lock does, changes nothing.
    pub(crate) fn differs(&self, columns: &[String], comparison: &str) -> String {
        let seen = columns.iter().filter(|column| !self.unseen.contains(&column.as_str()));
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for column in seen {
            old.push(format!("OLD.{column}"));
            new.push(format!("NEW.{column}"));
        }
        format!("({}) {comparison} ({})", old.join(", "), new.join(", "))
    }

    /// The changes that count, and for each the statements that note whose pages it concerns.
    pub(crate) fn events(&self) -> impl Iterator<Item = (&'static str, String)> {
        let key = match self.owner {
            Owner::Organization(column) | Owner::Vehicle(column) => column,
            Owner::Link => "tracking_link_id",
        };
        let moved = format!("OLD.{key} <> NEW.{key}");
        let insert = self.inserts.then(|| ("INSERT", self.note("NEW", "TRUE")));
        let update = self.note("NEW", "TRUE") + &self.note("OLD", &moved);
        insert.into_iter().chain([("UPDATE", update), ("DELETE", self.note("OLD", "TRUE"))])
    }

    /// A statement that notes the pages of a row, which is `OLD` or `NEW`, under a condition.
    fn note(&self, row: &str, condition: &str) -> String {
        match self.owner {
            Owner::Organization(column) => format!(
                "INSERT INTO page_changes (organization_id, vehicle_id) SELECT {row}.{column}, NULL WHERE {condition}; "
            ),
            Owner::Vehicle(column) => format!(
                "INSERT INTO page_changes (organization_id, vehicle_id) \
                 SELECT {row}.organization_id, {row}.{column} WHERE {condition}; "
            ),
            Owner::Link => format!(
                "INSERT INTO page_changes (organization_id, vehicle_id) \
                 SELECT l.organization_id, l.vehicle_id FROM tracking_links l \
                 WHERE l.id = {row}.tracking_link_id AND {condition}; "
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The words that follow FROM and JOIN in the statements behind a tracking URL.
    #[test]
    fn pages_are_made_of_no_other_table() {
        let sources = [
            include_str!("../public/page.rs"),
            include_str!("../public/pictures.rs"),
            include_str!("../public/arrival.rs"),
        ];
        let mut read = BTreeSet::new();
        for source in sources {
            let words: Vec<_> = source.split_whitespace().collect();
            for pair in words.windows(2).filter(|pair| pair[0].ends_with("FROM") || pair[0].ends_with("JOIN")) {
                read.insert(pair[1].trim_matches(|letter: char| !letter.is_ascii_alphabetic()));
            }
        }
        let known: BTreeSet<_> = DEPENDS.iter().map(|depends| depends.table).chain(["l", ""]).collect();
        assert!(read.is_subset(&known) && read.contains("vehicles") && read.len() > 8, "{read:?}");
    }
}
