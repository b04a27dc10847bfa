//! The commands of the binary.

pub mod audit;
pub mod backup;
mod check_config;
mod client;
mod keys;
mod listen;
mod mcp;
pub mod member;
pub mod org;
pub mod output;
mod photos;
pub mod restore;
pub mod subscription;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::output::{CommandError, print};
use crate::app::{self, App};
use crate::config::{Config, Settings};
use crate::demo;
use crate::openapi;
use api_http::error::ApiError;
use api_http::telemetry;
use api_http::telemetry::writer::{FinishLog, LogWriter};
use host::clock::Clock;

#[derive(Debug, Parser)]
#[command(name = "importops", about = "ImportOps tracking links: the server and the operator's commands", version)]
struct Arguments {
    #[command(flatten)]
    settings: Settings,
    /// Answer in JSON, for machines
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API, the tracking pages and the staff app
    Serve {
        /// How many threads answer requests [default: one per core]
        #[arg(long)]
        workers: Option<usize>,
    },
    /// Bring the database up to date, then stop
    Migrate,
    /// Serve a demo organisation with vehicles in every stage
    Demo,
    /// Check the settings and whatever they refer to, without changing anything
    CheckConfig,
    /// Print the OpenAPI document
    Openapi {
        /// Which version of OpenAPI to write it in: 3.1, or 3.0 for tools that do not know 3.1.
        #[arg(long, value_name = "VERSION", default_value = "3.1", value_parser = ["3.1", "3.0"])]
        openapi_version: String,
    },
    /// Copy the data into a new directory while the server keeps running
    Backup {
        /// The directory, which must not exist yet
        directory: PathBuf,
    },
    /// Restore a backup, with all its links suspended until an admin resumes them
    Restore(restore::Restore),
    /// Manage organisations
    #[command(subcommand)]
    Org(org::Command),
    /// Manage members
    #[command(subcommand)]
    Member(member::Command),
    /// Replace the keys that sign access tokens and seal secrets
    #[command(subcommand)]
    Keys(keys::Command),
    /// Check and repair the files of photos and logos
    #[command(subcommand)]
    Photos(photos::Command),
    /// Check the audit log
    #[command(subcommand)]
    Audit(audit::Command),
    /// Forward the events of an organisation to a program on this machine, for development
    ///
    /// Needs an API key with the scope `webhooks.manage`. Nobody has to reach this machine from outside.
    Listen(listen::Listen),
    /// Let an assistant read and propose changes, by the Model Context Protocol on standard input and output
    ///
    /// What it can read follows from the scopes of the API key. It can change nothing: what it proposes waits in the web app until a
    /// member confirms it.
    Mcp(mcp::Mcp),
    /// Set subscriptions
    #[command(subcommand)]
    Subscription(subscription::Command),
}

/// Runs the command line of this process.
pub async fn run(clock: Clock) -> ExitCode {
    let arguments = Arguments::parse();
    // From here on nothing else writes to standard error: somebody who does not read it would hold it up.
    let Ok(log) = LogWriter::start(std::io::stderr()) else { return ExitCode::FAILURE };
    let _end = FinishLog(log.clone());
    match dispatch(arguments, clock, &log).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let message = error.downcast_ref::<ApiError>().map_or_else(|| error.to_string(), describe);
            log.line(format!("importops: {message}\n").as_bytes());
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(arguments: Arguments, clock: Clock, log: &LogWriter) -> Result<(), CommandError> {
    let Arguments { settings, json, command } = arguments;
    if let Command::Openapi { openapi_version } = &command {
        let version = if openapi_version == "3.0" { openapi::Version::V3_0 } else { openapi::Version::V3_1 };
        return print(openapi::json(version)?.trim_end());
    }
    if matches!(command, Command::CheckConfig) {
        return check_config::run(settings, json).await;
    }
    // A command that runs elsewhere than the server: none of its settings apply.
    let command = match command {
        Command::Listen(listen) => return listen::run(listen, clock, log.clone(), json).await,
        Command::Mcp(command) => return mcp::run(command).await,
        command => command,
    };
    let config = settings.check()?;
    telemetry::init(config.log, log.clone());
    match command {
        Command::Openapi { .. } | Command::CheckConfig | Command::Listen(_) | Command::Mcp(_) => Ok(()),
        Command::Serve { workers } => serve(config, clock, workers, json).await,
        Command::Migrate => {
            App::open(config, clock).await?.store.close().await;
            print(if json { "{\"migrated\":true}" } else { "The database is up to date." })
        }
        Command::Demo => demo::run(config, clock).await,
        Command::Backup { directory } => backup::run(config, clock, directory, json).await,
        Command::Restore(restore) => restore::run(config, clock, restore, json).await,
        Command::Org(command) => org::run(command, &App::open(config, clock).await?, json).await,
        Command::Member(command) => member::run(command, &App::open(config, clock).await?, json).await,
        Command::Keys(command) => keys::run(command, config, clock, json).await,
        Command::Photos(command) => photos::run(command, config, clock, json).await,
        Command::Audit(command) => audit::run(command, &App::open(config, clock).await?, json).await,
        Command::Subscription(command) => subscription::run(command, &App::open(config, clock).await?, json).await,
    }
}

async fn serve(config: Config, clock: Clock, workers: Option<usize>, json: bool) -> Result<(), CommandError> {
    let listening = app::listen(config, clock).await?;
    let address = format!("http://{}", listening.address);
    let metrics = listening.metrics_address.map(|address| format!("http://{address}/metrics"));
    listening
        .run(workers, || {
            if json {
                return print(&serde_json::json!({ "listening": address, "metrics": metrics }).to_string());
            }
            print(&format!("listening on {address}"))?;
            metrics.map_or(Ok(()), |metrics| print(&format!("metrics at {metrics}")))
        })
        .await
}

/// A failure for the operator, who also learns what is not valid and the cause.
fn describe(error: &ApiError) -> String {
    let mut response = actix_web::ResponseError::error_response(error);
    let Some(failure) = response.extensions_mut().remove::<api_http::error::Failure>() else {
        return error.to_string();
    };
    let mut message = failure.cause.unwrap_or(failure.detail);
    for field in failure.errors {
        message = format!("{message}\n  {} {}", field.pointer, field.detail);
    }
    message
}
