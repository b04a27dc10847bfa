//! `importops member reset-password`

use shared::time::Timestamp;

use super::org::read_password;
use super::output::{CommandError, print};
use crate::app::App;
use crate::auth::failed_sign_ins::Account;
use crate::auth::password;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::text::Checks;
use store::audit::{self, Actor, AuditEvent};
use store::{Tx, members, sessions};

/// Commands for members.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Give a member a new password, and end all their sessions
    ///
    /// For an organisation whose only admin forgot the password: everybody else gets a one-time link from an admin. The new password
    /// is read from standard input, or asked for if that is a terminal.
    ResetPassword {
        /// Email address that the member signs in with
        #[arg(long)]
        email: String,
    },
}

/// Runs the command.
pub async fn run(command: Command, app: &App, json: bool) -> Result<(), CommandError> {
    let Command::ResetPassword { email } = command;
    let account = reset_password(app, &email, read_password("New password")?).await?;
    let answer = serde_json::json!({ "organization_id": account.organization, "member_id": account.member });
    print(&if json {
        answer.to_string()
    } else {
        format!("{} has the new password, and is signed out everywhere.", account.name)
    })
}

async fn reset_password(app: &App, email: &str, password: String) -> Result<Account, CommandError> {
    let mut checks = Checks::default();
    password::check_new(&mut checks, "password", &password);
    checks.finish().map_err(ApiError::invalid)?;
    let hash = password::hash(password).await?;
    let now = app.clock.now();
    let mut tx = app.store.begin_across().await?;
    let found = members::find_sign_in(tx.across(), &email.trim().to_lowercase()).await?;
    let found = found.ok_or("No member signs in with this address.")?;
    if found.disabled_at.is_some() {
        return Err("This member is disabled: an admin enables them first.".into());
    }
    let account = Account::try_from(&found)?;
    members::set_password(tx.db(), &account.organization, &account.member, &hash, now).await?;
    sessions::end_all(tx.db(), &account.organization, &account.member, now).await?;
    record_password(&mut tx, &account, format!("gave {} a new password", account.name), now);
    tx.commit().await?;
    Ok(account)
}

/// Says in the audit log that the operator gave somebody another password.
pub fn record_password(tx: &mut Tx, account: &Account, summary: String, now: Timestamp) {
    let event = AuditEvent {
        organization_id: &account.organization,
        actor: Actor::Operator,
        action: AuditAction::MemberPasswordChanged,
        subject_id: account.member.as_str(),
        summary,
        occurred_at: now,
        request_id: "command-line",
    };
    audit::record(tx, event);
}
