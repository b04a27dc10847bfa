//! What clients read, change and send back.

use crate::link::TrackingLink;
use crate::member::Member;
use crate::note::Note;
use crate::organization::Organization;
use crate::photo::Photo;
use crate::vehicle::Vehicle;
use crate::webhook::WebhookEndpoint;

/// Something with operations to read and to change it. A change may contain all that reading shows.
pub trait Resource {
    /// Members that are set in another way than by changing the resource. Who sends another value wants something that would
    /// not happen, so it is refused. Other members that cannot be changed have no effect, for they may be out of date.
    const SET_OTHERWISE: &'static [&'static str];
}

macro_rules! resources {
    ($($resource:ty: $members:expr;)+) => {
        $(impl Resource for $resource { const SET_OTHERWISE: &'static [&'static str] = &$members; })+
    };
}

resources! {
    Vehicle: ["id", "stage", "arrival_detail", "arrived_on", "hero_photo_id", "deleted_at"];
    TrackingLink: ["id", "vehicle_id", "url", "revoked_at", "revoke_reason"];
    Note: ["id"];
    Photo: ["id", "position"];
    Organization: ["id", "logo_url", "subscription", "links_suspended_at"];
    Member: ["id", "name", "email", "joined", "disabled_at"];
    WebhookEndpoint: ["id", "disabled_at", "disabled_reason"];
}
