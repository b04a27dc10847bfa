//! What a caller is told of a failure, and what the operator.

use shared::problem::Problem;

use super::context::RequestContext;
use crate::error::{ApiError, Current, Failure};

impl RequestContext {
    /// What the caller is told of a failure that is a part of an answer; its cause is logged.
    pub fn problem(&self, error: ApiError) -> Problem {
        problem(error.into_failure(), self)
    }
}

/// What the caller is told of a failure; its cause is logged.
pub(super) fn problem(failure: Failure, context: &RequestContext) -> Problem {
    let Failure { code, detail, errors, allowed_stages, current, allow: _, retry_after_s: _, cause } = failure;
    if let Some(cause) = &cause {
        tracing::error!(request_id = context.request_id, code = code.as_str(), cause, "request failed");
    }
    let mut problem = Problem {
        type_uri: format!("{}/problems/{}", context.site.base_url, code.as_str()),
        title: code.title().to_owned(),
        status: code.status(),
        detail,
        instance: (!context.audience.is_public()).then(|| context.path.clone()),
        code,
        request_id: context.request_id.clone(),
        errors,
        allowed_stages,
        tracking_link: None,
        vehicle: None,
        gallery: None,
        note: None,
        organization: None,
        member: None,
        webhook_endpoint: None,
    };
    match current {
        None => {}
        Some(Current::TrackingLink(link)) => problem.tracking_link = Some(link),
        Some(Current::Vehicle(vehicle)) => problem.vehicle = Some(vehicle),
        Some(Current::PhotoGallery(gallery)) => problem.gallery = Some(gallery),
        Some(Current::Note(note)) => problem.note = Some(note),
        Some(Current::Organization(organization)) => problem.organization = Some(organization),
        Some(Current::Member(member)) => problem.member = Some(member),
        Some(Current::WebhookEndpoint(endpoint)) => problem.webhook_endpoint = Some(endpoint),
    }
    problem
}
