//! Organisations and their subscriptions.

use shared::ids::OrganizationId;
use shared::link_options::LinkOptions;
use shared::organization::{Organization, Subscription, SubscriptionStatus};
use shared::paths::ApiPath;
use shared::time::Timestamp;

use crate::change::Change;
use crate::error::Error;
use crate::link_options::{OptionColumns, bind_options, option_columns, option_parameters};
use crate::{Db, Tx, on, one_row, optional_instant, stored};
use domain::lockdown::Billing;

/// The columns of an organisation with its subscription; `o` and `s` are their aliases.
macro_rules! organization_columns {
    () => {
        concat!(
            "o.id AS organization_id, o.name AS organization_name, o.country, o.locale, o.time_zone, o.contact_email, \
             o.contact_phone, o.currency, o.allowed_origins, ",
            $crate::link_options::option_columns!("o.default_" as option),
            ", o.logo_key, o.version AS organization_version, s.status AS subscription_status, s.grace_ends_at, \
             s.access_until, s.links_suspended_at"
        )
    };
}
pub(crate) use organization_columns;

/// An organisation as it is stored.
#[derive(Debug, sqlx_macros::FromRow)]
pub(crate) struct OrganizationRow {
    organization_id: String,
    organization_name: String,
    country: String,
    locale: Option<String>,
    time_zone: String,
    contact_email: Option<String>,
    contact_phone: Option<String>,
    currency: String,
    allowed_origins: String,
    #[sqlx(flatten)]
    link_defaults: OptionColumns,
    logo_key: Option<String>,
    organization_version: i64,
    subscription_status: String,
    grace_ends_at: Option<i64>,
    access_until: Option<i64>,
    links_suspended_at: Option<i64>,
}

/// An organisation with what staff do not see of it: whether its locale was chosen.
#[derive(Debug, Clone)]
pub struct StoredOrganization {
    /// The organisation as staff see it.
    pub organization: Organization,
    /// The locale that was chosen; none follows the country.
    pub chosen_locale: Option<String>,
}

impl OrganizationRow {
    pub(crate) fn read(self, now: Timestamp) -> Result<StoredOrganization, Error> {
        let billing = Billing {
            status: stored(SubscriptionStatus::parse(&self.subscription_status), "subscription status")?,
            grace_ends_at: optional_instant(self.grace_ends_at)?,
            access_until: optional_instant(self.access_until)?,
        };
        let Billing { status, grace_ends_at, access_until } = billing;
        let locale = locale_for(self.locale.as_deref(), &self.country);
        Ok(StoredOrganization {
            organization: Organization {
                id: stored(OrganizationId::try_from(self.organization_id), "organisation id")?,
                name: self.organization_name,
                logo_url: self.logo_key.as_deref().map(staff_logo_url),
                country: self.country,
                locale,
                time_zone: self.time_zone,
                contact_email: self.contact_email,
                contact_phone: self.contact_phone,
                currency: self.currency,
                link_defaults: self.link_defaults.0,
                allowed_origins: self.allowed_origins.split_ascii_whitespace().map(str::to_owned).collect(),
                subscription: Subscription { status, grace_ends_at, access_until, locked: billing.is_locked(now) },
                links_suspended_at: optional_instant(self.links_suspended_at)?,
                version: self.organization_version,
                logo_warnings: Vec::new(),
            },
            chosen_locale: self.locale,
        })
    }
}

/// Where staff find the logo. The part behind `=` changes with it and says nothing, so that no old picture is shown.
fn staff_logo_url(logo_key: &str) -> String {
    format!("{}?revision={}", ApiPath::Logo, logo_key.get(..8).unwrap_or_default())
}

/// The chosen locale, else the one of the country.
pub(crate) fn locale_for(chosen: Option<&str>, country: &str) -> String {
    chosen.or_else(|| shared::locale::country(country).map(|country| country.locale)).unwrap_or("en").to_owned()
}

/// What staff can set on an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationFields {
    /// Name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// BCP 47 tag that was chosen.
    pub locale: Option<String>,
    /// IANA time zone.
    pub time_zone: String,
    /// Email address for customers.
    pub contact_email: Option<String>,
    /// Phone number for customers.
    pub contact_phone: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// Defaults of new links.
    pub link_defaults: LinkOptions,
    /// The origins of websites whose scripts may read.
    pub allowed_origins: Vec<String>,
}

impl From<StoredOrganization> for OrganizationFields {
    fn from(stored: StoredOrganization) -> Self {
        let organization = stored.organization;
        Self {
            name: organization.name,
            country: organization.country,
            locale: stored.chosen_locale,
            time_zone: organization.time_zone,
            contact_email: organization.contact_email,
            contact_phone: organization.contact_phone,
            currency: organization.currency,
            link_defaults: organization.link_defaults,
            allowed_origins: organization.allowed_origins,
        }
    }
}

const INSERT: &str = concat!(
    "INSERT INTO organizations (
        id, name, country, locale, time_zone, contact_email, contact_phone, currency, created_at, updated_at,
        allowed_origins, version, ",
    option_columns!("default_"),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, 1, ",
    option_parameters!(after 1 2 3 4 5 6 7 8 9 10),
    ")"
);

const INSERT_SUBSCRIPTION: &str = "
    INSERT INTO subscriptions (organization_id, status, grace_ends_at, access_until, updated_at)
    VALUES ($1, 'active', NULL, NULL, $2)";

/// Creates an organisation with an active subscription.
pub async fn insert(
    tx: &mut Tx,
    id: &OrganizationId,
    fields: &OrganizationFields,
    now: Timestamp,
) -> Result<(), Error> {
    write(tx.db(), INSERT, id, fields, now).await?;
    let rows = on!(tx.db(), c => sqlx::query(INSERT_SUBSCRIPTION)
        .bind(id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const FIND: &str = concat!(
    "SELECT ",
    organization_columns!(),
    " FROM organizations o JOIN subscriptions s ON s.organization_id = o.id WHERE o.id = $1"
);

/// Finds an organisation.
pub async fn find(db: Db<'_>, id: &OrganizationId, now: Timestamp) -> Result<Option<StoredOrganization>, Error> {
    on!(db, c => sqlx::query_as::<_, OrganizationRow>(FIND).bind(id.as_str()).fetch_optional(c).await?)
        .map(|row| row.read(now))
        .transpose()
}

const LOCK: &str = "UPDATE organizations SET version = version WHERE id = $1";

/// Makes other writers of this organisation's settings wait until the transaction ends.
pub async fn lock(db: Db<'_>, id: &OrganizationId) -> Result<bool, Error> {
    Ok(on!(db, c => sqlx::query(LOCK).bind(id.as_str()).execute(c).await?.rows_affected()) == 1)
}

const UPDATE: &str = concat!(
    "UPDATE organizations SET
        name = $2, country = $3, locale = $4, time_zone = $5, contact_email = $6, contact_phone = $7, currency = $8,
        updated_at = $9, allowed_origins = $10, version = version + 1, (",
    option_columns!("default_"),
    ") = (",
    option_parameters!(after 1 2 3 4 5 6 7 8 9 10),
    ") WHERE id = $1"
);

/// Changes the settings.
pub async fn update(
    db: Db<'_>,
    id: &OrganizationId,
    fields: &Change<OrganizationFields>,
    now: Timestamp,
) -> Result<(), Error> {
    write(db, UPDATE, id, fields, now).await
}

/// Writes one organisation: [`INSERT`] and [`UPDATE`] number their parameters alike.
async fn write(
    db: Db<'_>,
    sql: &'static str,
    id: &OrganizationId,
    fields: &OrganizationFields,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => {
        let query = sqlx::query(sql)
            .bind(id.as_str())
            .bind(fields.name.as_str())
            .bind(fields.country.as_str())
            .bind(fields.locale.as_deref())
            .bind(fields.time_zone.as_str())
            .bind(fields.contact_email.as_deref())
            .bind(fields.contact_phone.as_deref())
            .bind(fields.currency.as_str())
            .bind(now.unix_ms())
            .bind(fields.allowed_origins.join(" "));
        bind_options!(query, fields.link_defaults).execute(c).await?.rows_affected()
    });
    one_row(rows)
}

const SET_SUBSCRIPTION: &str = "
    UPDATE subscriptions SET status = $2, grace_ends_at = $3, access_until = $4, updated_at = $5
    WHERE organization_id = $1";

/// Sets what the billing system said.
pub async fn set_subscription(
    db: Db<'_>,
    id: &OrganizationId,
    billing: &Change<Billing>,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(SET_SUBSCRIPTION)
        .bind(id.as_str())
        .bind(billing.status.as_str())
        .bind(billing.grace_ends_at.map(Timestamp::unix_ms))
        .bind(billing.access_until.map(Timestamp::unix_ms))
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}
