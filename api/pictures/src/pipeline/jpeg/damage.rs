//! What the decoder reports while it decodes: mistakes after which it goes on, and those that end its work.

use std::cell::Cell;
use std::ffi::c_int;
use std::panic::resume_unwind;

use mozjpeg_sys::{jpeg_common_struct, jpeg_error_mgr, msg_parm_union};

thread_local! {
    /// A decoder calls back with its own structures only, on the thread that it was called on.
    static IS_DAMAGED: Cell<bool> = const { Cell::new(false) };
}

/// Whether the decoder of this thread has met damage since `forget`.
pub(super) fn was_met() -> bool {
    IS_DAMAGED.get()
}

/// From here on, what the decoder reports counts. Its remarks about headers do not: odd versions and parameters change
/// no pixel.
pub(super) fn forget() {
    IS_DAMAGED.set(false);
}

/// Where a decoder sends its reports.
pub(super) fn reports() -> jpeg_error_mgr {
    jpeg_error_mgr {
        error_exit: Some(give_up),
        emit_message: Some(take_note),
        output_message: Some(ignore),
        format_message: None,
        reset_error_mgr: Some(ignore),
        msg_code: 0,
        msg_parm: msg_parm_union::default(),
        trace_level: 0,
        num_warnings: 0,
        jpeg_message_table: std::ptr::null(),
        last_jpeg_message: 0,
        addon_message_table: std::ptr::null(),
        first_addon_message: 0,
        last_addon_message: 0,
    }
}

/// The decoder must not go on; whoever called it catches this. The panic hook does not run: a broken file is no news.
extern "C-unwind" fn give_up(_: &mut jpeg_common_struct) {
    resume_unwind(Box::new("the JPEG decoder gave up"));
}

/// Levels below zero are warnings, the others tell what is being read.
extern "C-unwind" fn take_note(_: &mut jpeg_common_struct, level: c_int) {
    if level < 0 {
        IS_DAMAGED.set(true);
    }
}

extern "C-unwind" fn ignore(_: &mut jpeg_common_struct) {}
