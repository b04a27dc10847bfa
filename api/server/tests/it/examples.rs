//! `docs/examples/sync.py`, run as an integrator runs it: with a key, over a line that loses answers.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web::block;
use serde_json::{Value, json};
use server::webhooks::worker;
use shared::api_key::Scope;
use shared::paths::ApiPath;
use shared::webhook::WebhookEndpointSecret;

use crate::support::receiver::Receiver;
use crate::support::{TestApp, both_engines};

both_engines!(
    the_example_syncs_over_a_line_that_loses_answers_and_makes_nothing_twice,
    what_staff_changed_survives_the_example,
    the_example_tells_genuine_webhooks_from_forged_ones,
);

/// A proxy before the server. Of four requests the first is carried out and its answer lost, the second and third are
/// refused, the fourth gets through.
fn unreliable(server: &str) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (server, lost) = (server.trim_start_matches("http://").to_owned(), Arc::<AtomicUsize>::default());
    let counter = lost.clone();
    std::thread::spawn(move || {
        for (number, client) in listener.incoming().enumerate() {
            let mut client = client.unwrap();
            let request = read_request(&mut client);
            let refused = |status: &str| {
                format!("HTTP/1.1 {status}\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .into_bytes()
            };
            let answer = match number % 4 {
                1 => refused("503 Service Unavailable"),
                2 => refused("429 Too Many Requests"),
                _ => forward(&server, &request),
            };
            if number % 4 == 0 {
                counter.fetch_add(1, Ordering::SeqCst);
            } else {
                client.write_all(&answer).unwrap();
            }
        }
    });
    (base, lost)
}

fn read_request(client: &mut TcpStream) -> Vec<u8> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = client.read(&mut buffer).unwrap();
        request.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&request).to_lowercase();
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
            if request.len() >= head.len() + 4 + length {
                return request;
            }
        }
        assert!(read > 0, "a request ended early");
    }
}

/// Python's client asks for `Connection: close`, so the answer ends with the connection.
fn forward(server: &str, request: &[u8]) -> Vec<u8> {
    let mut connection = TcpStream::connect(server).unwrap();
    connection.write_all(request).unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).unwrap();
    answer
}

/// Runs Python with the example at hand; its pauses take no time.
async fn python(code: &'static str, settings: Vec<(&'static str, String)>) -> Value {
    let run = move || {
        let code = format!("import time; time.sleep = lambda seconds: None\nimport sync, sys, os, json\n{code}");
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples");
        let mut command = Command::new("python3");
        command.args(["-B", "-c", &code]).current_dir(folder).envs(settings).env("NO_PROXY", "*");
        command.output().expect("python3 is installed")
    };
    let output = block(run).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

async fn the_example_syncs_over_a_line_that_loses_answers_and_makes_nothing_twice(app: TestApp) {
    let org = app.organization().await;
    let scopes = [Scope::VehiclesRead, Scope::VehiclesWrite, Scope::TrackingLinksRead, Scope::TrackingLinksWrite];
    let secret = org.key_made(&scopes).await.secret;
    let (base, lost) = unreliable(&app.base);
    let car = |id: &str| json!({ "external_id": id, "year": 2021, "make": "Toyota", "model": "Hilux" });
    let stock = app.directory().join("stock.json");
    std::fs::write(&stock, json!([car("DMS/1"), car("DMS:2"), car("DMS-3")]).to_string()).unwrap();
    let settings = || {
        let stock = stock.display().to_string();
        vec![("IMPORTOPS_URL", base.clone()), ("IMPORTOPS_KEY", secret.clone()), ("STOCK", stock)]
    };
    let first = python("sync.main([os.environ['STOCK']])", settings()).await;
    let urls = first["urls"].as_object().unwrap();
    assert_eq!(urls.len(), 3);
    assert!(urls.values().all(|url| url.as_str().unwrap().contains("/t/")));
    assert_eq!(first["changed"].as_array().unwrap().len(), 3);
    // All vehicles, all links, and a list: each lost its first answer and was refused twice.
    assert_eq!(first["retries"], 9);
    assert_eq!(lost.load(Ordering::SeqCst), 3);
    assert_eq!(first["failed"], json!({}));
    let again = python("sync.main([os.environ['STOCK']])", settings()).await;
    assert_eq!(again["urls"], first["urls"]);
    for path in [ApiPath::Vehicles, ApiPath::TrackingLinks] {
        assert_eq!(org.viewer.get(path).await.value(200)["data"].as_array().unwrap().len(), 3);
    }
}

async fn what_staff_changed_survives_the_example(app: TestApp) {
    let org = app.organization().await;
    let scopes = [Scope::VehiclesRead, Scope::VehiclesWrite, Scope::TrackingLinksRead, Scope::TrackingLinksWrite];
    let secret = org.key_made(&scopes).await.secret;
    let stock = app.directory().join("stock.json");
    let sync = async |cars: Value| {
        std::fs::write(&stock, cars.to_string()).unwrap();
        let stock = stock.display().to_string();
        let settings = vec![("IMPORTOPS_URL", app.base.clone()), ("IMPORTOPS_KEY", secret.clone()), ("STOCK", stock)];
        python("sync.main([os.environ['STOCK']])", settings).await
    };
    let car = |id: &str, model: &str| {
        json!({ "external_id": id, "year": 2021, "make": "Toyota", "model": model, "colour": "White",
            "customer": { "name": "Sam Fischer" } })
    };
    let stocked = || json!([car("A", "Hilux"), car("B", "Hilux"), car("C", "Hilux"), car("D", "Hilux")]);
    let first = sync(stocked()).await;
    let ids = ["A", "B", "C", "D"].map(|id| format!("/api/v1/vehicles/ext:{id}"));
    // What staff do in between: they type, correct what was sent, move, revoke, delete, and make another URL.
    let typed = json!({ "vin": "BNR34-000123", "model": "Hilux GR", "eta": "2026-06-14", "customer": { "phone": "+49 40 1" },
        "agreed_sale_price": { "amount_minor": 4_250_000, "currency": "EUR" }, "mileage": { "value": 61000, "unit": "km" } });
    org.editor.patch(&ids[0], &typed).await.expect(200);
    org.editor
        .put(format!("{}/stage", ids[0]), json!({ "stage": "in_transit", "vessel": "Morning Calm" }))
        .await
        .expect(200);
    org.editor.delete(format!("{}/tracking-link", ids[1])).await.expect(204);
    org.editor.delete(&ids[2]).await.expect(204);
    let regenerated = org.editor.post(format!("{}/tracking-link/regenerate", ids[3]), json!({})).await.value(200);
    let before = org.viewer.get(&ids[0]).await;
    let events = app.number("SELECT COUNT(*) FROM events").await;
    let again = sync(stocked()).await;
    let after = org.viewer.get(&ids[0]).await;
    assert_eq!((after.etag(), after.text()), (before.etag(), before.text()));
    assert_eq!(app.number("SELECT COUNT(*) FROM events").await, events, "nothing was changed");
    assert_eq!(again["urls"]["A"], first["urls"]["A"]);
    assert_eq!([&again["urls"]["B"], &again["urls"]["C"]], [&json!(null); 2], "what was taken away stays so");
    assert_eq!(again["urls"]["D"], regenerated["url"], "never a URL that works no more");
    // What has changed in the other system arrives, and nothing else does.
    let mut changed = car("A", "Hilux");
    changed["year"] = json!(2022);
    changed.as_object_mut().unwrap().remove("colour");
    changed["external_id"] = json!("A");
    sync(json!([changed])).await;
    let after = org.viewer.get(&ids[0]).await.value(200);
    let mut expected = before.value(200);
    for (name, value) in [("year", json!(2022)), ("colour", json!(null))] {
        expected[name] = value;
    }
    for name in ["version", "updated_at"] {
        expected[name] = after[name].clone();
    }
    assert_eq!(after, expected);
    let link = org.viewer.get(format!("{}/tracking-link", ids[0])).await.value(200);
    assert_eq!(link["customer_changed"], false);
    // One that is refused keeps no other back, and one that is there no more is made again.
    app.execute("UPDATE vehicles SET external_id = 'E' WHERE external_id = 'D'").await;
    let mut cars = vec![car("bad", "Hilux"), car("D", "Hilux"), car("new", "Hilux")];
    cars[0]["year"] = json!(1700);
    for expected in
        [json!({ "bad": "validation_failed", "D": "validation_failed" }), json!({ "bad": "validation_failed" })]
    {
        let done = sync(json!(cars)).await;
        assert_eq!(done["failed"], expected);
        assert!(done["urls"]["new"].is_string());
        assert_eq!(done["urls"]["D"].is_string(), expected.get("D").is_none());
    }
}

async fn the_example_tells_genuine_webhooks_from_forged_ones(app: TestApp) {
    let (org, receiver) = (app.organization().await, Receiver::start());
    let made: WebhookEndpointSecret =
        org.admin.post(ApiPath::WebhookEndpoints, json!({ "url": receiver.url })).await.json(201);
    org.vehicle().await;
    assert_eq!(worker::pass(&app.app.deliverer()).await.unwrap(), 1);
    let [post] = <[_; 1]>::try_from(receiver.take()).unwrap();
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let headers: Value = names.iter().map(|name| ((*name).to_owned(), json!(post.header(name)))).collect();
    let code = "
secret, headers, body = os.environ['SECRET'], json.loads(os.environ['HEADERS']), os.environ['BODY'].encode()
sent = int(headers['webhook-timestamp'])
other = 'whsec_' + 'A' * 43 + '='
print(json.dumps([
    sync.verify(secret, headers, body, now=sent + 10),
    sync.verify(secret, headers, body + b' ', now=sent + 10),
    sync.verify(secret, headers, body, now=sent + 301),
    sync.verify(other, headers, body, now=sent + 10),
    sync.verify(secret, {}, body, now=sent + 10),
]))";
    let settings = vec![("SECRET", made.secret), ("HEADERS", headers.to_string()), ("BODY", post.body)];
    assert_eq!(python(code, settings).await, json!([true, false, false, false, false]));
}
