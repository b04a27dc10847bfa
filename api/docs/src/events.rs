//! The catalogue of events: what they contain, how they are signed, when they are repeated.

use domain::delivery::{self, next_attempt};
use serde_json::Value;
use shared::time::Timestamp;
use shared::webhook::EventType;

use crate::Facts;
use crate::html::{Table, code, code_block, escape, heading, push};
use crate::layout::{Link, Nav, Shell};
use crate::limits::duration;
use crate::markdown;
use crate::page::Page;
use crate::reference::{pretty, schema};
use crate::search::{Index, Kind};
use crate::terms::Terms;

/// Where the page is.
pub(crate) const PATH: &str = "/docs/events";

const ABOUT: &str = "An endpoint gets the events that it has chosen as `POST` requests. They carry ids, versions and states, never \
    names, texts or the URL of a tracking link: read what you need with your key. An event may arrive twice, and two events \
    may arrive in the wrong order, so remember `webhook-id` and compare `version`. New members and new types of events may be \
    added: ignore what you do not know, and answer it with 204.";

const HEADERS: [(&str, &str); 4] = [
    (
        "webhook-id",
        "The id of the event, `evt_…`. It is the same each time the event is sent, and that of its entry in the audit log.",
    ),
    (
        "webhook-timestamp",
        "When this attempt was made, in seconds since 1970. Refuse what is more than five minutes away.",
    ),
    (
        "webhook-signature",
        "`v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in Base64; after a rotation several, separated by spaces.",
    ),
    ("content-type", "`application/json`"),
];

/// The page.
pub(crate) fn page(facts: &Facts<'_>, shell: &Shell, terms: &Terms, index: &mut Index) -> Page {
    let mut html = markdown::text(ABOUT, terms);
    let mut overview = Table::new(&["Event", "When"]);
    let known: Vec<_> = EventType::ALL
        .into_iter()
        .map(|kind| (kind.as_str(), kind.explanation().trim()))
        .chain([("ping", PING)])
        .collect();
    for (name, explanation) in &known {
        overview.row(&[format!("<a href=\"#{name}\"><code>{name}</code></a>"), escape(explanation)]);
    }
    html.push_str(&overview.html());
    html.push_str(&heading(2, "request", "The request"));
    html.push_str(&request(terms));
    html.push_str(&heading(2, "retries", "Answers and retries"));
    html.push_str(&retries(facts, terms));
    index.add(
        Kind::Event,
        &format!("{PATH}#retries"),
        "Retries of webhooks",
        "retry times attempts backoff disabled 410",
    );
    index.add(
        Kind::Event,
        &format!("{PATH}#request"),
        "Signature of webhooks",
        "webhook-id webhook-signature verify HMAC",
    );
    let mut links = vec![Link::new("#request", "The request"), Link::new("#retries", "Answers and retries")];
    for (name, explanation) in known {
        html.push_str(&event(facts.openapi, name, explanation, terms));
        index.add(Kind::Event, &format!("{PATH}#{name}"), name, &format!("{explanation} webhook event payload"));
        links.push(Link::new(format!("#{name}"), name));
    }
    shell.page(
        PATH,
        "Events",
        "What webhooks deliver, what it contains, and when it is sent again.",
        &html,
        &Nav::of(links),
    )
}

const PING: &str = "A test that you have sent yourself.";

fn request(terms: &Terms) -> String {
    let mut table = Table::new(&["Header", "Content"]);
    for (name, content) in HEADERS {
        table.row(&[code(name), markdown::inline(content, terms)]);
    }
    let about = "Events are signed according to [Standard Webhooks](https://www.standardwebhooks.com), which has libraries for most \
        languages. Verify the body as it arrived, before anything parses it.";
    markdown::text(about, terms) + &table.html()
}

/// The program's own rules, asked for their answers.
fn retries(facts: &Facts<'_>, terms: &Terms) -> String {
    let (deadline, at_a_time) = (facts.receiver_deadline_s, facts.events_at_a_time);
    let (given_up, pause) = (duration(delivery::GIVE_UP_MS), duration(delivery::LONGEST_PAUSE_MS));
    let overlap = duration(delivery::SECRET_OVERLAP_MS);
    let about = format!(
        "- Answer with a status from 200 to 299 within {deadline} seconds. Everything else is a failure, redirects too.\n\
         - At most {at_a_time} events are under way to an endpoint at a time.\n\
         - 410 disables the endpoint at once; {given_up} of failures without a success disable it too. An admin of the importer, \
         or a key with `webhooks.manage`, enables it again.\n\
         - If there is no answer at all, the endpoint is left alone as a whole, for at most {pause} (`backing_off_until`); this \
         uses up an attempt of one event only.\n\
         - After a rotation, the previous secret also signs for {overlap}.\n\n\
         A failed event is sent again after these times, which are spread at random so that not everything comes at once:"
    );
    let mut table = Table::new(&["After failure", "At the earliest after", "At the latest after"]);
    let wait = |tries: i64, random: u8| {
        let start = Timestamp::from_unix_ms(0)?;
        Some(next_attempt(tries, start, random)?.unix_ms())
    };
    let (mut total, mut failures) = (0, 1);
    while let (Some(least), Some(most)) = (wait(failures, 0), wait(failures, u8::MAX)) {
        table.row(&[failures.to_string(), duration(least), duration(most)]);
        total += i64::midpoint(least, most);
        failures += 1;
    }
    let end = format!(
        "<p>After failure {failures}, about {} after the first attempt, the event is no longer sent by itself. It stays in the log of \
         deliveries, from which it can be sent again: {}.</p>\n",
        duration(total),
        markdown::inline("`redeliver_webhook`", terms)
    );
    markdown::text(&about, terms) + &table.html() + &end
}

fn event(openapi: &Value, name: &str, explanation: &str, terms: &Terms) -> String {
    let operation = &openapi["x-webhooks"][name]["post"]["requestBody"]["content"]["application/json"];
    let mut html = heading(2, name, &code(name));
    push!(html, "<p>{}</p>\n", escape(explanation));
    let data = &schema::resolved(openapi, &operation["schema"])["properties"]["data"];
    html.push_str(&schema::members(openapi, data, schema::Use::Answer, 0, terms));
    if let Some(example) = operation.get("example") {
        html.push_str(&code_block(&pretty(example)));
    }
    html
}
