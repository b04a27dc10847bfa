//! The currencies of ISO 4217, and how many digits their minor units have.
//!
//! Browsers disagree: some use the decimal places that are common in practice (CLDR: none for HUF), others those of the
//! standard (two). There is one table for all of them: otherwise an amount entered in one browser would be off by a
//! factor of a hundred in another.

/// Every code of ISO 4217's list one that has a minor unit, and those of a few years ago, whose amounts are still stored;
/// XTS is the standard's code for tests. Ordered.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF \
     CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP \
     GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT \
     LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD \
     OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC \
     SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XCD \
     XCG XOF XPF XTS YER ZAR ZMW ZWG ZWL";

/// The decimal places of those that do not have two.
const OTHER_DIGITS: [(u8, &str); 3] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

/// Codes that ISO 4217 has withdrawn: stored amounts keep them, but they are no longer offered.
const WITHDRAWN: &str = "ANG BGN CUC HRK SLL ZWL";

/// The codes to choose from, ordered.
pub fn currencies() -> impl Iterator<Item = &'static str> {
    CODES.split(' ').filter(|code| !has(WITHDRAWN, code) && *code != "XTS")
}

/// Whether there is such a currency.
pub fn is_currency(code: &str) -> bool {
    has(CODES, code)
}

/// How many decimal places a currency has: 2 for EUR, 0 for JPY, 3 for KWD; 2 for an unknown one, as in `Intl`.
pub fn minor_digits(code: &str) -> u8 {
    OTHER_DIGITS.iter().find(|(_, codes)| has(codes, code)).map_or(2, |(digits, _)| *digits)
}

fn has(codes: &str, code: &str) -> bool {
    codes.split(' ').any(|known| known == code)
}

#[cfg(test)]
mod tests {
    use iso_currency::{Currency, IntoEnumIterator};

    use super::*;

    #[test]
    fn the_table_is_the_standards() {
        let standard: Vec<_> = Currency::iter().filter_map(|it| Some((it.code().to_owned(), it.exponent()?))).collect();
        assert!(standard.len() > 160, "{}", standard.len());
        for (code, digits) in &standard {
            assert!(is_currency(code), "{code}");
            assert_eq!(u16::from(minor_digits(code)), *digits, "{code}");
        }
        // The source has no code for tests, and has forgotten the Netherlands Antilles.
        for code in CODES.split(' ').filter(|code| !["ANG", "XTS"].contains(code)) {
            assert!(standard.iter().any(|(known, _)| known == code), "{code}");
        }
        assert!(CODES.split(' ').is_sorted());
    }

    #[test]
    fn withdrawn_codes_are_known_and_not_offered() {
        for it in Currency::iter().filter(|it| it.is_superseded().is_some() && it.code() != "VES") {
            assert!(is_currency(it.code()) && currencies().all(|code| code != it.code()), "{}", it.code());
        }
        assert!(currencies().count() > 160);
    }

    #[test]
    fn where_engines_differ_the_standard_counts() {
        let two = [
            "HUF", "IDR", "COP", "PKR", "RSD", "AFN", "ALL", "IRR", "LAK", "LBP", "MGA", "MMK", "SOS", "SYP", "YER",
            "MRU",
        ];
        let others = [
            ("IQD", 3),
            ("JPY", 0),
            ("KWD", 3),
            ("CLP", 0),
            ("CLF", 4),
            ("UYW", 4),
            ("ISK", 0),
            ("UGX", 0),
            ("TND", 3),
        ];
        for (code, digits) in two.into_iter().map(|code| (code, 2)).chain(others) {
            assert_eq!(minor_digits(code), digits, "{code}");
        }
    }

    #[test]
    fn what_is_no_currency_is_none() {
        for code in ["", "eur", "EURO", "EU", "ABC", "DEM", "XXX", "XAU", "AED AFN", " "] {
            assert!(!is_currency(code), "{code}");
        }
        assert_eq!(minor_digits("DEM"), 2);
    }
}
