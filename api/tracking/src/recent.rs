//! The changes that became known lately: a page that was being read from the database meanwhile may lack them.

use std::collections::VecDeque;

use store::page_changes::{Changed, PageOwner};
use store::public::PageOf;

/// How many are remembered. What began before them may lack any.
const REMEMBERED: usize = 4096;

/// How many times changes became known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Version(u64);

/// The latest changes.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    version: Version,
    /// All changes after this version are remembered.
    since: Version,
    changes: VecDeque<(Version, PageOwner)>,
}

impl Recent {
    pub(crate) fn version(&self) -> Version {
        self.version
    }

    pub(crate) fn note(&mut self, changed: Changed) {
        self.version.0 += 1;
        match changed {
            Changed::Of(owners) => self.changes.extend(owners.into_iter().map(|owner| (self.version, owner))),
            Changed::Everything => self.since = self.version,
        }
        while self.changes.len() > REMEMBERED
            && let Some((version, _)) = self.changes.pop_front()
        {
            self.since = self.since.max(version);
        }
    }

    /// Whether a page that was read after `version` was taken may lack a change that has become known.
    pub(crate) fn may_have_changed(&self, of: &PageOf, version: Version) -> bool {
        let concerns = |owner: &PageOwner| match owner {
            PageOwner::Vehicle(vehicle) => *vehicle == of.vehicle,
            PageOwner::Organization(organization) => *organization == of.organization,
        };
        let later = self.changes.iter().rev().take_while(|(changed, _)| *changed > version);
        version < self.since || later.into_iter().any(|(_, owner)| concerns(owner))
    }
}

#[cfg(test)]
mod tests {
    use shared::ids::{OrganizationId, VehicleId};

    use super::*;

    fn vehicle(number: usize) -> VehicleId {
        VehicleId::try_from(format!("veh_{number:026}")).unwrap()
    }

    #[test]
    fn a_page_that_was_being_read_may_lack_what_became_known_meanwhile() {
        let organization = OrganizationId::try_from(format!("org_{:026}", 1)).unwrap();
        let of = PageOf { vehicle: vehicle(1), organization: organization.clone(), until: None };
        let mut recent = Recent::default();
        let before = recent.version();
        let mut note = |changed| {
            recent.note(changed);
            (recent.version(), recent.may_have_changed(&of, before))
        };
        assert!(!note(Changed::Of(vec![PageOwner::Vehicle(vehicle(2))])).1, "another vehicle");
        let (after, changed) = note(Changed::Of(vec![PageOwner::Vehicle(vehicle(1))]));
        assert!(changed && !recent.may_have_changed(&of, after));
        recent.note(Changed::Of(vec![PageOwner::Organization(organization)]));
        assert!(recent.may_have_changed(&of, after));
        let after = recent.version();
        recent.note(Changed::Everything);
        assert!(recent.may_have_changed(&of, after));
        // What is no longer remembered may have been anything.
        let after = recent.version();
        recent.note(Changed::Of((10..10 + REMEMBERED).map(|number| PageOwner::Vehicle(vehicle(number))).collect()));
        assert!(!recent.may_have_changed(&of, after));
        recent.note(Changed::Of(vec![PageOwner::Vehicle(vehicle(2))]));
        assert!(recent.may_have_changed(&of, after) && recent.changes.len() <= REMEMBERED);
    }
}
