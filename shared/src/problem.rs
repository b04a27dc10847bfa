//! Errors on the wire: RFC 9457 problem details and the closed list of their codes.

use serde::{Deserialize, Serialize};

use crate::link::TrackingLink;
use crate::member::Member;
use crate::note::Note;
use crate::organization::Organization;
use crate::photo::PhotoGallery;
use crate::stage::Stage;
use crate::vehicle::Vehicle;
use crate::webhook::WebhookEndpoint;
use crate::wire::wire_enum;

macro_rules! problem_codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:tt, $status:literal, $title:literal);+ $(;)?) => {
        wire_enum! {
            /// What went wrong, for programs: the `code` of a problem. Clients switch on it.
            #[derive(Hash)]
            ProblemCode {
                $( $(#[doc = $doc])+ $name = $code, )+
            }
        }

        impl ProblemCode {
            /// The HTTP status that goes with the code.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),+ }
            }

            /// The problem in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }

            /// What it means and what to do, in plain English.
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+)),+ }
            }
        }
    };
}

problem_codes! {
    /// The body is not well-formed JSON. Send a complete JSON object.
    MalformedJson = "malformed_json", 400, "Malformed JSON";
    /// The request cannot be understood. Check its headers and path.
    BadRequest = "bad_request", 400, "Bad request";
    /// The request needs a credential. Sign in, then send the access token as `Authorization: Bearer <token>`.
    AuthenticationRequired = "authentication_required", 401, "Authentication required";
    /// The email address or the password is wrong.
    InvalidCredentials = "invalid_credentials", 401, "Wrong email address or password";
    /// The subscription is inactive: everything can be read, and access can be taken away, but nothing
    /// else can be changed until billing is repaired.
    SubscriptionInactive = "subscription_inactive", 402, "Subscription inactive";
    /// The credential does not permit this operation. The detail names the role or the scope that does.
    PermissionDenied = "permission_denied", 403, "Permission denied";
    /// A request that changes something with the session cookie must come from the web app itself.
    CrossSiteRequest = "cross_site_request", 403, "Cross-site request refused";
    /// There is nothing here, or it is not yours.
    NotFound = "not_found", 404, "Not found";
    /// The vehicle has never had a tracking link. Create one.
    TrackingLinkNotFound = "tracking_link_not_found", 404, "No tracking link";
    /// The tracking link does not exist or does not work. Ask the importer for a new one.
    LinkNotAvailable = "link_not_available", 404, "Link not available";
    /// The one-time link was used, has expired or was replaced. Ask an admin for a new one.
    InvitationNotValid = "invitation_not_valid", 404, "Invitation not valid";
    /// The path exists, but not with this method. The `Allow` header lists the methods.
    MethodNotAllowed = "method_not_allowed", 405, "Method not allowed";
    /// The vehicle already has an unrevoked tracking link, which is in `tracking_link`. Use it, or regenerate it.
    TrackingLinkExists = "tracking_link_exists", 409, "Tracking link exists";
    /// The vehicle has no unrevoked tracking link. Create one.
    NoActiveLink = "no_active_link", 409, "No active link";
    /// The vehicle cannot move from its stage to that one. `allowed_stages` lists those that it can move to.
    StageMoveNotAllowed = "stage_move_not_allowed", 409, "Stage move not allowed";
    /// The move cannot be undone. That is possible for a minute, for whoever moved the vehicle, while nothing else about it has
    /// changed. Move it from where it is, if there is a way.
    StageMoveNotUndoable = "stage_move_not_undoable", 409, "Stage move cannot be undone";
    /// The vehicle is deleted. An admin can restore it.
    VehicleDeleted = "vehicle_deleted", 409, "Vehicle deleted";
    /// Another of your vehicles has this stock number.
    StockNumberTaken = "stock_number_taken", 409, "Stock number taken";
    /// Another of your vehicles has this `external_id`.
    ExternalIdTaken = "external_id_taken", 409, "External ID taken";
    /// What the proposal is based on has changed since, so nothing was changed. Look at it as it is now, and propose again.
    ProposalStale = "proposal_stale", 409, "Proposal stale";
    /// Somebody decided on the proposal already, or it has expired. The detail says which.
    ProposalNotWaiting = "proposal_not_waiting", 409, "Proposal not waiting";
    /// The webhook endpoint is switched off and gets nothing. Enable it first.
    WebhookEndpointDisabled = "webhook_endpoint_disabled", 409, "Webhook endpoint disabled";
    /// The limit on photos is reached, for this vehicle or in total. Delete some, or ask the operator for more.
    PhotoQuotaExceeded = "photo_quota_exceeded", 409, "No room for more photos";
    /// A member with this email address already exists.
    EmailTaken = "email_taken", 409, "Email address taken";
    /// At least one admin must be able to sign in. Make somebody else an admin first.
    LastAdmin = "last_admin", 409, "Last admin";
    /// Somebody changed it since you read it. The answer contains the current version: reload, then try again.
    PreconditionFailed = "precondition_failed", 412, "Changed in the meantime";
    /// The body is larger than this operation accepts.
    PayloadTooLarge = "payload_too_large", 413, "Payload too large";
    /// The URL of the request is longer than 8 KiB. Shorten the query.
    UriTooLong = "uri_too_long", 414, "URL too long";
    /// The operation takes another media type. Send `Content-Type: application/json`.
    UnsupportedMediaType = "unsupported_media_type", 415, "Unsupported media type";
    /// The file is not a JPEG, PNG, WebP or HEIC picture. The detail says what it is and what to do.
    UnsupportedImage = "unsupported_image", 415, "Unsupported picture";
    /// The operation overwrites what you have seen: send its entity tag as `If-Match`.
    PreconditionRequired = "precondition_required", 428, "Precondition required";
    /// The request is well-formed, but some of it is not valid. `errors` says what and where.
    ValidationFailed = "validation_failed", 422, "Validation failed";
    /// The picture is damaged or incomplete. The detail says what to do.
    UnreadableImage = "unreadable_image", 422, "Unreadable picture";
    /// The picture has more than 64 megapixels or is longer than 16,384 pixels on a side. Make it smaller.
    ImageTooLarge = "image_too_large", 422, "Picture too large";
    /// The `Idempotency-Key` was used for another request. Use a new key for a new request.
    IdempotencyKeyReused = "idempotency_key_reused", 422, "Idempotency key reused";
    /// The expiry must be in the future. To end access now, revoke the link.
    ExpiresAtInPast = "expires_at_in_past", 422, "Expiry in the past";
    /// The link has expired: give a future `expires_at`, or null for never, so that the new URL works.
    ExpiresAtRequired = "expires_at_required", 422, "New expiry required";
    /// There were too many requests in a short time. Wait as long as `Retry-After` says, then continue.
    TooManyRequests = "too_many_requests", 429, "Too many requests";
    /// Something went wrong on our side and was recorded. Try again. If it keeps happening, tell us the request ID.
    InternalError = "internal_error", 500, "Internal error";
    /// The server cannot answer right now. Try again in a moment.
    ServiceUnavailable = "service_unavailable", 503, "Service unavailable";
    /// The server has no space left to store this, and nothing was changed. Tell its operator. Reading still works.
    InsufficientStorage = "insufficient_storage", 507, "No space left";
}

/// A problem (RFC 9457), `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI that leads to a page that explains the problem.
    #[serde(rename = "type")]
    pub type_uri: String,
    /// The problem in a few words; the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time and what to do.
    pub detail: String,
    /// The path of the request; absent on public routes, whose paths are secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub instance: Option<String>,
    /// What went wrong, for programs.
    pub code: ProblemCode,
    /// Id of the request, as in the header `X-Request-Id`: name it when you ask for help.
    pub request_id: String,
    /// With 422: what is not valid, and where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// With `stage_move_not_allowed`: where the vehicle can go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub allowed_stages: Option<Vec<Stage>>,
    /// The existing or current tracking link, with 409 `tracking_link_exists` and 412.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub tracking_link: Option<Box<TrackingLink>>,
    /// The current vehicle, with 412.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub vehicle: Option<Box<Vehicle>>,
    /// The current gallery, with 412.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub gallery: Option<Box<PhotoGallery>>,
    /// The current note, with 412.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub note: Option<Box<Note>>,
    /// The current organisation, with 412.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub organization: Option<Box<Organization>>,
    /// The current member, with 412.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub member: Option<Box<Member>>,
    /// The current webhook endpoint, with 412.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub webhook_endpoint: Option<Box<WebhookEndpoint>>,
}

/// One thing that is not valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// JSON Pointer (RFC 6901) to the member of the body; `?name` for a query parameter.
    #[cfg_attr(feature = "openapi", schema(example = "/expires_at"))]
    pub pointer: String,
    /// What is wrong, for programs.
    pub code: FieldErrorCode,
    /// What is wrong, for people; reads on from the field's name ("must be ...").
    pub detail: String,
}

wire_enum! {
    /// What can be wrong with a field.
    FieldErrorCode {
        /// It is missing or empty.
        Required = "required",
        /// It does not belong here.
        NotAllowed = "not_allowed",
        /// It has the wrong type or form.
        Invalid = "invalid",
        /// It is longer than allowed.
        TooLong = "too_long",
        /// It is shorter than allowed.
        TooShort = "too_short",
        /// It is outside its range.
        OutOfRange = "out_of_range",
        /// It names something that does not exist.
        Unknown = "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_lower_snake_and_unique() {
        for code in ProblemCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
        let mut codes: Vec<_> = ProblemCode::ALL.iter().map(|code| code.as_str()).collect();
        assert!(codes.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ProblemCode::ALL.len());
    }

    #[test]
    fn every_status_is_an_error() {
        assert!(ProblemCode::ALL.iter().all(|code| (400..600).contains(&code.status())));
    }
}
