//! A tracking link as it is stored: its columns, and how they are read.

use shared::ids::{MemberId, PhotoId, TrackingLinkId, VehicleId};
use shared::link::{RetiredUrlOpens, RevokeReason, Sent, SentChannel, Views};
use shared::link_options::LinkOptions;
use shared::member::MemberRef;
use shared::time::Timestamp;

use crate::error::Error;
use crate::link_options::OptionColumns;
use crate::{instant, optional_instant, stored};

/// A tracking link as it is stored; its state is derived by `domain::link`.
#[derive(Debug, Clone)]
pub struct StoredLink {
    /// Id of the link.
    pub id: TrackingLinkId,
    /// The vehicle that it shows.
    pub vehicle_id: VehicleId,
    /// What the page shows.
    pub options: LinkOptions,
    /// The picked photos that the gallery has, in their order.
    pub photo_ids: Vec<PhotoId>,
    /// How many picked photos were deleted from the gallery.
    pub deleted_photo_count: i64,
    /// When the URL stops working.
    pub expires_at: Option<Timestamp>,
    /// Whether the vehicle went to another customer since the URL was made.
    pub customer_changed: bool,
    /// That staff sent the URL.
    pub sent: Option<Sent>,
    /// How often the page was opened.
    pub views: Views,
    /// How many customers follow it by mail.
    pub subscriber_count: i64,
    /// How often old URLs were opened.
    pub retired_url_opens: RetiredUrlOpens,
    /// When it was created.
    pub created_at: Timestamp,
    /// Who created it.
    pub created_by: MemberRef,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When, by whom and why it was revoked.
    pub revocation: Option<Revocation>,
    /// Counts the changes.
    pub version: i64,
    /// The slug, sealed; none once revoked.
    pub sealed_slug: Option<String>,
}

/// The end of a link.
#[derive(Debug, Clone)]
pub struct Revocation {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<MemberRef>,
    /// Why.
    pub reason: RevokeReason,
}

/// The columns of link `l`; [`link_joins!`] says where they come from.
macro_rules! link_columns {
    () => {
        concat!(
            $crate::retired_url_opens::retired_opens_of_link!("CAST(COALESCE(SUM(q.knock_count), 0) AS BIGINT)"),
            " AS knock_count, ",
            $crate::retired_url_opens::retired_opens_of_link!("MAX(q.last_knock_at)"),
            " AS last_knock_at, ",
            "l.id, l.vehicle_id, ",
            $crate::link_options::option_columns!("l."),
            ", l.expires_at, l.customer_changed, l.view_count, l.first_viewed_at, l.last_viewed_at, l.created_at, \
             l.created_by, c.name AS created_by_name, l.updated_at, l.revoked_at, l.revoked_by, \
             r.name AS revoked_by_name, l.revoke_reason, l.version, s.sealed_slug, \
             s.sent_at, s.sent_by, m.name AS sent_by_name, s.sent_channel, \
             (SELECT string_agg(t.photo_id, ',' ORDER BY t.position) FROM tracking_link_photos t \
              JOIN photos p ON p.id = t.photo_id \
              WHERE t.tracking_link_id = l.id AND p.deleted_at IS NULL) AS photo_ids, \
             (SELECT CAST(COUNT(*) AS BIGINT) FROM tracking_link_photos t JOIN photos p ON p.id = t.photo_id \
              WHERE t.tracking_link_id = l.id AND p.deleted_at IS NOT NULL) AS deleted_photo_count, \
             (SELECT CAST(COUNT(*) AS BIGINT) FROM subscribers f \
              WHERE f.tracking_link_id = l.id AND f.confirmed_at IS NOT NULL) AS subscriber_count "
        )
    };
}

/// Link `l` with who created it, who revoked it, its slug and who sent that.
macro_rules! link_joins {
    () => {
        "FROM tracking_links l JOIN members c ON c.id = l.created_by LEFT JOIN members r ON r.id = l.revoked_by \
         LEFT JOIN tracking_link_slugs s ON s.tracking_link_id = l.id AND s.retired_at IS NULL \
         LEFT JOIN members m ON m.id = s.sent_by "
    };
}

pub(super) use {link_columns, link_joins};

#[derive(Debug, sqlx_macros::FromRow)]
pub(super) struct LinkRow {
    id: String,
    vehicle_id: String,
    #[sqlx(flatten)]
    options: OptionColumns,
    expires_at: Option<i64>,
    customer_changed: bool,
    view_count: i64,
    first_viewed_at: Option<i64>,
    last_viewed_at: Option<i64>,
    knock_count: i64,
    last_knock_at: Option<i64>,
    created_at: i64,
    created_by: String,
    created_by_name: String,
    updated_at: i64,
    revoked_at: Option<i64>,
    revoked_by: Option<String>,
    revoked_by_name: Option<String>,
    revoke_reason: Option<String>,
    version: i64,
    sealed_slug: Option<String>,
    sent_at: Option<i64>,
    sent_by: Option<String>,
    sent_by_name: Option<String>,
    sent_channel: Option<String>,
    photo_ids: Option<String>,
    deleted_photo_count: i64,
    subscriber_count: i64,
}

impl LinkRow {
    pub(super) fn read(self) -> Result<StoredLink, Error> {
        let member =
            |id: String, name: String| stored(MemberId::try_from(id), "member id").map(|id| MemberRef { id, name });
        let revoked_by = self.revoked_by.zip(self.revoked_by_name).map(|(id, name)| member(id, name)).transpose()?;
        let revocation = match (self.revoked_at, self.revoke_reason) {
            (Some(at), Some(reason)) => Some(Revocation {
                at: instant(at)?,
                by: revoked_by,
                reason: stored(RevokeReason::parse(&reason), "revoke reason")?,
            }),
            _ => None,
        };
        let sent_by = self.sent_by.zip(self.sent_by_name).map(|(id, name)| member(id, name)).transpose()?;
        let sent = match (self.sent_at, sent_by, self.sent_channel) {
            (Some(at), Some(by), Some(channel)) => {
                Some(Sent { at: instant(at)?, by, channel: stored(SentChannel::parse(&channel), "channel")? })
            }
            _ => None,
        };
        Ok(StoredLink {
            id: stored(TrackingLinkId::try_from(self.id), "tracking link id")?,
            vehicle_id: stored(VehicleId::try_from(self.vehicle_id), "vehicle id")?,
            options: self.options.0,
            photo_ids: self
                .photo_ids
                .as_deref()
                .unwrap_or_default()
                .split_terminator(',')
                .map(|id| stored(id.parse(), "photo id"))
                .collect::<Result<_, _>>()?,
            deleted_photo_count: self.deleted_photo_count,
            expires_at: optional_instant(self.expires_at)?,
            customer_changed: self.customer_changed,
            sent,
            views: Views {
                count: self.view_count,
                first_at: optional_instant(self.first_viewed_at)?,
                last_at: optional_instant(self.last_viewed_at)?,
            },
            retired_url_opens: RetiredUrlOpens {
                count: self.knock_count,
                last_at: optional_instant(self.last_knock_at)?,
            },
            subscriber_count: self.subscriber_count,
            created_at: instant(self.created_at)?,
            created_by: member(self.created_by, self.created_by_name)?,
            updated_at: instant(self.updated_at)?,
            revocation,
            version: self.version,
            sealed_slug: self.sealed_slug,
        })
    }
}

/// Reads the ids of a link and of its vehicle.
pub(super) fn link_and_vehicle((link, vehicle): (String, String)) -> Result<(TrackingLinkId, VehicleId), Error> {
    Ok((
        stored(TrackingLinkId::try_from(link), "tracking link id")?,
        stored(VehicleId::try_from(vehicle), "vehicle id")?,
    ))
}
