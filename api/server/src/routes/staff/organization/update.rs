//! `PATCH /organization`

use actix_web::{patch, web};
use shared::organization::{Organization, OrganizationUpdate};
use shared::patch::Patch;
use shared::problem::{FieldError, FieldErrorCode};

use crate::auth::EditOrganization;
use crate::auth::Require;
use crate::routes::staff::record;
use api_http::conditions::IfMatch;
use api_http::edit::Edit;
use api_http::error::ApiError;
use api_http::extract::{Precondition, Tagged};
use domain::audit_action::AuditAction;
use domain::origin;
use domain::text::Checks;
use domain::zone;
use store::organizations::{self, OrganizationFields, StoredOrganization};
use store::{Change, Store};

/// Change the organisation
///
/// JSON Merge Patch. Country, locale, time zone and contact show on the next load of every tracking page.
#[utoipa::path(
    operation_id = "update_organization",
    tag = "Organisation",
    security(("member" = []), ("api_key" = ["organization.write"])),
    params(IfMatch),
    request_body = OrganizationUpdate,
    responses((status = 200, description = "The organisation as it is now.", body = Organization, headers(("ETag" = String))))
)]
#[patch("/organization")]
pub async fn update_organization(
    store: web::Data<Store>,
    caller: Require<EditOrganization>,
    precondition: Precondition,
    update: Edit<Organization, OrganizationUpdate>,
) -> Result<Tagged<Organization>, ApiError> {
    let (update, repeated) = update.valid()?;
    let id = caller.organization_id();
    let mut tx = store.begin(caller.organization_id()).await?;
    organizations::lock(tx.db(), id).await?;
    let before = organizations::find(tx.db(), id, caller.now).await?.ok_or_else(ApiError::not_found)?;
    precondition.check(before.organization.version, before.organization.clone())?;
    repeated.check(Some(&before.organization))?;
    let present = OrganizationFields::from(before.clone());
    let update = without_derived_locale(update, &before);
    let after = apply(present.clone(), update).map_err(ApiError::invalid)?;
    let Some(fields) = Change::between(&present, after) else {
        return Ok(Tagged::ok(before.organization.version, before.organization));
    };
    organizations::update(tx.db(), id, &fields, caller.now).await?;
    record(&mut tx, &caller, AuditAction::OrganizationUpdated, id.as_str(), "changed the settings".to_owned());
    let after = organizations::find(tx.db(), id, caller.now).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    Ok(Tagged::ok(after.organization.version, after.organization))
}

/// A locale that is sent back as it follows from the country is no choice: it keeps following.
fn without_derived_locale(mut update: OrganizationUpdate, before: &StoredOrganization) -> OrganizationUpdate {
    if before.chosen_locale.is_none() && update.locale.value() == Some(&before.organization.locale) {
        update.locale = Patch::Absent;
    }
    update
}

fn apply(mut fields: OrganizationFields, update: OrganizationUpdate) -> Result<OrganizationFields, Vec<FieldError>> {
    let OrganizationUpdate {
        name,
        country,
        locale,
        time_zone,
        contact_email,
        contact_phone,
        currency,
        link_defaults,
        allowed_origins,
    } = update;
    let mut checks = Checks::default();
    fields.name = name.map_or(fields.name, |name| checks.line("/name", &name, 120));
    fields.country = country.unwrap_or(fields.country);
    fields.time_zone = time_zone.unwrap_or(fields.time_zone);
    fields.currency = currency.map_or(fields.currency, |currency| checks.currency("/currency", currency));
    fields.link_defaults = link_defaults.map_or(fields.link_defaults, |update| fields.link_defaults.with(update));
    if let Some(origins) = allowed_origins {
        fields.allowed_origins = check_origins(&mut checks, &origins);
    }
    zone::check_place(&mut checks, &fields.country, &fields.time_zone);
    if let Patch::Value(tag) = &locale {
        check_locale(&mut checks, tag);
    }
    locale.apply_to(&mut fields.locale);
    match contact_email {
        Patch::Value(email) => fields.contact_email = Some(checks.email("/contact_email", &email)),
        other => other.apply_to(&mut fields.contact_email),
    }
    match contact_phone {
        Patch::Value(phone) => fields.contact_phone = Some(checks.line("/contact_phone", &phone, 40)),
        other => other.apply_to(&mut fields.contact_phone),
    }
    checks.finish().map(|()| fields)
}

/// How many websites may read.
const MAX_ORIGINS: usize = 20;

/// Origins as browsers write them, each once.
fn check_origins(checks: &mut Checks, origins: &[String]) -> Vec<String> {
    if origins.len() > MAX_ORIGINS {
        let detail = format!("must name at most {MAX_ORIGINS} origins");
        checks.fail("/allowed_origins", FieldErrorCode::OutOfRange, detail);
        return Vec::new();
    }
    let mut valid = Vec::new();
    for (index, text) in origins.iter().enumerate() {
        match origin::parse(text) {
            None => {
                let detail = "must be scheme, host and port, like https://www.harbour.example or http://localhost:5173";
                checks.fail(&format!("/allowed_origins/{index}"), FieldErrorCode::Invalid, detail);
            }
            Some(origin) if valid.contains(&origin) => {}
            Some(origin) => valid.push(origin),
        }
    }
    valid
}

/// A language, and optionally a script, a region, and a calendar or digits: `de`, `de-CH`, `zh-Hant-TW`,
/// `th-TH-u-ca-buddhist` (RFC 5646, RFC 6067). Browsers know which there are.
fn check_locale(checks: &mut Checks, tag: &str) {
    let alphabetic = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let mut parts = tag.split('-').peekable();
    let language = parts.next().is_some_and(|part| alphabetic(part, 2..=3));
    if parts.peek().is_some_and(|part| alphabetic(part, 4..=4)) {
        parts.next();
    }
    let region = |part: &str| alphabetic(part, 2..=2) || (part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit()));
    if parts.peek().is_some_and(|part| region(part)) {
        parts.next();
    }
    let rest: Vec<_> = parts.collect();
    let value = |part: &&str| (3..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let preference = |pair: &[&str]| matches!(pair, [key, name] if ["ca", "nu"].contains(key) && value(name));
    let valid = language
        && match rest.as_slice() {
            [] => true,
            ["u", preferences @ ..] => !preferences.is_empty() && preferences.chunks(2).all(preference),
            _ => false,
        };
    if !valid {
        checks.fail("/locale", FieldErrorCode::Invalid, "must be a language tag like de-CH");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_are_language_script_region() {
        let valid = |tag| {
            let mut checks = Checks::default();
            check_locale(&mut checks, tag);
            checks.finish().is_ok()
        };
        assert!(
            ["de", "de-CH", "zh-Hant-TW", "es-419", "sr-Latn", "th-TH-u-ca-buddhist", "ar-u-nu-latn-ca-gregory"]
                .into_iter()
                .all(valid)
        );
        assert!(
            ![
                "",
                "d",
                "de_CH",
                "de-",
                "de-CH-1996",
                "<script>",
                "de-CH-x-y",
                "de-u",
                "de-u-ca",
                "de-u-xx-abc",
                "de-u-ca-<b>"
            ]
            .into_iter()
            .any(valid)
        );
    }
}
