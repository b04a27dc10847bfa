//! Encryption and sign-in at the mail server, as `check-config` and a server find them.

use std::path::Path;
use std::process::Output;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::support::certificates::{Says, Signer};
use crate::support::mailbox::Mailbox;
use crate::support::program::importops;

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

/// Files of a certificate for `localhost` and its key, and of who signed it.
fn certificate(directory: &Path) -> [String; 3] {
    let authority = Signer::new("Test authority");
    let server = Signer::new("localhost");
    let signed = authority.certify(&server, &Says::server("localhost"));
    let root = authority.certify(&authority, &Says { authority: true, ..Says::server("Test authority") });
    let files = [
        ("server.pem", pem("CERTIFICATE", &signed)),
        ("key.pem", pem("PRIVATE KEY", server.private_key().secret_der())),
        ("root.pem", pem("CERTIFICATE", &root)),
    ];
    files.map(|(name, text)| {
        let path = directory.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    })
}

fn check(directory: &Path, url: &str, root: &str) -> (bool, String) {
    let Output { status, stdout, stderr } = importops(&directory.join("data"))
        .args(["check-config"])
        .env("IMPORTOPS_SMTP_URL", url)
        .env("IMPORTOPS_MAIL_FROM", "tracking@import-ops.example")
        .env("SSL_CERT_FILE", root)
        .output()
        .unwrap();
    (status.success(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}

#[test]
fn check_config_signs_in_at_the_mail_server() {
    let directory = tempfile::tempdir().unwrap();
    let [certificate, key, root] = certificate(directory.path());
    let login = ["--login", "harbour", "s3cret-word"];
    let starttls = Mailbox::with(&[["--starttls", &certificate, &key].as_slice(), &login].concat());
    let tls = Mailbox::with(&[["--tls", &certificate, &key].as_slice(), &login].concat());
    let plain = Mailbox::with(&login);
    let says = |url: &str, root: &str| check(directory.path(), url, root);
    let (port, other, clear) = (starttls.port, tls.port, plain.port);
    for url in [
        format!("smtp://harbour:s3cret-word@localhost:{port}?tls=required"),
        format!("smtps://harbour:s3cret-word@localhost:{other}"),
        format!("smtp://harbour:s3cret-word@localhost:{clear}"),
    ] {
        let (is_right, said) = says(&url, &root);
        assert!(is_right, "{url}: {said}");
    }
    for (url, reason) in [
        (format!("smtp://harbour:wrong-word@localhost:{port}?tls=required"), "user and the password"),
        (format!("smtps://harbour:s3cret-word@127.0.0.1:{other}"), "encrypt"),
        // Somebody on the way took the offer of STARTTLS away.
        (format!("smtp://harbour:s3cret-word@localhost:{clear}?tls=required"), "encrypt"),
        ("smtp://harbour:s3cret-word@localhost:1?tls=required".to_owned(), "cannot be reached"),
    ] {
        let (is_right, said) = says(&url, &root);
        assert!(!is_right && said.contains(reason), "{url}: {said}");
        assert!(!said.contains("s3cret") && !said.contains("wrong-word"), "{said}");
    }
    // A certificate that nobody here trusts.
    let nobody = directory.path().join("nobody.pem");
    std::fs::write(&nobody, "").unwrap();
    let (is_right, said) =
        says(&format!("smtps://harbour:s3cret-word@localhost:{other}"), &nobody.display().to_string());
    assert!(!is_right && said.contains("encrypt"), "{said}");
}

#[test]
fn settings_that_would_send_in_clear_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let refused = |url: Option<&str>, from: Option<&str>| {
        let mut command = importops(&directory.path().join("data"));
        command.arg("check-config").env_remove("IMPORTOPS_SMTP_URL").env_remove("IMPORTOPS_MAIL_FROM");
        command.envs(url.map(|url| ("IMPORTOPS_SMTP_URL", url))).envs(from.map(|from| ("IMPORTOPS_MAIL_FROM", from)));
        let output = command.output().unwrap();
        assert!(!output.status.success());
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    let from = Some("tracking@import-ops.example");
    assert!(refused(Some("smtp://u:s3cret@mail.example:587"), from).contains("must be encrypted"));
    assert!(refused(Some("smtps://mail.example"), None).contains("IMPORTOPS_MAIL_FROM"));
    assert!(refused(None, from).contains("IMPORTOPS_SMTP_URL"));
    assert!(refused(Some("smtps://mail.example"), Some("nobody")).contains("IMPORTOPS_MAIL_FROM"));
}
