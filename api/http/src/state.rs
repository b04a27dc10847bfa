//! What handlers and middleware share, each part for itself: nobody gets more than they name.

use actix_web::{HttpRequest, web};

use crate::error::ApiError;

/// A part of the server's state.
pub fn state<T: 'static>(request: &HttpRequest) -> Result<web::Data<T>, ApiError> {
    let missing = || ApiError::internal(format!("the server lacks its {}", std::any::type_name::<T>()));
    request.app_data::<web::Data<T>>().cloned().ok_or_else(missing)
}
