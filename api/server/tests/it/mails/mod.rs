//! Mails to customers, sent to a real mail server: who is told what, and who is told nothing.

mod asking;
mod ends;
mod failures;
mod letters;
mod telling;
mod transport;

use actix_web::http::Method;
use server::app::App;
use server::mailing::worker;
use shared::ids::VehicleId;
use shared::paths::ApiPath;

use crate::support::answer::{Answer, Caller};
use crate::support::mailbox::{Mailbox, Received};
use crate::support::{Organization, TestApp};

/// A server that sends mail, beside the one that staff use, and where its mails arrive.
pub(crate) struct Mailing {
    pub(crate) mailbox: Mailbox,
    pub(crate) base: String,
    app: App,
}

impl Mailing {
    pub(crate) async fn of(test: &TestApp) -> Self {
        Self::to(test, Mailbox::open()).await
    }

    async fn to(test: &TestApp, mailbox: Mailbox) -> Self {
        let mut config = (*test.app.config).clone();
        config.mail = Some(mail::Settings::parse(&mailbox.url(), "tracking@import-ops.example").unwrap());
        let (base, app) = test.third_app(config).await;
        Self { mailbox, base, app }
    }

    /// A customer's browser, in a language.
    pub(crate) fn browser(&self, language: &str) -> Caller {
        Caller::new(&self.base, None).with("accept-language", language)
    }

    /// Fills in the form of a page.
    pub(crate) async fn ask(&self, slug: &str, address: &str, language: &str) -> Answer {
        let body = format!("email={}", address.replace('@', "%40").replace(' ', "+"));
        let form = Some("application/x-www-form-urlencoded");
        self.browser(language).send(Method::POST, &format!("/t/{slug}/subscribe"), form, body.into_bytes()).await
    }

    /// Sends what is due; tells how much was looked at.
    pub(crate) async fn pass(&self) -> usize {
        worker::pass(&self.app.postman().unwrap()).await.unwrap()
    }

    /// Presses the button of the document at a path.
    pub(crate) async fn press(&self, path: &str) -> Answer {
        let form = Some("application/x-www-form-urlencoded");
        self.browser("en").send(Method::POST, path, form, Vec::new()).await
    }

    /// Somebody who has asked and confirmed; gives where they end it.
    pub(crate) async fn subscribe(&self, slug: &str, address: &str, language: &str) -> String {
        self.ask(slug, address, language).await.expect(303);
        self.pass().await;
        let asked = self.mailbox.next();
        assert_eq!(asked.to, [address]);
        let path = asked.path("/subscription/");
        self.press(&path).await.expect(200);
        // What the page shows now is what they know.
        self.pass().await;
        assert!(self.mailbox.rest().is_empty());
        format!("{path}/end")
    }

    /// The one mail that is due now.
    pub(crate) async fn one(&self) -> Received {
        self.pass().await;
        let mut mails = self.mailbox.rest();
        assert_eq!(mails.len(), 1, "{mails:?}");
        mails.remove(0)
    }

    /// Nothing is due.
    pub(crate) async fn none(&self) {
        self.pass().await;
        let mails = self.mailbox.rest();
        assert!(mails.is_empty(), "{mails:?}");
    }
}

/// How many follow a vehicle, as the database has them.
async fn followers(app: &TestApp, vehicle: &VehicleId) -> i64 {
    app.number(&format!("SELECT COUNT(*) FROM subscribers WHERE vehicle_id = '{vehicle}'")).await
}

/// What staff see of it.
async fn seen_by_staff(org: &Organization, vehicle: &VehicleId) -> i64 {
    let link = org.viewer.get(ApiPath::TrackingLink(vehicle)).await.value(200);
    link["subscriber_count"].as_i64().unwrap()
}

/// Some time later, when staff have to sign in again.
async fn later(app: &TestApp, org: &Organization, ms: i64) -> Organization {
    app.clock.advance_ms(ms);
    app.second_session(org).await
}
