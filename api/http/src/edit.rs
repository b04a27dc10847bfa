//! Changes of resources, in which clients may send back what they got.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use shared::problem::{FieldError, FieldErrorCode};
use shared::resource::Resource;

use crate::error::ApiError;
use crate::extract::{Body, read_body};
use crate::json::{members_of, parse_change};

/// A change of an `R`, read strictly: a member is refused unless the change can set it or the resource shows it.
#[derive(Debug)]
pub struct Edit<R, T>(Body<(T, Repeated<R>)>);

impl<R, T> Edit<R, T> {
    /// What was sent, or what is wrong with it; and what was repeated of the resource, which the caller has to check.
    pub fn valid(self) -> Result<(T, Repeated<R>), ApiError> {
        self.0.valid()
    }
}

impl<R: DeserializeOwned + 'static, T: DeserializeOwned + 'static> FromRequest for Edit<R, T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = read_body(request, payload, |bytes| {
            let (change, members) = parse_change(bytes, members_of::<R>())?;
            Ok((change, Repeated { members, of: PhantomData }))
        });
        Box::pin(async move { body.await.map(Self) })
    }
}

/// Members of a resource that were sent although the change cannot set them.
#[derive(Debug)]
#[must_use = "what was not repeated as it is has to be refused"]
pub struct Repeated<R> {
    members: Map<String, Value>,
    of: PhantomData<R>,
}

impl<R: Resource + Serialize> Repeated<R> {
    /// Refuses what is set in another way, unless it is what the resource has. The rest has no effect: versions, instants, counts,
    /// and what is derived were true when the client read them.
    pub fn check(&self, present: Option<&R>) -> Result<(), ApiError> {
        let set = |name: &&String| R::SET_OTHERWISE.contains(&name.as_str());
        if !self.members.keys().any(|name| set(&name)) {
            return Ok(());
        }
        let present = serde_json::to_value(present).map_err(ApiError::internal)?;
        let differs =
            |(name, sent): &(&String, &Value)| set(name) && present.get(*name).unwrap_or(&Value::Null) != *sent;
        let error = |(name, _): (&String, &Value)| FieldError {
            pointer: format!("/{name}"),
            code: FieldErrorCode::NotAllowed,
            detail: "cannot be changed here: leave it out, or send it as it is".to_owned(),
        };
        let errors: Vec<_> = self.members.iter().filter(differs).map(error).collect();
        if errors.is_empty() { Ok(()) } else { Err(ApiError::invalid(errors)) }
    }
}
