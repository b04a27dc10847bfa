//! Whether the database can be opened, and keeps what it says that it keeps.

use std::path::Path;

use super::Findings;
use crate::config::Config;
use host::keys::FILE_NAME;
use store::postgres_settings::{self, PostgresSettings};
use store::{Store, installation, schema_version};

/// What a server takes, and some to spare for an operator's own look at the database.
const CONNECTIONS: i64 = 24;

/// Opens the database, unless it is one that the first start makes.
pub(super) async fn check(config: &Config, findings: &mut Findings) {
    let url = config.database_url.as_str();
    if url.strip_prefix("sqlite:").is_some_and(|path| !Path::new(path).exists()) {
        return;
    }
    let store = match Store::open(url).await {
        Ok(store) => store,
        Err(error) => {
            let remedy = "Check that the database is running, that this machine can reach it, and that role and password are \
                 correct.";
            return findings.problem("IMPORTOPS_DATABASE_URL", error.to_string(), remedy);
        }
    };
    if let Err(error) = store.verify_isolation().await {
        let problem = format!("organisations are not kept apart: {error}");
        let remedy = "Set the connection pooler to session or transaction mode, and do not let it spread reads.";
        findings.problem("PostgreSQL", problem, remedy);
    }
    match postgres_settings::read(&store).await {
        Ok(settings) => settings.into_iter().for_each(|settings| judge(&settings, findings)),
        Err(error) => findings.problem("PostgreSQL", error.to_string(), "Check that the role may read the settings."),
    }
    schema(&store, findings).await;
    if !config.data_dir.join(FILE_NAME).exists() && has_links(&store).await {
        let problem = format!(
            "{FILE_NAME} is missing, and the database has tracking links that no other keys can \
                               open"
        );
        findings.problem(
            "IMPORTOPS_DATA_DIR",
            problem,
            "Restore it from a backup. Starting the server would create \
                                                         new keys.",
        );
    }
    store.close().await;
}

/// Whether this program can work with what the database holds, and what its start would change.
async fn schema(store: &Store, findings: &mut Findings) {
    // A database that was never brought up to date has no schema yet.
    let Ok(mut reader) = store.read_across().await else { return };
    let applied = schema_version::newest_applied(reader.db()).await.unwrap_or(0);
    let known = schema_version::newest_known();
    if applied > known {
        let problem = format!(
            "the database is newer than this program: its schema is {applied}, and the program knows up to {known}"
        );
        findings.problem("IMPORTOPS_DATABASE_URL", problem, "Use the newer program, or a backup made before it ran.");
    }
    drop(reader);
    let by_language = postgres_settings::ids_by_language(store).await.unwrap_or(0);
    if by_language > 0 {
        let problem = format!("{by_language} columns compare TypeIDs by the rules of a language");
        let remedy = "Nothing to do: the next start makes them compare by bytes, which takes a moment.";
        findings.warn("PostgreSQL", problem, remedy);
    }
}

/// A database that was never brought up to date has none.
async fn has_links(store: &Store) -> bool {
    let Ok(mut reader) = store.read_across().await else { return false };
    installation::has_links(reader.across()).await.unwrap_or(false)
}

fn judge(settings: &PostgresSettings, findings: &mut Findings) {
    for (name, is_on) in [
        ("fsync", settings.fsync),
        ("full_page_writes", settings.full_page_writes),
        ("synchronous_commit", settings.synchronous_commit),
    ] {
        if !is_on {
            let problem = format!("{name} is off: a power cut can lose writes that were acknowledged");
            findings.problem("PostgreSQL", problem, "Switch it on in postgresql.conf.");
        }
    }
    if settings.sees_everything {
        let remedy = "Give the server a role of its own that owns its database and nothing else.";
        let problem = "the role is a superuser or bypasses row-level security, which then keeps no organisations apart";
        findings.warn("IMPORTOPS_DATABASE_URL", problem, remedy);
    }
    if settings.max_connections < CONNECTIONS {
        let problem = format!("max_connections is {}; a server takes up to 20", settings.max_connections);
        findings.warn(
            "PostgreSQL",
            problem,
            "Raise it in postgresql.conf: 20 for every server, and a few for yourself.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: PostgresSettings = PostgresSettings {
        fsync: true,
        full_page_writes: true,
        synchronous_commit: true,
        sees_everything: false,
        max_connections: 100,
    };

    fn judged(settings: PostgresSettings) -> (usize, usize) {
        let mut findings = Findings::default();
        judge(&settings, &mut findings);
        (findings.problems.len(), findings.warnings.len())
    }

    #[test]
    fn what_loses_data_is_a_problem() {
        assert_eq!(judged(GOOD), (0, 0));
        assert_eq!(judged(PostgresSettings { fsync: false, full_page_writes: false, ..GOOD }), (2, 0));
        assert_eq!(judged(PostgresSettings { synchronous_commit: false, sees_everything: true, ..GOOD }), (1, 1));
        assert_eq!(judged(PostgresSettings { max_connections: 10, ..GOOD }), (0, 1));
    }
}
