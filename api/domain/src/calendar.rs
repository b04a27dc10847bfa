//! The estimated arrival as a calendar file (RFC 5545): one event that lasts the whole day.

use shared::time::{CivilDate, Timestamp};

/// What the file says.
#[derive(Debug)]
pub struct ArrivalEvent {
    /// Stays the same for the life of the link, so that a calendar replaces the event instead of adding another.
    pub uid: String,
    /// How often the date was changed: a calendar takes the file with the higher number.
    pub sequence: i64,
    /// When it was last changed or set, no more precisely than on the page.
    pub stamped_at: Timestamp,
    /// The expected day.
    pub eta: CivilDate,
    /// Year, make and model.
    pub vehicle: String,
    /// The organisation's name.
    pub organization: String,
    /// The organisation's locale (BCP 47), for requests that ask for no language.
    pub locale: String,
}

/// The words of the file.
#[derive(Debug, Clone, Copy)]
pub struct CalendarWords<'a> {
    /// Their language (BCP 47).
    pub language: &'a str,
    /// What the event is.
    pub arrival: &'a str,
    /// That it can still change.
    pub hint: &'a str,
}

/// Writes the file.
pub fn calendar(event: &ArrivalEvent, words: CalendarWords<'_>) -> String {
    let ArrivalEvent { uid, sequence, stamped_at, eta, vehicle, organization, locale: _ } = event;
    let CalendarWords { language, arrival, hint } = words;
    let day = |date: CivilDate| date.to_string().replace('-', "");
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//ImportOps//Tracking links//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{uid}"),
        format!("DTSTAMP:{}", date_time(*stamped_at)),
        format!("SEQUENCE:{sequence}"),
        format!("DTSTART;VALUE=DATE:{}", day(*eta)),
    ];
    // The end would be the day after; without one the event lasts the same day (section 3.6.1).
    lines.extend(eta.date().next_day().map(|next| format!("DTEND;VALUE=DATE:{}", day(next.into()))));
    lines.extend([
        format!("SUMMARY;LANGUAGE={language}:{}", escape(&format!("{arrival}: {vehicle} ({organization})"))),
        format!("DESCRIPTION;LANGUAGE={language}:{}", escape(hint)),
        "STATUS:TENTATIVE".to_owned(),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ]);
    lines.iter().map(|line| fold(line)).collect()
}

/// An instant in the form of section 3.3.5, in UTC, to the second.
fn date_time(instant: Timestamp) -> String {
    let digits: String = instant.to_string().chars().filter(|c| !matches!(c, '-' | ':')).take(15).collect();
    format!("{digits}Z")
}

/// Text as a value (section 3.3.11).
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// How long a line may be in bytes, without its end (section 3.1).
const LINE: usize = 75;

/// A line with its end; a long one continues after a space, and no character is split.
fn fold(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + line.len() / LINE * 3 + 2);
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LINE {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(c);
        length += c.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    use icalendar::{Calendar, Component, DatePerhapsTime};

    use super::*;

    fn event(vehicle: &str, organization: &str) -> ArrivalEvent {
        ArrivalEvent {
            uid: "5f2b8c1d9e3a7046".into(),
            sequence: 3,
            stamped_at: Timestamp::parse("2026-05-01T22:00:00Z").unwrap(),
            eta: CivilDate::parse("2028-02-28").unwrap(),
            vehicle: vehicle.into(),
            organization: organization.into(),
            locale: "de-DE".into(),
        }
    }

    const WORDS: CalendarWords<'static> =
        CalendarWords { language: "zh-Hant", arrival: "預計抵達", hint: "One; two, \\three" };

    #[test]
    fn another_program_reads_what_was_meant() {
        let organization = "Hafen; Söhne, \\Import\\ \u{8f38}\u{5165}".repeat(7);
        let vehicle = "2021 \u{30c8}\u{30e8}\u{30bf} Land Cruiser 😀, \"70\"; Series:X".repeat(5);
        let text = calendar(&event(&vehicle, &organization), WORDS);
        let read: Calendar = text.parse().unwrap();
        assert_eq!(read.components.len(), 1);
        let read = read.components[0].as_event().unwrap();
        assert_eq!(read.get_uid(), Some("5f2b8c1d9e3a7046"));
        assert_eq!(read.get_sequence(), Some(3));
        assert_eq!(read.property_value("DTSTAMP"), Some("20260501T220000Z"));
        let day = |date: Option<DatePerhapsTime>| match date.unwrap() {
            DatePerhapsTime::Date(date) => date.to_string(),
            DatePerhapsTime::DateTime(time) => panic!("a day has no time: {time:?}"),
        };
        assert_eq!(read.get_description(), Some(WORDS.hint));
        assert_eq!((day(read.get_start()), day(read.get_end())), ("2028-02-28".into(), "2028-02-29".into()));
        assert_eq!(read.get_summary(), Some(format!("預計抵達: {vehicle} ({organization})").as_str()));
    }

    #[test]
    fn no_line_is_too_long_and_no_character_is_taken_apart() {
        for shift in 0..4 {
            let text =
                calendar(&event(&format!("{}{}", "a".repeat(shift), "\u{8f38}é😀".repeat(60)), "Harbour"), WORDS);
            assert!(text.ends_with("END:VCALENDAR\r\n"));
            let lines: Vec<_> = text.split_terminator("\r\n").collect();
            assert!(lines.iter().all(|line| line.len() <= LINE && !line.contains(['\r', '\n'])));
            assert!(lines.iter().any(|line| line.len() >= LINE - 3 && line.starts_with(' ')));
            assert!(text.replace("\r\n ", "").contains(&"\u{8f38}é😀".repeat(60)));
        }
    }

    #[test]
    fn nothing_in_a_name_can_begin_a_line() {
        let text =
            calendar(&event("2021 X\r\nATTENDEE:mailto:a@b.example\n", "H\u{0}\u{7}\u{85}\rDESCRIPTION:x"), WORDS);
        let unfolded = text.replace("\r\n ", "");
        assert_eq!(unfolded.split_terminator("\r\n").count(), 16, "{unfolded}");
        assert!(!unfolded.contains("\r\nATTENDEE"));
        assert_eq!(unfolded.matches(|c: char| c.is_control() && !matches!(c, '\r' | '\n')).count(), 0);
    }

    #[test]
    fn the_last_day_of_time_has_no_day_after() {
        let text = calendar(&ArrivalEvent { eta: CivilDate::parse("9999-12-31").unwrap(), ..event("A", "B") }, WORDS);
        assert!(text.contains("DTSTART;VALUE=DATE:99991231\r\n") && !text.contains("DTEND"));
    }
}
