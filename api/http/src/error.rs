//! The only way an operation fails: a problem for the caller, and the cause for the operator, never the same string.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use host::disk::is_full;
use pictures::pipeline::Rejection;
use shared::link::TrackingLink;
use shared::member::Member;
use shared::note::Note;
use shared::organization::Organization;
use shared::photo::PhotoGallery;
use shared::problem::{FieldError, FieldErrorCode, ProblemCode};
use shared::stage::Stage;
use shared::vehicle::Vehicle;
use shared::webhook::WebhookEndpoint;

/// An operation that failed.
///
/// The response is written by the middleware (`crate::middleware`), which knows the request id.
#[derive(Debug, Clone)]
pub struct ApiError(Box<Failure>);

/// What is known about a failure before the middleware writes it.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What went wrong, for programs.
    pub code: ProblemCode,
    /// What happened this time, for people.
    pub detail: String,
    /// With 422: what is not valid.
    pub errors: Vec<FieldError>,
    /// With a refused stage move: where the vehicle can go.
    pub allowed_stages: Option<Vec<Stage>>,
    /// The current version, which the caller has not seen.
    pub current: Option<Current>,
    /// With 405: the methods that exist.
    pub allow: Option<String>,
    /// After how many seconds it is worth trying again.
    pub retry_after_s: Option<i64>,
    /// For the operator only: logged once, by the middleware.
    pub cause: Option<String>,
}

/// The current version that goes with a conflict.
#[derive(Debug, Clone)]
pub enum Current {
    /// A tracking link.
    TrackingLink(Box<TrackingLink>),
    /// A vehicle.
    Vehicle(Box<Vehicle>),
    /// The photos of a vehicle.
    PhotoGallery(Box<PhotoGallery>),
    /// A note.
    Note(Box<Note>),
    /// An organisation.
    Organization(Box<Organization>),
    /// A member.
    Member(Box<Member>),
    /// A webhook endpoint.
    WebhookEndpoint(Box<WebhookEndpoint>),
}

/// How many mistakes of one request are listed.
const MAX_ERRORS: usize = 100;

macro_rules! current_from {
    ($($name:ident),+) => { $(
        impl From<$name> for Current {
            fn from(value: $name) -> Self {
                Self::$name(Box::new(value))
            }
        }
    )+ };
}
current_from!(TrackingLink, Vehicle, PhotoGallery, Note, Organization, Member, WebhookEndpoint);

impl ApiError {
    /// A failure with the code's own explanation.
    pub fn new(code: ProblemCode) -> Self {
        Self(Box::new(Failure {
            code,
            detail: code.explanation().trim().to_owned(),
            errors: Vec::new(),
            allowed_stages: None,
            current: None,
            allow: None,
            retry_after_s: None,
            cause: None,
        }))
    }

    /// The same failure with a sentence about this occurrence.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = detail.into();
        self
    }

    /// The same failure with the current version, which the caller has not seen.
    #[must_use]
    pub fn current(mut self, current: impl Into<Current>) -> Self {
        self.0.current = Some(current.into());
        self
    }

    /// The same failure with what is not valid, up to a limit, so that an answer is not many times larger than its
    /// request.
    #[must_use]
    pub fn errors(mut self, mut errors: Vec<FieldError>) -> Self {
        errors.truncate(MAX_ERRORS);
        self.0.errors = errors;
        self
    }

    /// The same failure of a part of a body: its mistakes are located in the whole.
    #[must_use]
    pub fn inside(mut self, part: &str) -> Self {
        for error in &mut self.0.errors {
            error.pointer.insert_str(0, part);
        }
        self
    }

    /// The same failure with the stages that the vehicle can go to.
    #[must_use]
    pub fn allowed_stages(mut self, stages: &[Stage]) -> Self {
        self.0.allowed_stages = Some(stages.to_vec());
        self
    }

    /// The same failure with the methods that exist.
    #[must_use]
    pub fn allow(mut self, methods: String) -> Self {
        self.0.allow = Some(methods);
        self
    }

    /// The same failure with the number of seconds after which it is worth trying again.
    #[must_use]
    pub fn retry_after(mut self, seconds: i64) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// The seconds to wait, with 429.
    pub fn retry_after_s(&self) -> Option<i64> {
        self.0.retry_after_s
    }

    /// The same failure for a body that was inside of another: what is not valid is below this pointer.
    #[must_use]
    pub fn below(mut self, pointer: &str) -> Self {
        for error in &mut self.0.errors {
            error.pointer.insert_str(0, pointer);
        }
        self
    }

    /// 404 for what does not exist or belongs to somebody else.
    pub fn not_found() -> Self {
        Self::new(ProblemCode::NotFound)
    }

    /// 422 with everything that is not valid.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self::new(ProblemCode::ValidationFailed).errors(errors)
    }

    /// 422 for one field.
    pub fn invalid_field(pointer: &str, code: FieldErrorCode, detail: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError { pointer: pointer.to_owned(), code, detail: detail.into() }])
    }

    /// 412 with the current version.
    pub fn precondition_failed(current: impl Into<Current>) -> Self {
        Self::new(ProblemCode::PreconditionFailed).current(current)
    }

    /// 500 for something unexpected; the cause is for the operator.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::new(ProblemCode::InternalError).cause(cause)
    }

    /// The same failure with its cause, for the operator only.
    #[must_use]
    pub fn cause(mut self, cause: impl fmt::Display) -> Self {
        self.0.cause = Some(cause.to_string());
        self
    }

    /// What is known about it.
    pub(crate) fn into_failure(self) -> Failure {
        *self.0
    }

    /// The code, for callers inside the program.
    pub fn code(&self) -> ProblemCode {
        self.0.code
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.cause {
            Some(cause) => write!(formatter, "{}: {cause}", self.0.code.as_str()),
            None => write!(formatter, "{}: {}", self.0.code.as_str(), self.0.detail),
        }
    }
}

impl std::error::Error for ApiError {}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        response.extensions_mut().insert(Failure::clone(&self.0));
        response
    }
}

impl From<store::Error> for ApiError {
    fn from(error: store::Error) -> Self {
        use store::Error::{Busy, Engine, Full, Invalid, Taken};
        let code = match error {
            Busy(_) => ProblemCode::ServiceUnavailable,
            Full(_) => ProblemCode::InsufficientStorage,
            // Callers that expect something to be taken check this first.
            Taken(_) | Invalid(_) | Engine(_) => ProblemCode::InternalError,
        };
        Self::new(code).cause(error)
    }
}

impl From<pictures::Error> for ApiError {
    fn from(error: pictures::Error) -> Self {
        use pictures::Error::{Busy, Failed, Full, Panicked, Queue};
        match error {
            Queue => Self::new(ProblemCode::ServiceUnavailable).detail(
                "Many photos are being processed right now. \
                                                                        Try again in a moment.",
            ),
            Busy(_) => Self::new(ProblemCode::ServiceUnavailable)
                .detail(
                    "The photo store cannot be used now. Try again in a moment; if it stays like this, tell whoever runs this \
                     server.",
                )
                .cause(error),
            Panicked => {
                Self::new(ProblemCode::UnreadableImage).detail(Rejection::Unreadable.detail()).cause(error)
            }
            Full(_) => Self::new(ProblemCode::InsufficientStorage).cause(error),
            Failed(_) => Self::internal(error),
        }
    }
}

/// What a failure of the file system means for a caller: no space, or an error that may pass.
pub fn storage_problem(error: &(dyn std::error::Error + 'static)) -> ProblemCode {
    if is_full(error) { ProblemCode::InsufficientStorage } else { ProblemCode::ServiceUnavailable }
}
