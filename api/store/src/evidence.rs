//! What a statement may rest on that does not name its organisation: evidence that a read which named it found the row.
//!
//! Evidence is made in this crate only. Its fields are private, it is passed by reference, and it cannot be cloned, so it does not
//! outlive the work it was made for. It does not borrow its transaction: that would lock out everything else that is done there.
//! The statements that rest on it say so by their arguments, and `tests/statements.rs` fails for one that rests on nothing.
//!
//! What belongs to no single organisation takes [`crate::Across`] instead.

use shared::ids::OrganizationId;

/// Something that a read found which named its organisation.
///
/// ```compile_fail,E0451
/// # fn forge(organization_id: shared::ids::OrganizationId, vehicle: shared::vehicle::Vehicle) {
/// store::vehicles::LockedVehicle { organization_id, vehicle };
/// # }
/// ```
///
/// ```compile_fail,E0451
/// # fn forge(organization_id: shared::ids::OrganizationId, link: store::links::StoredLink) {
/// store::links::UnrevokedLink { organization_id, link };
/// # }
/// ```
///
/// ```compile_fail,E0451
/// # fn forge(organization_id: shared::ids::OrganizationId, endpoint: shared::webhook::WebhookEndpoint) {
/// store::webhook_endpoints::LockedEndpoint { organization_id, endpoint };
/// # }
/// ```
///
/// ```compile_fail,E0451
/// # fn forge(organization_id: shared::ids::OrganizationId, id: String) {
/// store::checked_credential::CheckedCredential { organization_id, id };
/// # }
/// ```
pub trait Evidence {
    /// Whose it is.
    fn organization_id(&self) -> &OrganizationId;
}
