//! An organisation with very many vehicles, written past the program into the schema of whichever version there is.

use std::fmt::Write as _;
use std::path::Path;

use host::clock::Clock;
use host::random;
use shared::ids::{TrackingLinkId, VehicleId};
use shared::stage::Stage;
use shared::time::Timestamp;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

const A_STATEMENT: usize = 500;
const DAY_MS: i64 = 86_400_000;

/// A database.
pub struct Database {
    /// Where the program finds it.
    pub url: String,
    /// Where its superuser finds it; none for SQLite.
    superuser: Option<String>,
}

impl Database {
    /// A file.
    pub fn sqlite(directory: &Path) -> Self {
        Self { url: format!("sqlite:{}", directory.join("importops.sqlite").display()), superuser: None }
    }

    /// A database of a role of its own: a superuser would see everything whatever the policies say.
    pub async fn postgres(server: &str) -> Self {
        let name = format!("bench_{:08x}", u32::from_be_bytes(random::bytes()));
        let mut connection = PgConnection::connect(server).await.expect("PostgreSQL");
        let role = format!("CREATE ROLE {name} LOGIN PASSWORD '{name}'");
        for statement in [role, format!("CREATE DATABASE {name} OWNER {name}")] {
            connection.execute(AssertSqlSafe(statement)).await.expect("a role and a database");
        }
        let (rest, _) = server.rsplit_once('/').expect("a URL that names a database");
        let (_, host) = rest.rsplit_once('@').expect("a URL that names a user");
        let superuser = Some(format!("{rest}/{name}"));
        Self { url: format!("postgres://{name}:{name}@{host}/{name}"), superuser }
    }

    async fn execute(&self, statements: impl Iterator<Item = String>) {
        match &self.superuser {
            None => {
                let path = self.url.trim_start_matches("sqlite:");
                let mut connection = SqliteConnection::connect(path).await.expect("the file");
                for statement in statements {
                    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.expect("a statement");
                }
            }
            Some(superuser) => {
                let mut connection = PgConnection::connect(superuser).await.expect("the database");
                for statement in statements {
                    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.expect("a statement");
                }
            }
        }
    }

    /// Writes the vehicles: the oldest quarter with expired links, the next tenth with revoked ones, half with active ones.
    pub async fn fill(&self, vehicles: usize) {
        let now = Clock::system().now().unix_ms();
        let all = (0..vehicles).step_by(A_STATEMENT).flat_map(|first| {
            let numbers: Vec<_> = (first..vehicles.min(first + A_STATEMENT)).collect();
            let ids: Vec<_> = numbers.iter().map(|number| at(now, vehicles, *number)).collect();
            let mut cars = String::from(
                "INSERT INTO vehicles (id, organization_id, year, make, model, colour, vin, stock_number, customer_name, \
                 customer_email, vessel, stage, stage_changed_at, eta, created_at, updated_at, version) VALUES ",
            );
            let mut links = String::from(
                "INSERT INTO tracking_links (id, organization_id, vehicle_id, show_photo, show_eta, show_progress, \
                 show_notes, customer_changed, view_count, expires_at, created_at, created_by, updated_at, version, \
                 revoked_at, revoke_reason) VALUES ",
            );
            let mut has_links = false;
            for (number, (id, ms)) in numbers.iter().zip(&ids) {
                let comma = if *number == first { "" } else { ", " };
                let _ = write!(cars, "{comma}{}", car(*number, id, *ms));
                if let Some(link) = link(*number, vehicles, id, now, *ms) {
                    let _ = write!(links, "{}{link}", if has_links { ", " } else { "" });
                    has_links = true;
                }
            }
            ["BEGIN".to_owned(), cars]
                .into_iter()
                .chain(has_links.then_some(links))
                .chain(["COMMIT".to_owned()])
                .collect::<Vec<_>>()
        });
        self.execute(all).await;
    }

    /// What PostgreSQL does by itself some time after so many changes.
    pub async fn settle_down(&self) {
        if self.superuser.is_some() {
            self.execute(std::iter::once("VACUUM ANALYZE".to_owned())).await;
        }
    }
}

/// The id of a vehicle and when it was created: one after the other, until now.
fn at(now: i64, vehicles: usize, number: usize) -> (VehicleId, i64) {
    let before = i64::try_from(vehicles - number).expect("a number") * 1_000;
    let created = Timestamp::from_unix_ms(now - before).expect("an instant");
    (VehicleId::from_u128(random::id(created)), created.unix_ms())
}

/// The chassis number of a vehicle.
pub fn chassis(number: usize) -> String {
    format!("JZX100-{number:07}")
}

/// The stock number of a vehicle.
pub fn stock_number(number: usize) -> String {
    format!("HB-{number:07}")
}

/// The only organisation.
const ORGANIZATION: &str = "(SELECT id FROM organizations)";

fn car(number: usize, id: &VehicleId, ms: i64) -> String {
    let (make, model) = [
        ("Toyota", "Chaser"),
        ("\u{160}koda", "Octavia"),
        ("Nissan", "Skyline"),
        ("Honda", "Civic"),
        ("Mazda", "RX-7"),
    ][number % 5];
    let colour = ["Pearl white", "Black", "Silver", "Red"][number % 4];
    let stage = Stage::ALL[number / 7 % 6].as_str();
    let (month, day) = (number % 12 + 1, number / 12 % 28 + 1);
    format!(
        "('{id}', {ORGANIZATION}, 20{:02}, '{make}', '{model}', '{colour}', '{}', '{}', 'Ann Lee {number}', \
         'ann{number}@mail.example', 'Morning Calm {}', '{stage}', {ms}, '2027-{month:02}-{day:02}', {ms}, {ms}, 1)",
        number % 25,
        chassis(number),
        stock_number(number),
        number % 997
    )
}

fn link(number: usize, vehicles: usize, vehicle: &VehicleId, now: i64, ms: i64) -> Option<String> {
    let (expires_at, revoked) = match number * 100 / vehicles {
        0..25 => ((now - DAY_MS).to_string(), false),
        25..35 => ("NULL".to_owned(), true),
        35..85 if number.is_multiple_of(2) => ("NULL".to_owned(), false),
        35..85 => ((now + 300 * DAY_MS).to_string(), false),
        _ => return None,
    };
    let id = TrackingLinkId::from_u128(random::id(Timestamp::from_unix_ms(ms).expect("an instant")));
    let revocation = if revoked { format!("{ms}, 'revoked'") } else { "NULL, NULL".to_owned() };
    Some(format!(
        "('{id}', {ORGANIZATION}, '{vehicle}', TRUE, TRUE, TRUE, TRUE, FALSE, 0, {expires_at}, {ms}, \
         (SELECT id FROM members), {ms}, 1, {revocation})"
    ))
}
