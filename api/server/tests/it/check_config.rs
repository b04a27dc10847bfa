//! `importops check-config` by the real program: everything wrong is told at once, and nothing secret.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;
use sqlx::{Connection, PgConnection};

use crate::support::program::{PASSWORD, Serving, create_organization, importops};
use crate::support::s3::S3;
use crate::support::{TestApp, both_engines, database, files_below};

both_engines!(a_database_without_its_keys_is_a_problem, a_schema_that_is_newer_than_the_program_is_a_problem);

/// Which settings or things were found to be wrong, and which worth a warning, after it was said whether all is well.
fn check(data_dir: &Path, settings: &[(&str, &str)]) -> (bool, Vec<String>, Vec<String>, String) {
    let output = importops(data_dir).envs(settings.iter().copied()).args(["check-config", "--json"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let told: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"));
    let about = |kind: &str| {
        let findings = told[kind].as_array().unwrap().iter();
        findings.map(|finding| finding["about"].as_str().unwrap().to_owned()).collect()
    };
    let (problems, warnings): (Vec<_>, Vec<_>) = (about("problems"), about("warnings"));
    assert_eq!(output.status.code(), Some(i32::from(!problems.is_empty())), "{text}");
    (output.status.success(), problems, warnings, text)
}

#[test]
fn a_new_installation_is_well_and_nothing_is_made() {
    let directory = tempfile::tempdir().unwrap();
    let data_dir = directory.path().join("not/there/yet");
    let (well, problems, warnings, text) = check(&data_dir, &[]);
    assert!(well && problems.is_empty() && warnings.is_empty(), "{text}");
    assert!(files_below(directory.path()).is_empty() && !directory.path().join("not").exists());
    let words = importops(&data_dir).arg("check-config").output().unwrap();
    assert_eq!(String::from_utf8_lossy(&words.stdout), "The server can start with these settings.\n");
}

#[test]
fn every_problem_is_reported_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let wrong = [
        ("IMPORTOPS_LISTEN", "nowhere-canary"),
        ("IMPORTOPS_METRICS_LISTEN", "nowhere"),
        ("IMPORTOPS_BASE_URL", "http://import-ops.example"),
        ("IMPORTOPS_OPERATOR_TOKEN", "secret-canary"),
        ("IMPORTOPS_TRUSTED_PROXIES", "10.0.0.0"),
        ("IMPORTOPS_PHOTO_STORE", "ftp://photos"),
        ("IMPORTOPS_REQUESTS_PER_KEY", "0"),
        ("IMPORTOPS_LOG", "loud"),
        ("IMPORTOPS_DATABASE_URL", "mysql://importops:secret-canary@127.0.0.1/x"),
    ];
    let (well, mut problems, _, text) = check(directory.path(), &wrong);
    problems.sort();
    let mut named = wrong.map(|(name, _)| name.to_owned());
    named.sort();
    assert!(!well && !text.contains("secret-canary"), "{text}");
    assert_eq!(problems, named);
    let words = importops(directory.path()).envs(wrong).arg("check-config").output().unwrap();
    let told = format!("{}{}", String::from_utf8_lossy(&words.stdout), String::from_utf8_lossy(&words.stderr));
    assert!(told.contains("problem: IMPORTOPS_BASE_URL: must begin with https://") && told.contains("9 problems"));
    assert!(!told.contains("secret-canary"), "{told}");
}

/// Everything below a directory, with its content.
fn content(directory: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files = files_below(directory);
    files.sort();
    files.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn pictures_of_another_database_are_a_problem_and_nothing_is_changed() {
    let directory = tempfile::tempdir().unwrap();
    assert!(create_organization(directory.path(), PASSWORD).status.success());
    let (well, _, _, text) = check(directory.path(), &[]);
    assert!(well, "{text}");
    let photos = directory.path().join("photos");
    fs::write(photos.join("installation"), "0123456789abcdef0123456789abcdef\n").unwrap();
    let before = content(&photos);
    let (_, problems, _, text) = check(directory.path(), &[]);
    assert_eq!(problems, ["IMPORTOPS_PHOTO_STORE"]);
    assert!(text.contains("another installation") && text.contains("photos adopt"), "{text}");
    let mistyped = directory.path().join("mistyped.sqlite");
    let settings = [("IMPORTOPS_DATABASE_URL", format!("sqlite:{}", mistyped.display()))];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(check(directory.path(), &settings).1, ["IMPORTOPS_PHOTO_STORE"]);
    assert!(!mistyped.exists() && content(&photos) == before);
}

#[test]
fn what_only_weakens_is_a_warning() {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), Permissions::from_mode(0o755)).unwrap();
    let file = directory.path().join("importops.toml");
    fs::write(&file, "operator_token = \"0123456789abcdef0123456789abcdef\"").unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let settings = [
        ("IMPORTOPS_CONFIG", file.to_str().unwrap()),
        ("IMPORTOPS_METRICS_LISTEN", "0.0.0.0:9100"),
        ("IMPORTOPS_BASE_URL", "https://import-ops.example"),
    ];
    let (well, _, warnings, text) = check(directory.path(), &settings);
    let expected =
        ["IMPORTOPS_METRICS_LISTEN", "IMPORTOPS_TRUSTED_PROXIES", file.to_str().unwrap(), "IMPORTOPS_DATA_DIR"];
    assert!(well && warnings == expected, "{text}");
    let proxied = [settings.as_slice(), &[("IMPORTOPS_TRUSTED_PROXIES", "127.0.0.1/32")]].concat();
    assert!(!check(directory.path(), &proxied).2.contains(&"IMPORTOPS_TRUSTED_PROXIES".to_owned()));
}

#[test]
fn keys_that_others_may_read_and_places_that_cannot_be_used_are_problems() {
    let directory = tempfile::tempdir().unwrap();
    assert!(create_organization(directory.path(), PASSWORD).status.success());
    assert!(check(directory.path(), &[]).0);
    let keys = directory.path().join("keys.json");
    fs::set_permissions(&keys, Permissions::from_mode(0o644)).unwrap();
    let (_, problems, _, text) = check(directory.path(), &[]);
    assert!(problems == ["IMPORTOPS_DATA_DIR"] && text.contains("chmod 600"), "{text}");
    fs::set_permissions(&keys, Permissions::from_mode(0o600)).unwrap();
    // A file where a directory should be cannot be written into, whoever asks.
    let (_, problems, _, text) = check(directory.path(), &[("IMPORTOPS_PHOTO_STORE", keys.to_str().unwrap())]);
    assert!(problems == ["IMPORTOPS_PHOTO_STORE"], "{text}");
    fs::write(directory.path().join("importops.sqlite"), "no database at all, but long enough to be read as one")
        .unwrap();
    let (_, problems, _, text) = check(directory.path(), &[]);
    assert!(problems == ["IMPORTOPS_DATABASE_URL"], "{text}");
}

/// A volume of Kubernetes belongs to a group, and its files to that group too.
#[test]
fn keys_that_the_servers_own_group_may_read_are_a_warning() {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), Permissions::from_mode(0o700)).unwrap();
    assert!(create_organization(directory.path(), PASSWORD).status.success());
    for mode in [0o440, 0o660] {
        fs::set_permissions(directory.path().join("keys.json"), Permissions::from_mode(mode)).unwrap();
        let (well, _, warnings, text) = check(directory.path(), &[]);
        assert!(well && warnings == ["IMPORTOPS_DATA_DIR"] && text.contains("group"), "{text}");
        let serving = Serving::start(directory.path());
        assert!(serving.log().contains("the group of the key file can read it"));
    }
}

/// strace says in place of the system that the file is on NFS.
#[test]
fn sqlite_on_a_network_file_system_is_a_warning() {
    let directory = tempfile::tempdir().unwrap();
    let plain = importops(directory.path());
    let checked = |kind: &str| {
        let mut command = std::process::Command::new("strace");
        command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env_remove("IMPORTOPS_DATABASE_URL").env_remove("IMPORTOPS_BASE_URL");
        command.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=statfs", "-e"]);
        command.arg(format!("inject=statfs:poke_exit=@arg2={kind}")).arg(plain.get_program());
        let output = command.args(["check-config", "--json"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    // The type is the first number that the system writes.
    for (kind, name) in [("6969000000000000", "NFS"), ("424d53fe00000000", "SMB"), ("4655736500000000", "FUSE")] {
        let text = checked(kind);
        assert!(text.contains(&format!("network file system ({name})")), "{text}");
    }
    let text = checked("53ef000000000000");
    assert!(!text.contains("network file system"), "{text}");
}

#[test]
fn a_bucket_has_to_answer_and_the_trial_leaves_nothing() {
    let s3 = S3::start();
    let directory = tempfile::tempdir().unwrap();
    for (secret, well) in [(None, true), (Some("another-secret-canary"), false)] {
        let mut settings = s3.settings(secret);
        settings.push(("IMPORTOPS_PHOTO_STORE".into(), "s3://photos/importer/one".into()));
        let settings: Vec<_> = settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (is_well, problems, _, text) = check(directory.path(), &settings);
        assert!(is_well == well && !text.contains("secret-canary"), "{text}");
        assert_eq!(problems.contains(&"IMPORTOPS_PHOTO_STORE".to_owned()), !well);
        assert_eq!(text.contains("cannot be written to it and deleted again"), !well);
        assert!(!s3.objects().exists() || files_below(&s3.objects()).is_empty());
    }
}

async fn a_schema_that_is_newer_than_the_program_is_a_problem(app: TestApp) {
    let problems = || {
        let output = app.command().args(["check-config", "--json"]).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["problems"].to_string()
    };
    assert!(!problems().contains("newer than this program"));
    app.execute(
        "INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, success, checksum, execution_time \
         FROM _sqlx_migrations WHERE version = 1",
    )
    .await;
    let found = problems();
    assert!(found.contains("newer than this program") && found.contains("its schema is 9999"), "{found}");
}

#[actix_web::test]
async fn postgres_is_asked_how_safe_it_is() {
    let (directory, url) = (tempfile::tempdir().unwrap(), database::create().await);
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let off = "SELECT COUNT(*) FROM pg_settings WHERE setting = 'off' \
               AND name IN ('fsync', 'full_page_writes', 'synchronous_commit')";
    let off: i64 = sqlx::query_scalar(off).fetch_one(&mut connection).await.unwrap();
    let superuser: bool =
        sqlx::query_scalar("SELECT current_setting('is_superuser') = 'on'").fetch_one(&mut connection).await.unwrap();
    let (_, problems, warnings, text) = check(directory.path(), &[("IMPORTOPS_DATABASE_URL", &url)]);
    assert_eq!(problems.iter().filter(|about| *about == "PostgreSQL").count().to_string(), off.to_string(), "{text}");
    assert_eq!(warnings.contains(&"IMPORTOPS_DATABASE_URL".to_owned()), superuser, "{text}");
    let nobody = "postgres://importops:secret-canary@127.0.0.1:1/x";
    let (well, problems, _, text) = check(directory.path(), &[("IMPORTOPS_DATABASE_URL", nobody)]);
    assert!(!well && problems == ["IMPORTOPS_DATABASE_URL"] && !text.contains("secret-canary"), "{text}");
}

async fn a_database_without_its_keys_is_a_problem(app: TestApp) {
    let elsewhere = tempfile::tempdir().unwrap();
    let missing = |problems: &[String]| problems.contains(&"IMPORTOPS_DATA_DIR".to_owned());
    let settings = [("IMPORTOPS_DATABASE_URL", app.database_url())];
    assert!(!missing(&check(elsewhere.path(), &settings).1), "there is nothing to open yet");
    let slug = app.organization().await.live_slug().await.1;
    let (_, problems, _, text) = check(elsewhere.path(), &settings);
    assert!(missing(&problems) && text.contains("Restore it from a backup") && !text.contains(&slug), "{text}");
    assert!(!missing(&check(&app.directory(), &settings).1));
}
