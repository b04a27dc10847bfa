//! The documents by which customers ask to be told by mail, confirm it and end it. They have no script: a form is all they need.
//!
//! Programs that scan mails follow every link in them. So a GET changes nothing, and a press on a button, which is a POST, does.

mod words;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use api_http::error::ApiError;
use api_http::middleware::{OwnBody, RequestContext};
use domain::text::Checks;
use serde::Deserialize;
use shared::paths::{SUBSCRIPTION, SUBSCRIPTION_ASKED};
use tracking::Subscriptions;

use self::words::Texts;
use crate::pages::{self, escape_html};
use crate::slug::OpenedSlug;

/// The routes outside of `/t`.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config
        .service(web::resource(SUBSCRIPTION_ASKED).route(web::get().to(asked)))
        .service(
            web::resource([SUBSCRIPTION, "/{token}"].concat())
                .route(web::get().to(confirmation))
                .route(web::post().to(confirm)),
        )
        .service(
            web::resource([SUBSCRIPTION, "/{token}/end"].concat())
                .route(web::get().to(ending))
                .route(web::post().to(end)),
        );
}

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Asking {
    email: String,
}

/// `GET /t/{slug}/subscribe`: the form, or the one 404.
pub(crate) async fn form(
    request: HttpRequest,
    subscriptions: web::Data<Subscriptions>,
    slug: Option<OpenedSlug>,
) -> Result<HttpResponse, ApiError> {
    let now = RequestContext::of(&request).now;
    let is_offered = match slug {
        Some(OpenedSlug(slug)) => subscriptions.is_offered(&slug, now).await?,
        None => false,
    };
    if is_offered { asking(&request, StatusCode::OK, "ask") } else { pages::not_available(request).await }
}

/// `POST /t/{slug}/subscribe`: the same answer for every slug and every address.
pub(crate) async fn ask(
    request: HttpRequest,
    subscriptions: web::Data<Subscriptions>,
    slug: Option<OpenedSlug>,
    asking_for: Result<web::Form<Asking>, actix_web::Error>,
) -> Result<HttpResponse, ApiError> {
    let mut checks = Checks::default();
    let address = asking_for.map(|asking| checks.email("/email", &asking.email)).unwrap_or_default();
    if address.is_empty() || checks.finish().is_err() {
        return asking(&request, StatusCode::UNPROCESSABLE_ENTITY, "invalid");
    }
    if let Some(OpenedSlug(slug)) = slug {
        let language = pages::words(&request, None).language;
        subscriptions.ask(&slug, &address, &language, RequestContext::of(&request).now).await?;
    }
    // So that a reload does not ask again.
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, SUBSCRIPTION_ASKED)).finish())
}

/// `GET /subscription/asked`
async fn asked(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let texts = Texts::choose(pages::wanted(&request));
    answer(&request, None, StatusCode::OK, texts.get("asked"), &paragraph(texts.get("asked_text")))
}

/// `GET /subscription/{token}`: asks for the press that confirms it.
async fn confirmation(
    request: HttpRequest,
    subscriptions: web::Data<Subscriptions>,
    token: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let Some(asked) = subscriptions.find(&token, RequestContext::of(&request).now).await? else {
        return gone(&request);
    };
    let texts = Texts::choose([asked.language.as_str()]);
    if asked.confirmed_at.is_some() {
        return confirmed(&request, &asked.language);
    }
    let content = paragraph(&texts.get("confirm_text").replace("{importer}", &asked.organization_name))
        + &button(texts.get("confirm_button"));
    answer(&request, Some(&asked.language), StatusCode::OK, texts.get("confirm"), &content)
}

/// `POST /subscription/{token}`
async fn confirm(
    request: HttpRequest,
    subscriptions: web::Data<Subscriptions>,
    token: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let now = RequestContext::of(&request).now;
    subscriptions.confirm(&token, now).await?;
    match subscriptions.find(&token, now).await? {
        Some(asked) if asked.confirmed_at.is_some() => confirmed(&request, &asked.language),
        _ => gone(&request),
    }
}

fn confirmed(request: &HttpRequest, language: &str) -> Result<HttpResponse, ApiError> {
    let texts = Texts::choose([language]);
    let content = paragraph(texts.get("confirmed_text"));
    answer(request, Some(language), StatusCode::OK, texts.get("confirmed"), &content)
}

fn gone(request: &HttpRequest) -> Result<HttpResponse, ApiError> {
    let texts = Texts::choose(pages::wanted(request));
    answer(request, None, StatusCode::NOT_FOUND, texts.get("gone"), &paragraph(texts.get("gone_text")))
}

/// `GET /subscription/{token}/end`: asks for the press that ends it.
async fn ending(
    request: HttpRequest,
    subscriptions: web::Data<Subscriptions>,
    token: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let Some(asked) = subscriptions.find(&token, RequestContext::of(&request).now).await? else {
        return ended(&request, None);
    };
    let texts = Texts::choose([asked.language.as_str()]);
    let content = paragraph(&texts.get("end_text").replace("{importer}", &asked.organization_name))
        + &button(texts.get("end_button"));
    answer(&request, Some(&asked.language), StatusCode::OK, texts.get("end"), &content)
}

/// `POST /subscription/{token}/end`: by the press, or by the mail program itself (RFC 8058). Whoever the token was of, it is of
/// nobody now.
async fn end(
    request: HttpRequest,
    subscriptions: web::Data<Subscriptions>,
    token: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let found = subscriptions.find(&token, RequestContext::of(&request).now).await?;
    subscriptions.unsubscribe(&token).await?;
    ended(&request, found.as_ref().map(|asked| asked.language.as_str()))
}

fn ended(request: &HttpRequest, language: Option<&str>) -> Result<HttpResponse, ApiError> {
    let texts = Texts::choose(language.into_iter().chain(pages::wanted(request)));
    answer(request, language, StatusCode::OK, texts.get("ended"), &paragraph(texts.get("ended_text")))
}

/// The form, with what is wrong above it.
fn asking(request: &HttpRequest, status: StatusCode, what: &str) -> Result<HttpResponse, ApiError> {
    let texts = Texts::choose(pages::wanted(request));
    let text = texts.get(if what == "ask" { "ask_text" } else { "invalid_text" });
    // It is posted to where it is: in one document for all links, no slug is written.
    let content = [
        paragraph(text),
        format!(
            "<form method=\"post\"><label for=\"email\">{}</label>\
             <input id=\"email\" name=\"email\" type=\"email\" required maxlength=\"254\" autocomplete=\"email\" autofocus>\
             <button class=\"unavailable__button\">{}</button></form>",
            escape_html(texts.get("address")),
            escape_html(texts.get("ask_button"))
        ),
        paragraph(texts.get("privacy")),
    ];
    answer(request, None, status, texts.get(what), &content.concat())
}

fn paragraph(text: &str) -> String {
    format!("<p class=\"unavailable__text\">{}</p>", escape_html(text))
}

fn button(text: &str) -> String {
    format!("<form method=\"post\"><button class=\"unavailable__button\">{}</button></form>", escape_html(text))
}

fn answer(
    request: &HttpRequest,
    language: Option<&str>,
    status: StatusCode,
    title: &str,
    content: &str,
) -> Result<HttpResponse, ApiError> {
    let mut response = pages::subscription(request, language, status, escape_html(title), content.to_owned())?;
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-language"));
    response.extensions_mut().insert(OwnBody);
    Ok(response)
}
