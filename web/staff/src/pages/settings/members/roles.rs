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
        Choice::new("viewer", "Viewer").hint("Can read everything and copy tracking links."),
        Choice::new("editor", "Editor").hint("Can also change vehicles, notes and tracking links."),
        Choice::new("admin", "Admin")
            .hint("Can also change settings, members, API keys and webhooks, and restore vehicles."),
    ]
}
