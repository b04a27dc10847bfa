//! Many rows in one call: each row is a transaction of its own, as a call of its own would be, so that it fails alone and keeps
//! other writers waiting no longer than a single call does.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::bulk::MAX_ROWS;
use shared::problem::{FieldErrorCode, Problem, ProblemCode};

use crate::acting::Acting;
use crate::auth::Require;
use crate::idempotency::{Answer, Repeatable};
use api_http::error::ApiError;
use api_http::extract::read_part;
use api_http::middleware::{RequestContext, Surroundings};
use api_http::state::state;

/// The rows of a call, in the member `name` of its body.
#[derive(Debug)]
pub struct Rows {
    name: &'static str,
    rows: Vec<Value>,
}

/// What became of a row.
#[derive(Debug)]
pub struct Done<T> {
    /// JSON Pointer to the row.
    pub pointer: String,
    /// What it led to, or why it failed.
    pub result: Result<T, Problem>,
}

impl Rows {
    /// The rows of a call, if they are not too many for one, and not too many in a minute.
    pub fn counted<P>(
        name: &'static str,
        rows: Vec<Value>,
        caller: &Require<P>,
        request: &HttpRequest,
    ) -> Result<Self, ApiError> {
        if !(1..=MAX_ROWS).contains(&rows.len()) {
            let detail = format!("must have 1 to {MAX_ROWS} rows");
            return Err(ApiError::invalid_field(&format!("/{name}"), FieldErrorCode::OutOfRange, detail));
        }
        caller.count_rows(request, rows.len())?;
        Ok(Self { name, rows })
    }

    /// Reads each row and does it, in their order, each at an instant of its own. A row that fails fails alone, unless the
    /// server cannot go on: then those after it fail for the same reason, and the whole call when it is the first.
    pub async fn each<P, R: DeserializeOwned, T>(
        self,
        caller: &Require<P>,
        request: &HttpRequest,
        act: impl AsyncFn(&Acting<'_>, R) -> Result<T, ApiError>,
    ) -> Result<Vec<Done<T>>, ApiError> {
        let (context, clock) = (RequestContext::of(request), &state::<Surroundings>(request)?.clock);
        let mut done = Vec::with_capacity(self.rows.len());
        let mut stopped: Option<Problem> = None;
        for (index, row) in self.rows.into_iter().enumerate() {
            let pointer = format!("/{}/{index}", self.name);
            if let Some(problem) = &stopped {
                done.push(Done { pointer, result: Err(problem.clone()) });
                continue;
            }
            let acting = Acting { now: clock.now(), ..caller.acting() };
            let result = match read_part(row) {
                Ok(row) => act(&acting, row).await,
                Err(error) => Err(error),
            };
            let result = match result {
                Err(error) if index == 0 && stops(error.code()) => return Err(error),
                Err(error) => {
                    let problem = context.problem(error.inside(&pointer));
                    stopped = stops(problem.code).then(|| problem.clone());
                    Err(problem)
                }
                Ok(value) => Ok(value),
            };
            done.push(Done { pointer, result });
        }
        Ok(done)
    }
}

/// Whether the reason for which a row failed would be that of the next one.
fn stops(code: ProblemCode) -> bool {
    matches!(code, ProblemCode::ServiceUnavailable | ProblemCode::InsufficientStorage)
}

/// Answers with the results of the rows. They are recorded for a request that comes again, unless a row may do better then:
/// repeating the others has no effect.
pub async fn answer<T, R: Serialize, B: Serialize>(
    repeatable: Repeatable,
    done: Vec<Done<T>>,
    to_wire: impl Fn(Done<T>) -> R,
    body: impl FnOnce(Vec<R>) -> B,
) -> Result<HttpResponse, ApiError> {
    let failed_here = |row: &Done<T>| row.result.as_ref().is_err_and(|problem| problem.status >= 500);
    let is_final = !done.iter().any(failed_here);
    let answer = Answer::json(StatusCode::OK, &body(done.into_iter().map(to_wire).collect()))?;
    if is_final { repeatable.conclude(answer).await } else { Ok(answer.respond()) }
}
