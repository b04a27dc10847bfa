//! Why a database cannot be opened.

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The engine refused.
    #[error("the database cannot be opened: {0}")]
    Engine(#[from] sqlx::Error),
    /// A migration failed.
    #[error("the database cannot be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A setting that protects data did not take.
    #[error("SQLite did not accept {setting}: it answers {answer}, and without it acknowledged data can be lost")]
    Setting {
        /// The pragma.
        setting: &'static str,
        /// What it says.
        answer: String,
    },
    /// The URL names neither engine.
    #[error("IMPORTOPS_DATABASE_URL must begin with postgres:// or sqlite:")]
    Scheme,
    /// The URL cannot be used as it is.
    #[error("IMPORTOPS_DATABASE_URL: {0}")]
    Url(String),
    /// The connections cannot be kept.
    #[error("connections to the database cannot be kept: {0}")]
    Pool(#[from] deadpool::managed::BuildError),
    /// What keeps organisations apart does not hold.
    #[error("PostgreSQL does not keep organisations apart: {0}")]
    Isolation(String),
    /// The texts that vehicles are found by cannot be made.
    #[error("vehicles cannot be made searchable: {0}")]
    Search(#[from] crate::error::Error),
}
