//! The options of a tracking link, each by itself: it is stored in a column of its own, and takes its own part from the page.

use std::collections::BTreeSet;

use host::random;
use serde_json::{Value, json};
use shared::ids::{OrganizationId, VehicleId};
use shared::link::TrackingLink;
use shared::link_options::{LinkOption, LinkOptions};
use shared::organization::Organization;
use shared::paths::ApiPath;
use store::organizations::{self, OrganizationFields};

use crate::support::options::{combinations, options, part};
use crate::support::people::{open, slug};
use crate::support::pictures::{jpeg, upload};
use crate::support::{Organization as TestOrganization, TestApp, both_engines};

both_engines!(
    each_option_of_a_link_is_stored_by_itself,
    each_default_of_an_organisation_is_stored_by_itself,
    each_option_permits_its_own_part_of_the_page,
    the_export_has_each_option,
);

/// One option that is not as it starts, then all but one.
fn alone(option: LinkOption) -> [LinkOptions; 2] {
    let initial = LinkOptions::default();
    [options(|other| initial.get(other) != (other == option)), options(|other| initial.get(other) == (other == option))]
}

async fn each_option_of_a_link_is_stored_by_itself(app: TestApp) {
    let org = app.organization().await;
    for option in LinkOption::ALL {
        let [created, saved] = alone(option);
        let vehicle = org.vehicle().await.id;
        let path = ApiPath::TrackingLink(&vehicle);
        let read = async || org.viewer.get(path).await.json::<TrackingLink>(200).options;
        org.link_with(&vehicle, json!({ "options": created })).await;
        assert_eq!(read().await, created, "created with {option:?}");
        org.editor.patch(path, json!({ "options": saved })).await.expect(200);
        assert_eq!(read().await, saved, "saved with {option:?}");
        org.editor.post(ApiPath::Regenerate(&vehicle), json!({})).await.expect(200);
        assert_eq!(read().await, saved, "regenerated with {option:?}");
        org.editor.patch(path, json!({ "options": { option.as_str(): created.get(option) } })).await.expect(200);
        let changed = options(|other| if other == option { created.get(other) } else { saved.get(other) });
        assert_eq!(read().await, changed, "changed {option:?}");
    }
}

async fn each_default_of_an_organisation_is_stored_by_itself(app: TestApp) {
    let (org, now) = (app.organization().await, app.clock.now());
    for option in LinkOption::ALL {
        let [created, saved] = alone(option);
        org.admin.patch(ApiPath::Organization, json!({ "link_defaults": saved })).await.expect(200);
        let read: Organization = org.viewer.get(ApiPath::Organization).await.json(200);
        assert_eq!(read.link_defaults, saved, "saved with {option:?}");
        assert_eq!(org.link(&org.vehicle().await.id).await.options, saved, "a first link starts with {option:?}");
        let id = OrganizationId::from_u128(random::id(now));
        let fields = OrganizationFields {
            name: "Harbour Imports".into(),
            country: "DE".into(),
            locale: None,
            time_zone: "Europe/Berlin".into(),
            contact_email: None,
            contact_phone: None,
            currency: "EUR".into(),
            link_defaults: created,
            allowed_origins: Vec::new(),
        };
        let mut tx = app.app.store.begin_across().await.unwrap();
        organizations::insert(&mut tx, &id, &fields, now).await.unwrap();
        let stored = organizations::find(tx.db(), &id, now).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(stored.organization.link_defaults, created, "created with {option:?}");
    }
}

/// A vehicle of which there is something to show for each option.
async fn full(app: &TestApp) -> (TestOrganization, VehicleId) {
    let org = app.organization().await;
    let vehicle = org.vehicle_with(json!({ "eta": "2026-05-14" })).await.id;
    org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "customer", "body": "Loaded." })).await.expect(201);
    let photo = upload(&org, &vehicle, &jpeg(400, 300)).await.id;
    org.editor.patch(ApiPath::Photo(&vehicle, &photo), json!({ "is_hero": true })).await.expect(200);
    (org, vehicle)
}

async fn each_option_permits_its_own_part_of_the_page(app: TestApp) {
    let (org, vehicle) = full(&app).await;
    let slug = slug(&org.link(&vehicle).await);
    let parts = LinkOption::ALL.map(part);
    for options in combinations() {
        let body = json!({ "options": options });
        org.editor.patch(ApiPath::TrackingLink(&vehicle), &body).await.expect(200);
        let permitted: BTreeSet<_> = LinkOption::ALL.into_iter().filter(|o| options.get(*o)).map(part).collect();
        let preview: Value = org.viewer.post(ApiPath::Preview(&vehicle), &body).await.value(200);
        for page in [open(&app, &slug).await.value(200), preview] {
            let shown: BTreeSet<_> = parts.into_iter().filter(|part| page.get(part).is_some()).collect();
            assert_eq!(shown, permitted, "{page}");
        }
    }
}

async fn the_export_has_each_option(app: TestApp) {
    let org = app.organization().await;
    let vehicle = org.vehicle().await.id;
    org.link(&vehicle).await;
    for option in LinkOption::ALL {
        let [of_link, of_organisation] = alone(option);
        org.editor.patch(ApiPath::TrackingLink(&vehicle), json!({ "options": of_link })).await.expect(200);
        org.admin.patch(ApiPath::Organization, json!({ "link_defaults": of_organisation })).await.expect(200);
        let export: Value = org.admin.get(format!("{}?format=json", ApiPath::Export)).await.value(200);
        for other in LinkOption::ALL {
            assert_eq!(export["tracking_links"][0][other.as_str()], of_link.get(other), "{option:?}, {other:?}");
            let default = &export["organization"][format!("default_{}", other.as_str())];
            assert_eq!(*default, of_organisation.get(other), "{option:?}, {other:?}");
        }
    }
}
