//! What a form says when it was not saved, and when that is over.

use leptos::prelude::*;
use ui::components::FormError;
use ui::listen::listen;

use crate::client::ApiError;

/// Why a form was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    sentence: String,
    /// Whether it is about the way to the server, which nothing that is entered mends.
    is_of_connection: bool,
}

impl From<String> for Complaint {
    fn from(sentence: String) -> Self {
        Self { sentence, is_of_connection: false }
    }
}

impl From<&str> for Complaint {
    fn from(sentence: &str) -> Self {
        sentence.to_owned().into()
    }
}

impl From<&ApiError> for Complaint {
    fn from(error: &ApiError) -> Self {
        Self { sentence: error.message(), is_of_connection: matches!(error, ApiError::Network) }
    }
}

/// Says why the form around it was not saved: until what is marked in it was changed, or the browser has its connection back.
#[component]
pub fn FormComplaint(
    /// Why it was not saved.
    #[prop(into)]
    complaint: Signal<Option<Complaint>>,
) -> impl IntoView {
    let is_of_connection = move || complaint.with(|complaint| complaint.as_ref().is_some_and(|it| it.is_of_connection));
    let is_connected_again = RwSignal::new(false);
    Effect::new(move || {
        complaint.track();
        is_connected_again.set(false);
    });
    listen("online", move |_| is_connected_again.set(true));
    let error = Signal::derive(move || {
        let standing = complaint.get().filter(|it| !(it.is_of_connection && is_connected_again.get()));
        standing.map(|complaint| complaint.sentence)
    });
    view! { <FormError error lasting=Signal::derive(is_of_connection) /> }
}

/// Why the form was not saved, of what the API answered.
pub fn complaint_of(error: RwSignal<Option<ApiError>>) -> Signal<Option<Complaint>> {
    Signal::derive(move || error.with(|error| error.as_ref().map(Complaint::from)))
}
