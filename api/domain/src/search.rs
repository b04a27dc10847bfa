//! What a vehicle is found by: one normalised text for each vehicle, and the words of a search in the same form.
//!
//! A text that is stored is only as good as the form it was made in: whoever changes the form also needs a migration with
//! `UPDATE vehicles SET search_version = 0`, after which the store makes all texts again.

mod fold;
mod grams;
#[cfg(test)]
mod tests;

use fold::fold;
pub use grams::{grams, grams_of_words};

use crate::vehicle::VehicleFields;

/// Encloses the customer in a text.
const CUSTOMER: [char; 2] = ['\u{1}', '\u{2}'];
/// Encloses the vessel in a text.
const VESSEL: [char; 2] = ['\u{3}', '\u{4}'];

/// What is known of a vehicle and can be searched.
#[derive(Debug, Clone, Copy)]
pub struct Searchable<'a> {
    /// Model year.
    pub year: i64,
    /// Make.
    pub make: &'a str,
    /// Model.
    pub model: &'a str,
    /// Trim level.
    pub trim: Option<&'a str>,
    /// Colour.
    pub colour: Option<&'a str>,
    /// Vehicle identification number or chassis number.
    pub vin: Option<&'a str>,
    /// The organisation's own number.
    pub stock_number: Option<&'a str>,
    /// Name of the customer.
    pub customer_name: Option<&'a str>,
    /// Email address of the customer.
    pub customer_email: Option<&'a str>,
    /// Phone number of the customer.
    pub customer_phone: Option<&'a str>,
    /// The vessel.
    pub vessel: Option<&'a str>,
}

impl<'a> Searchable<'a> {
    /// What can be searched of a vehicle that is about to be written.
    pub fn of(fields: &'a VehicleFields) -> Self {
        Self {
            year: i64::from(fields.year),
            make: &fields.make,
            model: &fields.model,
            trim: fields.trim.as_deref(),
            colour: fields.colour.as_deref(),
            vin: fields.vin.as_deref(),
            stock_number: fields.stock_number.as_deref(),
            customer_name: fields.customer.name.as_deref(),
            customer_email: fields.customer.email.as_deref(),
            customer_phone: fields.customer.phone.as_deref(),
            vessel: fields.vessel.as_deref(),
        }
    }

    /// The text that is stored.
    pub fn text(&self) -> String {
        let year = self.year.to_string();
        let names = [Some(year.as_str()), Some(self.make), Some(self.model), self.trim, self.colour];
        // Nobody knows how the spaces in a number were meant.
        let numbers = [self.vin, self.stock_number, self.customer_phone].map(|number| number.map(without_spaces));
        let numbers = numbers.iter().map(Option::as_deref);
        let customer = joined([self.customer_name, self.customer_email].into_iter());
        let vessel = joined([self.vessel].into_iter());
        let (general, [c, d], [v, w]) = (joined(names.into_iter().chain(numbers)), CUSTOMER, VESSEL);
        format!("{general}{c}{customer}{d}{v}{vessel}{w}")
    }
}

/// Where in a text a word has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Anywhere.
    Any,
    /// In the name or the email address of the customer.
    Customer,
    /// In the name of the vessel.
    Vessel,
}

/// The pattern of LIKE for texts with a word; what LIKE would interpret is escaped with `!`.
pub fn like_pattern(part: Part, word: &str) -> String {
    let word = word.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    match part {
        Part::Any => format!("%{word}%"),
        Part::Customer => format!("%{}%{word}%{}%", CUSTOMER[0], CUSTOMER[1]),
        Part::Vessel => format!("%{}%{word}%{}%", VESSEL[0], VESSEL[1]),
    }
}

/// The words of a search; all of them have to be there, in any order.
pub fn words(search: &str) -> Vec<String> {
    let mut words: Vec<String> = fold(search).split_whitespace().map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn without_spaces(number: &str) -> String {
    number.split_whitespace().collect()
}

/// Texts in their form, with one space between words.
fn joined<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> String {
    let folded: Vec<_> = texts.flatten().map(fold).collect();
    folded.iter().flat_map(|text| text.split_whitespace()).collect::<Vec<_>>().join(" ")
}
