//! `importops demo`: an organisation with vehicles in every stage, to look at and to try things on.
//!
//! The passwords are drawn anew at every start and printed, so that a demo left running is no open door.

mod cars;
mod pictures;

use shared::ids::{MemberId, OrganizationId, VehicleId};
use shared::link::NewTrackingLink;
use shared::member::Role;
use shared::note::{NewNote, NoteScope};
use shared::organization::Organization;
use shared::patch::Patch;
use shared::time::{CivilDate, Timestamp};
use shared::vehicle::VehicleUpdate;

use self::cars::{Car, Delay, Link, cars};
use self::pictures::Pictures;
use crate::acting::Acting;
use crate::app::{self, App};
use crate::auth::failed_sign_ins::Account;
use crate::auth::password;
use crate::cli::member::record_password;
use crate::cli::org;
use crate::cli::output::{CommandError, print};
use crate::config::Config;
use crate::members::add;
use crate::{notes, tracking_links, vehicles};
use api_http::error::ApiError;
use domain::vehicle::VehicleFields;
use host::clock::Clock;
use host::random;
use store::audit::Actor;
use store::links::{self, LinkField, LinkFilter, LinkPage};
use store::members::{self, NewMemberRow};
use store::organizations::{self, OrganizationFields};
use store::vehicle_lists::{self, VehicleField, VehicleFilter};
use store::vehicles::LockedVehicle;
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
            let summary = format!("started the demo, which gave {} a new password", account.name);
            record_password(&mut tx, &account, summary, now);
        }
    }
    let found = organizations::find(tx.db(), &organization_id, now).await?;
    tx.commit().await?;
    Ok(found.ok_or_else(ApiError::not_found)?.organization)
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
    let mut editor = admin.clone();
    for (name, email, role) in OTHERS {
        let id = MemberId::from_u128(random::id(now));
        let row =
            NewMemberRow { id: &id, organization_id: &organization, name, email, role, password_hash: Some(&hash) };
        add(tx.db(), row, now).await?;
        if role == Role::Editor {
            editor = id;
        }
    }
    let found = organizations::find(tx.db(), &organization, now).await?.ok_or_else(ApiError::not_found)?;
    let [admin, editor] = [(admin, ADMIN.0), (editor, OTHERS[0].0)];
    let fleet =
        Fleet { app, organization: &found.organization, admin: &admin, editor: &editor, pictures: &pictures, now };
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
    organization: &'a Organization,
    admin: &'a (MemberId, &'static str),
    editor: &'a (MemberId, &'static str),
    pictures: &'a Pictures,
    now: Timestamp,
}

impl<'a> Fleet<'a> {
    /// Somebody in the office at some time: what they do is done as a request would do it, with its entry in the audit log.
    fn acting(&self, (member, name): &'a (MemberId, &'static str), now: Timestamp) -> Acting<'a> {
        let actor = Actor::Member(member, name);
        Acting { organization: self.organization, member, actor, now, request_id: "command-line" }
    }

    async fn insert(&self, tx: &mut Tx, car: Car, index: usize) -> Result<(), ApiError> {
        // Spread over the weeks before, newest last, so that lists and dates look like those of a business.
        let age_days = i64::try_from(12_usize.saturating_sub(index)).unwrap_or(0) * 4;
        let created_at = days_from(self.now, -age_days);
        let id = VehicleId::from_u128(random::id(created_at));
        let buyer = self.acting(self.admin, created_at);
        let eta = car.delay.as_ref().map_or(car.fields.eta, |delay| delay.before);
        vehicles::create(tx, &buyer, &id, &VehicleFields { eta, ..car.fields.clone() }).await?;
        let vehicle = vehicles::lock(tx, &self.organization.id, &id, created_at).await?;
        let picked = self.pictures.hang(tx, &vehicle, &buyer).await?;
        let (before, after) =
            if matches!(car.link, Link::Unread) { (&[][..], car.notes) } else { (car.notes, &[][..]) };
        self.write(tx, &vehicle, before, created_at).await?;
        let expires_at = match car.link {
            Link::Expired(at) => Some(at),
            Link::None | Link::ForGood | Link::Unread => None,
        };
        if !matches!(car.link, Link::None) {
            let new = NewTrackingLink { photo_ids: Some(picked), expires_at, options: None };
            tracking_links::create(tx, &self.app.link_urls(), &buyer, &vehicle, new).await?;
        }
        self.write(tx, &vehicle, after, created_at).await?;
        match car.delay {
            Some(delay) => self.put_off(tx, &id, car.fields.eta, delay).await,
            None => Ok(()),
        }
    }

    /// The notes on a vehicle.
    async fn write(
        &self,
        tx: &mut Tx,
        vehicle: &LockedVehicle,
        written: &[(NoteScope, &str)],
        created_at: Timestamp,
    ) -> Result<(), ApiError> {
        for (position, (scope, body)) in written.iter().enumerate() {
            let written_at = days_from(created_at, i64::try_from(position).unwrap_or(0) + 1).min(self.now);
            let new = NewNote { scope: *scope, body: (*body).to_owned() };
            notes::create(tx, &self.acting(self.editor, written_at), vehicle, new).await?;
        }
        Ok(())
    }

    /// Moves the ETA to where it is now, and says why.
    async fn put_off(&self, tx: &mut Tx, id: &VehicleId, eta: Option<CivilDate>, delay: Delay) -> Result<(), ApiError> {
        let acting = self.acting(self.editor, days_from(self.now, -1));
        let vehicle = vehicles::lock(tx, &self.organization.id, id, acting.now).await?;
        let update = VehicleUpdate {
            eta: Patch::from(eta),
            eta_reason: Some(delay.reason),
            eta_remark: Some(delay.remark.to_owned()),
            ..VehicleUpdate::default()
        };
        vehicles::update(tx, &acting, &vehicle, update).await?;
        Ok(())
    }
}

fn days_from(instant: Timestamp, days: i64) -> Timestamp {
    Timestamp::from_unix_ms(instant.unix_ms() + days * DAY_MS).unwrap_or(instant)
}
