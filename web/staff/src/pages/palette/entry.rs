//! What the palette offers, and which of it matches what was typed.

use shared::member::Role;
use shared::vehicle::Vehicle;
use ui::components::IconName;

use crate::app::route::AppPath;

/// What choosing an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Goes to this address.
    Go(String),
    /// Opens the form for a new vehicle.
    NewVehicle,
    /// Lists the shortcuts.
    Help,
    /// Signs out.
    SignOut,
}

/// One line of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Tells it from the others.
    pub(super) key: String,
    pub(super) label: String,
    /// What tells it from others of that name.
    pub(super) detail: String,
    pub(super) icon: IconName,
    /// The shortcut for it.
    pub(super) shortcut: Option<&'static str>,
    pub(super) target: Target,
    /// What it is found by, in small letters.
    words: String,
}

impl Entry {
    fn new(label: &str, detail: &str, icon: IconName, target: Target, words: &str) -> Self {
        let words = format!("{label} {detail} {words}").to_lowercase();
        let key = format!("{label} {target:?}");
        Self { key, label: label.to_owned(), detail: detail.to_owned(), icon, shortcut: None, target, words }
    }

    fn page(path: &AppPath, detail: &str, icon: IconName, words: &str) -> Self {
        Self::new(path.title(), detail, icon, Target::Go(path.to_string()), words)
    }

    fn shortcut(self, shortcut: &'static str) -> Self {
        Self { shortcut: Some(shortcut), ..self }
    }

    /// A vehicle that was found.
    pub(super) fn of(vehicle: Vehicle) -> Self {
        let title = vehicle.title();
        let stock_number = vehicle.stock_number.as_ref().map(|number| format!("Stock {number}"));
        let details = [vehicle.trim, vehicle.customer.name, stock_number, Some(vehicle.stage.label().to_owned())];
        let detail = details.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let words = [vehicle.vin, vehicle.colour, vehicle.external_id, vehicle.customer.email].into_iter().flatten();
        let target = Target::Go(AppPath::Vehicle(vehicle.id).to_string());
        Self::new(&title, &detail, IconName::Car, target, &words.collect::<Vec<_>>().join(" "))
    }

    /// The way to all vehicles that match, when there are more than the palette shows.
    pub(super) fn all_matches(address: String, total: i64) -> Self {
        let label = format!("Show all {} vehicles", crate::app::formats::number(total));
        Self::new(&label, "In the list", IconName::Search, Target::Go(address), "")
    }

    /// Whether every word of a text is in it.
    pub(super) fn matches(&self, text: &str) -> bool {
        text.to_lowercase().split_whitespace().all(|word| self.words.contains(word))
    }
}

/// The pages and actions for somebody with this role.
pub(super) fn commands(role: Role, may_create: bool) -> Vec<Entry> {
    let settings = |path: AppPath, icon, words: &str| Entry::page(&path, "Settings", icon, words);
    let create = || Entry::new("New vehicle", "", IconName::Plus, Target::NewVehicle, "create add").shortcut("n");
    let mut entries: Vec<_> = may_create.then(create).into_iter().collect();
    entries.extend([
        Entry::page(&AppPath::Vehicles, "", IconName::Car, "cars list"),
        Entry::page(&AppPath::TrackingLinks, "", IconName::Link, "urls share"),
        Entry::page(&AppPath::Proposals, "", IconName::List, "changes review"),
        Entry::new(
            "Deleted vehicles",
            "",
            IconName::Trash,
            Target::Go(AppPath::DeletedVehicles.to_string()),
            "restore undo",
        ),
        settings(
            AppPath::OrganizationSettings,
            IconName::Settings,
            "company organisation logo currency country export",
        ),
        settings(AppPath::MemberSettings, IconName::Users, "people roles invite"),
    ]);
    if role >= Role::Admin {
        entries.extend([
            settings(AppPath::ApiKeySettings, IconName::Key, "integrations"),
            settings(AppPath::WebhookSettings, IconName::Send, "events integrations"),
            settings(AppPath::AuditLog, IconName::Clock, "history who did what"),
        ]);
    }
    entries.extend([
        settings(AppPath::AccountSettings, IconName::User, "password me profile"),
        Entry::new("Keyboard shortcuts", "", IconName::Info, Target::Help, "keys help").shortcut("?"),
        Entry::new("Sign out", "", IconName::SignOut, Target::SignOut, "log out leave"),
    ]);
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(role: Role, may_create: bool, text: &str) -> Vec<String> {
        commands(role, may_create).into_iter().filter(|entry| entry.matches(text)).map(|entry| entry.label).collect()
    }

    #[test]
    fn commands_are_found_by_what_people_call_them() {
        assert_eq!(labels(Role::Admin, true, "log out"), ["Sign out"]);
        assert_eq!(labels(Role::Admin, true, "SET memb"), ["Members"]);
        assert_eq!(labels(Role::Admin, true, "new"), ["New vehicle"]);
        assert_eq!(labels(Role::Admin, true, "audit"), ["Audit log"]);
        assert!(labels(Role::Admin, true, "porsche").is_empty());
    }

    #[test]
    fn nobody_is_offered_what_they_may_not_do() {
        assert!(labels(Role::Editor, true, "audit").is_empty());
        assert!(labels(Role::Editor, true, "webhooks").is_empty());
        assert!(labels(Role::Viewer, false, "new").is_empty());
        assert_eq!(labels(Role::Viewer, false, "").first().map(String::as_str), Some("Vehicles"));
    }

    #[test]
    fn every_entry_has_a_key_of_its_own() {
        let keys: std::collections::BTreeSet<_> =
            commands(Role::Admin, true).into_iter().map(|entry| entry.key).collect();
        assert_eq!(keys.len(), commands(Role::Admin, true).len());
    }
}
