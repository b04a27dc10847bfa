//! Replaces the key that seals and the one that signs while servers run, in steps, so that every server always
//! understands what the others write. The key that hashes slugs stays, because nothing but the hash is left of a
//! retired slug.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::FILE_NAME;
use super::KeyError;
use super::Keys;
use super::Rotating;
use crate::random;

/// Why a step cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RotationError {
    /// The step before was not finished.
    #[error("new keys were already added: copy keys.json to every server, restart it, then run `importops keys use`")]
    NextExists,
    /// There is nothing to use.
    #[error("no new keys were added: run `importops keys add` first")]
    NoNext,
    /// There is nothing to forget.
    #[error("there are no old keys")]
    NoPrevious,
}

impl Rotating {
    fn add(&mut self) {
        self.next = Some(random::bytes());
    }

    fn use_next(&mut self) {
        if let Some(next) = self.next.take() {
            self.previous.push(std::mem::replace(&mut self.current, next));
        }
    }
}

impl Keys {
    /// Adds new keys, which are known but not used yet.
    pub fn add(&mut self) -> Result<(), RotationError> {
        if self.slug_seal.next.is_some() || self.access_token.next.is_some() {
            return Err(RotationError::NextExists);
        }
        Arc::make_mut(&mut self.slug_seal).add();
        Arc::make_mut(&mut self.access_token).add();
        Ok(())
    }

    /// Starts using the new keys; the old ones stay known.
    pub fn use_next(&mut self) -> Result<(), RotationError> {
        if self.slug_seal.next.is_none() && self.access_token.next.is_none() {
            return Err(RotationError::NoNext);
        }
        Arc::make_mut(&mut self.slug_seal).use_next();
        Arc::make_mut(&mut self.access_token).use_next();
        Ok(())
    }

    /// Forgets the old keys.
    pub fn forget_previous(&mut self) -> Result<(), RotationError> {
        if self.slug_seal.previous.is_empty() && self.access_token.previous.is_empty() {
            return Err(RotationError::NoPrevious);
        }
        Arc::make_mut(&mut self.slug_seal).previous.clear();
        Arc::make_mut(&mut self.access_token).previous.clear();
        Ok(())
    }

    /// Whether there are new keys that are not used yet, and old ones that are still known.
    pub fn rotation(&self) -> (bool, bool) {
        (self.slug_seal.next.is_some(), !self.slug_seal.previous.is_empty())
    }

    /// Replaces the keys in a data directory, completely or not at all.
    pub fn replace(&self, data_dir: &Path) -> Result<(), KeyError> {
        let path = data_dir.join(FILE_NAME);
        let replace = || -> io::Result<()> {
            let temporary = self.write_beside(&path)?;
            fs::rename(&temporary, &path)?;
            fs::File::open(data_dir)?.sync_all()
        };
        replace().map_err(|source| KeyError::Io { path: path.display().to_string(), source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same keys, as another server reads them.
    fn read(keys: &Keys) -> Keys {
        Keys::parse(&keys.text().unwrap()).unwrap()
    }

    #[test]
    fn servers_one_step_apart_understand_each_other() {
        let mut steps = vec![Keys::generate()];
        for _ in 0..3 {
            for step in ["add", "use", "forget"] {
                let mut keys = read(steps.last().unwrap());
                let taken = match step {
                    "add" => keys.add(),
                    "use" => keys.use_next(),
                    _ => keys.forget_previous(),
                };
                taken.unwrap();
                steps.push(keys);
            }
        }
        let slug = random::slug();
        for pair in steps.windows(2) {
            for (writer, reader) in [(&pair[0], &pair[1]), (&pair[1], &pair[0])] {
                let sealed = writer.seal("text", "purpose");
                // Everything that was sealed with a key has been resealed before the key is forgotten.
                let forgotten =
                    !reader.rotation().1 && writer.rotation().1 && !reader.is_sealed_now(&sealed, "purpose");
                assert!(forgotten || reader.open(&sealed, "purpose").as_deref() == Some("text"));
                assert!(reader.access_tokens().any(|key| key == writer.access_token()));
                assert_eq!(reader.hash_slug(&slug), writer.hash_slug(&slug));
                assert!(reader.knows(&writer.fingerprint()));
            }
        }
        let (first, last) = (&steps[0], steps.last().unwrap());
        assert!(!last.knows(&first.fingerprint()) && last.open(&first.seal("text", "purpose"), "purpose").is_none());
        assert!(!last.access_tokens().any(|key| key == first.access_token()));
    }

    #[test]
    fn a_step_out_of_turn_is_refused() {
        let mut keys = Keys::generate();
        assert_eq!(keys.use_next(), Err(RotationError::NoNext));
        assert_eq!(keys.forget_previous(), Err(RotationError::NoPrevious));
        keys.add().unwrap();
        assert_eq!(keys.add(), Err(RotationError::NextExists));
        assert_eq!(keys.rotation(), (true, false));
        keys.use_next().unwrap();
        assert_eq!((keys.rotation(), keys.use_next()), ((false, true), Err(RotationError::NoNext)));
    }
}
