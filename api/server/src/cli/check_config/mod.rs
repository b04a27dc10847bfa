//! `importops check-config`: everything that would stop the server, or harm it later, in one go. It changes
//! nothing: what the first start makes is not made here. No value of a setting that may be secret is printed.

mod database;
mod files;

use mail::{Failure, Mailer};
use serde::Serialize;

use crate::cli::output::{CommandError, print};
use crate::config::{Config, ConfigError, Settings};

/// What is wrong, and what to do about it.
#[derive(Debug, Serialize)]
struct Finding {
    about: String,
    problem: String,
    remedy: &'static str,
}

/// What was found.
#[derive(Debug, Default, Serialize)]
struct Findings {
    /// What has to be changed.
    problems: Vec<Finding>,
    /// What should be looked at.
    warnings: Vec<Finding>,
}

impl Findings {
    fn problem(&mut self, about: impl Into<String>, problem: impl Into<String>, remedy: &'static str) {
        self.problems.push(Finding { about: about.into(), problem: problem.into(), remedy });
    }

    fn warn(&mut self, about: impl Into<String>, problem: impl Into<String>, remedy: &'static str) {
        self.warnings.push(Finding { about: about.into(), problem: problem.into(), remedy });
    }
}

/// Runs the command.
pub async fn run(settings: Settings, json: bool) -> Result<(), CommandError> {
    let file = settings.config.clone();
    let (config, mistakes) = settings.examine();
    let mut findings = Findings::default();
    for ConfigError { setting, reason } in &mistakes {
        findings.problem(*setting, reason.clone(), "See docs/operating.md for its valid values.");
    }
    let usable = |setting: &str| mistakes.iter().all(|mistake| mistake.setting != setting);
    reach_of(&config, &usable, &mut findings);
    if let Some(file) = file {
        files::settings_file(&file, &config, &mut findings);
    }
    files::data_directory(&config.data_dir, &mut findings);
    files::open_files(&mut findings);
    files::database_file(&config.database_url, &mut findings);
    database::check(&config, &mut findings).await;
    if usable("IMPORTOPS_PHOTO_STORE") {
        files::photo_store(&config, &mut findings).await;
    }
    mail_server(&config, &mut findings).await;
    print_report(&findings, json)
}

/// Whether the mail server takes mails.
async fn mail_server(config: &Config, findings: &mut Findings) {
    let Some(settings) = &config.mail else { return };
    let checked = match Mailer::new(settings) {
        Ok(mailer) => mailer.check().await,
        Err(_) => Err(Failure::Unreachable),
    };
    let Err(failure) = checked else { return };
    let problem = match failure {
        Failure::NotEncrypted => "does not encrypt the connection with a certificate that this machine trusts",
        Failure::NotSignedIn => "does not accept the user and the password",
        Failure::Unreachable => "cannot be reached",
        Failure::PutOff | Failure::Refused | Failure::NoMailbox => "answers, but refuses to work",
    };
    let remedy = "Until that is put right no mail is sent: each is tried for a day. See docs/mail.md.";
    findings.problem(format!("The mail server {}", settings.server()), problem, remedy);
}

/// Who can reach the server, and whom it believes.
fn reach_of(config: &Config, usable: &impl Fn(&str) -> bool, findings: &mut Findings) {
    if config.metrics_listen.is_some_and(|address| !address.ip().is_loopback()) {
        let problem = "can be reached from other machines, and has no password";
        findings.warn(
            "IMPORTOPS_METRICS_LISTEN",
            problem,
            "Use a firewall so that only your Prometheus can reach the \
                                                            port.",
        );
    }
    let proxied = config.base_url.starts_with("https://");
    if proxied && config.trusted_proxies.is_empty() && usable("IMPORTOPS_TRUSTED_PROXIES") {
        let problem = "is not set, so everybody behind the proxy counts as one address";
        let remedy = "Set it to the proxy's address: the limits per minute use the client address that the proxy \
                      reports.";
        findings.warn("IMPORTOPS_TRUSTED_PROXIES", problem, remedy);
    }
}

fn print_report(findings: &Findings, json: bool) -> Result<(), CommandError> {
    let Findings { problems, warnings } = findings;
    if json {
        print(&serde_json::to_string(findings)?)?;
    } else {
        for (kind, findings) in [("problem", problems), ("warning", warnings)] {
            for Finding { about, problem, remedy } in findings {
                print(&format!("{kind}: {about}: {problem}\n  {remedy}"))?;
            }
        }
    }
    match problems.len() {
        0 if json => Ok(()),
        0 => print("The server can start with these settings."),
        1 => Err("there is 1 problem".into()),
        count => Err(format!("there are {count} problems").into()),
    }
}
