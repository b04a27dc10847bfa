//! The colour profile of a JPEG file, which is longer than a segment can be and so comes in numbered parts.

/// The parts, in the order of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct ProfileParts<'a>(Vec<Part<'a>>);

#[derive(Clone, Copy, Debug)]
struct Part<'a> {
    number: u8,
    count: u8,
    bytes: &'a [u8],
}

impl<'a> ProfileParts<'a> {
    /// Takes note of a segment that may hold a part.
    pub(super) fn add(&mut self, segment: &'a [u8]) {
        let Some(&[number, count, ref bytes @ ..]) = segment.strip_prefix(b"ICC_PROFILE\0") else { return };
        // There are no more numbers; without this, a file of tiny parts would fill the memory.
        if self.0.len() < usize::from(u8::MAX) {
            self.0.push(Part { number, count, bytes });
        }
    }

    /// The profile, or nothing if parts are missing: it then counts as broken, which is as good as none.
    pub(super) fn whole(&self) -> Option<Vec<u8>> {
        let count = self.0.first()?.count;
        let mut parts = self.0.clone();
        parts.sort_by_key(|part| part.number);
        let numbers = parts.iter().map(|part| part.number);
        if numbers.eq(1..=count) { Some(parts.iter().flat_map(|part| part.bytes).copied().collect()) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::ProfileParts;

    fn profile(segments: &[&[u8]]) -> Option<Vec<u8>> {
        let mut parts = ProfileParts::default();
        for segment in segments {
            parts.add(segment);
        }
        parts.whole()
    }

    #[test]
    fn parts_are_put_in_order() {
        assert_eq!(
            profile(&[b"ICC_PROFILE\0\x02\x02cd", b"MPF\0", b"ICC_PROFILE\0\x01\x02ab"]),
            Some(b"abcd".to_vec())
        );
        assert_eq!(profile(&[]), None);
    }

    #[test]
    fn a_profile_that_lacks_a_part_is_none() {
        assert_eq!(profile(&[b"ICC_PROFILE\0\x02\x02cd"]), None);
        assert_eq!(profile(&[b"ICC_PROFILE\0\x01\x02ab", b"ICC_PROFILE\0\x01\x02ab"]), None);
        assert_eq!(profile(&[b"ICC_PROFILE\0\x01"]), None);
    }
}
