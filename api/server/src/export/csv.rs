//! The export as a ZIP archive of CSV files (RFC 4180), which spreadsheets open.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use csv::{Terminator, WriterBuilder};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use store::export::Exported;

/// Tells spreadsheets that the file is UTF-8: Excel takes it for the system's old code page otherwise.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// An archive that is being written.
pub(super) struct CsvArchive {
    archive: ZipWriter<BufWriter<File>>,
}

impl CsvArchive {
    pub(super) fn begin(file: File) -> Self {
        Self { archive: ZipWriter::new(BufWriter::new(file)) }
    }

    pub(super) fn table<T: Exported>(&mut self) -> io::Result<()> {
        // How large it will be is not known: the archive says that it may be above 4 GiB.
        let options = SimpleFileOptions::default().large_file(true);
        self.archive.start_file(format!("{}.csv", T::TABLE), options)?;
        self.archive.write_all(BYTE_ORDER_MARK)?;
        self.records([T::COLUMNS])
    }

    pub(super) fn rows<T: Exported>(&mut self, rows: &[T]) -> io::Result<()> {
        self.records(rows.iter().map(T::cells))
    }

    fn records<Row: IntoIterator<Item: AsRef<[u8]>>>(&mut self, rows: impl IntoIterator<Item = Row>) -> io::Result<()> {
        let mut records = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(&mut self.archive);
        for row in rows {
            records.write_record(row)?;
        }
        records.flush()
    }

    pub(super) fn finish(self) -> io::Result<File> {
        self.archive.finish()?.into_inner().map_err(io::IntoInnerError::into_error)
    }
}
