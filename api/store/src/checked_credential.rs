//! Evidence that a caller's credential was checked.

use shared::ids::OrganizationId;

use crate::evidence::Evidence;

/// A member or an API key, found by a credential that works. What callers keep for themselves, as the answers to their retries,
/// stands below it.
#[derive(Debug)]
pub struct CheckedCredential {
    organization_id: OrganizationId,
    id: String,
}

impl CheckedCredential {
    pub(crate) fn new(organization_id: &OrganizationId, id: &str) -> Self {
        Self { organization_id: organization_id.clone(), id: id.to_owned() }
    }

    /// The id of the member or of the key.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl Evidence for CheckedCredential {
    fn organization_id(&self) -> &OrganizationId {
        &self.organization_id
    }
}
