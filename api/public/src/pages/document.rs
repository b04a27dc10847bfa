//! Fills the templates of web/html, each with its own policy (R-25).

use std::sync::OnceLock;

use ::page::{Word, Words};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::SECURITY_REPORTS;
use crate::bundle::{self, Entry};
use crate::coding;
use api_http::error::ApiError;
use api_http::middleware::NOT_KEPT;
use host::random;
use tracking::Coding;

/// Says why the staff app does not start.
const BOOT: &str = include_str!("../../../../web/html/boot.js");

/// A template that is being filled.
pub(super) struct Document {
    template: &'static str,
    entry: &'static Entry,
    status: StatusCode,
    words: Option<Words>,
    begin: String,
    values: Vec<(&'static str, String)>,
}

impl Document {
    /// A document from a template, with what its entry point loads.
    pub(super) fn new(template: &'static str, entry: &'static Entry, status: StatusCode) -> Self {
        Self { template, entry, status, words: None, begin: String::new(), values: Vec::new() }
    }

    /// Fills in what the page says, each word under its name in the catalogue, and in which language.
    pub(super) fn words(mut self, words: &Words) -> Self {
        self.words = Some(words.clone());
        self
    }

    /// Fills in HTML. It comes before a word of the same name.
    pub(super) fn value(mut self, name: &'static str, html: String) -> Self {
        self.values.push((name, html));
        self
    }

    /// Tells the early script what to begin with, as JSON.
    pub(super) fn begin(mut self, begin: String) -> Self {
        self.begin = begin;
        self
    }

    /// The answer, compressed. What the document says has nothing secret beside what the request says.
    pub(super) fn encoded(self, coding: Coding) -> Result<HttpResponse, ApiError> {
        let (mut answer, html) = self.parts()?;
        coding::set_headers(coding, &mut answer);
        answer.insert_header((header::VARY, "accept-encoding, cookie"));
        Ok(answer.body(coding::encode(coding, html.into_bytes())?))
    }

    /// The answer.
    pub(super) fn answer(self) -> Result<HttpResponse, ApiError> {
        let (mut answer, html) = self.parts()?;
        Ok(answer.body(html))
    }

    fn parts(self) -> Result<(HttpResponseBuilder, String), ApiError> {
        // A page without a script needs no nonce, and the one 404 is the same bytes each time.
        let scripted = self.template.contains("{{nonce}}");
        let nonce = if scripted { STANDARD.encode(random::bytes::<18>()) } else { String::new() };
        let style = if self.template.contains("{{style}}") { Some(Style::of(self.entry)?) } else { None };
        let scripts = if scripted { format!("'nonce-{nonce}'") } else { String::new() };
        let policy = policy(&scripts, style, self.entry.converter.is_some());
        let answer = answer(self.status, header_value(policy)?);
        Ok((answer, self.html(&nonce)?))
    }

    /// Its HTML.
    fn html(self, nonce: &str) -> Result<String, ApiError> {
        let parts = Part::all(self.template)?;
        let mut html = String::with_capacity(self.template.len() * 8);
        for part in parts {
            match part {
                Part::Text(text) => html.push_str(text),
                Part::Name(name) => html.push_str(&self.filled(name, nonce)?),
            }
        }
        Ok(html)
    }

    /// What takes the place of a name. The program's own scripts need no nonce where the policy names their digests.
    pub(super) fn filled(&self, name: &str, nonce: &str) -> Result<String, ApiError> {
        let unknown = || ApiError::internal("a document's template has an unknown placeholder");
        let words = || self.words.as_ref().ok_or_else(unknown);
        Ok(match name {
            "nonce" => nonce.to_owned(),
            "stylesheet" => self.entry.stylesheet.to_owned(),
            "style" => format!("<style>{}</style>", Style::of(self.entry)?.css),
            "script" => self.entry.script.to_owned(),
            "wasm" => self.entry.wasm.to_owned(),
            "installation" => installation(self.entry),
            "boot_script" => format!("<script nonce=\"{nonce}\">{BOOT}</script>"),
            "early_script" => {
                let script = self.entry.early.and_then(bundle::text);
                let script = script.ok_or_else(|| ApiError::internal("the bundle lacks a script"))?;
                format!("<script nonce=\"{nonce}\" data-begin=\"{}\">{script}</script>", escape_html(&self.begin))
            }
            "heart" => format!("<script>{}</script>", Scripts::of(self.entry)?.heart),
            // The browser notices if it was altered in transit; the style sheet is for a document whose own one was.
            "program" => format!(
                "<script id=\"program\" src=\"{}\" integrity=\"{}\" data-style=\"{}\" fetchpriority=\"low\" defer></script>",
                self.entry.script,
                Scripts::of(self.entry)?.program,
                self.entry.stylesheet
            ),
            "language" => words()?.language.to_string(),
            "direction" => words()?.direction().to_owned(),
            name => match self.values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => value.clone(),
                None => escape_html(&words()?.get(word(name).ok_or_else(unknown)?)),
            },
        })
    }
}

/// What systems need to install the app.
fn installation(entry: &Entry) -> String {
    let link = |rel: &str, href: Option<&str>| {
        href.map_or_else(String::new, |href| format!("<link rel=\"{rel}\" href=\"{href}\">"))
    };
    link("manifest", entry.manifest) + &link("apple-touch-icon", entry.touch_icon)
}

/// A part of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// It stays as it is.
    Text(&'static str),
    /// Something takes its place, which is never read as a placeholder itself.
    Name(&'static str),
}

impl Part {
    /// The parts of a template, in their order.
    pub(super) fn all(template: &'static str) -> Result<Vec<Self>, ApiError> {
        let mut pieces = template.split("{{");
        let mut parts = vec![Self::Text(pieces.next().unwrap_or_default())];
        for piece in pieces {
            let split = piece.split_once("}}");
            let (name, rest) =
                split.ok_or_else(|| ApiError::internal("a document's template has an open placeholder"))?;
            parts.extend([Self::Name(name.trim()), Self::Text(rest)]);
        }
        Ok(parts)
    }
}

/// The headers of a document.
fn answer(status: StatusCode, policy: HeaderValue) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    answer.content_type("text/html; charset=utf-8");
    answer.insert_header((header::CONTENT_SECURITY_POLICY, policy));
    answer.insert_header((header::CACHE_CONTROL, NOT_KEPT));
    answer
}

/// The headers of a document that is the same for equal requests: its policy names the digests of its content, because
/// a nonce would have to differ each time (CSP 3, section 8.3).
pub(super) fn lasting(entry: &'static Entry) -> Result<HttpResponseBuilder, ApiError> {
    static POLICY: OnceLock<HeaderValue> = OnceLock::new();
    let policy = made_once(&POLICY, || {
        let (style, scripts) = (Style::of(entry)?, Scripts::of(entry)?);
        let scripts = format!("'{}' '{}'", digest(scripts.heart), scripts.program);
        header_value(policy(&scripts, Some(style), false))
    })?;
    Ok(answer(StatusCode::OK, policy.clone()))
}

/// What depends on the bundle alone, which does not change while the program runs. A failure is not kept.
fn made_once<T>(cell: &OnceLock<T>, make: impl FnOnce() -> Result<T, ApiError>) -> Result<&T, ApiError> {
    if let Some(value) = cell.get() {
        return Ok(value);
    }
    let value = make()?;
    Ok(cell.get_or_init(|| value))
}

fn header_value(policy: String) -> Result<HeaderValue, ApiError> {
    HeaderValue::from_maybe_shared(policy).map_err(ApiError::internal)
}

fn word(key: &str) -> Option<Word> {
    Word::ALL.iter().copied().find(|word| word.key() == key)
}

/// The policy of a document with these scripts, each named by its digest or by a nonce.
fn policy(scripts: &str, style: Option<&Style>, has_worker: bool) -> String {
    let script_src = if scripts.is_empty() {
        String::new()
    } else {
        format!("script-src {scripts} 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self'; ")
    };
    let worker_src = if has_worker { "worker-src 'self'; manifest-src 'self'; " } else { "" };
    let style_src = style.map_or_else(|| "'self'".to_owned(), |style| format!("'{}' 'self'", style.digest));
    format!(
        "default-src 'none'; {script_src}{worker_src}style-src {style_src}; img-src 'self'; font-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; object-src 'none'; report-uri {SECURITY_REPORTS}"
    )
}

/// The style sheet of the public documents, which they contain: this saves a request before the first paint. The policy
/// names its digest, which is the same for everybody; a nonce would make one 404 differ from the next.
struct Style {
    css: &'static str,
    digest: String,
}

impl Style {
    fn of(entry: &'static Entry) -> Result<&'static Self, ApiError> {
        static STYLE: OnceLock<Style> = OnceLock::new();
        made_once(&STYLE, || {
            let lacking = || ApiError::internal("the bundle lacks a style sheet");
            let css = bundle::text(entry.stylesheet).ok_or_else(lacking)?;
            Ok(Self { css, digest: digest(css) })
        })
    }
}

/// The scripts of the tracking page.
struct Scripts {
    /// What stands in the document.
    heart: &'static str,
    /// The digest of the program's script. A policy that names it lets the document load it (CSP 3, section 8.4).
    program: String,
}

impl Scripts {
    fn of(entry: &'static Entry) -> Result<&'static Self, ApiError> {
        static SCRIPTS: OnceLock<Scripts> = OnceLock::new();
        made_once(&SCRIPTS, || {
            let lacking = || ApiError::internal("the bundle lacks a script");
            let heart = entry.heart.and_then(bundle::text).ok_or_else(lacking)?;
            let program = digest(bundle::text(entry.script).ok_or_else(lacking)?);
            Ok(Self { heart, program })
        })
    }
}

/// The digest of a script or a style sheet, as policies and the attribute `integrity` write it.
fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

/// Text for HTML content and quoted attributes.
pub fn escape_html(text: &str) -> String {
    escape(text, |letter| {
        Some(match letter {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            _ => return None,
        })
    })
}

/// JSON for a script element: nothing in it can end the element or start a comment.
pub(super) fn escape_json(json: &str) -> String {
    escape(json, |letter| {
        Some(match letter {
            '<' => "\\u003c",
            '>' => "\\u003e",
            '&' => "\\u0026",
            '\u{2028}' => "\\u2028",
            '\u{2029}' => "\\u2029",
            _ => return None,
        })
    })
}

/// The text with what takes the place of some of its letters.
fn escape(text: &str, replacement: impl Fn(char) -> Option<&'static str>) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some((place, letter, replaced)) =
        rest.char_indices().find_map(|(place, letter)| Some((place, letter, replacement(letter)?)))
    {
        escaped.push_str(rest.get(..place).unwrap_or_default());
        escaped.push_str(replaced);
        rest = rest.get(place + letter.len_utf8()..).unwrap_or_default();
    }
    escaped.push_str(rest);
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_taken_apart() {
        let parts = Part::all("<a {{x}}>{{ y }}").unwrap();
        assert_eq!(parts, [Part::Text("<a "), Part::Name("x"), Part::Text(">"), Part::Name("y"), Part::Text("")]);
        assert!(Part::all("<a {{x>").is_err());
    }

    #[test]
    fn html_cannot_leave_its_attribute() {
        assert_eq!(escape_html(r#"Škoda & "Söhne" <b>'s"#), "Škoda &amp; &quot;Söhne&quot; &lt;b&gt;&#39;s");
        assert_eq!(escape_html(""), "");
    }

    #[test]
    fn json_cannot_leave_its_element() {
        let json = escape_json(r#"{"a":"</script><!--&\u2028"}"#);
        assert!(!json.contains(['<', '>', '&']));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap()["a"], "</script><!--&\u{2028}");
    }
}
