//! Roles in words.

use shared::member::Role;
use ui::components::Choice;

/// What people read of a role.
pub fn role_label(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Viewer",
        Role::Editor => "Editor",
        Role::Admin => "Admin",
    }
}

/// The roles to choose from.
pub fn role_choices() -> Vec<Choice> {
    vec![
        Choice::new("viewer", "Viewer").hint("Reads everything and can copy a tracking link."),
        Choice::new("editor", "Editor").hint("Works on vehicles, notes and tracking links."),
        Choice::new("admin", "Admin")
            .hint("Also changes settings, members, API keys and webhooks, and restores vehicles."),
    ]
}
