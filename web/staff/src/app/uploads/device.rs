//! What this device keeps of photos until the server has them (`scripts/waiting.js`).

use std::pin::pin;

use futures_util::future::{Either, select};
use js_sys::{Array, Function, Object, Promise, Reflect};
use shared::ids::VehicleId;
use ui::browser;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::client::Content;

/// A browser that does not answer by then keeps nothing: a photo must not wait for it.
const PATIENCE_MS: u32 = 4_000;

/// A photo as the device keeps it.
#[derive(Clone)]
pub(super) struct KeptPhoto {
    /// Names it on this device.
    pub(super) id: String,
    /// Who chose it, in which organisation.
    pub(super) owner: String,
    pub(super) vehicle: VehicleId,
    pub(super) name: String,
    /// The file; once it was made smaller, what came of it.
    pub(super) picture: Blob,
    /// How it is sent, once that is known.
    pub(super) content: Option<Content>,
    /// Why the server did not take it, and whether it may be sent again.
    pub(super) refusal: Option<(String, bool)>,
    /// Its place among the others.
    pub(super) order: f64,
}

/// That this tab has charge of a photo. It ends with the tab.
pub(super) struct Claim(Function);

impl Drop for Claim {
    fn drop(&mut self) {
        // What ends a promise takes any argument and throws nothing.
        drop(self.0.call0(&JsValue::UNDEFINED));
    }
}

/// Keeps a photo, or what is known of it by now; false where the browser cannot.
pub(super) async fn keep(photo: &KeptPhoto) -> bool {
    let Ok(record) = photo.to_record() else { return false };
    let arguments = [&record];
    let (kept, late) = (pin!(ask("keep", &arguments)), pin!(browser::sleep_ms(PATIENCE_MS)));
    matches!(select(kept, late).await, Either::Left((Ok(_), _)))
}

/// The photos that somebody chose.
pub(super) async fn kept(owner: &str) -> Vec<KeptPhoto> {
    let records = ask("kept", &[&owner.into()]).await.unwrap_or_default();
    records
        .dyn_into::<Array>()
        .map_or_else(|_| Vec::new(), |records| records.iter().filter_map(KeptPhoto::of).collect())
}

/// How many of somebody's photos are kept.
pub(super) async fn count(owner: &str) -> usize {
    let count = ask("count", &[&owner.into()]).await.ok().and_then(|count| count.as_f64());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of photos is whole and small"
    )]
    count.map_or(0, |count| count as usize)
}

/// Forgets a photo.
pub(super) async fn forget(id: &str) {
    drop(ask("forget", &[&id.into()]).await);
}

/// Forgets all that somebody chose.
pub(super) async fn clear(owner: &str) {
    drop(ask("clear", &[&owner.into()]).await);
}

/// Takes charge of a photo, unless another tab has.
pub(super) async fn claim(id: &str) -> Option<Claim> {
    ask("claim", &[&id.into()]).await.ok()?.dyn_into().ok().map(Claim)
}

impl KeptPhoto {
    fn of(record: JsValue) -> Option<Self> {
        let get = |name: &str| Reflect::get(&record, &name.into()).unwrap_or_default();
        let picture: Blob = get("picture").dyn_into().ok()?;
        let content = get("key").as_string().map(|key| Content {
            picture: picture.clone(),
            is_converted: get("isConverted").is_truthy(),
            key,
        });
        Some(Self {
            id: get("id").as_string()?,
            owner: get("owner").as_string()?,
            vehicle: get("vehicle").as_string()?.parse().ok()?,
            name: get("name").as_string()?,
            picture,
            content,
            refusal: get("refusal").as_string().map(|sentence| (sentence, get("again").is_truthy())),
            order: get("order").as_f64()?,
        })
    }

    fn to_record(&self) -> Result<JsValue, JsValue> {
        let record = Object::new();
        let picture = self.content.as_ref().map_or(&self.picture, |content| &content.picture);
        let refusal = self.refusal.as_ref();
        for (name, value) in [
            ("id", self.id.as_str().into()),
            ("owner", self.owner.as_str().into()),
            ("vehicle", self.vehicle.as_str().into()),
            ("name", self.name.as_str().into()),
            ("picture", picture.into()),
            ("key", self.content.as_ref().map(|content| content.key.as_str()).into()),
            ("isConverted", self.content.as_ref().is_some_and(|content| content.is_converted).into()),
            ("refusal", refusal.map(|(sentence, _)| sentence.as_str()).into()),
            ("again", refusal.is_some_and(|(_, again)| *again).into()),
            ("order", self.order.into()),
        ] {
            Reflect::set(&record, &name.into(), &value)?;
        }
        Ok(record.into())
    }
}

/// Calls a function of the script. The one that starts the app leaves what loads it.
async fn ask(function: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let left = Reflect::get(&js_sys::global(), &"importops".into())?;
    let load: Function = Reflect::get(&left, &"waiting".into())?.dyn_into()?;
    let module = JsFuture::from(load.call0(&left)?.dyn_into::<Promise>()?).await?;
    let function: Function = Reflect::get(&module, &function.into())?.dyn_into()?;
    let answer = function.apply(&module, &arguments.iter().copied().collect::<Array>())?;
    JsFuture::from(answer.dyn_into::<Promise>()?).await
}
