//! How long an answer takes does not tell a URL that once worked from one that never did, nor a member from nobody.
//!
//! It reads the clock of a machine that does other things too, so no commit waits for it: `cargo xtask nightly` does.

use std::time::{Duration, Instant};

use actix_web::http::Method;
use serde_json::json;
use server::auth::failed_sign_ins::Which;
use shared::paths::ApiPath;

use crate::support::public_operations::{NO_PHOTO, public_operations};
use crate::support::random::Random;
use crate::support::{TestApp, both_engines_nightly};

/// Requests of each kind.
const REQUESTS: usize = 2_000;
/// Attempts to sign in of each kind: each takes as long as a password takes to hash.
const ATTEMPTS: usize = 300;

both_engines_nightly!(
    a_dead_url_takes_as_long_as_one_that_never_was,
    a_failed_sign_in_takes_as_long_for_a_member_as_for_nobody,
);

async fn a_dead_url_takes_as_long_as_one_that_never_was(app: TestApp) {
    let org = app.organization().await;
    let (vehicle, revoked) = org.live_slug().await;
    org.editor.delete(ApiPath::TrackingLink(&vehicle)).await.expect(204);
    let (vehicle, regenerated) = org.live_slug().await;
    org.editor.post(ApiPath::Regenerate(&vehicle), json!({})).await.expect(200);
    let unknown = "0".repeat(26);
    for (why, dead) in [("revoked", &revoked), ("regenerated", &regenerated)] {
        let page = [format!("/t/{dead}"), format!("/t/{unknown}")];
        let operations = public_operations().into_iter();
        let paths = operations.map(|operation| {
            let paths = [dead, &unknown].map(|slug| operation.path(slug, NO_PHOTO));
            (operation.method, paths)
        });
        for (method, pair) in std::iter::once((Method::GET, page)).chain(paths) {
            let path = pair[0].replace(dead.as_str(), "{slug}");
            let client = client();
            let taken = measure(REQUESTS, async |kind| {
                let request = client.request(method.clone(), format!("{}{}", app.base, pair[kind]));
                // A view is counted only for a browser.
                let request = request.insert_header(("user-agent", "Mozilla/5.0"));
                let mut answer = request.send().await.unwrap();
                answer.body().await.unwrap();
                assert_eq!(answer.status(), 404);
            });
            assert_alike(&format!("{why} at {path}"), &taken.await);
        }
    }
}

async fn a_failed_sign_in_takes_as_long_for_a_member_as_for_nobody(app: TestApp) {
    let org = app.organization().await;
    let client = client();
    let emails = [org.admin_email.as_str(), "nobody@nowhere.example"];
    let taken = measure(ATTEMPTS, async |kind| {
        // So long that no limit remembers the attempt before.
        app.clock.advance_ms(2 * 60 * 60 * 1000);
        let credentials = json!({ "email": emails[kind], "password": "wrong" });
        let request = client.request(Method::POST, format!("{}{}", app.base, ApiPath::Session));
        let mut answer = request.send_json(&credentials).await.unwrap();
        answer.body().await.unwrap();
        assert_eq!(answer.status(), 401);
    });
    assert_alike("a failed sign-in", &taken.await);
    assert_eq!(app.app.write_failed_sign_ins(Which::All).await.unwrap(), 1, "the member's were counted");
}

fn client() -> awc::Client {
    awc::Client::builder().timeout(Duration::from_secs(10)).finish()
}

/// Microseconds of each request; the two kinds take turns in a random order, on one connection.
#[expect(clippy::disallowed_methods, reason = "what is tested is the time that passes")]
async fn measure(requests: usize, ask: impl AsyncFn(usize)) -> [Vec<f64>; 2] {
    let mut random = Random::seeded("timing");
    let mut taken = [Vec::new(), Vec::new()];
    for _ in 0..requests {
        let first = random.below(2);
        for kind in [first, 1 - first] {
            let begun = Instant::now();
            ask(kind).await;
            taken[kind].push(begun.elapsed().as_secs_f64() * 1e6);
        }
    }
    taken
}

fn assert_alike(what: &str, [one, other]: &[Vec<f64>; 2]) {
    let difference = (median(one) - median(other)).abs() / median(other);
    let p = mann_whitney(one, other);
    println!("{what}: medians differ by {:.2} %, p = {p:.3}", difference * 100.0);
    assert!(p > 0.01 || difference < 0.05, "{what}: {difference}, p = {p}");
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The two-sided p-value of the U test of Mann and Whitney, by its normal approximation, which is close for more than
/// twenty values a side. Ties hardly happen in times of microseconds with fractions, and are not corrected for.
fn mann_whitney(one: &[f64], other: &[f64]) -> f64 {
    let tagged = |values: &[f64], tag: bool| values.iter().map(|value| (*value, tag)).collect::<Vec<_>>();
    let mut all = [tagged(one, true), tagged(other, false)].concat();
    all.sort_by(|left, right| left.0.total_cmp(&right.0));
    let rank_sum: f64 = (1_u32..).zip(&all).filter(|(_, value)| value.1).map(|(rank, _)| f64::from(rank)).sum();
    let count = |values: &[f64]| f64::from(u32::try_from(values.len()).unwrap());
    let (n, m) = (count(one), count(other));
    let z = (rank_sum - n * (n + 1.0) / 2.0 - n * m / 2.0) / (n * m * (n + m + 1.0) / 12.0).sqrt();
    complementary_error(z.abs() / std::f64::consts::SQRT_2)
}

/// The complementary error function (Abramowitz and Stegun, 7.1.26; the error is below 2e-7).
fn complementary_error(x: f64) -> f64 {
    const A: [f64; 5] = [0.254_829_592, -0.284_496_736, 1.421_413_741, -1.453_152_027, 1.061_405_429];
    let t = 1.0 / 0.327_591_1_f64.mul_add(x, 1.0);
    A.iter().rev().fold(0.0, |sum, a| (sum + a) * t) * (-x * x).exp()
}

#[test]
fn the_statistics_see_what_is_there() {
    let times = |seed: u64, more: f64| {
        let mut random = Random(seed);
        let mut next = || f64::from(u32::try_from(random.below(1_000_000)).unwrap()) / 1e3;
        (0..REQUESTS).map(|_| next() + next() + next() + more).collect::<Vec<_>>()
    };
    assert!(mann_whitney(&times(1, 0.0), &times(2, 0.0)) > 0.01);
    assert!(mann_whitney(&times(1, 0.0), &times(2, 100.0)) < 1e-6);
    assert!((mann_whitney(&[1.0, 4.0, 5.0, 8.0], &[2.0, 3.0, 6.0, 7.0]) - 1.0).abs() < 1e-6);
    assert!((complementary_error(1.0) - 0.157_299_2).abs() < 1e-6);
}
