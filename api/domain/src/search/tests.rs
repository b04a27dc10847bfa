//! The form of texts and searches.

use super::*;

const CAR: Searchable<'_> = Searchable {
    year: 2021,
    make: "\u{160}koda",
    model: "Octavia RS-6",
    trim: None,
    colour: Some("wei\u{df}"),
    vin: Some("JZX100-0123456"),
    stock_number: Some("HB 12\u{2013}34"),
    customer_name: Some("Ann O\u{2019}Neill"),
    customer_email: Some("ANN@Mail.example"),
    customer_phone: Some("+49 40 555-0100"),
    vessel: Some("Morning Calm"),
};

fn finds(part: Part, car: &Searchable<'_>, search: &str) -> bool {
    let text = car.text();
    let between = |[start, end]: [char; 2]| text.split(start).nth(1).and_then(|rest| rest.split(end).next()).unwrap();
    let place = match part {
        Part::Any => text.as_str(),
        Part::Customer => between(CUSTOMER),
        Part::Vessel => between(VESSEL),
    };
    words(search).iter().all(|word| place.contains(word.as_str()))
}

#[test]
fn a_text_has_everything_in_one_form() {
    let text = "2021 skoda octavia rs6 weiss jzx1000123456 hb1234 +49405550100\u{1}ann o'neill ann@mail.example\u{2}\
                \u{3}morning calm\u{4}";
    assert_eq!(CAR.text(), text);
    let bare = Searchable { trim: None, colour: None, vin: None, stock_number: None, ..CAR };
    let bare = Searchable { customer_name: None, customer_email: None, customer_phone: None, vessel: None, ..bare };
    assert_eq!(bare.text(), "2021 skoda octavia rs6\u{1}\u{2}\u{3}\u{4}");
}

#[test]
fn words_are_found_in_any_order_and_spelling() {
    for search in [
        "octavia \u{161}koda",
        "OCTAVIA s\u{30c}koda",
        "jzx1000123456",
        "JZX100-0123456",
        "JZX100 0123456",
        "0123456 2021",
        "\u{ff2a}\u{ff3a}\u{ff38}\u{ff11}\u{ff10}\u{ff10}\u{30fc}\u{ff10}",
        "hb1234",
        "HB-12-34",
        "hb 12 34",
        "weiss",
        "WEISS",
        "wei\u{1e9e}",
        "o'neill",
        "calm ann",
        "+49 40 555 0100",
        "RS6",
        "rs-6",
        "-",
        "",
    ] {
        assert!(finds(Part::Any, &CAR, search), "{search}");
    }
    for search in ["octavio", "skoda superb", "1234567", "hb1235", "%", "_"] {
        assert!(!finds(Part::Any, &CAR, search), "{search}");
    }
    assert!(finds(Part::Customer, &CAR, "mail ANN") && !finds(Part::Customer, &CAR, "calm"));
    assert!(finds(Part::Vessel, &CAR, "calm") && !finds(Part::Vessel, &CAR, "ann"));
}

#[test]
fn letters_of_many_scripts_have_one_form() {
    for (written, searched) in [
        ("ISPARTA", "\u{131}sparta"),
        ("\u{130}stanbul", "istanbul"),
        ("\u{39f}\u{394}\u{39f}\u{3a3}", "\u{3bf}\u{3b4}\u{3cc}\u{3c2}"),
        ("\u{412}\u{41e}\u{41b}\u{413}\u{410}", "\u{432}\u{43e}\u{43b}\u{433}\u{430}"),
        ("\u{401}\u{436}", "\u{435}\u{436}"),
        ("\u{645}\u{64f}\u{62d}\u{640}\u{645}\u{62f} \u{661}", "\u{645}\u{62d}\u{645}\u{62f} 1"),
        ("\u{30c8}\u{30e8}\u{30bf}", "\u{ff84}\u{ff96}\u{ff80}"),
        ("\u{e01}\u{e33}\u{e25}\u{e31}\u{e07}", "\u{e01}\u{e33}\u{e25}\u{e31}\u{e07}"),
        ("\u{141}\u{f3}d\u{17a} \u{d8}rsted \u{c6}r\u{f8}", "lodz orsted aero"),
        ("\u{fb01}at", "FIAT"),
        ("a\u{ad}b\u{200b}c", "abc"),
    ] {
        assert_eq!(words(written), words(searched), "{written}");
    }
    // Other syllables, not accents.
    assert_ne!(words("\u{304c}"), words("\u{304b}"));
    assert_ne!(words("\u{e01}\u{e31}"), words("\u{e01}"));
}

#[test]
fn what_has_the_form_keeps_it() {
    let every = (0..=0x1_ffff).filter_map(char::from_u32).map(String::from);
    for text in every.chain(["\u{130}\u{345}\u{1f80}".to_owned()]) {
        let folded = fold(&text);
        assert_eq!(fold(&folded), folded, "{text:?}");
        assert!(!folded.chars().any(|c| c.is_control() && !c.is_whitespace()), "{text:?}");
    }
}

#[test]
fn what_like_would_interpret_is_escaped() {
    assert_eq!(like_pattern(Part::Any, "100%_!"), "%100!%!_!!%");
    assert_eq!(like_pattern(Part::Vessel, "a"), "%\u{3}%a%\u{4}%");
}

#[test]
fn grams_of_a_word_are_among_those_of_its_text() {
    let text = CAR.text();
    let all = grams("org_a", [text.as_str()]);
    for word in words("octavia jzx1000123456 calm o'neill") {
        let some = grams("org_a", [word.as_str()]);
        assert_eq!(some.len(), word.len() - 2, "{word}");
        assert!(some.iter().all(|gram| all.binary_search(gram).is_ok()), "{word}");
    }
    assert!(grams("org_a", ["ab", "\u{3c3}\u{3c3}"]).is_empty());
    assert_eq!(grams("org_a", ["\u{3c3}\u{3c4}\u{3c5}", "\u{3c3}\u{3c4}\u{3c5}"]).len(), 1);
    let other = grams("org_b", [text.as_str()]);
    assert!(all.iter().all(|gram| other.binary_search(gram).is_err()));
}

#[test]
fn a_number_is_looked_up_by_its_end() {
    let end = |text: &str| grams("org_a", [text]);
    assert_eq!(grams_of_words("org_a", &["toyota", "jzx1000123456", "hb0001"]), end("00123456"));
    assert_eq!(grams_of_words("org_a", &["hb0001"]), end("hb0001"));
    assert_eq!(grams_of_words("org_a", &["ab", "2021", "skoda"]).len(), end("2021").len() + end("skoda").len());
    assert!(grams_of_words("org_a", &["ab"]).is_empty());
}
