//! What an index of texts holds: three letters each, as numbers.

/// How many letters.
const LETTERS: usize = 3;
/// How long a word with a digit is that names one vehicle, or few.
const NUMBER: usize = 6;
/// How much of the end of such a word is looked up. Numbers differ at their ends: the beginning of a chassis number is that of
/// its model, which a million vehicles may share, and an index that has to compare so many is slow.
const END: usize = 8;

/// The numbers by which an index finds the texts that may have all of some words; none where all of them are too short for it.
/// What is found has to be compared with the words.
pub fn grams_of_words(organization: &str, words: &[&str]) -> Vec<i32> {
    let is_number = |word: &&&str| word.chars().any(|c| c.is_ascii_digit()) && word.chars().count() >= NUMBER;
    let number = words.iter().filter(is_number).max_by_key(|word| word.chars().count());
    let Some(number) = number else { return grams(organization, words.iter().copied()) };
    let start = number.char_indices().rev().nth(END - 1).map_or(0, |(place, _)| place);
    grams(organization, [&number[start..]])
}

/// The numbers of all that stands in the words of some texts, each once; none for words that are shorter. They differ between
/// organisations, so that whoever looks for those of one finds nothing of another. Two of them may be the same by accident: what
/// is found by them is compared as text.
pub fn grams<'a>(organization: &str, texts: impl IntoIterator<Item = &'a str>) -> Vec<i32> {
    let mut of_organization = crc32fast::Hasher::new();
    of_organization.update(organization.as_bytes());
    let mut grams = Vec::new();
    for word in texts.into_iter().flat_map(|text| text.split(|c: char| c == ' ' || c.is_control())) {
        let ends: Vec<usize> = word.char_indices().map(|(place, _)| place).chain([word.len()]).collect();
        for window in ends.windows(LETTERS + 1) {
            let mut hasher = of_organization.clone();
            hasher.update(&word.as_bytes()[window[0]..window[LETTERS]]);
            grams.push(hasher.finalize().cast_signed());
        }
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}
