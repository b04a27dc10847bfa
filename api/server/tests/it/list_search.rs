//! Searches find the same on both engines: what `domain::search` says, whatever is written and looked for.

use std::fmt::Write as _;

use domain::search::{Searchable, words};
use serde_json::{Value, json};
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use crate::support::random::Random;
use crate::support::{Organization, TestApp, both_engines};

both_engines!(
    words_are_found_in_any_order_and_spelling,
    what_an_older_version_writes_is_found,
    an_organisation_finds_nothing_of_another,
);

/// A query with every byte escaped, so that nothing in it means anything to a URL.
fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        let _ = write!(escaped, "%{byte:02x}");
        escaped
    })
}

async fn page(org: &Organization, query: &str) -> Value {
    org.viewer.get(format!("{}?limit=100&sort=created_at&{query}", ApiPath::Vehicles)).await.value(200)
}

/// What is found, by the ids of another system, and how many that is.
async fn found(org: &Organization, query: &str) -> (Vec<String>, i64) {
    let page = page(org, query).await;
    let ids =
        page["data"].as_array().unwrap().iter().map(|vehicle| vehicle["external_id"].as_str().unwrap().to_owned());
    (ids.collect(), page["total"].as_i64().unwrap())
}

async fn words_are_found_in_any_order_and_spelling(app: TestApp) {
    let org = app.organization().await;
    let a = json!({ "external_id": "A", "make": "\u{160}koda", "model": "Octavia", "vin": "JZX100-0123456" });
    let b = json!({ "external_id": "B", "stock_number": "HB 12-34", "vessel": "Stra\u{df}e", "customer": { "phone": "+49 40 5550100" } });
    for vehicle in [a, b] {
        app.clock.advance_ms(1);
        org.vehicle_with(vehicle).await;
    }
    for (search, expected) in [
        ("octavia \u{161}koda", "A"),
        ("skoda OCTAVIA", "A"),
        ("jzx1000123456", "A"),
        ("JZX100-0123456", "A"),
        ("jzx100 0123456", "A"),
        ("123456", "A"),
        ("x1", "A"),
        ("a", "AB"),
        ("hb1234", "B"),
        ("HB 12\u{2013}34", "B"),
        ("STRASSE", "B"),
        ("5550100 hb", "B"),
        ("octavia hb1234", ""),
        ("\" OR \"", ""),
        ("octavia AND skoda", ""),
        ("octavia* ", ""),
        ("g1 NOT g2", ""),
        ("%", ""),
        ("_", ""),
        ("-", "AB"),
    ] {
        let (ids, total) = found(&org, &format!("q={}", escaped(search))).await;
        assert_eq!(ids.concat(), expected, "{search}");
        assert_eq!(total, i64::try_from(expected.len()).unwrap(), "{search}");
    }
    // A change is found at once, and what was there before no more.
    org.editor.patch("/api/v1/vehicles/ext:A", json!({ "model": "Fabia", "vin": null })).await.expect(200);
    assert_eq!(found(&org, "q=fabia").await, (vec!["A".to_owned()], 1));
    assert_eq!(found(&org, "q=octavia").await, (vec![], 0));
    assert_eq!(found(&org, "q=0123456").await, (vec![], 0));
    org.editor.delete("/api/v1/vehicles/ext:A").await.expect(204);
    assert_eq!(found(&org, "q=fabia").await, (vec![], 0));
    assert_eq!(found(&org, "q=fabia&deleted=true").await, (vec!["A".to_owned()], 1));
}

async fn what_an_older_version_writes_is_found(app: TestApp) {
    let org = app.organization().await;
    org.vehicle_with(json!({ "external_id": "A", "make": "Lancia" })).await;
    // An older version knows neither texts nor their version.
    app.execute(
        "INSERT INTO vehicles (id, organization_id, year, make, model, stage, stage_changed_at, created_at, updated_at,
             version, external_id)
         SELECT 'veh_00000000000000000000000001', organization_id, 2020, 'Trabant', 'P 601', 'purchased', 1, 1, 1, 1, 'B'
         FROM vehicles",
    )
    .await;
    assert_eq!(found(&org, "q=601+trabant").await, (vec!["B".to_owned()], 1));
    app.execute("UPDATE vehicles SET make = 'Wartburg', version = version + 1 WHERE external_id = 'A'").await;
    assert_eq!(found(&org, "q=wartburg").await, (vec!["A".to_owned()], 1));
    assert_eq!(found(&org, "q=lancia").await, (vec![], 0));
    // A newer version deletes what an older one changed.
    app.execute("UPDATE vehicles SET make = 'Barkas', version = version + 1 WHERE external_id = 'A'").await;
    org.editor.delete("/api/v1/vehicles/ext:A").await.expect(204);
    assert_eq!(found(&org, "q=barkas&deleted=true").await, (vec!["A".to_owned()], 1));
    assert_eq!(app.number("SELECT COUNT(*) FROM vehicles WHERE search_version <> version").await, 0);
    // A start makes what is missing.
    app.execute("UPDATE vehicles SET search_version = 0").await;
    app.app.store.migrate().await.unwrap();
    assert_eq!(app.number("SELECT COUNT(*) FROM vehicles WHERE search_version <> version").await, 0);
    assert_eq!(app.number("SELECT COUNT(*) FROM vehicle_searches").await, 2);
}

async fn an_organisation_finds_nothing_of_another(app: TestApp) {
    let (one, other) = (app.organization().await, app.organization().await);
    one.vehicle_with(json!({ "external_id": "A", "make": "Lancia" })).await;
    assert_eq!(found(&other, "q=lancia").await, (vec![], 0));
    assert_eq!(found(&other, "q=la").await, (vec![], 0));
    assert_eq!(found(&one, "q=la").await.1, 1);
    let answer = one.viewer.get(format!("{}?q={}", ApiPath::Vehicles, "x".repeat(101))).await;
    answer.problem(ProblemCode::ValidationFailed);
}

/// Names and numbers in which two engines may see different letters.
const TEXTS: [&str; 24] = [
    "Istanbul \u{130}\u{131}Ii",
    "Stra\u{df}e GROSS",
    "\u{39f}\u{394}\u{3a5}\u{3a3}\u{3a3}\u{395}\u{3a5}\u{3a3} \u{3bf}\u{3b4}\u{3c5}\u{3c3}\u{3c3}\u{3b5}\u{3cd}\u{3c2}",
    "\u{412}\u{43e}\u{43b}\u{433}\u{430} \u{401}\u{43b}\u{43a}\u{430}",
    "\u{645}\u{62d}\u{645}\u{62f} \u{661}\u{662}\u{663}",
    "\u{30c8}\u{30e8}\u{30bf} \u{30ab}\u{30ed}\u{30fc}\u{30e9}",
    "\u{ff84}\u{ff96}\u{ff80}",
    "\u{e01}\u{e33}\u{e25}\u{e31}\u{e07}",
    "\u{ff11}\u{ff12}\u{ff13}\u{ff21}\u{ff22}",
    "100%_! a\\b",
    "\"quoted\" AND OR NOT NEAR(x)",
    "a* ^b c:d {e} (f) + -g",
    "O'Neill O\u{2019}Neill",
    "Land Cruiser",
    "land-cruiser",
    "\u{160}koda \u{c9}t\u{e9}",
    "e\u{301}te\u{301}",
    "\u{1f697}\u{1f3ce}",
    "\u{142}\u{f3}d\u{17a} \u{d8}",
    "\u{d55c}\u{ad6d}\u{c5b4}",
    "\u{939}\u{93f}\u{928}\u{94d}\u{926}\u{940}",
    "aaaaaa",
    "JZX100 0123456",
    "\u{fb01}at \u{fb03}x",
];

/// A part of a text, or two of two.
fn random_search(random: &mut Random, searchable: &[&str]) -> String {
    let part = |random: &mut Random| {
        let text: Vec<char> = random.one(searchable).chars().collect();
        let start = random.below(text.len());
        let length = random.one(&[1, 2, 3, 4, 30]);
        let part: String = text[start..text.len().min(start + length)].iter().collect();
        match random.below(4) {
            0 => part.to_uppercase(),
            1 => part.to_lowercase(),
            _ => part,
        }
    };
    let first = part(random);
    if random.below(3) == 0 { format!("{} {first}", part(random)) } else { first }
}

#[actix_web::test]
async fn both_engines_find_what_the_words_say() {
    let mut random = Random(20_260_502);
    let apps = [TestApp::sqlite().await, TestApp::postgres().await];
    let orgs = [apps[0].organization().await, apps[1].organization().await];
    let mut texts = Vec::new();
    for number in 0..40 {
        let [make, model, vessel, name] = [(); 4].map(|()| random.one(&TEXTS));
        let stock_number = format!("{} {number}", random.one(&["HB", "hb-", "\u{ff28}\u{ff22}"]));
        let body = json!({ "external_id": format!("V{number:02}"), "year": 2021, "make": make, "model": model,
            "vessel": vessel, "customer": { "name": name }, "stock_number": stock_number });
        for (app, org) in apps.iter().zip(&orgs) {
            app.clock.advance_ms(1);
            let refused = org.editor.post(ApiPath::Vehicles, &body).await;
            if number == 0 || refused.status != 201 {
                refused.expect(201);
            }
        }
        // Created once, changed once: the index forgets the first text.
        let (bare, renamed) = (random.below(2) == 0, random.one(&TEXTS));
        if bare {
            for org in &orgs {
                let path = format!("/api/v1/vehicles/ext:V{number:02}");
                org.editor.patch(path, json!({ "model": renamed })).await.expect(200);
            }
        }
        let model = if bare { renamed } else { model };
        let searchable = Searchable {
            year: 2021,
            make,
            model,
            trim: None,
            colour: None,
            vin: None,
            stock_number: Some(&stock_number),
            customer_name: Some(name),
            customer_email: None,
            customer_phone: None,
            vessel: Some(vessel),
        };
        texts.push((format!("V{number:02}"), searchable.text()));
    }
    let mut something = 0;
    for _ in 0..250 {
        let search = random_search(&mut random, &TEXTS);
        let words = words(&search);
        let is_found = |(_, text): &&(String, String)| words.iter().all(|word| text.contains(word.as_str()));
        let expected: Vec<_> = texts.iter().filter(is_found).map(|(id, _)| id.clone()).collect();
        something += usize::from(!expected.is_empty() && expected.len() < texts.len());
        let total = i64::try_from(expected.len()).unwrap();
        for org in &orgs {
            let found = found(org, &format!("q={}", escaped(&search))).await;
            assert_eq!(found, (expected.clone(), total), "{search:?}");
        }
    }
    assert!(something > 100, "{something} searches found some");
}
