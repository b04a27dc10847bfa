//! `importops keys`: replacing the keys that sign and seal, without a moment in which a server does not understand another.

use clap::Subcommand;
use serde_json::json;

use super::backup::existing_keys;
use super::output::CommandError;
use super::output::print;
use crate::app::App;
use crate::config::Config;
use host::clock::Clock;
use store::seals::{self, Seals};

/// Commands about keys. After each that changes them, give keys.json to every server and start it anew.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Tell in which step the keys are, and how much is still sealed with old ones
    Status,
    /// Make new keys, which every server shall understand before one uses them
    Add,
    /// Use the new keys; what the old ones made is still understood
    Use,
    /// Seal anew with the new key what the old ones have sealed
    Reseal,
    /// Do not understand the old keys any more; refused while something is sealed with them
    Forget,
}

/// Runs a command.
pub async fn run(command: Command, config: Config, clock: Clock, json: bool) -> Result<(), CommandError> {
    let data_dir = config.data_dir.clone();
    let mut keys = existing_keys(&data_dir)?;
    let app = App::open(config, clock).await?;
    match command {
        Command::Status => {
            let (has_next, has_previous) = keys.rotation();
            let Seals { old, lost } = seals::count(&app.store, &keys).await?;
            if json {
                let status =
                    json!({ "added": has_next, "old_keys": has_previous, "sealed_with_old": old, "lost": lost });
                return print(&status.to_string());
            }
            let step = match (has_next, has_previous) {
                (true, _) => "New keys were added and are not used yet: next is `importops keys use`.",
                (false, true) if old > 0 => "New keys are used: next is `importops keys reseal`.",
                (false, true) => {
                    "New keys are used, and nothing is sealed with old ones: next is `importops keys forget`."
                }
                (false, false) => "One set of keys is used, and no other is known.",
            };
            print(&format!("{step}\nSealed with old keys: {old}. Opened by no key: {lost}."))
        }
        Command::Add => {
            keys.add()?;
            keys.replace(&data_dir)?;
            told(json, "added", "New keys are known. Give keys.json to every server and start it anew; then: keys use.")
        }
        Command::Use => {
            keys.use_next()?;
            keys.replace(&data_dir)?;
            told(
                json,
                "used",
                "The new keys are used. Give keys.json to every server and start it anew; then: keys reseal.",
            )
        }
        Command::Reseal => {
            let Seals { old, lost } = seals::renew(&app.store, &keys).await?;
            if json {
                return print(&json!({ "resealed": old, "lost": lost }).to_string());
            }
            print(&format!(
                "Sealed anew: {old}. Opened by no key: {lost}.\nTen minutes after the last server: keys forget."
            ))
        }
        Command::Forget => {
            let Seals { old, .. } = seals::count(&app.store, &keys).await?;
            if old > 0 {
                return Err(format!("{old} things are sealed with old keys: run `importops keys reseal` first").into());
            }
            keys.forget_previous()?;
            keys.replace(&data_dir)?;
            told(json, "forgotten", "The old keys are forgotten. Give keys.json to every server and start it anew.")
        }
    }
}

fn told(json: bool, what: &str, sentence: &str) -> Result<(), CommandError> {
    if json { print(&json!({ what: true }).to_string()) } else { print(sentence) }
}
