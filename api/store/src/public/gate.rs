//! The gate: the conditions under which a slug opens anything, written once. Every statement that begins with a slug has them,
//! so that every dead cause is the same zero rows after the same work.

/// The conditions under which a slug opens anything; the argument is now.
macro_rules! alive {
    ($now:literal) => {
        concat!(
            "k.retired_at IS NULL AND l.revoked_at IS NULL AND (l.expires_at IS NULL OR l.expires_at > ",
            $now,
            ") AND v.deleted_at IS NULL AND s.links_suspended_at IS NULL AND (s.status = 'active' \
             OR (s.status = 'past_due' AND s.grace_ends_at > ",
            $now,
            ") OR (s.status = 'canceled' AND s.access_until > ",
            $now,
            "))"
        )
    };
}

/// What could end a live link without anybody writing anything.
macro_rules! ends {
    () => {
        "l.expires_at, \
         CASE s.status WHEN 'past_due' THEN s.grace_ends_at WHEN 'canceled' THEN s.access_until END AS locked_at"
    };
}

/// The gate of one slug. `$1` is its hash, `$2` is now.
macro_rules! gate {
    () => {
        concat!(" WHERE k.slug_hash = $1 AND ", $crate::public::gate::alive!("$2"))
    };
}

pub(crate) use {alive, ends, gate};
