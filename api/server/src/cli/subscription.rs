//! `importops subscription set`

use shared::ids::OrganizationId;
use shared::organization::{SubscriptionStatus, SubscriptionUpdate};
use shared::time::Timestamp;

use super::output::CommandError;
use super::output::print;
use crate::app::App;
use crate::subscriptions::set;

/// Commands for subscriptions.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Set the subscription of an organisation, as the billing system would
    Set {
        /// TypeID of the organisation
        organization_id: OrganizationId,
        /// `active`, `past_due` or `canceled`
        #[arg(long, value_parser = parse_status)]
        status: SubscriptionStatus,
        /// With `past_due`: when the grace period ends (RFC 3339)
        #[arg(long, value_parser = parse_instant)]
        grace_ends_at: Option<Timestamp>,
        /// With `canceled`: until when everything still works (RFC 3339)
        #[arg(long, value_parser = parse_instant)]
        access_until: Option<Timestamp>,
    },
}

/// Runs the command.
pub async fn run(command: Command, app: &App, json: bool) -> Result<(), CommandError> {
    let Command::Set { organization_id, status, grace_ends_at, access_until } = command;
    let now = app.clock.now();
    let update = SubscriptionUpdate { status, grace_ends_at, access_until };
    let billing = set(&app.store, &organization_id, update, now, "command-line").await?;
    let locked = billing.is_locked(now);
    let answer = serde_json::json!({ "organization_id": organization_id, "status": billing.status, "locked": locked });
    print(&if json {
        answer.to_string()
    } else {
        let effect = if locked { "locked: tracking links answer \"link not available\"" } else { "not locked" };
        format!("{organization_id} is {}, {effect}.", billing.status.as_str())
    })
}

fn parse_status(text: &str) -> Result<SubscriptionStatus, String> {
    SubscriptionStatus::parse(text).ok_or_else(|| "is not one of `active`, `past_due`, `canceled`".to_owned())
}

fn parse_instant(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "is not a date and time like 2026-05-14T09:30:00Z".to_owned())
}
