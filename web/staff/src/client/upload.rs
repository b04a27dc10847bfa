//! Sending a file. `XMLHttpRequest` does it, because `fetch` does not tell how much has been sent. It cannot leave the
//! session's cookie at home as `fetch` can, and the server takes one credential, not two: so the cookie is the credential,
//! and the access token only tells whether the session has to be renewed first.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Promise;
use serde::de::DeserializeOwned;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use ui::browser;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, FormData, ProgressEvent, XmlHttpRequest};

use super::error::{ApiError, refusal};
use super::http::Method;
use super::staff::StaffClient;
use crate::pictures::{Conversion, Failure, Purpose, prepare};

/// Long enough for 20 MB over a bad phone connection from a yard.
const UPLOAD_TIMEOUT_MS: u32 = 15 * 60 * 1000;
/// A busy server is asked again after these pauses, before a person has to.
const BUSY_PAUSES_MS: [u32; 3] = [1_500, 4_000, 8_000];

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Being made into a picture that the server takes.
    Converting,
    /// On its way: so many hundredths have been sent.
    Sending(u8),
    /// Sent; the server works on it.
    Processing,
}

impl Progress {
    /// How many hundredths have been sent; nobody can tell how long converting takes, or how long the server works.
    pub fn percent(self) -> Option<u8> {
        match self {
            Self::Sending(percent) => Some(percent),
            Self::Converting | Self::Processing => None,
        }
    }
}

/// Hears how far an upload is.
pub type Watch = Rc<dyn Fn(Progress)>;

/// A file to send, which can be sent again and stopped. Clones are the same upload.
#[derive(Clone)]
pub struct Upload {
    file: Blob,
    purpose: Purpose,
    content: Rc<RefCell<Option<Content>>>,
    conversion: Conversion,
    running: Rc<RefCell<Running>>,
}

/// What is sent: always the same, however often.
#[derive(Clone)]
pub struct Content {
    /// The file, or what was made of it.
    pub picture: Blob,
    /// Whether it was made of the file.
    pub is_converted: bool,
    /// Names it, so that sending it again makes nothing twice.
    pub key: String,
}

#[derive(Default)]
struct Running {
    request: Option<XmlHttpRequest>,
    stopped: bool,
}

impl Upload {
    /// An upload of this file.
    pub fn new(file: Blob, purpose: Purpose) -> Self {
        let (content, conversion, running) = (Rc::default(), Conversion::default(), Rc::default());
        Self { file, purpose, content, conversion, running }
    }

    /// An upload of a photo that began before the page was closed, with what was to be sent, if that was known.
    pub fn resumed(file: Blob, content: Option<Content>) -> Self {
        let upload = Self::new(file, Purpose::Photo);
        upload.content.replace(content);
        upload
    }

    /// What is sent, once that is known.
    pub fn content(&self) -> Option<Content> {
        self.content.borrow().clone()
    }

    /// Makes ready what is sent, if it is not.
    pub async fn ready(&self, watch: &Watch) -> Result<(), ApiError> {
        self.prepared(None, watch).await.map(drop)
    }

    /// Stops it, for good.
    pub fn stop(&self) {
        let mut running = self.running.borrow_mut();
        running.stopped = true;
        self.conversion.stop();
        let request = running.request.take();
        drop(running);
        if let Some(request) = request {
            let _ = request.abort();
        }
    }

    fn is_stopped(&self) -> bool {
        self.running.borrow().stopped
    }

    /// What to send: the file, or a picture that is made of it. `refused` is what the server did not take.
    async fn prepared(&self, refused: Option<&Content>, watch: &Watch) -> Result<Content, ApiError> {
        let known = self.content.borrow().clone().filter(|_| refused.is_none());
        if let Some(content) = known {
            return Ok(content);
        }
        let on_start = || watch(Progress::Converting);
        let prepared = prepare(&self.file, self.purpose, refused.is_some(), &self.conversion, on_start).await;
        let (picture, is_converted) = prepared.map_err(unsent)?;
        let content = Content { picture, is_converted, key: browser::random_key() };
        *self.content.borrow_mut() = Some(content.clone());
        Ok(content)
    }
}

impl StaffClient {
    /// Sends a file as the part `file` of a form; tells how far it is.
    pub(super) async fn upload<T: DeserializeOwned>(
        &self,
        method: Method,
        path: ApiPath<'_>,
        upload: &Upload,
        watch: Watch,
    ) -> Result<T, ApiError> {
        let path = path.to_string();
        let mut content = upload.prepared(None, &watch).await?;
        let mut pauses = BUSY_PAUSES_MS.into_iter();
        loop {
            let result =
                self.with_token(async |_| send(&method, &path, upload, &content, Rc::clone(&watch)).await).await;
            match result.as_ref().err().and_then(ApiError::code).filter(|_| !upload.is_stopped()) {
                Some(ProblemCode::ServiceUnavailable) if pauses.len() > 0 => {
                    browser::sleep_ms(pauses.next().unwrap_or_default()).await;
                }
                // Its size stands where nobody looked for it.
                Some(ProblemCode::ImageTooLarge) if !content.is_converted => {
                    content = upload.prepared(Some(&content), &watch).await?;
                    if !content.is_converted {
                        return Err(result.err().unwrap_or(ApiError::Unexpected));
                    }
                }
                _ => return serde_json::from_str(&result?).map_err(|_| ApiError::Unexpected),
            }
        }
    }
}

fn unsent(failure: Failure) -> ApiError {
    match failure {
        Failure::Unloaded => ApiError::Network,
        Failure::Refused(sentence) => ApiError::Unsent(sentence),
    }
}

/// One attempt; answers the body of a success.
async fn send(
    method: &Method,
    path: &str,
    upload: &Upload,
    content: &Content,
    watch: Watch,
) -> Result<String, ApiError> {
    if upload.is_stopped() {
        return Err(ApiError::Network);
    }
    let request = open(*method, path, &content.key).map_err(|_| ApiError::Unexpected)?;
    let form = form_of(&content.picture).map_err(|_| ApiError::Unexpected)?;
    upload.running.borrow_mut().request = Some(request.clone());
    watch(Progress::Sending(0));
    finish(&request, &form, watch).await.map_err(|_| ApiError::Network)?;
    upload.running.borrow_mut().request = None;
    let status = request.status().unwrap_or_default();
    let body = request.response_text().ok().flatten().unwrap_or_default();
    match status {
        200..=299 => Ok(body),
        0 => Err(ApiError::Network),
        _ => Err(refusal(status, &body)),
    }
}

fn open(method: Method, path: &str, key: &str) -> Result<XmlHttpRequest, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open(method.as_str(), path)?;
    request.set_timeout(UPLOAD_TIMEOUT_MS);
    // Proves to the server that a page of another site did not make this request.
    request.set_request_header("X-Requested-With", "importops")?;
    request.set_request_header("Idempotency-Key", key)?;
    Ok(request)
}

/// The form around the picture. The file's own name stays on the device.
fn form_of(picture: &Blob) -> Result<FormData, JsValue> {
    let form = FormData::new()?;
    form.append_with_blob_and_filename("file", picture, "photo")?;
    Ok(form)
}

/// Sends the form and waits until the request has ended, one way or another.
async fn finish(request: &XmlHttpRequest, form: &FormData, watch: Watch) -> Result<(), JsValue> {
    let on_progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event| watch(progress_of(&event)));
    let ended = Promise::new(&mut |resolve, _reject| request.set_onloadend(Some(&resolve)));
    let body = request.upload()?;
    body.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    request.send_with_opt_form_data(Some(form))?;
    JsFuture::from(ended).await?;
    body.set_onprogress(None);
    Ok(())
}

fn progress_of(event: &ProgressEvent) -> Progress {
    let (sent, whole) = (event.loaded(), event.total());
    if sent >= whole {
        return Progress::Processing;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a whole is 0 to 100")]
    Progress::Sending((sent / whole * 100.0) as u8)
}
