//! The columns of the link options, their parameters and their values, all in the order of the one list in `shared`.

use shared::link_options::{LinkOption, LinkOptions};
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};

/// The columns of the options, with what stands before the name of each: `l.show_photo, l.show_eta, ...`. With `as option`
/// each is called as its option, whatever stands before.
macro_rules! option_columns {
    ($before:literal) => {
        shared::link_options!(crate::link_options::columns!($before))
    };
    ($before:literal as option) => {
        shared::link_options!(crate::link_options::renamed_columns!($before))
    };
}

macro_rules! columns {
    (($before:literal) $first:ident $_about:tt $($option:ident $_abouts:tt)*) => {
        concat!($before, stringify!($first) $(, ", ", $before, stringify!($option))*)
    };
}

macro_rules! renamed_columns {
    (($before:literal) $first:ident $_about:tt $($option:ident $_abouts:tt)*) => {
        concat!(
            $before, stringify!($first), " AS ", stringify!($first)
            $(, ", ", $before, stringify!($option), " AS ", stringify!($option))*
        )
    };
}

/// A parameter for each option: `$3, $4, ...`. The statement says which numbers it has used before.
macro_rules! option_parameters {
    (after $($used:literal)+) => {
        shared::link_options!(crate::link_options::parameters!([$($used)+] [1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20]))
    };
}

/// Takes the used numbers away, then gives each option one of those that are left.
macro_rules! parameters {
    (([$_used:literal $($used:literal)*] [$_number:literal $($numbers:literal)*]) $($options:tt)+) => {
        crate::link_options::parameters!(([$($used)*] [$($numbers)*]) $($options)+)
    };
    (([] [$number:literal $($_numbers:literal)*]) $_option:ident $_about:tt) => {
        concat!("$", $number)
    };
    (([] [$number:literal $($numbers:literal)+]) $_option:ident $_about:tt $($options:tt)+) => {
        concat!("$", $number, ", ", crate::link_options::parameters!(([] [$($numbers)+]) $($options)+))
    };
}

/// Binds the options to the parameters that [`option_parameters!`] gave them.
macro_rules! bind_options {
    ($query:expr, $options:expr) => {
        shared::link_options::LinkOption::ALL.into_iter().fold($query, |query, option| query.bind($options.get(option)))
    };
}

pub(crate) use {bind_options, columns, option_columns, option_parameters, parameters, renamed_columns};

/// The options in a row, each in a column of its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OptionColumns(pub(crate) LinkOptions);

impl<'r, R> FromRow<'r, R> for OptionColumns
where
    R: Row,
    &'static str: ColumnIndex<R>,
    bool: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        let mut options = LinkOptions::default();
        for option in LinkOption::ALL {
            options.set(option, row.try_get(option.as_str())?);
        }
        Ok(Self(options))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::TABLES;
    use crate::{Store, on};

    #[test]
    fn columns_and_parameters_are_in_the_order_of_the_list() {
        let all = LinkOption::ALL.map(LinkOption::as_str);
        assert_eq!(option_columns!("").split(", ").collect::<Vec<_>>(), all);
        assert_eq!(option_columns!("l.").split(", ").collect::<Vec<_>>(), all.map(|name| format!("l.{name}")));
        let renamed = all.map(|name| format!("o.default_{name} AS {name}"));
        assert_eq!(option_columns!("o.default_" as option).split(", ").collect::<Vec<_>>(), renamed);
        let numbers: Vec<_> = (3..).take(all.len()).map(|number| format!("${number}")).collect();
        assert_eq!(option_parameters!(after 1 2).split(", ").collect::<Vec<_>>(), numbers);
    }

    #[tokio::test]
    async fn the_schema_has_a_column_for_each_option_and_nothing_else_that_is_shown() {
        const COLUMNS: &str = "SELECT c.name FROM pragma_table_info($1) c WHERE c.name LIKE $2 OR c.name LIKE $3";
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("test.sqlite").display());
        let store = Store::open(&url).await.unwrap();
        store.migrate().await.unwrap();
        for (table, before) in [("tracking_links", ""), ("organizations", "default_")] {
            let mut reader = store.read_across().await.unwrap();
            let columns: Vec<(String,)> = on!(reader.db(), c => sqlx::query_as(COLUMNS)
                .bind(table)
                .bind(format!("{before}show_%"))
                .bind(format!("{before}allow_%"))
                .fetch_all(c)
                .await
                .unwrap());
            let mut columns: Vec<_> = columns.into_iter().map(|(name,)| name).collect();
            let mut expected = LinkOption::ALL.map(|option| format!("{before}{}", option.as_str()));
            columns.sort();
            expected.sort();
            assert_eq!(columns, expected, "{table}");
        }
        store.close().await;
    }

    #[test]
    fn the_export_has_a_column_for_each_option() {
        for (table, before) in [("tracking_links", ""), ("organization", "default_")] {
            let (_, columns) = TABLES.iter().find(|(name, _)| *name == table).unwrap();
            for option in LinkOption::ALL {
                let column = format!("{before}{}", option.as_str());
                assert!(columns.contains(&column.as_str()), "{table}.{column}");
            }
        }
    }
}
