//! The heart of the page, as the program sees it: the object `importops` of the window, which `web/page/scripts/heart.js` makes.

use js_sys::{Function, Reflect};
use shared::paths::PUBLIC_CALENDAR;
use ui::browser;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use crate::layout::PageLinks;

/// The heart.
#[derive(Debug, Clone)]
pub(super) struct Heart(JsValue);

impl Heart {
    /// The heart of this page; none where there is none, and then nothing can be drawn.
    pub(super) fn find() -> Option<Self> {
        let window = JsValue::from(browser::window()?);
        let heart = Reflect::get(&window, &"importops".into()).ok()?;
        heart.is_object().then_some(Self(heart))
    }

    /// The JSON that stood in the document. It is taken from the heart: nobody else needs it.
    pub(super) fn take_data(&self) -> String {
        let data = self.text("data");
        self.set("data", &"".into());
        data
    }

    /// Where what belongs to the page is found.
    fn base(&self) -> String {
        self.text("base")
    }

    /// Where the links of the page lead.
    pub(super) fn links(&self) -> PageLinks {
        PageLinks {
            calendar: [&self.base(), PUBLIC_CALENDAR].concat(),
            webcal: self.text("webcal"),
            subscribe: self.text("subscribe"),
        }
    }

    /// Under which name the browser may remember the visit; empty when it may not.
    pub(super) fn visit(&self) -> String {
        self.text("visit")
    }

    /// Puts a `<main>` in the place of what shows the page.
    pub(super) fn put(&self, main: &Element) {
        if let Ok(put) = Reflect::get(&self.0, &"put".into()).and_then(JsValue::dyn_into::<Function>) {
            let _ = put.call1(&self.0, main);
        }
    }

    /// Gives the heart what draws the page: from its JSON and the revision that is shown; it says whether it did.
    pub(super) fn draw_with(&self, draw: impl Fn(String, String) -> bool + 'static) {
        let draw = Closure::<dyn Fn(String, String) -> bool>::new(draw);
        self.set("draw", draw.as_ref());
        // It draws as long as the document lives.
        draw.forget();
    }

    fn text(&self, name: &str) -> String {
        Reflect::get(&self.0, &name.into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
    }

    fn set(&self, name: &str, value: &JsValue) {
        let _ = Reflect::set(&self.0, &name.into(), value);
    }
}
