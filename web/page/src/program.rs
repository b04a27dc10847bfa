//! The program of the page: it draws the page from its data when that has changed, marks what is new, and opens photos.
//!
//! It leaves the finished document alone and asks nothing: the heart (`web/page/scripts/heart.js`) looks whether the link works,
//! and hands over what the page is now. What is drawn takes the place of what was there as one piece, so it does not matter
//! what translators, extensions and proxies have made of the document.

use leptos::prelude::*;
use ui::browser;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AddEventListenerOptions, Element, HtmlTemplateElement};

use crate::heart::Heart;
use crate::layout::main;
use crate::read::{self, Inlined};
use crate::unavailable::{LinkNotAvailable, NotChecked};
use crate::words::{Word, Words};
use crate::{lightbox, visits};

/// Takes what the heart has, and gives it what draws.
pub fn start() {
    let Some(heart) = Heart::find() else { return };
    let Some(Inlined { words, revision }) = read::document(&heart.take_data()) else { return };
    if let Some(revision) = revision {
        let (heart, words) = (heart.clone(), words.clone());
        when_visible(move || visits::remember(&heart.visit(), &revision, &words));
    } else {
        localise(&words);
    }
    lightbox::listen();
    heart.draw_with({
        let heart = heart.clone();
        move |json, before| draw(&heart, &words, &json, &before)
    });
    browser::mark_ready();
}

/// Draws the page of this JSON and puts it in its place; false where there is no page in it.
fn draw(heart: &Heart, words: &Words, json: &str, before: &str) -> bool {
    let Some(page) = read::tracking(json) else { return false };
    let (revision, importer) = (page.revision.clone(), page.organization.name.clone());
    let title = [page.vehicle.title.as_str(), " · ", &importer].concat();
    let Some(main) = build(|| main(page, heart.links(), words)) else { return false };
    heart.put(&main);
    browser::set_title(&title);
    lightbox::keep_open();
    let changed = visits::changed(before, &revision);
    visits::mark(&changed, words);
    visits::keep(&heart.visit(), &revision);
    if let Some(news) = browser::element(".tracking-news") {
        news.set_text_content(Some(&visits::describe(&changed, &importer, words)));
    }
    true
}

/// The element of a view that nothing follows, for it is replaced as a whole.
fn build(view: impl FnOnce() -> AnyView) -> Option<Element> {
    let holder = browser::document()?.create_element("div").ok()?;
    Owner::new().with(|| view().build().mount(&holder, None));
    holder.first_element_child()
}

/// Says in the visitor's language what the document of a static host says in English.
fn localise(words: &Words) {
    browser::set_language(&words.language);
    fill("dead", || view! { <LinkNotAvailable words=words.clone() /> }.into_any());
    fill("offline", || view! { <NotChecked words=words.clone() /> }.into_any());
    if let Some(notice) = browser::element(".outdated") {
        let _ = notice.set_attribute("data-text", &words.get(Word::Outdated));
    }
}

fn fill(id: &str, view: impl FnOnce() -> AnyView) {
    let template = browser::document().and_then(|document| document.get_element_by_id(id));
    let template = template.and_then(|template| template.dyn_into::<HtmlTemplateElement>().ok());
    if let (Some(template), Some(main)) = (template, build(view)) {
        template.content().set_text_content(None);
        let _ = template.content().append_child(&main);
    }
}

/// Does something once, as soon as somebody can see the page.
fn when_visible(act: impl FnOnce() + 'static) {
    if browser::is_visible() {
        return act();
    }
    let Some(document) = browser::document() else { return };
    let options = AddEventListenerOptions::new();
    options.set_once(true);
    let _ = document.add_event_listener_with_callback_and_add_event_listener_options(
        "visibilitychange",
        Closure::once_into_js(act).unchecked_ref(),
        &options,
    );
}
