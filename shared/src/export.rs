//! Exports: everything that an organisation has, to take along.

use serde::{Deserialize, Serialize};

/// How an export is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ExportFormat {
    /// One JSON document, for programs.
    #[default]
    Json,
    /// A ZIP archive with a CSV file for each table, for spreadsheets.
    Csv,
}

impl ExportFormat {
    /// The value on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }

    /// The media type of the file.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "application/zip",
        }
    }

    /// What the name of the file ends with.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "zip",
        }
    }
}
