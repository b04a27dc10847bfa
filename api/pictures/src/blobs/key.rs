//! The keys of pictures, as parts of the paths of their files.

use object_store::path::Path;

/// The key in the path of a file; none for files that this program did not write.
pub(super) fn key_of(place: &Path) -> Option<String> {
    let mut parts = place.parts().collect::<Vec<_>>().into_iter().rev();
    let (_, key, shelf) = (parts.next()?, parts.next()?, parts.next()?);
    let (key, shelf) = (key.as_ref(), shelf.as_ref());
    (is_key(key) && shelf.len() == 2 && key.starts_with(shelf)).then(|| key.to_owned())
}

/// Whether a text is a key that this program generated.
pub(super) fn is_key(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::super::Blobs;
    use super::*;

    #[test]
    fn only_our_own_files_have_keys() {
        let key = Blobs::new_key();
        assert_eq!(key_of(&Path::from(format!("photos/{}/{key}/640.webp", &key[..2]))), Some(key.clone()));
        assert_eq!(key_of(&Path::from(format!("{}/{key}/640.webp", &key[..2]))), Some(key.clone()));
        assert_eq!(key_of(&Path::from(format!("zz/{key}/640.webp"))), None);
        assert_eq!(key_of(&Path::from(format!("aside/1/orphan/{key}/640.webp"))), None);
        assert_eq!(key_of(&Path::from("importops.sqlite")), None);
    }
}
