//! a disk that is full or fails. What could not be stored is refused and leaves the old state, reading goes on while it
//! can, and nothing is shown to customers that cannot be read. And R-56: many writers at once.

use actix_web::http::Method;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::paths::ApiPath;
use shared::photo::PhotoGallery;
use shared::problem::ProblemCode;
use shared::session::Session;
use shared::vehicle::Vehicle;
use sqlx::{AssertSqlSafe, PgPool};
use store::Store;

use crate::support::faults::{EIO, ENOSPC, Faulty, READS, SYNCS, WRITES};
use crate::support::pictures::{jpeg, post};
use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization};
use crate::support::{Caller, TestApp, database};

/// A server with a vehicle that has a link.
struct Office {
    disk: Faulty,
    admin: Caller,
    vehicle: Vehicle,
    slug: String,
}

async fn sign_in(base: &str) -> Caller {
    let session = json!({ "email": EMAIL, "password": PASSWORD });
    let session: Session = Caller::new(base, None).post(ApiPath::Session, session).await.json(200);
    Caller::new(base, Some(session.access_token))
}

impl Office {
    async fn open(directory: &std::path::Path) -> Self {
        assert!(create_organization(directory, PASSWORD).status.success());
        let disk = Faulty::start(directory);
        let admin = sign_in(&disk.server.base).await;
        let vehicle = json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser" });
        let vehicle: Vehicle = admin.post(ApiPath::Vehicles, vehicle).await.json(201);
        let link: Value = admin.post(ApiPath::TrackingLink(&vehicle.id), json!({})).await.value(201);
        let slug = link["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        Self { disk, admin, vehicle, slug }
    }

    async fn stock_number(&self) -> Value {
        self.admin.get(ApiPath::Vehicle(&self.vehicle.id)).await.value(200)["stock_number"].clone()
    }

    async fn write(&self, stock_number: &str) -> crate::support::Answer {
        let change = json!({ "stock_number": stock_number });
        self.admin.patch(ApiPath::Vehicle(&self.vehicle.id), change).await
    }

    async fn public(&self) -> [u16; 2] {
        let caller = Caller::new(&self.disk.server.base, None);
        let page = caller.get(format!("/t/{}", self.slug)).await.status;
        [page, caller.get(ApiPath::PublicTracking(&self.slug)).await.status]
    }
}

/// The database is sound.
async fn sound(directory: &std::path::Path) {
    let path = directory.join("importops.sqlite");
    let store = Store::open(&format!("sqlite:{}", path.display())).await.unwrap();
    if let Store::Sqlite { readers, .. } = &store {
        let answer: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(readers).await.unwrap();
        assert_eq!(answer, "ok");
    }
    store.close().await;
}

#[actix_web::test]
async fn what_does_not_fit_is_refused_and_leaves_the_old_state() {
    let directory = tempfile::tempdir().unwrap();
    let office = Office::open(directory.path()).await;
    for (calls, errno, problem) in [
        (&WRITES[..], ENOSPC, ProblemCode::InsufficientStorage),
        (&WRITES[..], EIO, ProblemCode::ServiceUnavailable),
        (&SYNCS[..], EIO, ProblemCode::ServiceUnavailable),
    ] {
        office.write("before").await.expect(200);
        assert_eq!(office.public().await, [200, 200]);
        office.disk.fail(calls, errno);
        for attempt in 0..3 {
            office.write(&format!("lost {attempt}")).await.problem(problem);
            assert_eq!(office.stock_number().await, "before", "{calls:?} {errno}");
            assert_eq!(office.public().await, [200, 200], "reading goes on");
            let photo = post(&office.admin, &office.vehicle.id, &jpeg(40, 30)).await;
            assert!([503, 507].contains(&photo.status), "{calls:?} {errno}: {}", photo.text());
        }
        office.disk.mend(calls);
        // Nobody has to start anything anew.
        office.write("after").await.expect(200);
        assert_eq!(office.stock_number().await, "after");
        assert_eq!(post(&office.admin, &office.vehicle.id, &jpeg(40, 30)).await.status, 201);
    }
    let photos: PhotoGallery = office.admin.get(ApiPath::Photos(&office.vehicle.id)).await.json(200);
    assert_eq!(photos.data.len(), 3, "those that were acknowledged");
    for url in photos.data.iter().flat_map(|photo| photo.urls.values()) {
        office.admin.get(url).await.expect(200);
    }
    // Killed and started again without faults: the same.
    office.disk.server.signal("KILL");
    let Office { disk, vehicle, .. } = office;
    drop(disk);
    sound(directory.path()).await;
    let again = Serving::start(directory.path());
    let admin = sign_in(&again.base).await;
    assert_eq!(admin.get(ApiPath::Vehicle(&vehicle.id)).await.value(200)["stock_number"], "after");
}

/// What PostgreSQL says in every transaction that changes something: at its last statement, or when it is to be committed.
async fn say(pool: &PgPool, condition: &str, at_commit: bool) {
    let trigger = if at_commit {
        "CREATE CONSTRAINT TRIGGER fault AFTER INSERT ON events DEFERRABLE INITIALLY DEFERRED"
    } else {
        "CREATE TRIGGER fault BEFORE INSERT ON events"
    };
    let function = format!(
        "CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION 'could not write' USING ERRCODE = '{condition}'; END $$"
    );
    let trigger = format!("{trigger} FOR EACH ROW EXECUTE FUNCTION fault()");
    sqlx::raw_sql(AssertSqlSafe(format!("{function}; {trigger}"))).execute(pool).await.unwrap();
}

/// Its files are not this program's, so it is made to say what it says when they cannot be written
/// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
#[actix_web::test]
async fn what_postgresql_cannot_store_is_refused_and_leaves_the_old_state() {
    let app = TestApp::postgres().await;
    let pool = &database::everything(app.database_url()).await;
    let org = app.organization().await;
    let (vehicle, slug) = org.live_slug().await;
    let (path, link) = (ApiPath::Vehicle(&vehicle), ApiPath::TrackingLink(&vehicle));
    let write = async |number: &str| org.editor.patch(path, json!({ "stock_number": number })).await;
    let public = async || {
        let caller = app.anonymous();
        [caller.get(format!("/t/{slug}")).await.status, caller.get(ApiPath::PublicTracking(&slug)).await.status]
    };
    for (condition, problem) in [
        ("disk_full", ProblemCode::InsufficientStorage),
        ("io_error", ProblemCode::ServiceUnavailable),
        ("read_only_sql_transaction", ProblemCode::ServiceUnavailable),
    ] {
        for at_commit in [false, true] {
            write("before").await.expect(200);
            say(pool, condition, at_commit).await;
            for attempt in 0..3 {
                write(&format!("lost {attempt}")).await.problem(problem);
                assert_eq!(org.viewer.get(path).await.value(200)["stock_number"], "before", "{condition}");
                assert_eq!(public().await, [200, 200], "reading goes on");
                post(&org.editor, &vehicle, &jpeg(40, 30)).await.problem(problem);
                org.editor.delete(link).await.problem(problem);
            }
            sqlx::raw_sql("DROP TRIGGER fault ON events").execute(pool).await.unwrap();
            write("after").await.expect(200);
            assert_eq!(org.viewer.get(path).await.value(200)["stock_number"], "after");
        }
    }
    let photos: PhotoGallery = org.viewer.get(ApiPath::Photos(&vehicle)).await.json(200);
    assert_eq!(photos.data, []);
    org.editor.delete(link).await.expect(204);
    assert_eq!(public().await, [404, 404]);
}

#[actix_web::test]
async fn a_revocation_that_could_not_be_stored_is_not_acknowledged() {
    let directory = tempfile::tempdir().unwrap();
    let office = Office::open(directory.path()).await;
    let link = ApiPath::TrackingLink(&office.vehicle.id).to_string();
    office.disk.fail(&SYNCS, EIO);
    office.admin.delete(&link).await.problem(ProblemCode::ServiceUnavailable);
    assert_eq!(office.public().await, [200, 200]);
    office.disk.mend(&SYNCS);
    office.admin.delete(&link).await.expect(204);
    assert_eq!(office.public().await, [404, 404]);
}

#[actix_web::test]
async fn what_cannot_be_read_is_not_shown() {
    let directory = tempfile::tempdir().unwrap();
    let mut office = Office::open(directory.path()).await;
    // A server that has not read the page before, so that it is not in memory.
    drop(std::mem::replace(&mut office.disk, Faulty::start(directory.path())));
    office.disk.fail(&READS, EIO);
    for _ in 0..3 {
        assert_eq!(office.public().await, [503, 503]);
    }
    office.disk.mend(&READS);
    assert_eq!(office.public().await, [200, 200]);
    sound(directory.path()).await;
}

#[actix_web::test]
async fn many_writers_wait_for_each_other_and_the_log_stays_small() {
    const WRITERS: usize = 64;
    const CHANGES: usize = 8;
    const WAL_BYTES: u64 = 64 * 1024 * 1024;
    let directory = tempfile::tempdir().unwrap();
    let settings = [("IMPORTOPS_REQUESTS_PER_MEMBER", "1000000")];
    assert!(create_organization(directory.path(), PASSWORD).status.success());
    let server = Serving::start_with(directory.path(), &settings);
    let admin = sign_in(&server.base).await;
    let wal = directory.path().join("importops.sqlite-wal");
    let write = async |writer: usize| {
        let (mut statuses, mut largest) = (Vec::new(), 0);
        let car = json!({ "year": 2021, "make": "Toyota", "model": format!("Writer {writer}") });
        let vehicle: Vehicle = admin.post(ApiPath::Vehicles, car).await.json(201);
        for number in 0..CHANGES {
            let note = json!({ "scope": "internal", "body": format!("{number} ").repeat(400) });
            statuses.push(admin.json(Method::POST, ApiPath::Notes(&vehicle.id), note).await.status);
            largest = largest.max(std::fs::metadata(&wal).map_or(0, |file| file.len()));
        }
        (statuses, largest)
    };
    let answers = join_all((0..WRITERS).map(write)).await;
    for (statuses, largest) in answers {
        assert_eq!(statuses, [201; CHANGES]);
        assert!(largest < WAL_BYTES, "{largest}");
    }
    assert!(!server.log().contains("database is locked"));
}

#[actix_web::test]
async fn the_log_is_small_again_when_nobody_reads_an_old_moment_any_more() {
    const MEBIBYTE: u64 = 1024 * 1024;
    let app = TestApp::sqlite().await;
    let Store::Sqlite { writer, readers, .. } = &app.app.store else { unreachable!("asked for") };
    sqlx::raw_sql("CREATE TABLE large (bytes BLOB)").execute(writer).await.unwrap();
    let wal = app.directory().join("test.sqlite-wal");
    let write = async |mebibytes: usize| {
        for _ in 0..mebibytes {
            sqlx::query("INSERT INTO large VALUES (zeroblob(1048576))").execute(writer).await.unwrap();
        }
        std::fs::metadata(&wal).unwrap().len()
    };
    // As an export reads.
    let mut moment = readers.begin().await.unwrap();
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM large").fetch_one(&mut *moment).await.unwrap();
    assert_eq!(count, 0);
    assert!(write(40).await > 40 * MEBIBYTE, "a moment that is read is kept");
    moment.rollback().await.unwrap();
    // The first writes what nobody needs any more into the database, the second begins anew.
    write(1).await;
    assert!(write(1).await <= 16 * MEBIBYTE);
}
