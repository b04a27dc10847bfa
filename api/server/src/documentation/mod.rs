//! The documentation of this server: made once, when somebody first asks for it, and kept in memory.

mod limits;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use actix_web::web::{self, Bytes};
use api_http::error::ApiError;
use docs::{Asset, Facts, Library, Page};
use public::coding;
use tracking::Coding;

use crate::config::Config;
use crate::webhooks::{DEADLINE, EVENTS_AT_A_TIME};
use limits::Settings;

/// The documentation, or what it is made from.
#[derive(Debug)]
pub struct Documentation {
    settings: Settings,
    kept: OnceLock<Arc<Kept>>,
}

/// The pages as they are sent.
#[derive(Debug)]
pub struct Kept {
    library: Library,
    pages: HashMap<String, Prepared>,
    assets: HashMap<String, Prepared>,
}

/// A file in the codings that somebody has asked for.
#[derive(Debug)]
pub struct Prepared {
    /// Its media type.
    pub content_type: &'static str,
    tag: String,
    plain: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

impl Documentation {
    /// Of a server with these settings.
    pub fn of(config: &Config) -> Self {
        Self { settings: Settings::of(config), kept: OnceLock::new() }
    }

    /// The pages, for a server with this address.
    pub async fn kept(
        self: Arc<Self>,
        openapi: fn(&str) -> Result<String, serde_json::Error>,
        base_url: &str,
    ) -> Result<Arc<Kept>, ApiError> {
        if let Some(kept) = self.kept.get() {
            return Ok(Arc::clone(kept));
        }
        // It takes a part of a second, in which this thread has other requests to answer.
        let base_url = base_url.to_owned();
        let made = web::block(move || {
            let document = serde_json::from_str(&openapi(&base_url)?)?;
            let kept = self.kept.get_or_init(|| Arc::new(Kept::new(&document, &base_url, &self.settings)));
            Ok::<_, serde_json::Error>(Arc::clone(kept))
        });
        made.await.map_err(ApiError::internal)?.map_err(ApiError::internal)
    }
}

impl Kept {
    fn new(document: &serde_json::Value, base_url: &str, settings: &Settings) -> Self {
        let library = Library::new(&Facts {
            openapi: document,
            base_url,
            limits: settings.limits(),
            receiver_deadline_s: DEADLINE.as_secs(),
            events_at_a_time: EVENTS_AT_A_TIME,
        });
        let page = |page: &Page| (page.path.clone(), Prepared::new("text/html; charset=utf-8", &page.html));
        let asset = |asset: &Asset| (asset.path.clone(), Prepared::new(asset.content_type, &asset.text));
        let pages = library.pages().map(page).chain(library.examples().map(asset)).collect();
        let assets = library.assets().map(asset).collect();
        Self { library, pages, assets }
    }

    /// A page, or a program of the guide.
    pub fn page(&self, path: &str) -> Option<&Prepared> {
        self.pages.get(path)
    }

    /// A file whose name changes with its content.
    pub fn asset(&self, path: &str) -> Option<&Prepared> {
        self.assets.get(path)
    }

    /// What can be searched.
    pub fn library(&self) -> &Library {
        &self.library
    }
}

impl Prepared {
    fn new(content_type: &'static str, text: &str) -> Self {
        Self {
            content_type,
            tag: docs::tag_of(text),
            plain: Bytes::copy_from_slice(text.as_bytes()),
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    /// The entity tag in a coding: other bytes have another strong tag.
    pub fn tag(&self, coding: Coding) -> String {
        match coding {
            Coding::Identity => format!("\"{}\"", self.tag),
            Coding::Brotli => format!("\"{}-br\"", self.tag),
            Coding::Gzip => format!("\"{}-gzip\"", self.tag),
        }
    }

    /// The bytes in a coding, compressed the first time.
    pub fn body(&self, coding: Coding) -> Result<Bytes, ApiError> {
        let cell = match coding {
            Coding::Identity => return Ok(self.plain.clone()),
            Coding::Brotli => &self.brotli,
            Coding::Gzip => &self.gzip,
        };
        if let Some(bytes) = cell.get() {
            return Ok(bytes.clone());
        }
        let made = coding::encode(coding, self.plain.to_vec())?;
        Ok(cell.get_or_init(|| made).clone())
    }
}
