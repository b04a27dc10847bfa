//! The browser: its clock, window, clipboard. The only module that reads them, so that the rest can be tested.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, Document, Element, Event, File, FileList, FocusOptions, HtmlAnchorElement, HtmlElement, HtmlInputElement,
    IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit, Storage, Url, VisibilityState, Window,
};

/// The window, where there is one (there is none in native tests).
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// The document.
pub fn document() -> Option<Document> {
    window()?.document()
}

/// The browser's clock in milliseconds since 1970-01-01T00:00:00Z.
#[expect(clippy::disallowed_methods, reason = "this is the module that reads the browser's clock")]
#[expect(clippy::cast_possible_truncation, reason = "a time in milliseconds is far below 2^63")]
pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Resolves after so many milliseconds.
pub async fn sleep_ms(duration_ms: u32) {
    let promise = Promise::new(&mut |resolve: Function, _| {
        let duration_ms = i32::try_from(duration_ms).unwrap_or(i32::MAX);
        if let Some(window) = window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, duration_ms);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// Resolves once the element is in the window or so near below or above it, in parts of the window's height.
pub async fn near(element: &Element, percent: u32) {
    let mut resolve = None;
    let promise = Promise::new(&mut |function, _| resolve = Some(function));
    let callback = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        let is_near = |entry: JsValue| entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting();
        if let Some(resolve) = resolve.as_ref().filter(|_| entries.iter().any(is_near)) {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin(&format!("{percent}% 0px"));
    let observer = IntersectionObserver::new_with_options(callback.as_ref().unchecked_ref(), &options);
    let Ok(observer) = observer else { return };
    observer.observe(element);
    let _watched = Watched(observer);
    let _ = JsFuture::from(promise).await;
}

/// Ends with whoever waits for it.
struct Watched(IntersectionObserver);

impl Drop for Watched {
    fn drop(&mut self) {
        self.0.disconnect();
    }
}

/// 128 bits from the browser's random source, as hexadecimal digits.
pub fn random_key() -> String {
    let mut bytes = [0_u8; 16];
    if let Some(crypto) = window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    format!("{:032x}", u128::from_be_bytes(bytes))
}

/// The files that were chosen in a file field, which is empty afterwards: the same file can be chosen again.
pub fn take_files(event: &Event) -> Vec<File> {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(field) = field else { return Vec::new() };
    let files = files_of(field.files());
    field.set_value("");
    files
}

/// The files of one of the browser's lists.
pub fn files_of(list: Option<FileList>) -> Vec<File> {
    list.map(|list| (0..list.length()).filter_map(|index| list.item(index)).collect()).unwrap_or_default()
}

/// How long the browser is given to take over a file that is saved.
const SAVE_MS: u32 = 60_000;

/// Saves a file under this name, where the browser saves what is downloaded.
pub fn save(blob: &Blob, name: &str) {
    let Some(document) = document() else { return };
    let link = document.create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    let (Some(link), Ok(url)) = (link, Url::create_object_url_with_blob(blob)) else { return };
    link.set_href(&url);
    link.set_download(name);
    link.click();
    spawn_local(async move {
        sleep_ms(SAVE_MS).await;
        drop(Url::revoke_object_url(&url));
    });
}

/// Selects the text of a field, so that one key press copies it.
pub fn select_text(field: &HtmlInputElement) {
    let _ = field.focus();
    field.select();
}

/// What the browser keeps for this site; none where it must not.
pub fn local_storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// Sets the title of the document.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Sets the language of the document, and the direction it is read in.
pub fn set_language(language: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("lang", language);
        let _ = root.set_attribute("dir", if language == "ar" { "rtl" } else { "ltr" });
    }
}

/// Says on the document element that the program listens from now on: `data-ready`.
pub fn mark_ready() {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-ready", "");
    }
}

/// The path of the document's address.
pub fn path() -> String {
    window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// What the document's address asks for: what stands behind its path, with the `?`; empty when there is nothing.
pub fn search() -> String {
    window().and_then(|window| window.location().search().ok()).unwrap_or_default()
}

/// The scheme, host and port of the document's address.
pub fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// What follows `#` in the document's address.
pub fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// Copies a text; false where the browser does not allow it.
pub async fn copy_to_clipboard(text: &str) -> bool {
    let Some(window) = window() else { return false };
    // Outside a secure context there is no clipboard, although the bindings say that there always is.
    if !window.is_secure_context() {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// Whether a finger is what people point with here, and the system has a list of what can be shared to.
pub fn can_share() -> bool {
    let Some(window) = window() else { return false };
    let is_touched = window.match_media("(pointer: coarse)").ok().flatten().is_some_and(|media| media.matches());
    is_touched && share_function(&window).is_some()
}

fn share_function(window: &Window) -> Option<Function> {
    Reflect::get(&window.navigator(), &JsValue::from_str("share")).ok()?.dyn_into().ok()
}

/// Opens the system's list of what can be shared to. None where it could not be opened; else whether something was chosen.
pub async fn share(title: &str, text: &str, url: &str) -> Option<bool> {
    let window = window()?;
    let function = share_function(&window)?;
    let data = Object::new();
    for (name, value) in [("title", title), ("text", text), ("url", url)] {
        Reflect::set(&data, &JsValue::from_str(name), &JsValue::from_str(value)).ok()?;
    }
    let promise = function.call1(&window.navigator(), &data).ok()?.dyn_into::<Promise>().ok()?;
    match JsFuture::from(promise).await {
        Ok(_) => Some(true),
        Err(error) => {
            let name = Reflect::get(&error, &JsValue::from_str("name")).ok()?.as_string()?;
            (name == "AbortError").then_some(false)
        }
    }
}

/// Asks the browser to print the document.
pub fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// Whether the focus is in an element that matches.
pub fn has_focus(selector: &str) -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_some_and(|active| matches!(active.closest(selector), Ok(Some(_))))
}

/// Moves the focus to the first element that matches.
pub fn focus(selector: &str) {
    if let Some(element) = element(selector) {
        let _ = element.focus();
    }
}

/// Moves the focus to the first element that matches, without moving the page.
pub fn focus_in_place(selector: &str) {
    if let Some(element) = element(selector) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// Notes how wide the scrollbar of the page is before a dialog takes it away (`style/base.css`).
#[expect(clippy::cast_possible_truncation, reason = "windows are not wider than that")]
pub fn keep_room_of_scrollbar() {
    let (Some(window), Some(root)) = (window(), element(":root:not(:has(dialog[open]))")) else { return };
    // An integer, as the width of the root is: numbers with a fraction would bring much to the program that writes them.
    let width = window.inner_width().ok().and_then(|width| width.as_f64()).map_or(0, |width| width as i32);
    let _ = root.style().set_property("--scrollbar", &[&(width - root.client_width()).to_string(), "px"].concat());
}

/// Loads the document again.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// The first element that matches.
pub fn element(selector: &str) -> Option<HtmlElement> {
    document()?.query_selector(selector).ok()??.dyn_into().ok()
}

/// The content of a `<meta>` element; empty when there is none.
pub fn meta(name: &str) -> String {
    let selector = format!("meta[name=\"{name}\"]");
    let element = document().and_then(|document| document.query_selector(&selector).ok().flatten());
    element.and_then(|element| element.get_attribute("content")).unwrap_or_default()
}

/// Whether the engine is Apple's, which every browser on an iPhone has.
pub fn is_webkit() -> bool {
    let vendor = |window: Window| Reflect::get(&window.navigator(), &JsValue::from_str("vendor")).ok();
    window().and_then(vendor).and_then(|vendor| vendor.as_string()).is_some_and(|vendor| vendor.starts_with("Apple"))
}

/// Whether the machine is Apple's, whose keyboards have ⌘.
pub fn is_apple() -> bool {
    let platform = window().and_then(|window| window.navigator().platform().ok()).unwrap_or_default();
    ["Mac", "iP"].iter().any(|start| platform.starts_with(start))
}

/// Whether the browser may have a connection; false is certain.
pub fn is_online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Whether somebody can see the page: not in a background tab, not prerendered.
pub fn is_visible() -> bool {
    document().is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}
