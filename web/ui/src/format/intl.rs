//! `Intl`, called so that a tag or a zone that a browser does not know is an answer and not an exception.

use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// An options object.
pub(super) fn options(entries: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        let _ = Reflect::set(&object, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    object
}

/// Formats an instant; in English where the browser does not know the locale.
pub(super) fn date_time(locale: &str, entries: &[(&str, &str)], unix_ms: i64) -> Option<String> {
    if !is_browser() {
        return None;
    }
    let formatter = localized("DateTimeFormat", locale, &options(entries))?;
    call(&formatter, "format", &date(unix_ms))?.as_string()
}

/// The parts of an instant as numbers, by their names.
pub(super) fn date_time_parts(entries: &[(&str, &str)], unix_ms: i64) -> Option<Vec<(String, i32)>> {
    let formatter = localized("DateTimeFormat", "en-US", &options(entries))?;
    let parts = call(&formatter, "formatToParts", &date(unix_ms))?.dyn_into::<Array>().ok()?;
    let part =
        |part: JsValue| Some((get(&part, "type")?.as_string()?, get(&part, "value")?.as_string()?.parse().ok()?));
    Some(parts.iter().filter_map(part).collect())
}

/// Formats how far away something is, such as "in 12 days".
pub(super) fn relative_time(locale: &str, count: i32, unit: &str) -> Option<String> {
    if !is_browser() {
        return None;
    }
    let formatter = localized("RelativeTimeFormat", locale, &options(&[("numeric", "auto")]))?;
    let format = get(&formatter, "format")?.dyn_into::<Function>().ok()?;
    format.call2(&formatter, &JsValue::from(count), &JsValue::from_str(unit)).ok()?.as_string()
}

/// Formats a number given as a decimal in text, which `Intl` reads exactly.
pub(super) fn number(locale: &str, options: &Object, decimal: &str) -> Option<String> {
    let formatter = localized("NumberFormat", locale, options)?;
    call(&formatter, "format", &JsValue::from_str(decimal))?.as_string()
}

/// What the browser knows of a kind, such as time zones.
pub(super) fn supported_values(kind: &str) -> Vec<String> {
    let list = || {
        let intl = intl()?;
        let values = get(&intl, "supportedValuesOf")?.dyn_into::<Function>().ok()?;
        values.call1(&intl, &JsValue::from_str(kind)).ok()?.dyn_into::<Array>().ok()
    };
    list().map(|values| values.iter().filter_map(|value| value.as_string()).collect()).unwrap_or_default()
}

/// The English name of something.
pub(super) fn display_name(kind: &str, code: &str) -> Option<String> {
    let names = construct("DisplayNames", &Array::of1(&"en".into()), &options(&[("type", kind)]))?;
    call(&names, "of", &JsValue::from_str(code))?.as_string()
}

/// The server renders the same views, and has no `Intl`.
fn is_browser() -> bool {
    cfg!(target_arch = "wasm32")
}

/// In English where the browser has no data for the locale, which is a language of ours: left to itself it would take
/// that of the machine. The same where the tag is not well-formed, which is an exception.
fn localized(class: &str, locale: &str, options: &Object) -> Option<JsValue> {
    let english = JsValue::from_str("en-GB");
    construct(class, &Array::of2(&JsValue::from_str(locale), &english), options)
        .or_else(|| construct(class, &Array::of1(&english), options))
}

fn construct(class: &str, locales: &Array, options: &Object) -> Option<JsValue> {
    let class = get(&intl()?, class)?.dyn_into::<Function>().ok()?;
    Reflect::construct(&class, &Array::of2(locales, options)).ok()
}

fn call(object: &JsValue, method: &str, argument: &JsValue) -> Option<JsValue> {
    get(object, method)?.dyn_into::<Function>().ok()?.call1(object, argument).ok()
}

fn get(object: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(key)).ok().filter(|value| !value.is_undefined())
}

fn intl() -> Option<JsValue> {
    get(&js_sys::global(), "Intl")
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of the years 0 to 9999 are below 2^53")]
fn date(unix_ms: i64) -> JsValue {
    Date::new(&JsValue::from_f64(unix_ms as f64)).into()
}
