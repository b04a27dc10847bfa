//! Work across organisations: the only evidence with which a statement may name none.

use std::ops::{Deref, DerefMut};

use crate::db::{Db, Reader};
use crate::error::Error;
use crate::tx::Tx;

/// A connection that sees all organisations: for tracking pages, for callers who are not signed in yet, for what the server does
/// by itself and for the operator's commands. [`crate::Store::read_across`] and [`crate::Store::begin_across`] are the only
/// way to one, so a function that takes it cannot be called with a connection of one organisation:
///
/// ```compile_fail,E0423
/// # fn forge(db: store::Db<'_>) -> store::Across<'_> {
/// store::Across(db)
/// # }
/// ```
#[derive(Debug)]
pub struct Across<'c>(Db<'c>);

impl<'c> Across<'c> {
    /// The connection.
    pub(crate) fn db(self) -> Db<'c> {
        self.0
    }
}

/// A connection that only reads, of all organisations.
#[derive(Debug)]
pub struct AcrossReader(Reader);

impl AcrossReader {
    pub(crate) fn new(reader: Reader) -> Self {
        Self(reader)
    }

    /// The connection, as one that sees all organisations.
    pub fn across(&mut self) -> Across<'_> {
        Across(self.0.db())
    }

    /// The connection of its engine.
    pub fn into_reader(self) -> Reader {
        self.0
    }
}

// What can be read of one organisation can be read here too, where the statement names it.
impl Deref for AcrossReader {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0
    }
}

impl DerefMut for AcrossReader {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.0
    }
}

/// A transaction that writes, in all organisations; dropped without [`AcrossTx::commit`], it leaves nothing.
#[derive(Debug)]
pub struct AcrossTx(Tx);

impl AcrossTx {
    pub(crate) fn new(tx: Tx) -> Self {
        Self(tx)
    }

    /// The connection, as one that sees all organisations.
    pub fn across(&mut self) -> Across<'_> {
        Across(self.0.db())
    }

    /// As [`Tx::commit`].
    pub async fn commit(self) -> Result<(), Error> {
        self.0.commit().await
    }
}

// What can be done in one organisation can be done here too, where the statement names it.
impl Deref for AcrossTx {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.0
    }
}

impl DerefMut for AcrossTx {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.0
    }
}
