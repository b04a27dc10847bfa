//! How the members of a change are set: checked, brought into form, merged with what is there.

use shared::language::{PAGE_LANGUAGES, page_language};
use shared::money::{Money, MoneyUpdate};
use shared::patch::Patch;
use shared::problem::{FieldError, FieldErrorCode};
use shared::vehicle::{Customer, CustomerUpdate, Mileage, MileageUpdate};

use crate::chassis_number::chassis_number;
use crate::text::Checks;

pub(super) fn set_line(
    checks: &mut Checks,
    pointer: &str,
    patch: Patch<String>,
    max: usize,
    stored: &mut Option<String>,
) {
    match patch {
        Patch::Value(text) => *stored = Some(checks.line(pointer, &text, max)),
        other => other.apply_to(stored),
    }
}

/// An id from another system is kept as it is, and goes into paths: visible ASCII characters only.
pub(super) fn set_external_id(checks: &mut Checks, patch: Patch<String>, stored: &mut Option<String>) {
    if let Patch::Value(id) = &patch {
        if id.is_empty() {
            checks.fail("/external_id", FieldErrorCode::Required, "must not be empty");
        } else if id.len() > EXTERNAL_ID_MAX {
            checks.fail("/external_id", FieldErrorCode::TooLong, "must have at most 100 characters");
        } else if !is_external_id(id) {
            checks.fail("/external_id", FieldErrorCode::Invalid, "must consist of visible ASCII characters");
        }
    }
    patch.apply_to(stored);
}

/// What a change calls the vehicle in another system: it has to, where there is no other name.
pub fn named(external_id: &Patch<String>) -> Result<&str, Vec<FieldError>> {
    let mut checks = Checks::default();
    let named = external_id.value().map_or("", String::as_str);
    set_external_id(&mut checks, Patch::Value(named.to_owned()), &mut None);
    checks.finish().map(|()| named)
}

/// The longest id of another system.
const EXTERNAL_ID_MAX: usize = 100;

/// Whether a vehicle could have this `external_id`.
pub fn is_external_id(text: &str) -> bool {
    (1..=EXTERNAL_ID_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A part of a value that has to be whole in the end: as given, else as it was.
fn part<T>(checks: &mut Checks, pointer: &str, given: Option<T>, stored: Option<T>) -> Option<T> {
    let part = given.or(stored);
    if part.is_none() {
        checks.fail(pointer, FieldErrorCode::Required, "is required, because there is none yet");
    }
    part
}

pub(super) fn set_mileage(checks: &mut Checks, patch: Patch<MileageUpdate>, stored: &mut Option<Mileage>) {
    let MileageUpdate { value, unit } = match patch {
        Patch::Absent => return,
        Patch::Null => return *stored = None,
        Patch::Value(update) => update,
    };
    if let Some(value) = value {
        checks.range("/mileage/value", value, 0..=10_000_000);
    }
    let (old_value, old_unit) = stored.as_ref().map(|mileage| (mileage.value, mileage.unit)).unzip();
    let (value, unit) =
        (part(checks, "/mileage/value", value, old_value), part(checks, "/mileage/unit", unit, old_unit));
    *stored = value.zip(unit).map(|(value, unit)| Mileage { value, unit });
}

pub(super) fn set_price(checks: &mut Checks, patch: Patch<MoneyUpdate>, stored: &mut Option<Money>) {
    let MoneyUpdate { amount_minor, currency } = match patch {
        Patch::Absent => return,
        Patch::Null => return *stored = None,
        Patch::Value(update) => update,
    };
    if let Some(amount) = amount_minor {
        checks.range("/agreed_sale_price/amount_minor", amount, 0..=1_000_000_000_000_000);
    }
    let currency = currency.map(|code| checks.currency("/agreed_sale_price/currency", code));
    let (old_amount, old_currency) = stored.take().map(|price| (price.amount_minor, price.currency)).unzip();
    let amount = part(checks, "/agreed_sale_price/amount_minor", amount_minor, old_amount);
    let currency = part(checks, "/agreed_sale_price/currency", currency, old_currency);
    *stored = amount.zip(currency).map(|(amount_minor, currency)| Money { amount_minor, currency });
}

/// Chassis numbers of vehicles not built for ISO 3779 markets have other lengths and hyphens, so only the letters are
/// checked. What is pasted is brought into form before.
pub(super) fn set_vin(checks: &mut Checks, patch: Patch<String>, stored: &mut Option<String>) {
    let is_value = matches!(patch, Patch::Value(_));
    let patch = patch.map(|text| chassis_number(&text));
    set_line(checks, "/vin", patch, 32, stored);
    if let (true, Some(vin)) = (is_value, stored) {
        vin.make_ascii_uppercase();
        if !vin.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            checks.fail("/vin", FieldErrorCode::Invalid, "must consist of letters, digits and hyphens");
        }
    }
}

pub(super) fn set_customer(checks: &mut Checks, update: CustomerUpdate, customer: &mut Customer) {
    let CustomerUpdate { name, email, phone, language } = update;
    match name {
        Patch::Value(text) => customer.name = Some(checks.person("/customer/name", &text, 120)),
        other => other.apply_to(&mut customer.name),
    }
    set_line(checks, "/customer/phone", phone, 40, &mut customer.phone);
    match email {
        Patch::Value(text) => customer.email = Some(checks.email("/customer/email", &text)),
        other => other.apply_to(&mut customer.email),
    }
    match language {
        Patch::Value(tag) => {
            if let Some(language) = page_language(&tag) {
                customer.language = Some(language.to_owned());
            } else {
                let languages = PAGE_LANGUAGES.join(", ");
                checks.fail("/customer/language", FieldErrorCode::Invalid, format!("must be one of {languages}"));
            }
        }
        other => other.apply_to(&mut customer.language),
    }
}
