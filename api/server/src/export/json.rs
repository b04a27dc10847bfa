//! The export as one JSON document.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use shared::time::Timestamp;

use store::export::Exported;

/// A document that is being written.
pub(super) struct JsonDocument {
    out: BufWriter<File>,
    /// What the table that was begun is followed by.
    end: &'static str,
    /// What the next row follows.
    before_row: &'static str,
}

impl JsonDocument {
    pub(super) fn begin(file: File, now: Timestamp) -> io::Result<Self> {
        let mut out = BufWriter::new(file);
        write!(out, "{{\n\"exported_at\": \"{now}\"")?;
        Ok(Self { out, end: "", before_row: "" })
    }

    pub(super) fn table<T: Exported>(&mut self) -> io::Result<()> {
        let begin = if T::SINGLE { "" } else { "[" };
        write!(self.out, "{},\n\"{}\": {begin}", self.end, T::TABLE)?;
        self.end = if T::SINGLE { "" } else { "\n]" };
        self.before_row = if T::SINGLE { "" } else { "\n" };
        Ok(())
    }

    pub(super) fn rows<T: Exported>(&mut self, rows: &[T]) -> io::Result<()> {
        for row in rows {
            self.out.write_all(self.before_row.as_bytes())?;
            serde_json::to_writer(&mut self.out, row)?;
            self.before_row = ",\n";
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<File> {
        write!(self.out, "{}\n}}\n", self.end)?;
        self.out.into_inner().map_err(io::IntoInnerError::into_error)
    }
}
