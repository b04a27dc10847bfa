//! Databases with many links: a thousand vehicles an organisation, each with a live link, an ETA and a note.

use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use host::clock::Clock;
use host::keys::Keys;
use host::random;
use shared::ids::{MemberId, NoteId, OrganizationId, TrackingLinkId, VehicleId};
use shared::link_options::LinkOption;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use store::{Db, Store};

use crate::block_on;

const VEHICLES_AN_ORGANIZATION: usize = 1_000;
const VEHICLES_A_STATEMENT: usize = 250;

/// A new database on a PostgreSQL server.
pub fn database(server: &str) -> String {
    let name = format!("bench_{}", u32::from_be_bytes(random::bytes()));
    block_on(async {
        let mut connection = PgConnection::connect(server).await.expect("PostgreSQL");
        connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a database");
    });
    format!("{}/{name}", server.rsplit_once('/').expect("a URL that names a database").0)
}

/// Fills databases with the same links, and a file with their slugs.
pub fn fill(databases: &[(&Path, &str)], links: usize, slugs: &Path) {
    for (data, _) in databases {
        std::fs::create_dir_all(data).expect("a directory");
    }
    // The same keys for all, since the slugs are the same.
    let keys = Keys::load_or_create(databases[0].0).expect("keys");
    for (data, _) in &databases[1..] {
        std::fs::copy(databases[0].0.join("keys.json"), data.join("keys.json")).expect("keys");
    }
    block_on(async {
        let mut stores = Vec::new();
        for (_, url) in databases {
            let store = Store::open(url).await.expect("a database");
            store.migrate().await.expect("a schema");
            stores.push(store);
        }
        let mut slugs = BufWriter::new(std::fs::File::create(slugs).expect("a file"));
        let mut made = 0;
        while made < links {
            let vehicles = VEHICLES_AN_ORGANIZATION.min(links - made);
            let statements = organization(&keys, vehicles, &mut slugs);
            for store in &stores {
                execute(store, &statements).await;
            }
            made += vehicles;
        }
        slugs.flush().expect("a file that can be written");
        for store in stores {
            execute(&store, &["ANALYZE".to_owned()]).await;
            store.close().await;
        }
    });
}

async fn execute(store: &Store, statements: &[String]) {
    let mut transaction = store.begin_across().await.expect("a transaction");
    for statement in statements {
        let statement = AssertSqlSafe(statement.clone());
        match transaction.db() {
            Db::Sqlite(connection) => drop(sqlx::raw_sql(statement).execute(connection).await.expect("a statement")),
            Db::Postgres(session) => drop(sqlx::raw_sql(statement).execute(session).await.expect("a statement")),
        }
    }
    transaction.commit().await.expect("a commit");
}

/// The statements that make an organisation. What they hold is made here, so it stands in them as it is.
fn organization(keys: &Keys, vehicles: usize, slugs: &mut impl std::io::Write) -> Vec<String> {
    let now = Clock::system().now();
    let ms = now.unix_ms();
    let (organization, member) = (OrganizationId::from_u128(random::id(now)), MemberId::from_u128(random::id(now)));
    let options = LinkOption::ALL.map(LinkOption::as_str).join(", ");
    let defaults = LinkOption::ALL.map(|option| format!("default_{}", option.as_str())).join(", ");
    let on = LinkOption::ALL.map(|_| "TRUE").join(", ");
    let mut statements = vec![
        format!(
            "INSERT INTO organizations (id, name, country, time_zone, contact_email, currency, {defaults}, created_at, \
             updated_at, version) VALUES ('{organization}', 'Harbour Imports', 'DE', 'Europe/Berlin', \
             'hello@harbour.example', 'EUR', {on}, {ms}, {ms}, 1)"
        ),
        format!(
            "INSERT INTO subscriptions (organization_id, status, updated_at) VALUES ('{organization}', 'active', {ms})"
        ),
        format!(
            "INSERT INTO members (id, organization_id, name, email, role, created_at, updated_at, version) VALUES \
             ('{member}', '{organization}', 'Alex Weber', '{member}@harbour.example', 'admin', {ms}, {ms}, 1)"
        ),
        format!("INSERT INTO audit_heads (organization_id, sequence, chain) VALUES ('{organization}', 1, '{member}')"),
    ];
    for first in (0..vehicles).step_by(VEHICLES_A_STATEMENT) {
        let [mut cars, mut links, mut opens, mut notes] = [String::new(), String::new(), String::new(), String::new()];
        for _ in first..vehicles.min(first + VEHICLES_A_STATEMENT) {
            let vehicle = VehicleId::from_u128(random::id(now));
            let link = TrackingLinkId::from_u128(random::id(now));
            let note = NoteId::from_u128(random::id(now));
            let slug = random::slug();
            let (hash, sealed) = (keys.hash_slug(&slug), keys.seal_slug(&slug, link.as_str()));
            let comma = if cars.is_empty() { "" } else { ", " };
            let _ = write!(
                cars,
                "{comma}('{vehicle}', '{organization}', 2021, 'Toyota', 'Land Cruiser', 'in_transit', {ms}, \
                 '2099-03-14', {ms}, {ms}, {ms}, 1, 1)"
            );
            let _ = write!(
                links,
                "{comma}('{link}', '{organization}', '{vehicle}', {on}, FALSE, 0, {ms}, '{member}', {ms}, 1)"
            );
            let _ = write!(opens, "{comma}('{}', '{link}', '{sealed}', {ms})", hash.as_str());
            let _ = write!(
                notes,
                "{comma}('{note}', '{organization}', '{vehicle}', 'customer', \
                 'Your car is on board and left the port on time. We will write again when it is through customs.', \
                 '{member}', {ms}, {ms}, 1)"
            );
            writeln!(slugs, "{}", slug.as_str()).expect("a file that can be written");
        }
        statements.extend([
            format!(
                "INSERT INTO vehicles (id, organization_id, year, make, model, stage, stage_changed_at, eta, \
                 eta_changed_at, created_at, updated_at, version, search_version) VALUES {cars}"
            ),
            format!(
                "INSERT INTO tracking_links (id, organization_id, vehicle_id, {options}, customer_changed, view_count, \
                 created_at, created_by, updated_at, version) VALUES {links}"
            ),
            format!(
                "INSERT INTO tracking_link_slugs (slug_hash, tracking_link_id, sealed_slug, created_at) VALUES {opens}"
            ),
            format!(
                "INSERT INTO notes (id, organization_id, vehicle_id, scope, body, author_id, created_at, updated_at, \
                 version) VALUES {notes}"
            ),
        ]);
    }
    statements
}
