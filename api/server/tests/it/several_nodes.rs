//! Several servers, each a process of its own, on one PostgreSQL and one S3-compatible store: they start at the same moment,
//! see each other's changes at once, and are replaced one after the other behind nginx while everybody goes on.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::Path;
use std::thread;

use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::paths::ApiPath;
use shared::session::Session;
use shared::vehicle::Vehicle;
use tempfile::TempDir;

use crate::live::Line;
use crate::support::nginx::Nginx;
use crate::support::pictures::jpeg;
use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization, create_organization_with};
use crate::support::s3::S3;
use crate::support::{Caller, database};

/// What all servers have in common.
struct Installation {
    /// A data directory for each, with the same keys.
    directories: Vec<TempDir>,
    settings: Vec<(String, String)>,
    _photos: S3,
}

impl Installation {
    /// Nothing in the database yet, not even its tables.
    async fn of(servers: usize) -> Self {
        let photos = S3::start();
        let mut settings = photos.settings(None);
        for (name, value) in [
            ("IMPORTOPS_DATABASE_URL", database::create_empty().await.as_str()),
            ("IMPORTOPS_PHOTO_STORE", "s3://photos/importer/one"),
            ("IMPORTOPS_BASE_URL", "https://cars.example"),
            ("IMPORTOPS_TRUSTED_PROXIES", "127.0.0.1/32"),
            ("IMPORTOPS_REQUESTS_PER_ADDRESS", "10000000"),
            ("IMPORTOPS_REQUESTS_PER_MEMBER", "10000000"),
            ("IMPORTOPS_DRAIN_SECONDS", "1"),
        ] {
            settings.push((name.to_owned(), value.to_owned()));
        }
        let directories: Vec<_> = (0..servers).map(|_| tempfile::tempdir().unwrap()).collect();
        let elsewhere = tempfile::tempdir().unwrap();
        assert!(create_organization(elsewhere.path(), PASSWORD).status.success());
        for directory in &directories {
            fs::copy(elsewhere.path().join("keys.json"), directory.path().join("keys.json")).unwrap();
        }
        Self { directories, settings, _photos: photos }
    }

    fn start(&self, server: usize) -> Serving {
        let settings: Vec<_> = self.settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Serving::start_logging(self.directories[server].path(), &settings, "warn")
    }

    /// All at the same moment.
    fn start_all(&self) -> Vec<Serving> {
        thread::scope(|scope| {
            let starting: Vec<_> =
                (0..self.directories.len()).map(|server| scope.spawn(move || self.start(server))).collect();
            starting.into_iter().map(|server| server.join().unwrap()).collect()
        })
    }

    async fn admin(&self, base: &str) -> Caller {
        let settings: Vec<_> = self.settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let created = create_organization_with(self.directories[0].path(), PASSWORD, &settings);
        assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
        let session = json!({ "email": EMAIL, "password": PASSWORD });
        let session: Session = Caller::new(base, None).post(ApiPath::Session, session).await.json(200);
        Caller::new(base, Some(session.access_token))
    }
}

async fn vehicle_with_link(admin: &Caller) -> (Vehicle, String) {
    let car = json!({ "year": 2021, "make": "Toyota", "model": "Land Cruiser" });
    let vehicle: Vehicle = admin.post(ApiPath::Vehicles, car).await.json(201);
    let link: Value = admin.post(ApiPath::TrackingLink(&vehicle.id), json!({})).await.value(201);
    (vehicle, link["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
}

#[actix_web::test]
async fn what_one_does_the_others_see_at_once() {
    let installation = Installation::of(3).await;
    // Each of them finds an empty database, and brings it up to date.
    let servers = installation.start_all();
    let admin = installation.admin(&servers[0].base).await;
    let everywhere = |slug: &str| {
        let path = ApiPath::PublicTracking(slug).to_string();
        let callers: Vec<_> = servers.iter().map(|server| Caller::new(&server.base, None)).collect();
        async move { join_all(callers.iter().map(|caller| caller.get(&path))).await }
    };
    for round in 0..10 {
        let (vehicle, slug) = vehicle_with_link(&admin.at(&servers[round % 3].base)).await;
        // Kept by all three of them now.
        for _ in 0..2 {
            assert!(everywhere(&slug).await.iter().all(|answer| answer.status == 200));
        }
        let change = json!({ "model": format!("Hilux {round}") });
        admin.at(&servers[(round + 1) % 3].base).patch(ApiPath::Vehicle(&vehicle.id), change).await.expect(200);
        for answer in everywhere(&slug).await {
            assert_eq!(answer.value(200)["vehicle"]["model"], format!("Hilux {round}"));
        }
        admin.at(&servers[(round + 2) % 3].base).delete(ApiPath::TrackingLink(&vehicle.id)).await.expect(204);
        assert!(everywhere(&slug).await.iter().all(|answer| answer.status == 404));
    }
    // A page that is open at one hears of what is done at another; the photo is in the store of both.
    let (vehicle, slug) = vehicle_with_link(&admin).await;
    let mut line = Line::open(&servers[1].base, &slug).await;
    let photos = ApiPath::Photos(&vehicle.id).to_string();
    let photo = admin.at(&servers[2].base).try_upload(&photos, &jpeg(40, 30)).await.expect("a photo");
    let hero = json!({ "is_hero": true });
    admin.patch(ApiPath::Photo(&vehicle.id, &photo.id), hero).await.expect(200);
    assert_eq!(line.hear().await.as_deref(), Some("event: changed\ndata:\n\n"));
    let page: Value = Caller::new(&servers[0].base, None).get(ApiPath::PublicTracking(&slug)).await.value(200);
    let picture = page["hero_photo"]["src"].as_str().unwrap();
    for server in &servers {
        Caller::new(&server.base, None).get(picture).await.expect(200);
    }
    admin.delete(ApiPath::TrackingLink(&vehicle.id)).await.expect(204);
    assert_eq!(line.hear().await.as_deref(), Some("event: gone\ndata:\n\n"));
}

/// nginx's `http` block with these servers behind it.
fn balancer(port: u16, generation: usize, servers: &[&str]) -> String {
    let servers: Vec<_> =
        servers.iter().map(|base| format!("server {};", base.trim_start_matches("http://"))).collect();
    let servers = servers.concat();
    format!(
        "upstream importops {{ {servers} }}
        server {{
            listen 127.0.0.1:{port};
            location = /generation {{ return 200 \"{generation}\"; }}
            location / {{ proxy_pass http://importops; proxy_set_header Host $host;
                proxy_set_header X-Forwarded-For $remote_addr; }}
        }}"
    )
}

/// As docs/operating.md says: out of the balancer, SIGTERM, the new one, into the balancer.
#[actix_web::test]
async fn servers_are_replaced_while_everybody_goes_on() {
    const READERS: usize = 4;
    const WRITERS: usize = 3;
    let installation = Installation::of(2).await;
    let servers: Vec<_> = installation.start_all().into_iter().map(|server| RefCell::new(Some(server))).collect();
    let base = |server: usize| servers[server].borrow().as_ref().unwrap().base.clone();
    let directory = tempfile::tempdir().unwrap();
    let nginx = Nginx::start(directory.path(), |port| balancer(port, 0, &[&base(0), &base(1)])).await;
    let port: u16 = nginx.base.rsplit(':').next().unwrap().parse().unwrap();
    let admin = installation.admin(&base(0)).await.at(&nginx.base);
    let (vehicle, slug) = vehicle_with_link(&admin).await;
    let (over, answered, written) = (Cell::new(false), Cell::new(0), Cell::new(0));
    let read = async || {
        let caller = Caller::new(&nginx.base, None);
        while !over.get() {
            for path in [ApiPath::PublicTracking(&slug).to_string(), format!("/t/{slug}")] {
                caller.get(path).await.expect(200);
                answered.set(answered.get() + 1);
            }
        }
    };
    let write = async || {
        while !over.get() {
            let note = json!({ "scope": "internal", "body": "Replaced." });
            admin.post(ApiPath::Notes(&vehicle.id), note).await.expect(201);
            written.set(written.get() + 1);
        }
    };
    let replace = async {
        for (generation, server) in [0, 1, 0, 1].into_iter().enumerate() {
            let (before, more) = (answered.get() + written.get(), 20);
            reload(&nginx, directory.path(), port, 2 * generation + 1, &[&base(1 - server)]).await;
            let mut leaving = servers[server].take().unwrap();
            leaving.signal("TERM");
            // Without blocking the clients, which are in this thread.
            let status = tokio::task::spawn_blocking(move || leaving.wait()).await.unwrap();
            assert!(status.success(), "{status}");
            *servers[server].borrow_mut() = Some(installation.start(server));
            reload(&nginx, directory.path(), port, 2 * generation + 2, &[&base(0), &base(1)]).await;
            while answered.get() + written.get() < before + more {
                tokio::task::yield_now().await;
            }
        }
        over.set(true);
    };
    let readers = join_all((0..READERS).map(|_| read()));
    let writers = join_all((0..WRITERS).map(|_| write()));
    futures_util::join!(readers, writers, replace);
    let (mut kept, mut query) = (0, "?limit=100".to_owned());
    loop {
        let notes: Value = admin.get(format!("{}{query}", ApiPath::Notes(&vehicle.id))).await.value(200);
        kept += notes["data"].as_array().unwrap().len();
        let Some(cursor) = notes["next_cursor"].as_str() else { break };
        query = format!("?limit=100&cursor={cursor}");
    }
    assert_eq!(kept, written.get(), "every note once");
    assert!(answered.get() > 80 && written.get() > 40, "{} and {}", answered.get(), written.get());
}

async fn reload(nginx: &Nginx, directory: &Path, port: u16, generation: usize, servers: &[&str]) {
    nginx.reload(directory, &balancer(port, generation, servers), &generation.to_string()).await;
}
