//! `importops listen`: what happens reaches a program on the developer's machine as a webhook does.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use actix_web::rt::task::spawn_blocking;
use serde_json::{Value, json};
use server::webhooks::signature::Signer;
use shared::api_key::Scope;
use shared::event::EventRecord;
use shared::page::Page;
use shared::paths::ApiPath;
use tokio::sync::mpsc;

use super::{deliver, listen, until};
use crate::support::people::slug;
use crate::support::program::importops;
use crate::support::receiver::{Post, Receiver};
use crate::support::relay::Relay;
use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    what_is_forwarded_is_what_a_webhook_posts,
    only_the_chosen_events_are_forwarded,
    nothing_is_lost_while_the_server_is_away,
    a_program_that_does_not_answer_is_named_and_the_next_event_comes,
    a_key_that_may_not_listen_is_told_so,
    the_list_of_events_goes_both_ways_without_a_gap,
);

/// The command, while it runs.
struct Listening {
    child: Child,
    lines: mpsc::UnboundedReceiver<String>,
    errors: mpsc::UnboundedReceiver<String>,
    secret: String,
}

impl Listening {
    async fn start(base: &str, key: &str, forward_to: &str, more: &[&str]) -> Self {
        let mut child = command(base, key, forward_to, more).spawn().unwrap();
        let (lines, errors) = (read(child.stdout.take().unwrap()), read(child.stderr.take().unwrap()));
        let mut listening = Self { child, lines, errors, secret: String::new() };
        let first = listening.line().await;
        first["secret"].as_str().unwrap_or_default().clone_into(&mut listening.secret);
        listening
    }

    /// The next line that it prints.
    async fn line(&mut self) -> Value {
        serde_json::from_str(&self.lines.recv().await.expect("it goes on")).unwrap()
    }

    /// The next line that it says besides.
    async fn says(&mut self) -> String {
        self.errors.recv().await.expect("it goes on")
    }

    /// Presses Ctrl-C. It has said nothing else.
    async fn stop(mut self) {
        let sent = Command::new("kill").args(["-s", "INT", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        assert_eq!(self.errors.recv().await, None);
        spawn_blocking(move || assert!(self.child.wait().unwrap().success(), "Ctrl-C is a clean end")).await.unwrap();
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(output: impl Read + Send + 'static) -> mpsc::UnboundedReceiver<String> {
    let (sender, lines) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        // Until it ends, or nobody reads it any more.
        let _ = BufReader::new(output).lines().map_while(Result::ok).try_for_each(|line| sender.send(line));
    });
    lines
}

fn command(base: &str, key: &str, forward_to: &str, more: &[&str]) -> Command {
    let mut command = importops(std::path::Path::new("/nowhere"));
    command.args(["listen", "--json", "--server", base, "--forward-to", forward_to]).args(more);
    command.env("IMPORTOPS_API_KEY", key).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

async fn key(org: &Organization) -> String {
    org.key_made(&[Scope::WebhooksManage]).await.secret
}

async fn posted(receiver: &Receiver, count: usize) -> Vec<Post> {
    until(|| receiver.posts() >= count).await;
    receiver.take()
}

async fn what_is_forwarded_is_what_a_webhook_posts(app: TestApp) {
    let (org, real, local) = (app.organization().await, Receiver::start(), Receiver::start());
    org.vehicle().await;
    listen(&org, &real).await;
    let secret = key(&org).await;
    let mut listening = Listening::start(&app.base, &secret, &local.url, &[]).await;
    let vehicle = org.vehicle_with(json!({ "external_id": "DMS-1" })).await.id;
    let note = json!({ "scope": "customer", "body": "Loaded" });
    org.editor.post(ApiPath::Notes(&vehicle), note).await.expect(201);
    let forwarded = posted(&local, 2).await;
    deliver(&app).await;
    let delivered = real.take();
    assert_eq!((forwarded.len(), delivered.len()), (2, 2), "nothing of what was before");
    let signer = Signer::new(&[listening.secret.clone()]).unwrap();
    for delivery in &delivered {
        let id = delivery.header("webhook-id");
        let post = forwarded.iter().find(|post| post.header("webhook-id") == id).unwrap();
        assert_eq!(post.body, delivery.body);
        let names = |post: &Post| {
            let mut names: Vec<_> = post.headers.keys().map(ToString::to_string).collect();
            names.sort();
            names
        };
        assert_eq!(names(post), names(delivery));
        for same in ["content-type", "user-agent", "accept", "content-length"] {
            assert_eq!(post.header(same), delivery.header(same), "{same}");
        }
        let timestamp = post.header("webhook-timestamp").parse().unwrap();
        assert_eq!(post.header("webhook-signature"), signer.sign(id, timestamp, &post.body));
    }
    let line = listening.line().await;
    assert_eq!((&line["event_type"], &line["status"]), (&json!("vehicle.created"), &json!(204)));
    assert_eq!(line["vehicle_id"], vehicle.as_str());
    assert_eq!(listening.line().await["event_type"], "note.created");
    listening.stop().await;
}

async fn only_the_chosen_events_are_forwarded(app: TestApp) {
    let (org, local) = (app.organization().await, Receiver::start());
    let chosen = ["--events", "note.created,tracking_link.created"];
    let mut listening = Listening::start(&app.base, &key(&org).await, &local.url, &chosen).await;
    let vehicle = org.vehicle().await.id;
    org.link(&vehicle).await;
    org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "internal", "body": "Hi" })).await.expect(201);
    let kinds: Vec<_> = posted(&local, 2).await.iter().map(Post::kind).collect();
    assert_eq!(kinds, ["tracking_link.created", "note.created"]);
    assert_eq!(listening.line().await["event_type"], "tracking_link.created");
    listening.stop().await;
    let unknown = command(&app.base, &key(&org).await, &local.url, &["--events", "vehicle.painted"]);
    assert!(refused(unknown).await.contains("there is no event of this type"));
}

async fn nothing_is_lost_while_the_server_is_away(app: TestApp) {
    let (org, local) = (app.organization().await, Receiver::start());
    let address = |base: &str| base.strip_prefix("http://").unwrap().parse().unwrap();
    let (second, handle) = app.second_node().await;
    let relay = Relay::to(address(&second));
    let mut listening = Listening::start(&format!("http://{}", relay.address), &key(&org).await, &local.url, &[]).await;
    org.vehicle().await;
    posted(&local, 1).await;
    handle.stop(false).await;
    assert!(listening.says().await.contains("waiting for the server"));
    for _ in 0..3 {
        org.vehicle().await;
    }
    relay.answer_again(Some(address(&app.base)));
    assert_eq!(posted(&local, 3).await.len(), 3);
    assert!(listening.says().await.contains("the server answers again"));
    listening.stop().await;
}

async fn a_program_that_does_not_answer_is_named_and_the_next_event_comes(app: TestApp) {
    let (org, local) = (app.organization().await, Receiver::start());
    let mut listening = Listening::start(&app.base, &key(&org).await, &local.url, &[]).await;
    local.answer([500, 200]);
    org.vehicle().await;
    org.vehicle().await;
    assert_eq!(listening.line().await["status"], 500);
    assert_eq!(listening.line().await["status"], 200);
    listening.stop().await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = format!("http://127.0.0.1:{free}/hooks");
    let mut listening = Listening::start(&app.base, &key(&org).await, &nobody, &[]).await;
    org.vehicle().await;
    let line = listening.line().await;
    assert_eq!(line["status"], Value::Null);
    assert!(line["error"].as_str().unwrap().to_lowercase().contains("refused"), "{line}");
    listening.stop().await;
}

async fn refused(mut command: Command) -> String {
    let output = spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

async fn a_key_that_may_not_listen_is_told_so(app: TestApp) {
    let (org, local) = (app.organization().await, Receiver::start());
    let key = org.key_made(&[Scope::VehiclesRead]).await.secret;
    let said = refused(command(&app.base, &key, &local.url, &[])).await;
    assert!(said.contains("webhooks.manage"), "{said}");
    let unknown = "iok_unknown";
    let said = refused(command(&app.base, unknown, &local.url, &[])).await;
    assert!(said.contains("does not accept this API key") && !said.contains(unknown), "{said}");
    let said = refused(command(&local.url, &key, &local.url, &[])).await;
    assert!(said.contains("not as the API of ImportOps does"), "{said}");
    let help = refused(command(&app.base, &key, "nonsense", &[])).await;
    assert!(help.contains("--forward-to must be a URL") && !help.contains(&key), "{help}");
}

async fn the_list_of_events_goes_both_ways_without_a_gap(app: TestApp) {
    let (org, other) = (app.organization().await, app.organization().await);
    other.vehicle().await;
    let vehicle = org.vehicle().await.id;
    let link = org.link(&vehicle).await;
    let customer = app.anonymous().with("user-agent", "Mozilla/5.0");
    customer.post(ApiPath::PublicViews(&slug(&link)), json!({})).await.expect(204);
    let program = org.key(&[Scope::WebhooksManage]).await;
    let newest: Page<EventRecord> = program.get(ApiPath::Events).await.json(200);
    let kinds: Vec<_> = newest.data.iter().map(|event| event.event_type.as_str()).collect();
    assert_eq!(kinds, ["tracking_link.first_viewed", "tracking_link.created", "vehicle.created"]);
    let positions: Vec<_> = newest.data.iter().map(|event| event.position).collect();
    assert_eq!(positions, [3, 2, 1]);
    assert_eq!(newest.data[2].vehicle_id.as_ref(), Some(&vehicle));
    let ask = async |query: &str| -> Page<EventRecord> {
        program.get(format!("{}?{query}", ApiPath::Events)).await.json(200)
    };
    let mut oldest = ask("after=0&limit=2").await;
    let cursor = oldest.next_cursor.take().unwrap();
    oldest.data.extend(ask(&format!("after=0&limit=2&cursor={cursor}")).await.data);
    oldest.data.reverse();
    assert_eq!(oldest.data, newest.data);
    let back = ask(&format!("limit=1&cursor={}", ask("limit=2").await.next_cursor.unwrap())).await;
    assert_eq!(back.data[0].position, 1);
    assert_eq!(ask("after=3").await.data, []);
    assert_eq!(ask("after=0&event_type=vehicle.created").await.data.len(), 1);
    for wrong in ["after=-1", "after=x", "event_type=painted", "cursor=dmVo"] {
        program.get(format!("{}?{wrong}", ApiPath::Events)).await.expect(422);
    }
}
