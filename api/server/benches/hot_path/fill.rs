//! Databases with many links: a thousand vehicles an organisation, each with a live link, an ETA and a note.

use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use host::clock::Clock;
use host::keys::Keys;
use host::random;
use shared::ids::{MemberId, NoteId, OrganizationId, TrackingLinkId, VehicleId};
use shared::link_options::LinkOption;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use store::{Db, Store};

use crate::product::create_organization;
use crate::{Plan, block_on};

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

/// A database of one build, filled.
pub struct Ground<'a> {
    /// The program.
    pub program: &'a str,
    /// Its name in the tables.
    pub build: &'static str,
    /// The name of its engine.
    pub engine: &'static str,
    /// Its data directory.
    pub data: PathBuf,
    /// Its database.
    pub database_url: String,
}

/// The databases of all builds on both engines, filled with the same links, and a file with their slugs.
pub fn fill<'a>(plan: &'a Plan, directory: &Path, links: usize, slugs: &Path) -> Vec<Ground<'a>> {
    let grounds: Vec<_> = plan
        .builds()
        .flat_map(|(program, build)| {
            ["SQLite", "PostgreSQL"].map(|engine| {
                let data = directory.join(format!("{engine} of {build}").replace(' ', "-"));
                std::fs::create_dir(&data).expect("a directory");
                let database_url = match engine {
                    "SQLite" => format!("sqlite:{}", data.join("importops.sqlite").display()),
                    _ => database(&plan.postgres),
                };
                Ground { program, build, engine, data, database_url }
            })
        })
        .collect();
    // The same keys for all, since the slugs are the same.
    let keys = Keys::load_or_create(&grounds[0].data).expect("keys");
    for Ground { data, .. } in &grounds[1..] {
        std::fs::copy(grounds[0].data.join("keys.json"), data.join("keys.json")).expect("keys");
    }
    block_on(async {
        let mut stores = Vec::new();
        for Ground { program, data, database_url, .. } in &grounds {
            // Each program makes the schema that it knows.
            create_organization(program, data, database_url, "admin@bench.example");
            let store = Store::open(database_url).await.expect("a database");
            let is_searched =
                execute(&store, &["SELECT search_version FROM vehicles LIMIT 0".to_owned()]).await.is_ok();
            stores.push((store, is_searched));
        }
        let mut slugs = BufWriter::new(std::fs::File::create(slugs).expect("a file"));
        let mut made = 0;
        while made < links {
            let vehicles = VEHICLES_AN_ORGANIZATION.min(links - made);
            let statements = organization(&keys, vehicles, &mut slugs);
            for (store, is_searched) in &stores {
                let ready = |statement: &String| match is_searched {
                    true => statement.clone(),
                    // What older builds do not know stands at the end.
                    false => statement.replace(", search_version)", ")").replace(SEARCHED, ")"),
                };
                let statements: Vec<_> = statements.iter().map(ready).collect();
                execute(store, &statements).await.expect("links");
            }
            made += vehicles;
        }
        slugs.flush().expect("a file that can be written");
        for (store, _) in stores {
            execute(&store, &["ANALYZE".to_owned()]).await.expect("statistics");
            store.close().await;
        }
    });
    grounds
}

/// The value of `search_version`, at the end of a row.
const SEARCHED: &str = ", /* searched */ 1)";

async fn execute(store: &Store, statements: &[String]) -> Result<(), sqlx::Error> {
    let mut transaction = store.begin_across().await.expect("a transaction");
    for statement in statements {
        let statement = AssertSqlSafe(statement.clone());
        match transaction.db() {
            Db::Sqlite(connection) => sqlx::raw_sql(statement).execute(connection).await.map(|_| ())?,
            Db::Postgres(session) => sqlx::raw_sql(statement).execute(session).await.map(|_| ())?,
        }
    }
    transaction.commit().await.expect("a commit");
    Ok(())
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
                 '2099-03-14', {ms}, {ms}, {ms}, 1{SEARCHED}"
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
