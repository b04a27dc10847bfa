//! `importops demo`: an organisation with vehicles in every stage, to look at and to try things on.
//!
//! The passwords are drawn anew at every start and printed, so that a demo left running is no open door.

mod cars;
mod pictures;

use shared::ids::{MemberId, NoteId, OrganizationId, TrackingLinkId, VehicleId};
use shared::link_options::LinkOptions;
use shared::member::Role;
use shared::organization::Organization;
use shared::time::Timestamp;

use self::cars::{Car, Link, cars};
use self::pictures::Pictures;
use crate::app::{self, App};
use crate::auth::failed_sign_ins::Account;
use crate::auth::password;
use crate::cli::org;
use crate::cli::output::{CommandError, print};
use crate::config::Config;
use crate::members::add;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use host::clock::Clock;
use host::random;
use store::audit::{self, Actor, AuditEvent};
use store::links::{self, LinkField, LinkFilter, LinkPage, NewLinkRow, UnrevokedLink};
use store::members::{self, NewMemberRow};
use store::notes::{self, NewNoteRow};
use store::organizations::{self, OrganizationFields};
use store::vehicle_lists::{self, VehicleField, VehicleFilter};
use store::vehicles::{self, LockedVehicle};
use store::{Change, Order, Tx, stored};

const ADMIN: (&str, &str) = ("Alex Weber", "admin@demo.example");
const OTHERS: [(&str, &str, Role); 2] =
    [("Kim Larsen", "editor@demo.example", Role::Editor), ("Robin Diaz", "viewer@demo.example", Role::Viewer)];
const TIME_ZONE: &str = "Europe/Berlin";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Fills the database if it is not a demo yet, then serves it.
pub async fn run(config: Config, clock: Clock) -> Result<(), CommandError> {
    let listening = app::listen(config, clock).await?;
    let (app, now) = (listening.app.clone(), listening.app.clock.now());
    let secret = random::token().chars().take(16).collect::<String>();
    let organization = prepare(&app, &secret, now).await?;
    let url = tracking_url(&app, &organization, now).await?;
    print(&format!("listening on http://{}", listening.address))?;
    print(&format!("\n  Staff app      {}/sign-in", listening.base_url))?;
    for (name, email) in [ADMIN].into_iter().chain(OTHERS.map(|(name, email, _)| (name, email))) {
        print(&format!("                 {email:<22} {secret}   ({name})"))?;
    }
    match url {
        Some(url) => print(&format!("  Tracking page  {url}"))?,
        None => print("  Tracking page  every link of the demo was revoked: create one in the staff app")?,
    }
    print("\n  The passwords change at every start. Stop with Ctrl-C.")?;
    listening.run(None, || Ok(())).await
}

async fn prepare(app: &App, secret: &str, now: Timestamp) -> Result<Organization, ApiError> {
    let found = members::find_sign_in(app.store.read_across().await?.across(), ADMIN.1).await?;
    let is_new = found.is_none();
    let organization_id: OrganizationId = match found {
        Some(admin) => stored(admin.organization_id.parse(), "organisation id")?,
        None => create(app, secret, now).await?,
    };
    let hash = password::hash(secret.to_owned()).await?;
    let mut tx = app.store.begin_across().await?;
    for email in [ADMIN.1, OTHERS[0].1, OTHERS[1].1] {
        let Some(found) = members::find_sign_in(tx.across(), email).await? else { continue };
        let account = Account::try_from(&found)?;
        members::set_password(tx.db(), &account.organization, &account.member, &hash, now).await?;
        if !is_new {
            record_password(&mut tx, &account, now);
        }
    }
    let found = organizations::find(tx.db(), &organization_id, now).await?;
    tx.commit().await?;
    Ok(found.ok_or_else(ApiError::not_found)?.organization)
}

fn record_password(tx: &mut Tx, account: &Account, now: Timestamp) {
    let event = AuditEvent {
        organization_id: &account.organization,
        actor: Actor::Operator,
        action: AuditAction::MemberPasswordChanged,
        subject_id: account.member.as_str(),
        summary: format!("started the demo, which gave {} a new password", account.name),
        occurred_at: now,
        request_id: "command-line",
    };
    audit::record(tx, event);
}

/// The URL of the newest link that works.
async fn tracking_url(app: &App, organization: &Organization, now: Timestamp) -> Result<Option<String>, ApiError> {
    let filter = VehicleFilter { search: domain::search::words("Land Cruiser"), ..VehicleFilter::default() };
    let mut reader = app.store.read_across().await?;
    let newest = Order::<VehicleField>::NEWEST_FIRST;
    let found = vehicle_lists::list(reader.db(), &organization.id, &filter, newest, None, 1, now).await?;
    let mut candidates: Vec<_> = found.vehicles.into_iter().map(|vehicle| vehicle.id).collect();
    let active = LinkFilter { state: Some(shared::link::LinkState::Active), ..LinkFilter::default() };
    let newest = LinkPage { order: Order::<LinkField>::NEWEST_FIRST, after: None, limit: 1 };
    let others = links::list(reader.db(), &organization.id, &active, newest, now).await?;
    candidates.extend(others.into_iter().map(|listed| listed.link.vehicle_id));
    for vehicle in candidates {
        if let Some(link) = links::find_latest(reader.db(), &organization.id, &vehicle).await? {
            let link = app.link_urls().to_wire(organization, link, now)?;
            if link.state == shared::link::LinkState::Active {
                return Ok(link.url);
            }
        }
    }
    Ok(None)
}

async fn create(app: &App, secret: &str, now: Timestamp) -> Result<OrganizationId, ApiError> {
    let new = org::Create {
        name: "Harbour Imports".into(),
        country: "DE".into(),
        time_zone: TIME_ZONE.into(),
        currency: "EUR".into(),
        admin_name: ADMIN.0.into(),
        admin_email: ADMIN.1.into(),
    };
    // Pictures first: a demo that was interrupted meanwhile begins anew.
    let pictures = Pictures::keep(app).await?;
    let (organization, admin) = org::create_organization(app, new, secret.to_owned(), now).await?;
    let hash = password::hash(secret.to_owned()).await?;
    let mut tx = app.store.begin_across().await?;
    let stored = organizations::find(tx.db(), &organization, now).await?.ok_or_else(ApiError::not_found)?;
    let blank = OrganizationFields::from(stored);
    let settings = OrganizationFields {
        contact_email: Some("hello@harbour.example".into()),
        contact_phone: Some("+49 40 555 0100".into()),
        ..blank.clone()
    };
    if let Some(settings) = Change::between(&blank, settings) {
        organizations::update(tx.db(), &organization, &settings, now).await?;
    }
    for (name, email, role) in OTHERS {
        let id = MemberId::from_u128(random::id(now));
        let row =
            NewMemberRow { id: &id, organization_id: &organization, name, email, role, password_hash: Some(&hash) };
        add(tx.db(), row, now).await?;
    }
    let fleet = Fleet { app, organization: &organization, admin: &admin, pictures: &pictures, now };
    for (index, car) in cars(now).into_iter().enumerate() {
        fleet.insert(&mut tx, car, index).await?;
    }
    pictures.hang_logo(&mut tx, &organization).await?;
    tx.commit().await?;
    Ok(organization)
}

/// What all vehicles of the demo have in common.
struct Fleet<'a> {
    app: &'a App,
    organization: &'a OrganizationId,
    admin: &'a MemberId,
    pictures: &'a Pictures,
    now: Timestamp,
}

impl Fleet<'_> {
    async fn insert(&self, tx: &mut Tx, car: Car, index: usize) -> Result<(), ApiError> {
        // Spread over the weeks before, newest last, so that lists and dates look like those of a business.
        let age_days = i64::try_from(12_usize.saturating_sub(index)).unwrap_or(0) * 4;
        let created_at = days_from(self.now, -age_days);
        let id = VehicleId::from_u128(random::id(created_at));
        vehicles::insert(tx.db(), self.organization, &id, &car.fields, created_at).await?;
        let locked = vehicles::lock(tx, self.organization, &id, created_at).await?;
        let vehicle = locked.ok_or_else(ApiError::not_found)?;
        if !matches!(car.link, Link::Unread) {
            self.write(tx, &vehicle, &car, created_at).await?;
        }
        let link = match car.link {
            Link::None => None,
            Link::ForGood | Link::Unread => Some(self.link(tx, &vehicle, None, created_at).await?),
            Link::Expired(at) => Some(self.link(tx, &vehicle, Some(at), created_at).await?),
        };
        if matches!(car.link, Link::Unread) {
            self.write(tx, &vehicle, &car, created_at).await?;
        }
        self.pictures.hang(tx, &vehicle, link.as_ref(), self.admin, created_at).await
    }

    /// The notes on a vehicle.
    async fn write(
        &self,
        tx: &mut Tx,
        vehicle: &LockedVehicle,
        car: &Car,
        created_at: Timestamp,
    ) -> Result<(), ApiError> {
        for (position, (scope, body)) in car.notes.iter().enumerate() {
            let written_at = days_from(created_at, i64::try_from(position).unwrap_or(0) + 1).min(self.now);
            let note = NoteId::from_u128(random::id(written_at));
            let row = NewNoteRow { id: &note, scope: *scope, body, author: self.admin };
            notes::insert(tx.db(), vehicle, row, written_at).await?;
        }
        Ok(())
    }

    async fn link(
        &self,
        tx: &mut Tx,
        vehicle: &LockedVehicle,
        expires_at: Option<Timestamp>,
        created_at: Timestamp,
    ) -> Result<UnrevokedLink, ApiError> {
        let id = TrackingLinkId::from_u128(random::id(created_at));
        let row = NewLinkRow { id: &id, options: LinkOptions::ALL_ON, expires_at, created_by: self.admin };
        self.app.link_urls().open(tx, vehicle, row, created_at).await
    }
}

fn days_from(instant: Timestamp, days: i64) -> Timestamp {
    Timestamp::from_unix_ms(instant.unix_ms() + days * DAY_MS).unwrap_or(instant)
}
