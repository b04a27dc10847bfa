//! Who does something, for rules that do not care how they were asked: a request, a command of the operator, an import.

use shared::ids::{ApiKeyId, MemberId};
use shared::organization::Organization;
use shared::time::Timestamp;

use domain::audit_action::AuditAction;
use store::Tx;
use store::audit::{self, Actor, AuditEvent};

/// Who does something, in which organisation, and when.
#[derive(Debug, Clone, Copy)]
pub struct Acting<'a> {
    /// The organisation that it is about.
    pub organization: &'a Organization,
    /// The member who does it, or for whom the key acts.
    pub member: &'a MemberId,
    /// Who does it, for the audit log.
    pub actor: Actor<'a>,
    /// When.
    pub now: Timestamp,
    /// Id of the request.
    pub request_id: &'a str,
}

impl<'a> Acting<'a> {
    /// The key that acts; none for a member, and for whoever else.
    pub fn key(&self) -> Option<&'a ApiKeyId> {
        match self.actor {
            Actor::ApiKey(id, _) => Some(id),
            Actor::Member(..) | Actor::Operator | Actor::System => None,
        }
    }

    /// Records what was done, in the transaction of the change.
    pub fn record(&self, tx: &mut Tx, action: AuditAction, subject_id: &str, summary: String) {
        let event = AuditEvent {
            organization_id: &self.organization.id,
            actor: self.actor,
            action,
            subject_id,
            summary,
            occurred_at: self.now,
            request_id: self.request_id,
        };
        audit::record(tx, event);
    }
}
