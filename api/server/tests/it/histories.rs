//! random histories of writers who read, change and write back at two servers at once. What was acknowledged is there
//! in the end, every version was given once, and nobody wrote over what he had not seen.

use std::cell::RefCell;

use actix_web::http::Method;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::paths::ApiPath;
use shared::webhook::WebhookEndpointSecret;

use crate::support::random::{Random, scale};
use crate::support::{Caller, TestApp, both_engines};

both_engines!(no_acknowledged_change_is_lost, changes_of_different_members_do_not_undo_each_other);

const WRITERS: usize = 8;

/// Something that counts: one of its members holds a number, which every change makes one more.
struct Counter {
    name: &'static str,
    path: String,
    read: fn(&Value) -> usize,
    write: fn(usize) -> Value,
    /// The member of a 412 that holds what is there.
    current: &'static str,
    /// What was acknowledged: version and number.
    acknowledged: RefCell<Vec<(i64, usize)>>,
    refused: RefCell<usize>,
}

fn digits(value: &Value) -> usize {
    value.as_str().unwrap_or_default().chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
}

async fn counters(app: &TestApp) -> (Vec<Counter>, Caller) {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "mileage": { "value": 0, "unit": "km" } })).await.id;
    org.link_with(&vehicle, json!({ "expires_at": "2027-01-01T00:00:00Z" })).await;
    let note = json!({ "scope": "customer", "body": "Seen 0 times" });
    let note: shared::note::Note = org.editor.post(ApiPath::Notes(&vehicle), note).await.json(201);
    org.admin.patch(ApiPath::Organization, json!({ "name": "Harbour 0" })).await.expect(200);
    let hook = json!({ "url": "https://dms.example/hooks", "description": "Changed 0 times" });
    let hook: WebhookEndpointSecret = org.admin.post(ApiPath::WebhookEndpoints, hook).await.json(201);
    let counter = |name, path: ApiPath<'_>, current, read, write| Counter {
        name,
        path: path.to_string(),
        read,
        write,
        current,
        acknowledged: RefCell::default(),
        refused: RefCell::default(),
    };
    let counters = vec![
        counter(
            "vehicle",
            ApiPath::Vehicle(&vehicle),
            "vehicle",
            |vehicle| usize::try_from(vehicle["mileage"]["value"].as_u64().unwrap()).unwrap(),
            |number| json!({ "mileage": { "value": number, "unit": "km" } }),
        ),
        counter(
            "tracking link",
            ApiPath::TrackingLink(&vehicle),
            "tracking_link",
            // Digits of the time of day behind the date.
            |link| digits(&json!(link["expires_at"].as_str().unwrap()[11..19].replace(':', ""))),
            |number| json!({ "expires_at": format!("2027-01-01T00:{:02}:{:02}Z", number / 60, number % 60) }),
        ),
        counter(
            "note",
            ApiPath::Note(&vehicle, &note.id),
            "note",
            |note| digits(&note["body"]),
            |number| json!({ "body": format!("Seen {number} times") }),
        ),
        counter(
            "organization",
            ApiPath::Organization,
            "organization",
            |organization| digits(&organization["name"]),
            |number| json!({ "name": format!("Harbour {number}") }),
        ),
        counter(
            "webhook endpoint",
            ApiPath::WebhookEndpoint(&hook.webhook_endpoint.id),
            "webhook_endpoint",
            |endpoint| digits(&endpoint["description"]),
            |number| json!({ "description": format!("Changed {number} times") }),
        ),
    ];
    (counters, org.admin)
}

/// A minute and a second have 60 each: as the tracking link shows them.
fn number_of(counter: &Counter, value: &Value) -> usize {
    let number = (counter.read)(value);
    if counter.name == "tracking link" { number / 100 * 60 + number % 100 } else { number }
}

async fn read_and_write(counter: &Counter, reads: &Caller, writes: &Caller) {
    let seen = reads.get(&counter.path).await;
    if seen.status == 503 {
        // The machine is busy; nothing was read.
        return;
    }
    let value = seen.value(200);
    let (version, number) = (value["version"].as_i64().unwrap(), number_of(counter, &value));
    let answer =
        writes.with("if-match", seen.etag()).json(Method::PATCH, &counter.path, (counter.write)(number + 1)).await;
    if answer.status == 412 {
        *counter.refused.borrow_mut() += 1;
        let current = &answer.value(412)[counter.current];
        assert!(current["version"].as_i64().unwrap() > version, "{}: {current} after {version}", counter.name);
        assert!(number_of(counter, current) > number, "{}", counter.name);
        return;
    }
    if answer.status == 503 {
        return;
    }
    let after = answer.value(200);
    let (new_version, new_number) = (after["version"].as_i64().unwrap(), number_of(counter, &after));
    assert_eq!((new_version, new_number), (version + 1, number + 1), "{}", counter.name);
    counter.acknowledged.borrow_mut().push((new_version, new_number));
}

async fn no_acknowledged_change_is_lost(app: TestApp) {
    let attempts = scale(40, 400);
    let (other, _) = app.second_node().await;
    let (counters, caller) = counters(&app).await;
    let nodes = [caller.clone(), caller.at(&other)];
    let mut random = Random::seeded("no_acknowledged_change_is_lost");
    let mut before = Vec::new();
    for counter in &counters {
        before.push(caller.get(&counter.path).await.value(200)["version"].as_i64().unwrap());
    }
    let writers = (0..WRITERS).map(|writer| {
        let mut random = Random(u64::try_from(random.below(usize::MAX) ^ writer).unwrap());
        let (counters, nodes) = (&counters, &nodes);
        async move {
            for _ in 0..attempts {
                let counter = &counters[random.below(counters.len())];
                let (reads, writes) = (random.one(nodes), random.one(nodes));
                read_and_write(counter, &reads, &writes).await;
            }
        }
    });
    join_all(writers).await;
    for (counter, before) in counters.iter().zip(before) {
        let mut acknowledged = counter.acknowledged.take();
        let refused = counter.refused.take();
        // Later acknowledgements may be heard of earlier.
        acknowledged.sort_unstable();
        let expected: Vec<_> = (1..=acknowledged.len()).map(|n| (before + i64::try_from(n).unwrap(), n)).collect();
        assert_eq!(acknowledged, expected, "{}: each version was given once, in order", counter.name);
        for node in &nodes {
            let last = node.get(&counter.path).await.value(200);
            let last = (last["version"].as_i64().unwrap(), number_of(counter, &last));
            assert_eq!(Some(&last), acknowledged.last(), "{}: what was acknowledged last is there", counter.name);
        }
        assert!(refused > 0, "control: {} was wanted by several at once", counter.name);
        println!("{}: {} changes, {refused} refused", counter.name, acknowledged.len());
    }
}

/// Without a precondition a change is of the members that it names, and of no other.
async fn changes_of_different_members_do_not_undo_each_other(app: TestApp) {
    let (org, (other, _)) = (app.organization().await, app.second_node().await);
    let vehicle = org.vehicle().await;
    let path = ApiPath::Vehicle(&vehicle.id).to_string();
    let members = ["colour", "trim", "vessel", "stock_number", "external_id"];
    let writers = members.iter().enumerate().map(|(number, member)| {
        let (editor, path) = (if number % 2 == 0 { org.editor.clone() } else { org.editor.at(&other) }, &path);
        async move {
            for change in 1..=10 {
                let after = editor.patch(path, json!({ *member: format!("N-{change}") })).await.value(200);
                assert_eq!(after[*member], format!("N-{change}"));
            }
        }
    });
    join_all(writers).await;
    let after = org.viewer.get(&path).await.value(200);
    assert!(members.iter().all(|member| after[*member] == "N-10"), "{after}");
    assert_eq!(after["version"], vehicle.version + 50);
}
