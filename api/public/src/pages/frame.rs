//! The tracking page, taken apart: what is the same on every page in a language is made and compressed once, so that a page that is
//! made again costs only what is its own.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use ::page::Words;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use api_http::error::ApiError;
use serde::Serialize;
use tracking::Coding;

use super::document::{Document, Part, escape_json};
use super::{TRACKING, entries};
use crate::compressed::{Fixed, Piece, join};

/// Fixed text that is shorter than this is not worth a piece of its own.
const SHORT: usize = 400;

/// What is different on each page, under the names that it has in the template.
pub(super) struct Own {
    /// The title, escaped.
    pub(super) title: String,
    /// The tags for link previews.
    pub(super) open_graph: String,
    /// What the browser is to load early.
    pub(super) preload: String,
    /// The page.
    pub(super) content: String,
    /// What the program knows of the page.
    pub(super) data: String,
}

/// The document in one language.
#[derive(Debug)]
pub(super) struct Frame(Vec<Segment>);

#[derive(Debug)]
enum Segment {
    Fixed(Fixed),
    Own(Vec<Slot>),
}

#[derive(Debug)]
enum Slot {
    Text(String),
    Own(fn(&Own) -> &str),
}

/// The first members of the data that the document holds, in a JSON object that [`Own::data`] ends.
#[derive(Serialize)]
struct Shared<'a> {
    language: &'a str,
    words: &'a [String],
}

impl Frame {
    /// The frame for words, made when it is needed for the first time.
    pub(super) fn of(words: &Words) -> Result<Arc<Self>, ApiError> {
        static FRAMES: RwLock<Option<HashMap<String, Arc<Frame>>>> = RwLock::new(None);
        let known = FRAMES.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(frame) = known.as_ref().and_then(|frames| frames.get(&*words.language)) {
            return Ok(Arc::clone(frame));
        }
        drop(known);
        let frame = Arc::new(Self::make(words)?);
        let mut frames = FRAMES.write().unwrap_or_else(PoisonError::into_inner);
        frames.get_or_insert_default().insert(words.language.to_string(), Arc::clone(&frame));
        Ok(frame)
    }

    fn make(words: &Words) -> Result<Self, ApiError> {
        let parts = ::page::document::render_states(words);
        let document = Document::new(TRACKING, &entries()?.tracking, StatusCode::OK)
            .words(words)
            .value("dead", parts.dead)
            .value("offline_card", parts.offline);
        let mut slots = Vec::new();
        for part in Part::all(TRACKING)? {
            match part {
                Part::Text(text) => text_slot(&mut slots, text),
                Part::Name("title") => slots.push(Slot::Own(|own| &own.title)),
                Part::Name("open_graph") => slots.push(Slot::Own(|own| &own.open_graph)),
                Part::Name("preload") => slots.push(Slot::Own(|own| &own.preload)),
                Part::Name("content") => slots.push(Slot::Own(|own| &own.content)),
                Part::Name("data") => {
                    let shared = Shared { language: &words.language, words: words.texts() };
                    let shared = serde_json::to_string(&shared).map_err(ApiError::internal)?;
                    text_slot(&mut slots, &escape_json(shared.trim_end_matches('}')));
                    text_slot(&mut slots, ",");
                    slots.push(Slot::Own(|own| &own.data));
                }
                Part::Name(name) => text_slot(&mut slots, &document.filled(name, "")?),
            }
        }
        Ok(Self(segments(slots)))
    }

    /// The document of a page in a content coding.
    pub(super) fn document(&self, own: &Own, coding: Coding) -> Result<Bytes, ApiError> {
        let pieces = self.0.iter().map(|segment| match segment {
            Segment::Fixed(fixed) => Piece::Fixed(fixed),
            Segment::Own(slots) => Piece::Fresh(slots.iter().map(|slot| slot.text(own)).collect()),
        });
        join(coding, pieces)
    }
}

impl Slot {
    fn text<'a>(&'a self, own: &'a Own) -> &'a str {
        match self {
            Self::Text(text) => text,
            Self::Own(value) => value(own),
        }
    }
}

/// Adds text, to the text before if there is some.
fn text_slot(slots: &mut Vec<Slot>, text: &str) {
    match slots.last_mut() {
        Some(Slot::Text(before)) => before.push_str(text),
        _ => slots.push(Slot::Text(text.to_owned())),
    }
}

/// Long text is a segment of its own; the first one is always fixed.
fn segments(slots: Vec<Slot>) -> Vec<Segment> {
    let mut segments = Vec::new();
    for slot in slots {
        match (slot, segments.last_mut()) {
            (Slot::Text(text), last) if last.is_none() || text.len() >= SHORT => {
                segments.push(Segment::Fixed(Fixed::new(text)));
            }
            (slot, Some(Segment::Own(slots))) => slots.push(slot),
            (slot, _) => segments.push(Segment::Own(vec![slot])),
        }
    }
    segments
}
