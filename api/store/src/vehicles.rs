//! Vehicles.

mod external_id;
mod lock;

use shared::ids::{OrganizationId, PhotoId, VehicleId};
use shared::link::VehicleLinkState;
use shared::money::Money;
use shared::stage::{ArrivalDetail, Stage};
use shared::time::{CivilDate, Timestamp};
use shared::vehicle::{Customer, Mileage, MileageUnit, Vehicle};

use crate::change::Change;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::search::{NewText, write};
use crate::{Db, instant, on, optional_instant, stored};
use domain::link;
use domain::search::Searchable;
use domain::vehicle::VehicleFields;
pub use external_id::{find_by_external_id, is_external_id_taken};
pub use lock::{LockedVehicle, lock};

/// What is read of a vehicle: rows of [`VehicleRow`]. For `EXISTS`, PostgreSQL would read all revoked links for each list, because
/// it does not foresee that a page needs few of the vehicles.
macro_rules! vehicle_columns {
    () => {
        "v.id, v.external_id, v.year, v.make, v.model, v.trim_level, v.colour, v.mileage_value, v.mileage_unit, v.vin, \
         v.stock_number, v.customer_name, v.customer_email, v.customer_phone, v.customer_language, v.stage, v.arrival_detail, v.eta, \
         v.etd, v.vessel, v.arrived_on, v.agreed_sale_price_minor, v.agreed_sale_price_currency, v.created_at, \
         v.updated_at, v.deleted_at, v.version, h.id AS hero_photo_id, l.id AS link_id, l.expires_at AS link_expires_at, \
         COALESCE(l.customer_changed, FALSE) AS customer_changed, \
         (SELECT r.id FROM tracking_links r WHERE r.vehicle_id = v.id AND r.revoked_at IS NOT NULL LIMIT 1) IS NOT NULL \
         AS had_link "
    };
}
pub(super) use vehicle_columns;

/// What [`vehicle_columns`] are read from, beside the vehicle.
macro_rules! vehicle_joins {
    () => {
        "LEFT JOIN tracking_links l ON l.vehicle_id = v.id AND l.revoked_at IS NULL \
         LEFT JOIN photos h ON h.vehicle_id = v.id AND h.is_hero AND h.deleted_at IS NULL "
    };
}
pub(super) use vehicle_joins;

/// Vehicles, as far as the conditions.
macro_rules! vehicle_select {
    () => {
        concat!("SELECT ", $crate::vehicles::vehicle_columns!(), "FROM vehicles v ", $crate::vehicles::vehicle_joins!())
    };
}
pub(super) use vehicle_select;

/// A vehicle as it is stored.
#[derive(Debug, sqlx_macros::FromRow)]
pub(super) struct VehicleRow {
    id: String,
    external_id: Option<String>,
    year: i64,
    make: String,
    model: String,
    trim_level: Option<String>,
    colour: Option<String>,
    mileage_value: Option<i64>,
    mileage_unit: Option<String>,
    vin: Option<String>,
    stock_number: Option<String>,
    customer_name: Option<String>,
    customer_email: Option<String>,
    customer_phone: Option<String>,
    customer_language: Option<String>,
    stage: String,
    arrival_detail: Option<String>,
    eta: Option<String>,
    etd: Option<String>,
    vessel: Option<String>,
    arrived_on: Option<String>,
    agreed_sale_price_minor: Option<i64>,
    agreed_sale_price_currency: Option<String>,
    created_at: i64,
    updated_at: i64,
    deleted_at: Option<i64>,
    version: i64,
    hero_photo_id: Option<String>,
    link_id: Option<String>,
    link_expires_at: Option<i64>,
    customer_changed: bool,
    had_link: bool,
}

impl VehicleRow {
    /// The vehicle, with what depends on the instant.
    pub(super) fn read(self, now: Timestamp) -> Result<Vehicle, Error> {
        let unit = self.mileage_unit.map(|unit| stored(MileageUnit::parse(&unit), "mileage unit")).transpose()?;
        let link_expires_at = optional_instant(self.link_expires_at)?;
        let tracking_link_state = match (self.link_id, self.had_link) {
            (Some(_), _) => Some(link::state(None, link_expires_at, now)).into(),
            (None, true) => VehicleLinkState::Revoked,
            (None, false) => VehicleLinkState::None,
        };
        Ok(Vehicle {
            id: stored(VehicleId::try_from(self.id), "vehicle id")?,
            external_id: self.external_id,
            year: stored(i32::try_from(self.year), "year")?,
            make: self.make,
            model: self.model,
            trim: self.trim_level,
            colour: self.colour,
            mileage: self.mileage_value.zip(unit).map(|(value, unit)| Mileage { value, unit }),
            vin: self.vin,
            stock_number: self.stock_number,
            customer: Customer {
                name: self.customer_name,
                email: self.customer_email,
                phone: self.customer_phone,
                language: self.customer_language,
            },
            stage: stored(Stage::parse(&self.stage), "stage")?,
            arrival_detail: self
                .arrival_detail
                .map(|detail| stored(ArrivalDetail::parse(&detail), "arrival detail"))
                .transpose()?,
            eta: civil_date(self.eta)?,
            etd: civil_date(self.etd)?,
            vessel: self.vessel,
            arrived_on: civil_date(self.arrived_on)?,
            agreed_sale_price: self
                .agreed_sale_price_minor
                .zip(self.agreed_sale_price_currency)
                .map(|(amount_minor, currency)| Money { amount_minor, currency }),
            hero_photo_id: self.hero_photo_id.map(|id| stored(PhotoId::try_from(id), "photo id")).transpose()?,
            tracking_link_state,
            customer_changed: self.customer_changed,
            created_at: instant(self.created_at)?,
            updated_at: instant(self.updated_at)?,
            deleted_at: optional_instant(self.deleted_at)?,
            version: self.version,
        })
    }
}

/// Reads back a civil date.
pub(crate) fn civil_date(text: Option<String>) -> Result<Option<CivilDate>, Error> {
    text.map(|text| stored(CivilDate::parse(&text), "date")).transpose()
}

const FIND: &str = concat!(vehicle_select!(), "WHERE v.organization_id = $1 AND v.id = $2");

/// Finds a vehicle of an organisation, deleted or not.
pub async fn find(
    db: Db<'_>,
    organization: &OrganizationId,
    id: &VehicleId,
    now: Timestamp,
) -> Result<Option<Vehicle>, Error> {
    on!(db, c => sqlx::query_as::<_, VehicleRow>(FIND)
        .bind(organization.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await?)
    .map(|row| row.read(now))
    .transpose()
}

/// When a change is stamped: now, and never before another change of the organisation. Programs that keep up by
/// `updated_since` ask for what came after the latest stamp they know, so a clock that was set back would hide changes.
macro_rules! stamp {
    ($now:literal) => {
        concat!(
            "(SELECT COALESCE(MAX(s.updated_at), ",
            $now,
            ") FROM vehicles s WHERE s.organization_id = $1 AND s.updated_at > ",
            $now,
            ")"
        )
    };
}

const INSERT: &str = concat!(
    "INSERT INTO vehicles (
        organization_id, id, year, make, model, trim_level, colour, mileage_value, mileage_unit, vin, stock_number,
        customer_name, customer_email, customer_phone, stage, stage_changed_at, arrival_detail, eta, eta_changed_at,
        etd, vessel, arrived_on, agreed_sale_price_minor, agreed_sale_price_currency, created_at, updated_at,
        deleted_at, version, external_id, customer_language, search_version
    ) VALUES (
        $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
        $24, $25, ",
    stamp!("$25"),
    ", NULL, 1, $26, $27, 1)"
);

/// Creates a vehicle. A unique violation means that the stock number is taken.
pub async fn insert(
    mut db: Db<'_>,
    organization: &OrganizationId,
    id: &VehicleId,
    fields: &VehicleFields,
    now: Timestamp,
) -> Result<(), Error> {
    let eta_changed_at = fields.eta.map(|_| now.unix_ms());
    on!(db.again(), c => sqlx::query(INSERT)
        .bind(organization.as_str())
        .bind(id.as_str())
        .bind(i64::from(fields.year))
        .bind(fields.make.as_str())
        .bind(fields.model.as_str())
        .bind(fields.trim.as_deref())
        .bind(fields.colour.as_deref())
        .bind(fields.mileage.as_ref().map(|mileage| mileage.value))
        .bind(fields.mileage.as_ref().map(|mileage| mileage.unit.as_str()))
        .bind(fields.vin.as_deref())
        .bind(fields.stock_number.as_deref())
        .bind(fields.customer.name.as_deref())
        .bind(fields.customer.email.as_deref())
        .bind(fields.customer.phone.as_deref())
        .bind(fields.stage.as_str())
        .bind(now.unix_ms())
        .bind(fields.arrival_detail.map(ArrivalDetail::as_str))
        .bind(fields.eta.map(|date| date.to_string()))
        .bind(eta_changed_at)
        .bind(fields.etd.map(|date| date.to_string()))
        .bind(fields.vessel.as_deref())
        .bind(fields.arrived_on.map(|date| date.to_string()))
        .bind(fields.agreed_sale_price.as_ref().map(|price| price.amount_minor))
        .bind(fields.agreed_sale_price.as_ref().map(|price| price.currency.as_str()))
        .bind(now.unix_ms())
        .bind(fields.external_id.as_deref())
        .bind(fields.customer.language.as_deref())
        .execute(c)
        .await
        .map(drop))?;
    write(db, &[NewText::of(organization, id.as_str(), &Searchable::of(fields))]).await
}

const UPDATE: &str = concat!(
    "UPDATE vehicles SET
        year = $3, make = $4, model = $5, trim_level = $6, colour = $7, mileage_value = $8, mileage_unit = $9,
        vin = $10, stock_number = $11, customer_name = $12, customer_email = $13, customer_phone = $14,
        stage_changed_at = CASE WHEN stage = $15 AND COALESCE(arrival_detail, '') = COALESCE($16, '')
            THEN stage_changed_at ELSE $23 END,
        stage = $15, arrival_detail = $16,
        eta_changed_at = CASE WHEN COALESCE(eta, '') = COALESCE($17, '') AND COALESCE(arrived_on, '') =
            COALESCE($20, '') THEN eta_changed_at ELSE $23 END,
        eta = $17, etd = $18, vessel = $19, arrived_on = $20, agreed_sale_price_minor = $21,
        agreed_sale_price_currency = $22, external_id = $24, customer_language = $25, updated_at = ",
    stamp!("$23"),
    ", search_version = version + 1, version = version + 1
     WHERE organization_id = $1 AND id = $2 AND deleted_at IS NULL"
);

/// Changes a vehicle that is not deleted. A unique violation means that the stock number is taken.
pub async fn update(
    mut db: Db<'_>,
    vehicle: &LockedVehicle,
    fields: &Change<VehicleFields>,
    now: Timestamp,
) -> Result<(), Error> {
    on!(db.again(), c => sqlx::query(UPDATE)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(i64::from(fields.year))
        .bind(fields.make.as_str())
        .bind(fields.model.as_str())
        .bind(fields.trim.as_deref())
        .bind(fields.colour.as_deref())
        .bind(fields.mileage.as_ref().map(|mileage| mileage.value))
        .bind(fields.mileage.as_ref().map(|mileage| mileage.unit.as_str()))
        .bind(fields.vin.as_deref())
        .bind(fields.stock_number.as_deref())
        .bind(fields.customer.name.as_deref())
        .bind(fields.customer.email.as_deref())
        .bind(fields.customer.phone.as_deref())
        .bind(fields.stage.as_str())
        .bind(fields.arrival_detail.map(ArrivalDetail::as_str))
        .bind(fields.eta.map(|date| date.to_string()))
        .bind(fields.etd.map(|date| date.to_string()))
        .bind(fields.vessel.as_deref())
        .bind(fields.arrived_on.map(|date| date.to_string()))
        .bind(fields.agreed_sale_price.as_ref().map(|price| price.amount_minor))
        .bind(fields.agreed_sale_price.as_ref().map(|price| price.currency.as_str()))
        .bind(now.unix_ms())
        .bind(fields.external_id.as_deref())
        .bind(fields.customer.language.as_deref())
        .execute(c)
        .await
        .map(drop))?;
    let text = NewText::of(vehicle.organization_id(), vehicle.id.as_str(), &Searchable::of(fields));
    write(db, &[text]).await
}

const SET_DELETED: &str = concat!(
    "UPDATE vehicles SET deleted_at = $3, updated_at = ",
    stamp!("$4"),
    ", search_version = CASE WHEN search_version = version THEN version + 1 ELSE search_version END, version = version + 1
     WHERE organization_id = $1 AND id = $2"
);

/// Deletes a vehicle softly, or undoes it (`None`). Restoring may be a unique violation of the stock number.
pub async fn set_deleted(
    db: Db<'_>,
    vehicle: &LockedVehicle,
    deleted_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Error> {
    on!(db, c => sqlx::query(SET_DELETED)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(deleted_at.map(Timestamp::unix_ms))
        .bind(now.unix_ms())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
