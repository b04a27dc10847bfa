//! The words of the examples.

use serde_json::{Value, json};

/// Number 1 of the ids in examples.
const ID: &str = "06evkwk5rsp4b6zqpv4k0sc0e0";

/// Whether the example of something ordinary has nothing here: a link that works is not revoked.
pub(super) fn absent(name: &str) -> bool {
    [
        "access_until",
        "customer_changed",
        "deleted_at",
        "disabled_at",
        "disabled_reason",
        "failing_since",
        "grace_ends_at",
        "locked",
        "next_attempt_at",
        "next_cursor",
        "previous_secret_expires_at",
        "revoke_reason",
        "revoked_at",
        "revoked_by",
        "suspended",
    ]
    .contains(&name)
}

/// The body of a request whose members exclude each other, or depend on each other.
pub(super) fn request(schema: &str) -> Option<Value> {
    Some(match schema {
        "ProposalCreate" => json!({
            "vehicle_id": "ext:DMS-10023",
            "change": { "update_vehicle": { "eta": "2026-06-20", "eta_reason": "vessel_delayed" } },
            "reason": "The shipping line moved the arrival to 20 June."
        }),
        "BulkRevocation" => json!({ "ids": [format!("lnk_{ID}")] }),
        "BulkTrackingLinks" => json!({ "tracking_links": [
            { "vehicle_id": "ext:DMS-10023" },
            { "vehicle_id": "ext:DMS-10024", "options": { "show_notes": false }, "expires_at": null }
        ] }),
        "BulkVehicles" => json!({ "vehicles": [
            { "external_id": "DMS-10023", "colour": "Sand", "vessel": null },
            { "external_id": "DMS-10024", "year": 2022, "make": "Nissan", "model": "Patrol", "eta": "2026-06-14" }
        ] }),
        "NoteUpdate" => json!({ "body": "The ship has arrived." }),
        "StageMove" => json!({ "stage": "in_transit", "vessel": "Morning Calm", "eta": "2026-06-20" }),
        "SubscriptionUpdate" => json!({ "status": "active" }),
        "TrackingLinkCreate" | "TrackingLinkUpdate" => {
            json!({ "options": { "show_eta": true, "show_notes": false }, "expires_at": null })
        }
        "TrackingPreview" => json!({ "options": { "show_eta": true, "show_notes": false } }),
        "VehicleCreate" => json!({
            "external_id": "DMS-10023",
            "year": 2021,
            "make": "Toyota",
            "model": "Land Cruiser",
            "colour": "white",
            "mileage": { "value": 48_200, "unit": "km" },
            "stage": "in_transit",
            "customer": { "name": "Sam Osei", "email": "sam@customer.example" },
            "eta": "2026-06-14"
        }),
        "VehicleUpdate" => json!({ "eta": "2026-06-20", "eta_reason": "vessel_delayed", "vessel": null }),
        _ => return None,
    })
}

/// A text for a property of this name; `text` when there is none, which a test does not accept.
pub(super) fn text(name: &str, schema: &Value) -> String {
    if schema["format"] == "date-time" {
        return "2026-05-14T09:30:00.000Z".to_owned();
    }
    if schema["format"] == "date" {
        return "2026-05-14".to_owned();
    }
    let pattern = schema["pattern"].as_str().unwrap_or_default();
    if let Some((prefix, _)) = pattern.strip_prefix('^').and_then(|rest| rest.split_once("_[0-9a-hjkmnp-tv-z]{26}$")) {
        return format!("{prefix}_{ID}");
    }
    word(name).unwrap_or("text").to_owned()
}

fn word(name: &str) -> Option<&'static str> {
    Some(match name {
        "access_token" => "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl",
        "action" => "vehicle.created",
        "api_key_id" => "key_06evkwk5rsp4b6zqpv4k0sc0e0",
        "change" => r#"{"update_vehicle":{"eta":"2026-06-20"}}"#,
        "decision" => "confirmed",
        "operation" => "update_vehicle",
        "actor_kind" => "member",
        "actor_id" | "author_id" | "changed_by" | "created_by" | "decided_by" | "moved_by" | "proposed_by"
        | "revoked_by" => "usr_06evkwk5rsp4b6zqpv4k0sc0e0",
        "actor_name" => "Alex Weber",
        "agreed_sale_price_currency" | "currency" => "EUR",
        "arrival_detail" => "customs",
        "arrived_on" | "eta" | "etd" | "from_eta" | "to_eta" => "2026-05-14",
        "body" => "Your car has been loaded.",
        "category" => "vehicle",
        "colour" => "white",
        "contact_email" => "hello@harbour.example",
        "contact_email_url" => "mailto:hello@harbour.example",
        "allowed_origins" => "https://www.harbour.example",
        "contact_phone" => "+49 40 1234567",
        "contact_phone_url" => "tel:+49401234567",
        "country" => "DE",
        "customer_email" | "email" => "sam@customer.example",
        "customer_language" => "de",
        "customer_name" | "name" => "Sam Osei",
        "customer_phone" | "phone" => "+49 171 1234567",
        "description" => "Dealer management system",
        "detail" => "must be in the future",
        "event_types" => "vehicle.updated",
        "external_id" => "DMS-10023",
        "id" | "subject_id" | "vehicle_id" => "veh_06evkwk5rsp4b6zqpv4k0sc0e0",
        "invitation_url" => "https://importops.example/invitation#06evkwk5rsp4b6zqpv4k0sc0e0",
        "locale" => "en-GB",
        "logo_url" => "/api/v1/organization/logo?v=1",
        "make" => "Toyota",
        "mileage_unit" => "km",
        "model" => "Land Cruiser",
        "note_id" => "not_06evkwk5rsp4b6zqpv4k0sc0e0",
        "password" | "new_password" | "current_password" => "correct horse battery staple",
        "photo_id" => "pho_06evkwk5rsp4b6zqpv4k0sc0e0",
        "placeholder" => "a9c4dfa9c4dfa9c4dfa9c4df7d8894b3382eb3382e7d88945b6470454b52454b525b6470",
        "reason" => "vessel_delayed",
        "eta_remark" | "remark" => "The ship waits for a berth in Singapore.",
        "request_id" | "token" => "06evkwk5rsp4b6zqpv4k0sc0e0",
        "revoke_reason" => "revoked",
        "role" => "editor",
        "scope" => "customer",
        "scopes" => "vehicles.read vehicles.write",
        "src" => "/api/v1/public/tracking/k7m2p9x4q8n3v6t1w5z0r2y8ca/photos/5f2b8c1d9e3a7046?width=640",
        "srcset" => "/api/v1/public/tracking/k7m2p9x4q8n3v6t1w5z0r2y8ca/photos/5f2b8c1d9e3a7046?width=640 640w",
        "stage" | "from_stage" | "to_stage" => "in_transit",
        "state" | "subscription_status" => "active",
        "stock_number" => "S-1042",
        "summary" => "created 2021 Toyota Land Cruiser",
        "capture_time" => "2026-05-14T09:30:00+02:00",
        "time_zone" => "Europe/Berlin",
        "tracking_link_id" => "lnk_06evkwk5rsp4b6zqpv4k0sc0e0",
        "trim" => "GX",
        "url" => "https://dms.example/hooks/importops",
        "vessel" => "Morning Calm",
        "vin" => "JTEBU5JR4K5671234",
        "words" => "Estimated arrival",
        _ => return None,
    })
}
