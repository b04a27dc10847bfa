//! The worker that converts pictures (`web/staff/scripts/converter.js`): one for each file, so that its memory is given back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, MessageEvent, Worker, WorkerOptions, WorkerType};

/// No picture takes as long, on any phone.
const LONGEST_MS: i32 = 180_000;

/// What became of a picture.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is one that the server takes.
    Picture(Blob),
    /// Nothing here can open it.
    Unopened,
    /// What opens it did not arrive.
    Unloaded,
    /// It was not converted, for this reason.
    Refused(String),
}

/// What is wished of the converter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    /// Whether the file is a HEIC photo.
    pub(super) is_heic: bool,
    /// Whether it keeps its transparency.
    pub(super) is_logo: bool,
    /// Whether the server takes it as it is, so that it is better left alone than altered.
    pub(super) is_taken: bool,
}

/// A conversion that can be stopped. Clones are the same one.
#[derive(Clone, Default)]
pub(crate) struct Conversion {
    running: Rc<RefCell<Option<Running>>>,
    is_stopped: Rc<Cell<bool>>,
}

struct Running {
    worker: Worker,
    end: Function,
}

impl Conversion {
    /// Stops it, for good: it has no outcome but that nothing opened the picture.
    pub(crate) fn stop(&self) {
        self.is_stopped.set(true);
        self.end();
    }

    fn end(&self) {
        let running = self.running.borrow_mut().take();
        if let Some(Running { worker, end }) = running {
            worker.terminate();
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }

    /// Converts a file.
    pub(super) async fn run(&self, file: &Blob, wish: Wish) -> Outcome {
        if self.is_stopped.get() {
            return Outcome::Unopened;
        }
        let Ok(answered) = self.start(file, wish) else { return Outcome::Unopened };
        let answer = JsFuture::from(answered).await.unwrap_or(JsValue::UNDEFINED);
        self.end();
        outcome(&answer)
    }

    fn start(&self, file: &Blob, wish: Wish) -> Result<Promise, JsValue> {
        let url = converter_url().ok_or(JsValue::UNDEFINED)?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&url, &options)?;
        let request = Object::new();
        for (name, value) in [
            ("file", file.into()),
            ("isHeic", JsValue::from(wish.is_heic)),
            ("isLogo", JsValue::from(wish.is_logo)),
            ("isTaken", JsValue::from(wish.is_taken)),
        ] {
            Reflect::set(&request, &JsValue::from_str(name), &value)?;
        }
        let mut running = None;
        let answered = Promise::new(&mut |end: Function, _| {
            worker.set_onmessage(Some(&end));
            worker.set_onerror(Some(&end));
            if let Some(window) = web_sys::window() {
                let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&end, LONGEST_MS);
            }
            running = Some(end);
        });
        worker.post_message(&request)?;
        *self.running.borrow_mut() = running.map(|end| Running { worker, end });
        Ok(answered)
    }
}

/// The script that starts the app leaves the URL of the one beside it.
fn converter_url() -> Option<String> {
    let left = Reflect::get(&js_sys::global(), &JsValue::from_str("importops")).ok()?;
    Reflect::get(&left, &JsValue::from_str("converter")).ok()?.as_string()
}

fn outcome(answer: &JsValue) -> Outcome {
    let Some(data) = answer.dyn_ref::<MessageEvent>().map(MessageEvent::data) else {
        // An event without data says that the worker did not start; none at all that it was stopped or took too long.
        return if answer.is_undefined() { Outcome::Unopened } else { Outcome::Unloaded };
    };
    let get = |name: &str| Reflect::get(&data, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
    if let Ok(picture) = get("picture").dyn_into::<Blob>() {
        return Outcome::Picture(picture);
    }
    match (get("refusal").as_string().as_deref(), get("sentence").as_string()) {
        (_, Some(sentence)) => Outcome::Refused(sentence),
        (Some("cut"), None) => Outcome::Refused(CUT.to_owned()),
        (Some("unloaded"), None) => Outcome::Unloaded,
        (Some("altered"), None) => Outcome::Refused(ALTERED.to_owned()),
        _ => Outcome::Unopened,
    }
}

const CUT: &str =
    "The file is incomplete: its end is missing. Copy it from the device that made it once more, then upload it again.";
const ALTERED: &str = "This browser changes pictures that a page opens, to protect your privacy, so it cannot convert this one. \
                       Allow this site to read canvases, use another browser, or export the photo as JPEG.";
