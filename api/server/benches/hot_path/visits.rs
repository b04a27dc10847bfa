//! What a customer's browser asks for: the document, six photos and the view that is counted, beside nginx with the same bytes as
//! files and an empty answer for the view.

use std::fmt::Write as _;
use std::path::Path;

use host::clock::Clock;
use host::random;
use shared::ids::PhotoId;
use sqlx::AssertSqlSafe;
use store::{Db, Store};

use crate::figures::Figures;
use crate::fill::{self, Ground};
use crate::load::Load;
use crate::nginx::Nginx;
use crate::product::{Product, Variant};
use crate::{ALL_MB, Plan, block_on};

/// Few, so that nginx, too, finds all files in memory.
const LINKS: usize = 20;
const PHOTOS: usize = 6;
/// What a photo of a car has in the size that a phone asks for.
const PHOTO_BYTES: usize = 139_000;

/// Both engines, each round after one of nginx.
pub fn measure(plan: &Plan) {
    println!("\n| build | engine | what | answers per second | of nginx | spread | 99 of 100 in | nginx |");
    println!("|---|---|---|--:|--:|---|--:|--:|");
    let directory = tempfile::tempdir().expect("a temporary directory");
    let slugs = directory.path().join("slugs");
    let photo: Vec<u8> = (0..=PHOTO_BYTES / 16).flat_map(|_| random::bytes::<16>()).take(PHOTO_BYTES).collect();
    for Ground { program, build, engine, data, database_url } in &fill::fill(plan, directory.path(), LINKS, &slugs) {
        block_on(add_photos(database_url, data, &photo));
        let variant = Variant { program, build, engine, data, database_url, cache_mb: ALL_MB, log: "info" };
        let product = Product::start(variant);
        let pages = Pages::of(&product, &slugs);
        let nginx = Nginx::start(&product.body(&format!("/t/{}", pages.first)), &photo);
        for (what, lines) in [("a photo", &pages.photos), ("a whole visit", &pages.visits)] {
            let list = directory.path().join("list");
            std::fs::write(&list, lines).expect("a file");
            let load = Load { slugs: &list, method: "GET", prefix: "", suffix: "", seconds: plan.seconds };
            load.run(&product.address);
            let runs: Vec<_> =
                (0..plan.rounds).map(|_| (load.run(&nginx.address), load.run(&product.address))).collect();
            let nginx = Figures::of(runs.iter().map(|(nginx, _)| nginx.per_second));
            let rate = Figures::of(runs.iter().map(|(_, product)| product.per_second));
            let ratio = Figures::of(runs.iter().map(|(nginx, product)| product.per_second / nginx.per_second));
            let late = Figures::of(runs.iter().map(|(_, product)| product.p99_ms));
            println!(
                "| {build} | {engine} | {what} | {:.0} | **{:.2}** | {} | {:.1} ms | {:.0} |",
                rate.median,
                ratio.median,
                ratio.spread(),
                late.median,
                nginx.median,
            );
        }
    }
}

/// Six photos for each link, each with a file.
async fn add_photos(database_url: &str, data: &Path, file: &[u8]) {
    let store = Store::open(database_url).await.expect("a database");
    let mut transaction = store.begin_across().await.expect("a transaction");
    let links: Vec<(String, String, String, String)> = match transaction.db() {
        Db::Sqlite(connection) => sqlx::query_as(LINKS_OF).fetch_all(connection).await.expect("links"),
        Db::Postgres(session) => sqlx::query_as(LINKS_OF).fetch_all(session).await.expect("links"),
    };
    let now = Clock::system().now();
    let mut statements = String::new();
    for (link, vehicle, organization, member) in links {
        for position in 0..PHOTOS {
            let id = PhotoId::from_u128(random::id(now));
            let key = format!("{:032x}", u128::from_be_bytes(random::bytes()));
            let _ = write!(
                statements,
                "INSERT INTO photos (id, organization_id, vehicle_id, position, is_hero, width, height, placeholder, \
                 storage_key, size_bytes, created_at, created_by) VALUES ('{id}', '{organization}', '{vehicle}', \
                 {position}, {}, 2048, 1536, '', '{key}', 1, {}, '{member}');
                 INSERT INTO tracking_link_photos (tracking_link_id, vehicle_id, photo_id, position) \
                 VALUES ('{link}', '{vehicle}', '{id}', {position});",
                position == 0,
                now.unix_ms()
            );
            let place = data.join("photos").join(&key[..2]).join(&key);
            std::fs::create_dir_all(&place).expect("a directory");
            std::fs::write(place.join("640.webp"), file).expect("a file");
        }
    }
    let statements = AssertSqlSafe(statements);
    match transaction.db() {
        Db::Sqlite(connection) => drop(sqlx::raw_sql(statements).execute(connection).await.expect("photos")),
        Db::Postgres(session) => drop(sqlx::raw_sql(statements).execute(session).await.expect("photos")),
    }
    transaction.commit().await.expect("a commit");
    store.close().await;
}

const LINKS_OF: &str = "SELECT l.id, l.vehicle_id, l.organization_id, l.created_by FROM tracking_links l";

/// What is asked for, one request in each line.
struct Pages {
    first: String,
    photos: String,
    visits: String,
}

impl Pages {
    fn of(product: &Product, slugs: &Path) -> Self {
        let slugs = std::fs::read_to_string(slugs).expect("slugs");
        let (mut photos, mut visits) = (String::new(), String::new());
        for slug in slugs.lines() {
            let json = product.get(&format!("/api/v1/public/tracking/{slug}"), "identity");
            let page: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
            let hero = std::iter::once(&page["hero_photo"]);
            let shown = hero.chain(page["photos"].as_array().into_iter().flatten());
            let mut number = 0;
            for photo in shown {
                let path = photo["src"].as_str().expect("its path").split('?').next().expect("a path");
                let _ = writeln!(photos, "GET {path}?width=640");
                let _ = writeln!(visits, "GET {path}?width=640");
                number += 1;
            }
            assert_eq!(number, PHOTOS, "{page}");
            let _ = writeln!(visits, "GET /t/{slug}\nPOST /api/v1/public/tracking/{slug}/views");
        }
        Self { first: slugs.lines().next().expect("a slug").to_owned(), photos, visits }
    }
}
