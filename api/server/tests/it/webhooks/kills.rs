//! a server that is killed again and again at random moments tells of every change that was committed, and of nothing
//! else. What was acknowledged is told; what was not may have been committed or not, and is told exactly if it was.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use actix_web::http::Method;
use futures_util::future::join_all;
use host::clock::Clock;
use serde_json::{Value, json};
use server::app::App;
use server::config::Settings;
use server::webhooks::worker;
use shared::api_key::{CreatedApiKey, Scope};
use shared::paths::ApiPath;
use shared::vehicle::Vehicle;

use crate::support::program::{EMAIL, PASSWORD, Serving, create_organization_with};
use crate::support::random::{Random, scale};
use crate::support::receiver::Receiver;
use crate::support::{Answer, Caller, database, instant};

const WRITERS: usize = 8;

#[actix_web::test]
async fn sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("test.sqlite").display());
    Box::pin(a_server_killed_at_random_loses_and_invents_no_event(directory.path(), &url)).await;
}

#[actix_web::test]
async fn postgres() {
    let directory = tempfile::tempdir().unwrap();
    Box::pin(a_server_killed_at_random_loses_and_invents_no_event(directory.path(), &database::create().await)).await;
}

/// What happened so far.
#[derive(Default)]
struct History {
    /// Changes that were acknowledged: vehicle, version, and a type of event that tells of it.
    acknowledged: RefCell<Vec<(String, i64, &'static str)>>,
    refused: Cell<usize>,
    numbers: Cell<usize>,
}

impl History {
    fn number(&self) -> usize {
        self.numbers.set(self.numbers.get() + 1);
        self.numbers.get()
    }

    fn acknowledge(&self, answer: &Answer, event_of: &'static str) -> Vehicle {
        let vehicle: Vehicle = serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("{}", answer.text()));
        self.acknowledged.borrow_mut().push((vehicle.id.to_string(), vehicle.version, event_of));
        vehicle
    }
}

async fn a_server_killed_at_random_loses_and_invents_no_event(directory: &Path, database_url: &str) {
    let changes = scale(500, 5_000);
    let settings = [
        ("IMPORTOPS_DATABASE_URL", database_url),
        ("IMPORTOPS_WEBHOOK_ALLOW", "127.0.0.0/8"),
        ("IMPORTOPS_REQUESTS_PER_KEY", "1000000"),
    ];
    let created = create_organization_with(directory, PASSWORD, &settings);
    assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    let (receiver, history) = (Receiver::start(), History::default());
    let mut random = Random::seeded("a_server_killed_at_random_loses_and_invents_no_event");
    let mut vehicles = vec![Vec::new(); WRITERS];
    let (mut key, mut kills) = (None, 0);
    while history.acknowledged.borrow().len() < changes {
        let serving = Serving::start_with(directory, &settings);
        if key.is_none() {
            key = Some(set_up(&serving.base, &receiver).await);
        }
        let caller = Caller::new(&serving.base, key.clone());
        // Killed by the number of deliveries, or by the number of changes: while others are under way.
        let deliveries = receiver.connections() + 1 + random.below(60);
        let changes =
            history.acknowledged.borrow().len() + if random.below(2) == 0 { 75 } else { 5 + random.below(50) };
        let serving = RefCell::new(Some(serving));
        let kill_in_time = || {
            if receiver.connections() >= deliveries || history.acknowledged.borrow().len() >= changes {
                drop(serving.take());
            }
        };
        let writers = vehicles.iter_mut().enumerate().map(|(writer, vehicles)| {
            let random = Random(u64::try_from(random.below(usize::MAX) ^ writer).unwrap());
            write(&caller, &history, vehicles, random, &kill_in_time)
        });
        join_all(writers).await;
        kills += 1;
    }
    let versions = final_versions(&Serving::start_with(directory, &settings).base, key.as_deref().unwrap()).await;
    deliver_the_rest(directory, database_url).await;
    let duplicates = compare(&receiver, &history.acknowledged.borrow(), &versions);
    println!(
        "{} changes acknowledged, {} committed, {} refused, {kills} kills, {duplicates} deliveries made again",
        history.acknowledged.borrow().len(),
        versions.values().sum::<i64>(),
        history.refused.get(),
    );
    assert!(kills >= changes / 100, "{kills} kills");
}

/// An API key, which outlives the servers, and an endpoint for what happens to vehicles.
async fn set_up(base: &str, receiver: &Receiver) -> String {
    let anonymous = Caller::new(base, None);
    let session = anonymous.post(ApiPath::Session, json!({ "email": EMAIL, "password": PASSWORD })).await;
    let admin = Caller::new(base, Some(session.value(200)["access_token"].as_str().unwrap().to_owned()));
    let types = ["vehicle.created", "vehicle.updated", "vehicle.eta_changed"];
    let hook = json!({ "url": receiver.url, "event_types": types });
    admin.post(ApiPath::WebhookEndpoints, hook).await.expect(201);
    let soon = Clock::system().now().unix_ms() + 24 * 60 * 60 * 1000;
    let soon = shared::time::Timestamp::from_unix_ms(soon).unwrap();
    let key = json!({ "name": "DMS", "scopes": [Scope::VehiclesRead, Scope::VehiclesWrite], "expires_at": soon });
    admin.post(ApiPath::ApiKeys, key).await.json::<CreatedApiKey>(201).secret
}

/// Changes vehicles of its own until the server is gone.
async fn write(
    caller: &Caller,
    history: &History,
    vehicles: &mut Vec<Vehicle>,
    mut random: Random,
    kill_in_time: &impl Fn(),
) {
    let stale = caller.with("if-match", "\"stale\"");
    loop {
        let number = history.number();
        let new = json!({ "year": 2021, "make": "A", "model": "B", "stock_number": format!("S-{number}") });
        let choice = if vehicles.is_empty() { 0 } else { random.below(10) };
        let vehicle = (!vehicles.is_empty()).then(|| &vehicles[random.below(vehicles.len())]);
        let path = vehicle.map(|vehicle| ApiPath::Vehicle(&vehicle.id).to_string()).unwrap_or_default();
        let colour = json!({ "colour": format!("colour {number}") });
        let (answer, expected, event_of) = match choice {
            0..=1 => (caller.try_json(Method::POST, ApiPath::Vehicles, new).await, 201, "vehicle.created"),
            2..=4 => (caller.try_json(Method::PATCH, path, colour).await, 200, "vehicle.updated"),
            5..=6 => {
                // Another day for each number: an ETA that stays is not told.
                let (year, month, day) = (2030 + number / 336, 1 + number / 28 % 12, 1 + number % 28);
                let eta = json!({ "eta": format!("{year}-{month:02}-{day:02}") });
                (caller.try_json(Method::PATCH, path, eta).await, 200, "vehicle.eta_changed")
            }
            7 => {
                let mut taken = new;
                taken["stock_number"] = json!(vehicle.unwrap().stock_number);
                (caller.try_json(Method::POST, ApiPath::Vehicles, taken).await, 409, "")
            }
            8 => (stale.try_json(Method::PATCH, path, colour).await, 412, ""),
            _ => (caller.try_json(Method::PATCH, path, json!({ "colour": "x", "year": 3000 })).await, 422, ""),
        };
        let Some(answer) = answer else { return };
        if answer.status == 503 {
            // The machine is busy; nothing was changed.
            continue;
        }
        assert_eq!(answer.status, expected, "{}", answer.text());
        if event_of.is_empty() {
            history.refused.set(history.refused.get() + 1);
        } else {
            let vehicle = history.acknowledge(&answer, event_of);
            if choice < 2 {
                vehicles.push(vehicle);
            }
        }
        kill_in_time();
    }
}

/// Every vehicle that is there after all, and its version.
async fn final_versions(base: &str, key: &str) -> BTreeMap<String, i64> {
    let (caller, mut versions, mut cursor) = (Caller::new(base, Some(key.to_owned())), BTreeMap::new(), String::new());
    loop {
        let page = caller.get(format!("{}?limit=100{cursor}", ApiPath::Vehicles)).await.value(200);
        let vehicles: Vec<Vehicle> = serde_json::from_value(page["data"].clone()).unwrap();
        versions.extend(vehicles.into_iter().map(|vehicle| (vehicle.id.to_string(), vehicle.version)));
        let Some(next) = page["next_cursor"].as_str() else { return versions };
        cursor = format!("&cursor={next}");
    }
}

/// The claims of the killed servers run out after a minute, so another works with a clock that is ahead.
async fn deliver_the_rest(directory: &Path, database_url: &str) {
    let settings = Settings {
        data_dir: Some(directory.to_owned()),
        database_url: Some(database_url.to_owned()),
        webhook_allow: Some("127.0.0.0/8".into()),
        ..Settings::default()
    };
    let clock = Clock::system();
    clock.advance_ms(2 * 60 * 60 * 1000);
    let app = App::open(settings.check().unwrap(), clock).await.unwrap();
    worker::pass(&app.deliverer()).await.unwrap();
    app.store.close().await;
}

/// Each version of each vehicle was told, and nothing else; tells how many deliveries were made more than once.
fn compare(receiver: &Receiver, acknowledged: &[(String, i64, &str)], versions: &BTreeMap<String, i64>) -> usize {
    let posts = receiver.take();
    let (mut ids, mut told) = (BTreeSet::new(), BTreeMap::<_, BTreeMap<_, Vec<Value>>>::new());
    for post in &posts {
        let event = post.event();
        // A delivery that is made again is the same, byte for byte.
        if ids.insert((post.header("webhook-id").to_owned(), post.body.clone())) {
            let vehicle = event["data"]["vehicle_id"].as_str().unwrap().to_owned();
            told.entry(vehicle).or_default().entry(event["data"]["version"].as_i64().unwrap()).or_default().push(event);
        }
    }
    assert_eq!(ids.iter().map(|(id, _)| id).collect::<BTreeSet<_>>().len(), ids.len(), "one id, one event");
    assert_eq!(told.keys().collect::<Vec<_>>(), versions.keys().collect::<Vec<_>>(), "of which vehicles was told");
    for (vehicle, events) in &told {
        let in_order: Vec<_> = events.keys().copied().collect();
        assert_eq!(in_order, (1..=versions[vehicle]).collect::<Vec<_>>(), "{vehicle}: each version was told");
        let mut kinds: Vec<_> = events.values().flatten().map(|event| (&event["type"], &event["data"])).collect();
        let all = kinds.len();
        kinds.dedup();
        assert_eq!(kinds.len(), all, "{vehicle}: each event was told under one id");
        let times: Vec<_> = events.values().map(|events| instant(events[0]["timestamp"].as_str().unwrap())).collect();
        assert!(times.is_sorted(), "{vehicle}: {times:?}");
    }
    for (vehicle, version, kind) in acknowledged {
        let events = &told[vehicle][version];
        assert!(events.iter().any(|event| event["type"] == *kind), "{kind} in {events:?}");
    }
    posts.len() - ids.len()
}
