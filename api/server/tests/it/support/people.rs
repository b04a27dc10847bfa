//! Organisations and their members, made as quickly as can be without switching anything off.

use host::keys::hash_token;
use host::random;
use serde_json::{Value, json};
use server::auth::password;
use server::auth::token;
use shared::api_key::{CreatedApiKey, Scope};
use shared::ids::{MemberId, OrganizationId, SessionId, VehicleId};
use shared::link::TrackingLink;
use shared::link_options::LinkOptions;
use shared::member::Role;
use shared::paths::ApiPath;
use shared::vehicle::Vehicle;
use store::members::{self, NewMemberRow};
use store::organizations::{self, OrganizationFields};
use store::{AcrossTx, sessions};
use tokio::sync::OnceCell;

use super::{Answer, Caller, TestApp};

/// The password of every member in tests.
pub const PASSWORD: &str = "correct horse battery staple";

static PASSWORD_HASH: OnceCell<String> = OnceCell::const_new();

/// An organisation with one member of each role, signed in.
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its admin.
    pub admin: Caller,
    /// Its editor.
    pub editor: Caller,
    /// Its viewer.
    pub viewer: Caller,
    /// The admin's email address.
    pub admin_email: String,
    /// The ids of admin, editor and viewer.
    pub members: [MemberId; 3],
}

/// Makes one.
pub async fn create(test: &TestApp) -> Organization {
    let (app, now) = (&test.app, test.clock.now());
    let hash = PASSWORD_HASH.get_or_init(|| async { password::hash(PASSWORD.into()).await.unwrap() }).await;
    let id = OrganizationId::from_u128(random::id(now));
    let fields = OrganizationFields {
        name: "Harbour Imports".into(),
        country: "DE".into(),
        locale: None,
        time_zone: "Europe/Berlin".into(),
        contact_email: None,
        contact_phone: None,
        currency: "EUR".into(),
        link_defaults: LinkOptions::ALL_ON,
        allowed_origins: Vec::new(),
    };
    let mut tx = app.store.begin_across().await.unwrap();
    organizations::insert(&mut tx, &id, &fields, now).await.unwrap();
    let mut callers = Vec::new();
    let mut emails = Vec::new();
    let mut ids = Vec::new();
    for (name, role) in [("Alex Admin", Role::Admin), ("Eli Editor", Role::Editor), ("Vic Viewer", Role::Viewer)] {
        let member = MemberId::from_u128(random::id(now));
        let email = format!("{}@{}.example", role.as_str(), id.as_str().replace('_', "-"));
        let row =
            NewMemberRow { id: &member, organization_id: &id, name, email: &email, role, password_hash: Some(hash) };
        members::insert(tx.db(), row, now).await.unwrap();
        callers.push(open_session(test, &mut tx, &member).await);
        emails.push(email);
        ids.push(member);
    }
    tx.commit().await.unwrap();
    let [admin, editor, viewer] = <[Caller; 3]>::try_from(callers).unwrap_or_else(|_| unreachable!());
    let admin_email = emails.swap_remove(0);
    Organization { id, admin, editor, viewer, admin_email, members: ids.try_into().unwrap() }
}

/// Opens a session without the cost of a password hash.
async fn open_session(test: &TestApp, tx: &mut AcrossTx, member: &MemberId) -> Caller {
    let (app, now) = (&test.app, test.clock.now());
    let session = SessionId::from_u128(random::id(now));
    sessions::insert(tx, &session, member, &hash_token(&random::token()), now).await.unwrap();
    let access = token::sign(&app.keys, &app.config.base_url, &session, now).unwrap();
    Caller::new(&test.base, Some(access))
}

/// The same people with new sessions, after the clock was moved past the old ones.
pub async fn sign_in_again(test: &TestApp, before: &Organization) -> Organization {
    let mut tx = test.app.store.begin_across().await.unwrap();
    let [admin, editor, viewer] = &before.members;
    let after = Organization {
        id: before.id.clone(),
        admin: open_session(test, &mut tx, admin).await,
        editor: open_session(test, &mut tx, editor).await,
        viewer: open_session(test, &mut tx, viewer).await,
        admin_email: before.admin_email.clone(),
        members: before.members.clone(),
    };
    tx.commit().await.unwrap();
    after
}

impl Organization {
    /// A vehicle in the first stage.
    pub async fn vehicle(&self) -> Vehicle {
        self.vehicle_with(json!({})).await
    }

    /// A vehicle in the first stage with these members besides.
    pub async fn vehicle_with(&self, more: Value) -> Vehicle {
        let mut body = json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.editor.post(ApiPath::Vehicles, body).await.json(201)
    }

    /// An API key that the admin made, with its secret.
    pub async fn key_made(&self, scopes: &[Scope]) -> CreatedApiKey {
        let body = json!({ "name": "Test", "scopes": scopes, "expires_at": "2027-05-01T10:00:00Z" });
        self.admin.post(ApiPath::ApiKeys, body).await.json(201)
    }

    /// A program with an API key that the admin made.
    pub async fn key(&self, scopes: &[Scope]) -> Caller {
        self.admin.as_key(&self.key_made(scopes).await.secret)
    }

    /// A link on a vehicle, with defaults.
    pub async fn link(&self, vehicle: &VehicleId) -> TrackingLink {
        self.link_with(vehicle, json!({})).await
    }

    /// A link on a vehicle.
    pub async fn link_with(&self, vehicle: &VehicleId, body: Value) -> TrackingLink {
        self.editor.post(ApiPath::TrackingLink(vehicle), body).await.json(201)
    }

    /// A vehicle and the slug of its link.
    pub async fn live_slug(&self) -> (VehicleId, String) {
        let vehicle = self.vehicle().await.id;
        let slug = slug(&self.link(&vehicle).await);
        (vehicle, slug)
    }
}

/// The slug in a link's URL.
pub fn slug(link: &TrackingLink) -> String {
    link.url.as_deref().unwrap().rsplit('/').next().unwrap().to_owned()
}

/// What a customer's browser gets for a slug.
pub async fn open(test: &TestApp, slug: &str) -> Answer {
    test.anonymous().get(ApiPath::PublicTracking(slug)).await
}
