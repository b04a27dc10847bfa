//! State that handlers and middleware share, part by part: each gets only the parts that it names.

use actix_web::{HttpRequest, web};

use crate::error::ApiError;

/// A part of the server's state.
pub fn state<T: 'static>(request: &HttpRequest) -> Result<web::Data<T>, ApiError> {
    let missing = || ApiError::internal(format!("the server lacks its {}", std::any::type_name::<T>()));
    request.app_data::<web::Data<T>>().cloned().ok_or_else(missing)
}
