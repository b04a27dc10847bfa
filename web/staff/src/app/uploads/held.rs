//! A photo in the hands of this tab.

use std::cell::Cell;
use std::rc::Rc;

use super::device::{self, Claim, KeptPhoto};
use crate::client::Upload;

/// A photo in the hands of this tab.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) upload: Upload,
    pub(super) kept: Rc<KeptPhoto>,
    /// Whether the device keeps it.
    pub(super) is_kept: bool,
    /// Whether the device knows what will be sent.
    pub(super) is_ready: Rc<Cell<bool>>,
    _claim: Rc<Option<Claim>>,
}

impl Held {
    pub(super) fn new(upload: Upload, photo: KeptPhoto, claim: Option<Claim>, is_kept: bool) -> Self {
        let is_ready = Rc::new(Cell::new(photo.content.is_some()));
        Self { upload, kept: Rc::new(photo), is_kept, is_ready, _claim: Rc::new(claim) }
    }

    /// Keeps on the device what will be sent, and why it was not taken.
    pub(super) async fn tell_device(&self, refusal: Option<(String, bool)>) {
        if self.is_kept {
            let photo = KeptPhoto { content: self.upload.content(), refusal, ..KeptPhoto::clone(&self.kept) };
            // What is known less well is sent once more, under the same key or not at all.
            let _ = device::keep(&photo).await;
        }
    }
}
