//! Exports: all the data of an organisation.

use crate::wire::wire_enum;

wire_enum! {
    /// How an export is written.
    #[derive(Default)]
    ExportFormat {
        /// One JSON document, for programs.
        #[default]
        Json = "json",
        /// A ZIP archive with a CSV file for each table, for spreadsheets.
        Csv = "csv",
    }
}

impl ExportFormat {
    /// The media type of the file.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "application/zip",
        }
    }

    /// The extension of the file name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "zip",
        }
    }
}
