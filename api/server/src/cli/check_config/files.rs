//! Whether directories can be written to, and what in them others may read.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::Findings;
use crate::config::Config;
use crate::photos::pairing;
use api_http::connections::{FEW_FILES, file_limit};
use host::disk::network_file_system;
use host::keys::{FILE_NAME, Keys, group_may_read};
use pictures::blobs::PhotoStore;

/// How long the store has for its answer.
const DEADLINE: Duration = Duration::from_secs(10);

/// The file of settings, which may hold what opens the database.
pub(super) fn settings_file(path: &Path, config: &Config, findings: &mut Findings) {
    let holds_secrets = config.operator_token.is_some() || config.database_url.starts_with("postgres");
    if holds_secrets && others_may_read(path) {
        let problem = "other users can read the file, and it may contain credentials";
        findings.warn(path.display().to_string(), problem, "Run `chmod 640` on it, with the server's group.");
    }
}

/// The data directory and the keys in it.
pub(super) fn data_directory(directory: &Path, findings: &mut Findings) {
    writable("IMPORTOPS_DATA_DIR", directory, findings);
    if directory.join(FILE_NAME).exists()
        && let Err(error) = Keys::load_or_create(directory)
    {
        let remedy = "Without its keys the server cannot open tracking links, and does not start.";
        findings.problem("IMPORTOPS_DATA_DIR", error.to_string(), remedy);
    } else if group_may_read(directory) {
        let problem = format!("{FILE_NAME} can be read by its group");
        let remedy = "Run `chmod 600` on it. On a volume of Kubernetes with fsGroup, make sure that no other program has this \
                      group.";
        findings.warn("IMPORTOPS_DATA_DIR", problem, remedy);
    }
}

/// SQLite's file has to be on a disk of this machine.
pub(super) fn database_file(database_url: &str, findings: &mut Findings) {
    let Some(path) = database_url.strip_prefix("sqlite:") else { return };
    if let Some(name) = network_file_system(Path::new(path)) {
        let problem =
            format!("the SQLite database is on a network file system ({name}), which can lose locks and writes");
        let remedy = "Put it on a disk of this machine, or use PostgreSQL.";
        findings.warn("IMPORTOPS_DATABASE_URL", problem, remedy);
    }
}

/// The place of the photos: pictures can be written and deleted there, and they are those of the database.
pub(super) async fn photo_store(config: &Config, findings: &mut Findings) {
    const SETTING: &str = "IMPORTOPS_PHOTO_STORE";
    if let PhotoStore::Directory(directory) = &config.photo_store {
        let before = findings.problems.len();
        writable(SETTING, directory, findings);
        if findings.problems.len() > before {
            return;
        }
    }
    let remedy = "Check that the bucket and the AWS_* settings are correct, and that the key may list, read, write and delete \
         in it.";
    let blobs = match pairing::existing_files(&config.photo_store) {
        Err(error) => return findings.problem(SETTING, error.to_string(), remedy),
        Ok(None) => None,
        Ok(Some(blobs)) => match tokio::time::timeout(DEADLINE, blobs.try_out()).await {
            Ok(Ok(())) => Some(blobs),
            Ok(Err(error)) => {
                let problem = format!("a file cannot be written to it and deleted again: {error}");
                return findings.problem(SETTING, problem, remedy);
            }
            Err(_) => return findings.problem(SETTING, "it does not answer", remedy),
        },
    };
    // What is wrong with the database was said already.
    let Ok(store) = pairing::existing_database(&config.database_url).await else { return };
    let examined = tokio::time::timeout(DEADLINE, pairing::examine(store.as_ref(), blobs.as_ref())).await;
    if let Ok(Ok(Err(mismatch))) = examined {
        let remedy = "Set the database and the photo store of the same installation. If these do belong together, run \
             `importops photos adopt`.";
        findings.problem(SETTING, mismatch.reason(), remedy);
    }
    if let Some(store) = store {
        store.close().await;
    }
}

/// How many files may be open, which is how many connections there may be.
pub(super) fn open_files(findings: &mut Findings) {
    let limit = file_limit(true);
    if limit < FEW_FILES {
        let problem = format!("only {limit} files may be open at a time, and every connection counts as one");
        let remedy = "Raise the limit: LimitNOFILE=65536 in the systemd unit, `--ulimit nofile=65536` for a container, \
                      `ulimit -Hn 65536` in a shell.";
        findings.warn("open files", problem, remedy);
    }
}

/// A directory is written to, or made, by the server. The file for the trial has no name and leaves nothing.
fn writable(setting: &'static str, directory: &Path, findings: &mut Findings) {
    let absolute = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    let nearest = absolute.ancestors().find(|path| path.exists()).unwrap_or(&absolute);
    if let Err(error) = tempfile::tempfile_in(nearest) {
        let problem = format!("{} cannot be written to: {error}", nearest.display());
        return findings.problem(setting, problem, "Give the directory to the user that the server runs as.");
    }
    if nearest == absolute && others_may_read(directory) {
        let problem = format!("{} can be entered by other users", directory.display());
        findings.warn(setting, problem, "Run `chmod 700` on it.");
    }
}

#[cfg(unix)]
fn others_may_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
fn others_may_read(_path: &Path) -> bool {
    false
}
