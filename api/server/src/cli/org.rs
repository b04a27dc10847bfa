//! `importops org create`

use std::io::{IsTerminal, Read};

use shared::ids::{MemberId, OrganizationId};
use shared::link_options::LinkOptions;
use shared::member::Role;
use shared::time::Timestamp;

use super::output::CommandError;
use super::output::print;
use crate::app::App;
use crate::auth::password;
use crate::members::add;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::text::Checks;
use domain::zone;
use host::random;
use store::audit::{self, Actor, AuditEvent};
use store::members::NewMemberRow;
use store::organizations::{self, OrganizationFields};

/// Commands for organisations.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Create an organisation and its first admin
    ///
    /// The admin's password is read from standard input, or asked for if that is a terminal.
    Create(Create),
}

/// An organisation to create.
#[derive(Debug, clap::Args)]
pub struct Create {
    /// Name, as customers see it
    #[arg(long)]
    pub name: String,
    /// ISO 3166-1 alpha-2 code, like DE
    #[arg(long)]
    pub country: String,
    /// IANA time zone, like Europe/Berlin
    #[arg(long, default_value = "UTC")]
    pub time_zone: String,
    /// ISO 4217 code preselected for new amounts
    #[arg(long, default_value = "EUR")]
    pub currency: String,
    /// Full name of the first admin
    #[arg(long)]
    pub admin_name: String,
    /// Email address that the admin signs in with
    #[arg(long)]
    pub admin_email: String,
}

/// Runs the command.
pub async fn run(command: Command, app: &App, json: bool) -> Result<(), CommandError> {
    let Command::Create(create) = command;
    let password = read_password("Password of the admin")?;
    let (organization, member) = create_organization(app, create, password, app.clock.now()).await?;
    let answer = serde_json::json!({ "organization_id": organization, "member_id": member });
    print(&if json {
        answer.to_string()
    } else {
        format!("Created the organisation {organization} with the admin {member}.")
    })
}

/// Reads a password that was chosen for somebody from standard input, or asks for it if that is a terminal.
pub fn read_password(whose: &str) -> Result<String, CommandError> {
    if std::io::stdin().is_terminal() {
        return Ok(rpassword::prompt_password(format!("{whose} (at least 12 characters): "))?);
    }
    let mut password = String::new();
    std::io::stdin().take(4096).read_to_string(&mut password)?;
    Ok(password.trim_end_matches(['\r', '\n']).to_owned())
}

/// Creates an organisation with its first admin, in one transaction.
pub async fn create_organization(
    app: &App,
    create: Create,
    password: String,
    now: Timestamp,
) -> Result<(OrganizationId, MemberId), ApiError> {
    let mut checks = Checks::default();
    let fields = OrganizationFields {
        name: checks.line("--name", &create.name, 120),
        country: create.country,
        locale: None,
        time_zone: create.time_zone,
        contact_email: None,
        contact_phone: None,
        currency: checks.currency("--currency", create.currency),
        link_defaults: LinkOptions::default(),
        allowed_origins: Vec::new(),
    };
    zone::check_place(&mut checks, &fields.country, &fields.time_zone);
    let name = checks.person("--admin-name", &create.admin_name, 120);
    let email = checks.email("--admin-email", &create.admin_email).to_lowercase();
    password::check_new(&mut checks, "password", &password);
    checks.finish().map_err(ApiError::invalid)?;
    let hash = password::hash(password).await?;
    let organization = OrganizationId::from_u128(random::id(now));
    let member = MemberId::from_u128(random::id(now));
    let mut tx = app.store.begin_across().await?;
    organizations::insert(&mut tx, &organization, &fields, now).await?;
    let row = NewMemberRow {
        id: &member,
        organization_id: &organization,
        name: &name,
        email: &email,
        role: Role::Admin,
        password_hash: Some(&hash),
    };
    add(tx.db(), row, now).await?;
    let event = AuditEvent {
        organization_id: &organization,
        actor: Actor::Operator,
        action: AuditAction::OrganizationCreated,
        subject_id: organization.as_str(),
        summary: format!("created the organisation with the admin {name}"),
        occurred_at: now,
        request_id: "command-line",
    };
    audit::record(&mut tx, event);
    tx.commit().await?;
    Ok((organization, member))
}
