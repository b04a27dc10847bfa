//! What is sealed in the database: slugs, secrets of webhooks, recorded answers.

use crate::error::Error;

use crate::{AcrossTx, Store, on};
use host::keys::Keys;

/// How many rows one transaction seals anew.
const AT_A_TIME: i64 = 200;

/// A kind of thing that is sealed: how its next rows after `($1, $2)` are found, how one is replaced, and for what it is
/// sealed, told by the two parts of its key.
struct Kind {
    find: &'static str,
    replace: &'static str,
    purpose: fn(&Sealed) -> String,
}

const KINDS: [Kind; 8] = [
    Kind {
        find: "SELECT slug_hash AS first, tracking_link_id AS second, sealed_slug AS value FROM tracking_link_slugs
               WHERE (slug_hash, tracking_link_id) > ($1, $2) AND sealed_slug IS NOT NULL
               ORDER BY slug_hash, tracking_link_id LIMIT $3",
        replace: "UPDATE tracking_link_slugs SET sealed_slug = $4
                  WHERE slug_hash = $1 AND tracking_link_id = $2 AND sealed_slug = $3",
        purpose: |row| row.second.clone(),
    },
    Kind {
        find: "SELECT id AS first, organization_id AS second, sealed_secret AS value FROM webhook_endpoints
               WHERE (id, organization_id) > ($1, $2) ORDER BY id, organization_id LIMIT $3",
        replace: "UPDATE webhook_endpoints SET sealed_secret = $4
                  WHERE id = $1 AND organization_id = $2 AND sealed_secret = $3",
        purpose: |row| row.first.clone(),
    },
    Kind {
        find: "SELECT id AS first, organization_id AS second, previous_sealed_secret AS value FROM webhook_endpoints
               WHERE (id, organization_id) > ($1, $2) AND previous_sealed_secret IS NOT NULL
               ORDER BY id, organization_id LIMIT $3",
        replace: "UPDATE webhook_endpoints SET previous_sealed_secret = $4
                  WHERE id = $1 AND organization_id = $2 AND previous_sealed_secret = $3",
        purpose: |row| row.first.clone(),
    },
    Kind {
        find: "SELECT id AS first, organization_id AS second, older_sealed_secret AS value FROM webhook_endpoints
               WHERE (id, organization_id) > ($1, $2) AND older_sealed_secret IS NOT NULL
               ORDER BY id, organization_id LIMIT $3",
        replace: "UPDATE webhook_endpoints SET older_sealed_secret = $4
                  WHERE id = $1 AND organization_id = $2 AND older_sealed_secret = $3",
        purpose: |row| row.first.clone(),
    },
    Kind {
        find: "SELECT credential AS first, key_hash AS second, body AS value FROM idempotency_keys
               WHERE (credential, key_hash) > ($1, $2) ORDER BY credential, key_hash LIMIT $3",
        replace: "UPDATE idempotency_keys SET body = $4 WHERE credential = $1 AND key_hash = $2 AND body = $3",
        purpose: |row| crate::idempotency::purpose(&row.first, &row.second),
    },
    Kind {
        find: "SELECT id AS first, organization_id AS second, sealed_address AS value FROM subscribers
               WHERE (id, organization_id) > ($1, $2) ORDER BY id, organization_id LIMIT $3",
        replace: "UPDATE subscribers SET sealed_address = $4
                  WHERE id = $1 AND organization_id = $2 AND sealed_address = $3",
        purpose: |row| row.first.clone(),
    },
    Kind {
        find: "SELECT id AS first, organization_id AS second, sealed_token AS value FROM subscribers
               WHERE (id, organization_id) > ($1, $2) ORDER BY id, organization_id LIMIT $3",
        replace: "UPDATE subscribers SET sealed_token = $4
                  WHERE id = $1 AND organization_id = $2 AND sealed_token = $3",
        purpose: |row| row.first.clone(),
    },
    Kind {
        find: "SELECT id AS first, organization_id AS second, sealed_letter AS value FROM mails
               WHERE (id, organization_id) > ($1, $2) AND sealed_letter IS NOT NULL
               ORDER BY id, organization_id LIMIT $3",
        replace: "UPDATE mails SET sealed_letter = $4 WHERE id = $1 AND organization_id = $2 AND sealed_letter = $3",
        purpose: |row| row.first.clone(),
    },
];

#[derive(Debug, sqlx_macros::FromRow)]
struct Sealed {
    first: String,
    second: String,
    value: String,
}

/// What was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seals {
    /// Sealed with a key that is not the one in use.
    pub old: u64,
    /// Opened by no key.
    pub lost: u64,
}

/// Counts what is sealed with old keys.
pub async fn count(store: &Store, keys: &Keys) -> Result<Seals, Error> {
    walk(store, keys, false).await
}

/// Seals all that anew, some rows at a time, while servers go on. What somebody changes meanwhile stays as they wrote it.
pub async fn renew(store: &Store, keys: &Keys) -> Result<Seals, Error> {
    walk(store, keys, true).await
}

async fn walk(store: &Store, keys: &Keys, renews: bool) -> Result<Seals, Error> {
    let mut seals = Seals::default();
    for kind in &KINDS {
        let mut after = (String::new(), String::new());
        loop {
            let mut tx = store.begin_across().await?;
            let rows: Vec<Sealed> = on!(tx.db(), c => sqlx::query_as(kind.find)
                .bind(&after.0)
                .bind(&after.1)
                .bind(AT_A_TIME)
                .fetch_all(c)
                .await?);
            let Some(last) = rows.last() else { break };
            after = (last.first.clone(), last.second.clone());
            for row in &rows {
                let purpose = (kind.purpose)(row);
                // An answer that is not recorded yet is empty.
                if row.value.is_empty() || keys.is_sealed_now(&row.value, &purpose) {
                    continue;
                }
                let Some(text) = keys.open(&row.value, &purpose) else {
                    seals.lost += 1;
                    continue;
                };
                seals.old += 1;
                if renews {
                    replace(&mut tx, kind, row, &keys.seal(&text, &purpose)).await?;
                }
            }
            tx.commit().await?;
        }
    }
    Ok(seals)
}

async fn replace(tx: &mut AcrossTx, kind: &Kind, row: &Sealed, sealed: &str) -> Result<(), Error> {
    on!(tx.db(), c => {
        let query = sqlx::query(kind.replace).bind(&row.first).bind(&row.second).bind(&row.value).bind(sealed);
        query.execute(c).await?;
    });
    Ok(())
}
