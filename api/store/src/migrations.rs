//! The migrations, one folder for both engines.

use sqlx::migrate::Migrator;

pub(crate) static MIGRATOR: Migrator = sqlx_macros::migrate!("../../migrations");
