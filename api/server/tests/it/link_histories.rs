//! histories of clients that create, regenerate, revoke and open tracking links while servers, or PostgreSQL
//! itself, are killed at random moments. For each vehicle they are those of one register that changes at one moment: no URL opens once its
//! revocation was acknowledged, never two URLs open, and what was acknowledged is there after the kill.
//!
//! A history is judged without a search: who revokes has killed every URL whose making had been answered before, whichever
//! it found; so each later open of such a URL that finds a page is a fault, and nothing else has to be known of the order.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::Path;

use actix_web::http::Method;
use futures_util::future::join_all;
use host::clock::Clock;
use serde_json::{Value, json};
use shared::api_key::{CreatedApiKey, Scope};
use shared::ids::VehicleId;
use shared::paths::ApiPath;
use shared::time::Timestamp;
use shared::vehicle::Vehicle;
use store::{Store, audit, backup};

use crate::support::databases::Databases;
use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization_with};
use crate::support::random::{Random, scale};
use crate::support::{Answer, Caller, database};

const CLIENTS: usize = 10;
const VEHICLES: usize = 30;

#[actix_web::test]
async fn one_server_on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("test.sqlite").display());
    Box::pin(links_are_registers_whatever_is_killed(directory.path(), &url, 1)).await;
}

#[actix_web::test]
async fn two_servers_on_postgres() {
    let directory = tempfile::tempdir().unwrap();
    Box::pin(links_are_registers_whatever_is_killed(directory.path(), &database::create().await, 2)).await;
}

/// The servers live, and PostgreSQL is killed: one of its backends, all of it, or the primary in favour of its standby.
#[actix_web::test]
async fn two_servers_while_postgres_itself_is_killed() {
    let (databases, url) = Databases::start().await;
    Box::pin(links_are_registers_whatever_happens_to_postgres(databases, &url)).await;
}

/// What is known of a URL. Times are numbers of a clock that each beginning and each end of a request moves.
#[derive(Debug, Clone, Copy)]
struct Url {
    /// When the answer that told it had come.
    told_at: u64,
    /// When the first answer had come after which it cannot open.
    dead_at: Option<u64>,
}

/// The URL that opens, as far as there is no doubt: while somebody changes it, there is.
#[derive(Debug, Clone, PartialEq, Default)]
enum Certain {
    #[default]
    Unclear,
    Opens(String),
    Nothing,
}

/// A vehicle and what is known of its link.
struct Register {
    id: VehicleId,
    urls: RefCell<BTreeMap<String, Url>>,
    under_way: Cell<usize>,
    /// Counts the requests that may change it, so that one can tell whether it was alone.
    begun: Cell<usize>,
    certain: RefCell<Certain>,
}

struct History {
    now: Cell<u64>,
    registers: Vec<Register>,
    acknowledged: Cell<usize>,
    opened: Cell<usize>,
    certainties: Cell<usize>,
    /// Whether a 503 leaves open what happened.
    unclear_when_busy: bool,
    /// Whether clients shall stop.
    is_over: Cell<bool>,
}

impl History {
    fn of(registers: Vec<Register>, unclear_when_busy: bool) -> Self {
        let zero = Cell::new(0);
        let (acknowledged, opened, certainties) = (zero.clone(), zero.clone(), zero);
        let (now, is_over) = (Cell::new(0), Cell::new(false));
        Self { now, registers, acknowledged, opened, certainties, unclear_when_busy, is_over }
    }

    fn tick(&self) -> u64 {
        self.now.set(self.now.get() + 1);
        self.now.get()
    }
}

impl Register {
    /// What an answer says of the URLs that had been told before its request began.
    fn retire(&self, began_at: u64, ended_at: u64, but: Option<&str>) {
        for (slug, url) in self.urls.borrow_mut().iter_mut() {
            if url.told_at < began_at && but != Some(slug.as_str()) && url.dead_at.is_none() {
                url.dead_at = Some(ended_at);
            }
        }
    }

    fn tell(&self, slug: &str, at: u64) {
        self.urls.borrow_mut().entry(slug.to_owned()).or_insert(Url { told_at: at, dead_at: None });
    }
}

fn slug_of(answer: &Answer) -> String {
    let link: Value = serde_json::from_slice(&answer.body).unwrap();
    link["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

/// One request that may change a link; false when the server is gone.
async fn change(history: &History, register: &Register, caller: &Caller, what: usize) -> bool {
    let before = register.certain.take();
    let alone_at_first = register.under_way.get() == 0;
    register.under_way.set(register.under_way.get() + 1);
    register.begun.set(register.begun.get() + 1);
    let (begun, began_at) = (register.begun.get(), history.tick());
    let link = ApiPath::TrackingLink(&register.id);
    let answer = match what {
        0 => caller.try_json(Method::POST, link, json!({})).await,
        1 => caller.try_json(Method::POST, ApiPath::Regenerate(&register.id), json!({})).await,
        _ => caller.try_json(Method::DELETE, link, json!({})).await,
    };
    let ended_at = history.tick();
    register.under_way.set(register.under_way.get() - 1);
    let alone = alone_at_first && register.begun.get() == begun;
    let Some(answer) = answer else { return false };
    let certain = match answer.status {
        200 | 201 => {
            let slug = slug_of(&answer);
            register.retire(began_at, ended_at, Some(&slug));
            register.tell(&slug, ended_at);
            Certain::Opens(slug)
        }
        204 => {
            register.retire(began_at, ended_at, None);
            Certain::Nothing
        }
        // Refused, and nothing was changed: there is a link already, or none; or the machine is busy.
        404 | 409 => before,
        503 if !history.unclear_when_busy => before,
        // The database may have stored it before it was killed.
        503 => Certain::Unclear,
        status => panic!("{status}: {}", answer.text()),
    };
    if answer.status < 300 {
        history.acknowledged.set(history.acknowledged.get() + 1);
    }
    if alone {
        *register.certain.borrow_mut() = certain;
    }
    true
}

/// One open of a URL, old or new; false when the server is gone.
async fn look(history: &History, register: &Register, caller: &Caller, random: &mut Random) -> bool {
    let known: Vec<String> = register.urls.borrow().keys().cloned().collect();
    if known.is_empty() {
        return true;
    }
    let slug = random.one(&known);
    let began_at = history.tick();
    let Some(answer) = caller.try_get(ApiPath::PublicTracking(&slug)).await else { return false };
    let url = register.urls.borrow()[&slug];
    match answer.status {
        200 => {
            history.opened.set(history.opened.get() + 1);
            assert!(url.dead_at.is_none_or(|at| at > began_at), "{slug} opened at {began_at}: {url:?}");
        }
        404 | 503 => {}
        status => panic!("{status}: {}", answer.text()),
    }
    true
}

/// Works at the servers until one of them is gone.
async fn client(history: &History, key: &str, bases: &[String], mut random: Random, kill_in_time: &impl Fn()) {
    loop {
        let register = &history.registers[random.below(VEHICLES)];
        let caller = Caller::new(&bases[random.below(bases.len())], Some(key.to_owned()));
        let goes_on = match random.below(8) {
            what @ 0..=2 => change(history, register, &caller, what).await,
            _ => look(history, register, &caller, &mut random).await,
        };
        if !goes_on || history.is_over.get() {
            return;
        }
        kill_in_time();
    }
}

/// How many of the URLs of a vehicle that are dead are opened again after a kill; clients open all of them by chance.
const DEAD_TRIED: usize = 4;

/// Nobody works: what opens is one URL at most, the one that staff see, and the one that is certain.
async fn judge(history: &History, caller: &Caller, random: &mut Random) {
    for register in &history.registers {
        let link = caller.get(ApiPath::TrackingLink(&register.id)).await;
        let told = (link.status == 200).then(|| link.value(200)).filter(|link| link["state"] == "active");
        let told = told.map(|link| link["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned());
        let found = told.clone().map_or(Certain::Nothing, Certain::Opens);
        let certain = register.certain.replace(found.clone());
        if certain != Certain::Unclear {
            assert_eq!(found, certain, "what was acknowledged last, with nothing beside it, is there");
            history.certainties.set(history.certainties.get() + 1);
        }
        let now = history.tick();
        // A request that was cut off may have made it.
        if let Some(slug) = &told {
            register.tell(slug, now);
        }
        let (mut dead, mut known): (Vec<_>, Vec<_>) =
            register.urls.borrow().clone().into_iter().partition(|(_, url)| url.dead_at.is_some());
        for _ in 0..DEAD_TRIED.min(dead.len()) {
            known.push(dead.swap_remove(random.below(dead.len())));
        }
        for (slug, url) in known {
            let opens = caller.get(ApiPath::PublicTracking(&slug)).await.status == 200;
            assert_eq!(opens, told.as_ref() == Some(&slug), "{slug}: {url:?}, staff see {told:?}");
            assert!(!opens || url.dead_at.is_none(), "{slug} lives again: {url:?}");
            if !opens {
                register.urls.borrow_mut().get_mut(&slug).unwrap().dead_at.get_or_insert(now);
            }
        }
    }
}

async fn set_up(base: &str) -> (String, Vec<Register>) {
    let anonymous = Caller::new(base, None);
    let session = anonymous.post(ApiPath::Session, json!({ "email": EMAIL, "password": PASSWORD })).await;
    let admin = Caller::new(base, Some(session.value(200)["access_token"].as_str().unwrap().to_owned()));
    let soon = Timestamp::from_unix_ms(Clock::system().now().unix_ms() + 24 * 60 * 60 * 1000).unwrap();
    let scopes = [Scope::TrackingLinksRead, Scope::TrackingLinksWrite];
    let key = json!({ "name": "DMS", "scopes": scopes, "expires_at": soon });
    let key: CreatedApiKey = admin.post(ApiPath::ApiKeys, key).await.json(201);
    let mut registers = Vec::new();
    for number in 0..VEHICLES {
        let new = json!({ "year": 2021, "make": "A", "model": "B", "stock_number": format!("S-{number}") });
        let vehicle: Vehicle = admin.post(ApiPath::Vehicles, new).await.json(201);
        registers.push(Register {
            id: vehicle.id,
            urls: RefCell::default(),
            under_way: Cell::default(),
            begun: Cell::default(),
            certain: RefCell::new(Certain::Nothing),
        });
    }
    (key.secret, registers)
}

fn settings(database_url: &str) -> [(&str, &str); 3] {
    [
        ("IMPORTOPS_DATABASE_URL", database_url),
        ("IMPORTOPS_REQUESTS_PER_KEY", "10000000"),
        ("IMPORTOPS_REQUESTS_PER_ADDRESS", "10000000"),
    ]
}

async fn links_are_registers_whatever_is_killed(directory: &Path, database_url: &str, servers: usize) {
    let kills = scale(5, 300);
    let settings = settings(database_url);
    let created = create_organization_with(directory, PASSWORD, &settings);
    assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    let start = || Serving::start_logging(directory, &settings, "error");
    let serving: Vec<_> = (0..servers).map(|_| RefCell::new(Some(start()))).collect();
    let bases = || serving.iter().map(|one| one.borrow().as_ref().unwrap().base.clone()).collect::<Vec<_>>();
    let (key, registers) = set_up(&bases()[0]).await;
    let history = History::of(registers, false);
    let mut random = Random::seeded("links_are_registers_whatever_is_killed");
    for _ in 0..kills {
        let bases = bases();
        let (victim, until) = (random.below(servers), history.acknowledged.get() + 5 + random.below(60));
        let kill_in_time = || {
            if history.acknowledged.get() >= until {
                serving[victim].take();
            }
        };
        let clients = (0..CLIENTS).map(|_| {
            let random = Random(u64::try_from(random.below(usize::MAX)).unwrap());
            client(&history, &key, &bases, random, &kill_in_time)
        });
        join_all(clients).await;
        *serving[victim].borrow_mut() = Some(start());
        let base = serving[random.below(servers)].borrow().as_ref().unwrap().base.clone();
        judge(&history, &Caller::new(&base, Some(key.clone())), &mut random).await;
    }
    drop(serving);
    close(&history, database_url, kills).await;
}

/// The audit log is whole, and the history says something.
async fn close(history: &History, database_url: &str, kills: usize) {
    let store = Store::open(database_url).await.unwrap();
    if let Store::Sqlite { readers, .. } = &store {
        assert_eq!(backup::damage(&mut readers.acquire().await.unwrap()).await.unwrap(), None);
    }
    let chains = audit::verify(store.read_across().await.unwrap().across()).await.unwrap();
    assert!(chains.iter().all(|chain| chain.broken_at.is_none()), "{chains:?}");
    store.close().await;
    let [acknowledged, opened, certainties] =
        [&history.acknowledged, &history.opened, &history.certainties].map(Cell::get);
    println!(
        "{kills} kills, {acknowledged} changes acknowledged, {opened} opens, {certainties} states that were certain"
    );
    assert!(acknowledged >= 5 * kills && opened > kills && certainties > kills, "control: the histories say something");
}

async fn links_are_registers_whatever_happens_to_postgres(mut databases: Databases, database_url: &str) {
    let (strikes, directory) = (scale(5, 300), tempfile::tempdir().unwrap());
    let settings = settings(database_url);
    let created = create_organization_with(directory.path(), PASSWORD, &settings);
    assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    let serving = [(); 2].map(|()| Serving::start_logging(directory.path(), &settings, "error"));
    let bases = serving.each_ref().map(|one| one.base.clone());
    let (key, registers) = set_up(&bases[0]).await;
    let history = History::of(registers, true);
    let mut random = Random::seeded("links_are_registers_whatever_happens_to_postgres");
    for _ in 0..strikes {
        history.is_over.set(false);
        let until = history.acknowledged.get() + 5 + random.below(60);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let random = Random(u64::try_from(random.below(usize::MAX)).unwrap());
                client(&history, &key, &bases, random, &|| ())
            })
            .collect();
        let reached = async |count| {
            while history.acknowledged.get() < count {
                tokio::task::yield_now().await;
            }
        };
        let strike = async {
            reached(until).await;
            println!("{}", databases.strike(&mut random).await);
            // They go on, and meet what came after.
            reached(history.acknowledged.get() + 20).await;
            history.is_over.set(true);
        };
        futures_util::join!(join_all(clients), strike);
        for base in &bases {
            let caller = Caller::new(base, Some(key.clone()));
            while caller.get(ApiPath::TrackingLinks).await.status != 200 {}
            judge(&history, &caller, &mut random).await;
        }
    }
    drop(serving);
    close(&history, database_url, strikes).await;
}
