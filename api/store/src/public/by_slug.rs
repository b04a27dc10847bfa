//! Statements about many slugs at once.

use crate::error::Error;

/// How many slugs a statement asks about; with fewer, the last one is asked several times.
const SIZES: [usize; 4] = [1, 4, 12, SLUGS_AT_A_TIME];
/// How many slugs are asked about at a time.
pub const SLUGS_AT_A_TIME: usize = 32;

/// A statement in the sizes in which it is asked, so that each is prepared once.
#[derive(Debug)]
pub(crate) struct Statements([String; 4]);

impl Statements {
    /// A statement with the parameters 2 and following between its beginning and its end.
    pub(crate) fn of(beginning: &str, end: &str) -> Self {
        Self(SIZES.map(|size| {
            let hashes: Vec<_> = (0..size).map(|place| format!("${}", place + 2)).collect();
            [beginning, &hashes.join(", "), end].concat()
        }))
    }

    /// The one for so many slugs, and for how many it is.
    pub(crate) fn fitting(&self, slugs: usize) -> Result<(&str, usize), Error> {
        let fits = SIZES.iter().zip(&self.0).find(|(size, _)| **size >= slugs);
        let (size, statement) = fits.ok_or_else(|| Error::invalid("more slugs than a statement asks about"))?;
        Ok((statement, *size))
    }
}

/// Asks about slugs at an instant, which is the first parameter. Without slugs there are no rows.
macro_rules! ask {
    ($db:expr, $statements:expr, $slugs:expr, $now:expr) => {{
        let (statement, size) = $statements.fitting($slugs.len())?;
        match $slugs.last() {
            None => Vec::new(),
            Some(last) => $crate::on!($db, c => {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(statement)).bind($now.unix_ms());
                for hash in $slugs.iter().chain(std::iter::repeat(last)).take(size) {
                    query = query.bind(hash.as_str());
                }
                query.fetch_all(c).await?
            }),
        }
    }};
}
pub(crate) use ask;
