//! Whether a customer has seen what changed: the triggers that keep `tracking_links.unseen_change_at`. Whatever changes what a page
//! shows, with the options that its link has, sets it to the instant of the change; an opening of the page after that instant clears
//! it. What the organisation changes for all of its pages does not count, nor what the calendar changes, nor anything about a vehicle
//! that is delivered: nobody has to be told of it.

use crate::link_options::option_columns;

/// Sets the instant for unrevoked links under a condition, unless their vehicle is delivered.
macro_rules! set_unseen {
    ($instant:literal, $links:literal) => {
        concat!(
            "BEGIN UPDATE tracking_links SET unseen_change_at = ",
            $instant,
            " WHERE revoked_at IS NULL AND ",
            $links,
            " AND EXISTS (
                 SELECT 1 FROM vehicles v WHERE v.organization_id = tracking_links.organization_id
                     AND v.id = tracking_links.vehicle_id AND v.stage <> 'sold_delivered'
             );"
        )
    };
}

/// What of a vehicle is on its page, whatever the options; with each option, what it shows.
const VEHICLE_CHANGED: &str = "BEGIN
    UPDATE tracking_links SET unseen_change_at = CASE
        WHEN NEW.stage = 'sold_delivered' THEN NULL
        WHEN COALESCE(OLD.hero_changed_at, 0) <> COALESCE(NEW.hero_changed_at, 0) THEN NEW.hero_changed_at
        ELSE NEW.updated_at
    END
    WHERE organization_id = NEW.organization_id AND vehicle_id = NEW.id AND revoked_at IS NULL AND (
        NEW.stage = 'sold_delivered' AND unseen_change_at IS NOT NULL
        OR NEW.stage <> 'sold_delivered' AND (
            OLD.year <> NEW.year OR OLD.make <> NEW.make OR OLD.model <> NEW.model
            OR show_photo AND COALESCE(OLD.hero_changed_at, 0) <> COALESCE(NEW.hero_changed_at, 0)
            OR show_progress AND (
                OLD.stage <> NEW.stage OR COALESCE(OLD.arrival_detail, '') <> COALESCE(NEW.arrival_detail, '')
            )
            OR show_eta AND (
                COALESCE(OLD.eta, '') <> COALESCE(NEW.eta, '')
                OR (OLD.stage IN ('purchased', 'in_transit')) <> (NEW.stage IN ('purchased', 'in_transit'))
                OR NEW.stage NOT IN ('purchased', 'in_transit')
                    AND COALESCE(OLD.arrived_on, '') <> COALESCE(NEW.arrived_on, '')
            )
        )
    );";

const NOTE_CHANGED: &str = set_unseen!("NEW.updated_at", "vehicle_id = NEW.vehicle_id AND show_notes");

const OPTIONS_CHANGED: &str = set_unseen!("NEW.updated_at", "id = NEW.id");

/// The photos of a link that is being created are not new to anybody.
const PHOTO_CAME: &str = set_unseen!("updated_at", "id = NEW.tracking_link_id AND updated_at > created_at");
const PHOTO_WENT: &str = set_unseen!("updated_at", "id = OLD.tracking_link_id AND updated_at > created_at");

const OPENED: &str = "BEGIN UPDATE tracking_links SET unseen_change_at = NULL
    WHERE organization_id = NEW.organization_id AND id = NEW.id;";

/// A trigger: its name, when it fires (the event and the table), under which condition, and what it does.
pub(super) struct Trigger {
    pub(super) name: &'static str,
    pub(super) fires: &'static str,
    pub(super) when: &'static str,
    pub(super) body: &'static str,
}

/// All of them. The last one is there if they all are.
pub(super) const TRIGGERS: [Trigger; 7] = [
    Trigger {
        name: "unseen_vehicle_change",
        fires: "UPDATE OF year, make, model, stage, arrival_detail, eta, arrived_on, hero_changed_at ON vehicles",
        when: "TRUE",
        body: VEHICLE_CHANGED,
    },
    Trigger {
        name: "unseen_note_creation",
        fires: "INSERT ON notes",
        when: "NEW.scope = 'customer'",
        body: NOTE_CHANGED,
    },
    Trigger {
        name: "unseen_note_change",
        fires: "UPDATE OF scope, body, deleted_at ON notes",
        when: "(OLD.scope = 'customer' OR NEW.scope = 'customer') AND (OLD.scope <> NEW.scope OR OLD.body <> NEW.body \
               OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))",
        body: NOTE_CHANGED,
    },
    Trigger {
        name: "unseen_options_change",
        fires: concat!("UPDATE OF ", option_columns!(""), " ON tracking_links"),
        when: concat!("(", option_columns!("OLD."), ") <> (", option_columns!("NEW."), ")"),
        body: OPTIONS_CHANGED,
    },
    Trigger { name: "unseen_photo_creation", fires: "INSERT ON tracking_link_photos", when: "TRUE", body: PHOTO_CAME },
    Trigger { name: "unseen_photo_deletion", fires: "DELETE ON tracking_link_photos", when: "TRUE", body: PHOTO_WENT },
    Trigger {
        name: "unseen_change_seen",
        fires: "UPDATE OF last_viewed_at ON tracking_links",
        when: "NEW.unseen_change_at <= NEW.last_viewed_at",
        body: OPENED,
    },
];
