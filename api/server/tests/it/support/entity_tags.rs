//! One entity tag, one body: whoever is told that the copy is current has what is there (RFC 9110, section 8.8.1). Every answer
//! that passes through the tests is compared with the earlier ones.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, OnceLock};

use super::Answer;

/// Digests of path and tag, and of the body that came with them.
static SEEN: OnceLock<Mutex<HashMap<u64, u64>>> = OnceLock::new();

/// Fails if another body had this tag. What a proxy compressed is left out: some leave the tag as it was.
pub fn check(path: &str, answer: &Answer) {
    let is_ours = answer.status == 200 && !answer.headers.contains_key("content-encoding");
    let Some(tag) = answer.headers.get("etag").filter(|tag| is_ours && tag.as_bytes().starts_with(b"\"")) else {
        return;
    };
    let earlier = {
        let mut seen = SEEN.get_or_init(Mutex::default).lock().unwrap();
        *seen.entry(digest((path, tag.as_bytes()))).or_insert_with(|| digest(&answer.body))
    };
    assert_eq!(earlier, digest(&answer.body), "{path}: {tag:?} was the tag of something else than {}", answer.text());
}

fn digest(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
