//! An organisation that has one of everything that can be saved.

use actix_web::http::Method;
use serde_json::{Value, json};
use shared::ids::{NoteId, PhotoId, VehicleId, WebhookEndpointId};
use shared::note::Note;
use shared::paths::ApiPath;
use shared::webhook::WebhookEndpointSecret;

use super::pictures::{jpeg, send, upload};
use super::{Organization, TestApp};

/// An organisation in which everything is set that can be saved.
pub struct Full {
    /// The organisation.
    pub org: Organization,
    /// Its vehicle.
    pub vehicle: VehicleId,
    /// A note on the vehicle.
    pub note: NoteId,
    /// The vehicle's photos: the first is the hero, the second is picked.
    pub photos: Vec<PhotoId>,
    /// The organisation's webhook endpoint.
    pub hook: WebhookEndpointId,
}

impl Full {
    /// Makes one.
    pub async fn of(app: &TestApp) -> Self {
        let org = app.organization().await;
        let vehicle = org.vehicle_with(details()).await.id;
        let path = ApiPath::VehicleStage(&vehicle);
        org.editor.put(path, sailed()).await.expect(200);
        let note = org.editor.post(ApiPath::Notes(&vehicle), json!({ "scope": "customer", "body": "Loaded." })).await;
        let mut photos = Vec::new();
        for width in [40, 60] {
            photos.push(upload(&org, &vehicle, &jpeg(width, 40)).await.id);
        }
        org.editor.patch(ApiPath::Photo(&vehicle, &photos[0]), json!({ "is_hero": true })).await.expect(200);
        org.link_with(&vehicle, json!({ "photo_ids": [photos[1]], "expires_at": "2026-09-01T10:00:00Z" })).await;
        send(&org.admin, Method::PUT, &ApiPath::Logo.to_string(), &jpeg(100, 50)).await.expect(200);
        let settings =
            json!({ "contact_email": "office@harbour.example", "contact_phone": "+49 40 5550100", "locale": "de-AT" });
        org.admin.patch(ApiPath::Organization, settings).await.expect(200);
        let hook = json!({ "url": "https://127.0.0.1:8443/hook", "description": "Ours" });
        let hook: WebhookEndpointSecret = org.admin.post(ApiPath::WebhookEndpoints, hook).await.json(201);
        let note: Note = note.json(201);
        Self { org, vehicle, note: note.id, photos, hook: hook.webhook_endpoint.id }
    }
}

/// What staff typed.
pub fn details() -> Value {
    json!({
        "external_id": "DMS-1", "vin": "BNR34-000123", "stock_number": "S-1", "trim": "V-Spec", "etd": "2026-05-20",
        "customer": { "name": "Sam Fischer", "email": "sam@fischer.example" }, "mileage": { "value": 61000, "unit": "km" },
        "agreed_sale_price": { "amount_minor": 4_250_000, "currency": "EUR" }, "eta": "2026-06-14"
    })
}

/// A move with everything that can come with it.
pub fn sailed() -> Value {
    json!({ "stage": "in_transit", "vessel": "Morning Calm", "eta": "2026-06-20", "eta_reason": "vessel_delayed",
        "eta_remark": "The vessel waits for a berth." })
}
