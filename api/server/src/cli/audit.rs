//! `importops audit`: what the operator can do with the audit log.

use clap::Subcommand;
use serde_json::json;

use super::output::{CommandError, counted, print};
use crate::app::App;
use store::audit::{self, ChainCheck};

/// Commands about the audit log.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check that no entry was changed or removed since it was written
    Verify,
}

/// Runs a command.
pub async fn run(command: Command, app: &App, json: bool) -> Result<(), CommandError> {
    match command {
        Command::Verify => verify(app, json).await,
    }
}

async fn verify(app: &App, json: bool) -> Result<(), CommandError> {
    let checks = audit::verify(app.store.read_across().await?.across()).await?;
    let entries: i64 = checks.iter().map(|check| check.intact).sum();
    let broken: Vec<&ChainCheck> = checks.iter().filter(|check| check.broken_at.is_some()).collect();
    if json {
        let broken: Vec<_> = broken
            .iter()
            .map(|check| json!({ "organization_id": check.organization_id, "broken_at": check.broken_at }))
            .collect();
        print(&json!({ "organizations": checks.len(), "intact_entries": entries, "broken": broken }).to_string())?;
    } else {
        for check in &broken {
            let number = check.broken_at.unwrap_or_default();
            print(&format!("{}: entry {number} was changed or is missing", check.organization_id))?;
        }
    }
    if !broken.is_empty() {
        return Err("the audit log was changed after it was written".into());
    }
    if !json {
        let entries = counted(entries, "entry", "entries");
        let organisations = counted(checks.len(), "organisation", "organisations");
        print(&format!("no entry was changed: {entries} of {organisations}"))?;
    }
    Ok(())
}
