//! When a photo was taken, and nothing else of its Exif: no place, no device, no orientation (the picture is upright).

/// The time in the main directory, and that of its digitisation; the times of the Exif directory with their zones and fractions.
const TIMES: [u16; 9] = [0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292, 0x0132];
const EXIF_DIRECTORY: u16 = 0x8769;
const TEXT: u16 = 2;
const LONG: u16 = 4;
/// Longer than any time is.
const MAX_TEXT_BYTES: usize = 64;

/// Exif with the times of `exif` alone; `None` if it has none.
pub(crate) fn only(exif: &[u8]) -> Option<Vec<u8>> {
    let tiff = Tiff::of(exif)?;
    let main = tiff.directory(tiff.long(4)?);
    let inner = main.iter().find(|entry| entry.tag == EXIF_DIRECTORY).and_then(|entry| tiff.long(entry.at));
    let inner = inner.map(|at| tiff.directory(at)).unwrap_or_default();
    let texts = |entries: &[Entry]| -> Vec<(u16, Vec<u8>)> {
        let times = entries.iter().filter(|entry| TIMES.contains(&entry.tag) && entry.kind == TEXT);
        times.filter_map(|entry| Some((entry.tag, tiff.text(entry)?))).collect()
    };
    let (main, inner) = (texts(&main), texts(&inner));
    if main.is_empty() && inner.is_empty() { None } else { Some(written(&main, &inner)) }
}

struct Tiff<'a> {
    bytes: &'a [u8],
    is_big_endian: bool,
}

/// One value of a directory.
struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    /// Where its four bytes are: a short value, or where the value is.
    at: usize,
}

impl<'a> Tiff<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        match bytes.first_chunk()? {
            b"II*\0" => Some(Self { bytes, is_big_endian: false }),
            b"MM\0*" => Some(Self { bytes, is_big_endian: true }),
            _ => None,
        }
    }

    fn short(&self, at: usize) -> Option<u16> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_big_endian { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    fn long(&self, at: usize) -> Option<usize> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        let value = if self.is_big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
        usize::try_from(value).ok()
    }

    fn directory(&self, at: usize) -> Vec<Entry> {
        let entry = |number: usize| {
            let at = at.checked_add(2 + number * 12)?;
            let count = u32::try_from(self.long(at + 4)?).ok()?;
            Some(Entry { tag: self.short(at)?, kind: self.short(at + 2)?, count, at: at + 8 })
        };
        (0..self.short(at).unwrap_or(0).into()).map_while(entry).collect()
    }

    fn text(&self, entry: &Entry) -> Option<Vec<u8>> {
        let length = usize::try_from(entry.count).ok().filter(|length| *length <= MAX_TEXT_BYTES)?;
        let at = if length <= 4 { entry.at } else { self.long(entry.at)? };
        let text = self.bytes.get(at..at.checked_add(length)?)?;
        let text = text.split(|byte| *byte == 0).next()?;
        // Digits, signs and spaces: a time has nothing else, so nothing else is carried on.
        let is_time = text.iter().all(|byte| byte.is_ascii_digit() || b":+-. Z".contains(byte));
        (is_time && !text.is_empty()).then(|| text.to_vec())
    }
}

/// Writes a main directory, which leads to an inner one.
fn written(main: &[(u16, Vec<u8>)], inner: &[(u16, Vec<u8>)]) -> Vec<u8> {
    const HEADER_BYTES: usize = 8;
    let directory_bytes = |entries: usize| 2 + entries * 12 + 4;
    let inner_at = HEADER_BYTES + directory_bytes(main.len() + 1);
    let mut texts_at = inner_at + directory_bytes(inner.len());
    let mut directories = b"MM\0*\0\0\0\x08".to_vec();
    let mut texts = Vec::new();
    let long = |value: usize| u32::try_from(value).unwrap_or_default().to_be_bytes();
    for (entries, leads_on) in [(main, true), (inner, false)] {
        let count = u16::try_from(entries.len()).unwrap_or_default() + u16::from(leads_on);
        directories.extend(count.to_be_bytes());
        for (tag, text) in entries {
            let mut value = [&text[..], b"\0"].concat();
            directories.extend([tag.to_be_bytes(), TEXT.to_be_bytes()].concat());
            directories.extend(long(value.len()));
            if value.len() <= 4 {
                value.resize(4, 0);
                directories.extend(value);
            } else {
                directories.extend(long(texts_at));
                texts_at += value.len();
                texts.extend(value);
            }
        }
        if leads_on {
            directories.extend([EXIF_DIRECTORY.to_be_bytes(), LONG.to_be_bytes()].concat());
            directories.extend(long(1));
            directories.extend(long(inner_at));
        }
        directories.extend(long(0));
    }
    [directories, texts].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_times_and_nothing_else() {
        let main = [(0x010f, b"Apple".to_vec()), (0x0132, b"2026:05:01 10:20:30".to_vec())];
        let inner = [(0x9003, b"2026:05:01 10:20:29".to_vec()), (0x9011, b"+02:00".to_vec()), (0x9291, b"12".to_vec())];
        let kept = only(&written(&main, &inner)).unwrap();
        assert_eq!(kept, written(&main[1..], &inner));
        assert_eq!(only(&kept).unwrap(), kept);
    }

    #[test]
    fn a_text_that_is_no_time_is_left_out() {
        assert!(only(&written(&[(0x0132, b"Hans Meier, Kiel".to_vec())], &[])).is_none());
        assert!(only(b"II*\0\x08\0\0\0\xff\xff").is_none());
        assert!(only(b"").is_none());
    }

    #[test]
    fn no_length_leads_outside() {
        let whole = written(&[(0x0132, b"2026:05:01 10:20:30".to_vec())], &[(0x9003, b"2026:05:01 10:20:29".to_vec())]);
        for end in 0..whole.len() {
            let _ = only(whole.get(..end).unwrap());
        }
    }
}
