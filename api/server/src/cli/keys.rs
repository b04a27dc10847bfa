//! `importops keys`: replaces the keys that sign and seal, so that servers understand each other at every step.

use clap::Subcommand;
use serde_json::json;

use super::backup::existing_keys;
use super::output::CommandError;
use super::output::print;
use crate::app::App;
use crate::config::Config;
use host::clock::Clock;
use store::seals::{self, Seals};

/// Commands for keys. After each one that changes them, copy keys.json to every server and restart it.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show how far the replacement is, and how much is still sealed with old keys
    Status,
    /// Add new keys, which every server must know before one uses them
    Add,
    /// Start using the new keys; whatever the old keys signed or sealed stays valid
    Use,
    /// Reseal with the new key whatever the old keys have sealed
    Reseal,
    /// Forget the old keys; refused while anything is still sealed with them
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
                (true, _) => "New keys were added but are not used yet. Next, run `importops keys use`.",
                (false, true) if old > 0 => "The new keys are in use. Next, run `importops keys reseal`.",
                (false, true) => {
                    "The new keys are in use, and nothing is sealed with old ones. Next, run `importops keys forget`."
                }
                (false, false) => "There is one set of keys, and it is in use.",
            };
            print(&format!("{step}\nSealed with old keys: {old}. Cannot be opened with any key: {lost}."))
        }
        Command::Add => {
            keys.add()?;
            keys.replace(&data_dir)?;
            say(
                json,
                "added",
                "New keys were added. Copy keys.json to every server and restart it, then run \
                                 `importops keys use`.",
            )
        }
        Command::Use => {
            keys.use_next()?;
            keys.replace(&data_dir)?;
            say(
                json,
                "used",
                "The new keys are in use. Copy keys.json to every server and restart it, then run `importops keys \
                 reseal`.",
            )
        }
        Command::Reseal => {
            let Seals { old, lost } = seals::renew(&app.store, &keys).await?;
            if json {
                return print(&json!({ "resealed": old, "lost": lost }).to_string());
            }
            print(&format!(
                "Resealed: {old}. Cannot be opened with any key: {lost}.\nTen minutes after the last server was \
                 restarted, run `importops keys forget`."
            ))
        }
        Command::Forget => {
            let Seals { old, .. } = seals::count(&app.store, &keys).await?;
            if old > 0 {
                return Err(format!(
                    "{old} values are still sealed with old keys: run `importops keys reseal` \
                                    first"
                )
                .into());
            }
            keys.forget_previous()?;
            keys.replace(&data_dir)?;
            say(json, "forgotten", "The old keys are forgotten. Copy keys.json to every server and restart it.")
        }
    }
}

fn say(json: bool, what: &str, sentence: &str) -> Result<(), CommandError> {
    if json { print(&json!({ what: true }).to_string()) } else { print(sentence) }
}
