//! `GET /public/words`

use actix_web::{HttpRequest, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::pages;

/// The texts of tracking pages, in one language.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicWords {
    /// BCP 47 tag of the language.
    #[schema(example = "de")]
    language: String,
    /// The texts, in the order in which the page's own program expects them.
    words: Vec<String>,
}

/// Read the words of tracking pages
///
/// For the tracking page on a host that serves the web app as plain files: in the first available language of
/// `Accept-Language`, else in English. The server's own pages contain their texts.
#[utoipa::path(
    operation_id = "get_public_words",
    tag = "Public",
    params(("Accept-Language" = Option<String>, Header, description = "The languages that the visitor reads.")),
    responses((status = 200, description = "The words.", body = PublicWords))
)]
#[get("/public/words")]
pub async fn get_public_words(request: HttpRequest) -> web::Json<PublicWords> {
    let words = pages::words(&request, None);
    web::Json(PublicWords { language: words.language.to_string(), words: words.texts().to_vec() })
}
