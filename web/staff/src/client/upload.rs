//! Sending a file. `XMLHttpRequest` does it, because `fetch` does not tell how much has been sent. It cannot leave the
//! session's cookie at home as `fetch` can, and the server takes one credential, not two: so the cookie is the credential,
//! and the access token only tells whether the session has to be renewed first.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Promise;
use reqwest::Method;
use serde::de::DeserializeOwned;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use ui::browser;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

use super::error::ApiError;
use super::http::refusal;
use super::staff::StaffClient;

/// Long enough for 20 MB over a bad phone connection from a yard.
const UPLOAD_TIMEOUT_MS: u32 = 15 * 60 * 1000;
/// A busy server is asked again after these pauses, before a person has to.
const BUSY_PAUSES_MS: [u32; 3] = [1_500, 4_000, 8_000];

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// On its way: so many hundredths have been sent.
    Sending(u8),
    /// Sent; the server works on it.
    Processing,
}

impl Progress {
    /// How many hundredths have been sent; nobody can tell how long the server works.
    pub fn percent(self) -> Option<u8> {
        match self {
            Self::Sending(percent) => Some(percent),
            Self::Processing => None,
        }
    }
}

/// Hears how far an upload is.
pub type Watch = Rc<dyn Fn(Progress)>;

/// A file to send, which can be sent again and stopped. Clones are the same upload.
#[derive(Clone)]
pub struct Upload {
    file: File,
    /// Names the upload, so that sending it again makes nothing twice.
    key: String,
    running: Rc<RefCell<Running>>,
}

#[derive(Default)]
struct Running {
    request: Option<XmlHttpRequest>,
    stopped: bool,
}

impl Upload {
    /// An upload of this file, with a key of its own.
    pub fn new(file: File) -> Self {
        Self { file, key: browser::random_key(), running: Rc::default() }
    }

    /// What the file is called on the device that it comes from. The server never keeps it.
    pub fn name(&self) -> String {
        self.file.name()
    }

    /// How large the file is.
    pub fn size_bytes(&self) -> f64 {
        self.file.size()
    }

    /// Stops it, for good.
    pub fn stop(&self) {
        let mut running = self.running.borrow_mut();
        running.stopped = true;
        let request = running.request.take();
        drop(running);
        if let Some(request) = request {
            let _ = request.abort();
        }
    }

    fn is_stopped(&self) -> bool {
        self.running.borrow().stopped
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
        let mut pauses = BUSY_PAUSES_MS.into_iter();
        loop {
            let result = self.with_token(async |_| send(&method, &path, upload, Rc::clone(&watch)).await).await;
            let busy = matches!(&result, Err(error) if error.code() == Some(ProblemCode::ServiceUnavailable));
            match pauses.next() {
                Some(pause_ms) if busy && !upload.is_stopped() => browser::sleep_ms(pause_ms).await,
                _ => return serde_json::from_str(&result?).map_err(|_| ApiError::Unexpected),
            }
        }
    }
}

/// One attempt; answers the body of a success.
async fn send(method: &Method, path: &str, upload: &Upload, watch: Watch) -> Result<String, ApiError> {
    if upload.is_stopped() {
        return Err(ApiError::Network);
    }
    let request = open(method, path, upload).map_err(|_| ApiError::Unexpected)?;
    let form = form_of(&upload.file).map_err(|_| ApiError::Unexpected)?;
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

fn open(method: &Method, path: &str, upload: &Upload) -> Result<XmlHttpRequest, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open(method.as_str(), path)?;
    request.set_timeout(UPLOAD_TIMEOUT_MS);
    // Proves to the server that a page of another site did not make this request.
    request.set_request_header("X-Requested-With", "importops")?;
    request.set_request_header("Idempotency-Key", &upload.key)?;
    Ok(request)
}

/// The form around the file. The file's own name stays on the device.
fn form_of(file: &File) -> Result<FormData, JsValue> {
    let form = FormData::new()?;
    form.append_with_blob_and_filename("file", file, "photo")?;
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
