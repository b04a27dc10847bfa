//! The server's secret keys, which live outside the database: a copy of the database opens no link.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::ids::{PhotoId, TrackingLinkId};

use crate::random;
use domain::slug::{HashedSlug, Slug, SlugHash};
use domain::text::hex;

mod rotation;

/// The file in the data directory.
pub const FILE_NAME: &str = "keys.json";
const NONCE_LENGTH: usize = 24;

/// The three keys, each for one purpose. Two of them can be replaced while servers run (`rotation`).
#[derive(Clone)]
pub struct Keys {
    slug_hash: [u8; 32],
    slug_seal: Arc<Rotating>,
    access_token: Arc<Rotating>,
}

/// The key in use and the other known keys, so that servers understand each other while a key is replaced.
#[derive(Debug, Clone, PartialEq)]
struct Rotating {
    current: [u8; 32],
    /// Made already, and not used yet.
    next: Option<[u8; 32]>,
    /// Used before, the newest last.
    previous: Vec<[u8; 32]>,
}

impl Rotating {
    fn generate() -> Self {
        Self { current: random::bytes(), next: None, previous: Vec::new() }
    }

    /// All known keys, the one in use first.
    fn all(&self) -> impl Iterator<Item = &[u8; 32]> {
        std::iter::once(&self.current).chain(&self.next).chain(self.previous.iter().rev())
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Keys")
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    slug_hash: String,
    slug_seal: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_slug_seal: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    previous_slug_seals: Vec<String>,
    access_token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_access_token: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    previous_access_tokens: Vec<String>,
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file could not be read or written.
    #[error("the key file {path} cannot be used: {source}")]
    Io {
        /// Where the file is.
        path: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file is not in the form that this program writes.
    #[error("the key file {path} is damaged: restore it from a backup (without it no tracking link can be opened)")]
    Damaged {
        /// Where the file is.
        path: String,
    },
    /// Everybody can read the file, or a group that the server does not belong to.
    #[error("the key file {path} can be read by other users: run `chmod 600 {path}`")]
    Readable {
        /// Where the file is.
        path: String,
    },
}

impl Keys {
    /// New random keys.
    pub fn generate() -> Self {
        Self {
            slug_hash: random::bytes(),
            slug_seal: Arc::new(Rotating::generate()),
            access_token: Arc::new(Rotating::generate()),
        }
    }

    /// Reads the keys from a data directory; at the first start creates them, readable by the owner only.
    pub fn load_or_create(data_dir: &Path) -> Result<Self, KeyError> {
        let path = data_dir.join(FILE_NAME);
        let io_error = |source| KeyError::Io { path: path.display().to_string(), source };
        match fs::read_to_string(&path) {
            Ok(text) => {
                refuse_readable(&path)?;
                Self::parse(&text).ok_or_else(|| KeyError::Damaged { path: path.display().to_string() })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Self::generate().write_new(&path).map_err(io_error)?;
                // Two processes may start at once: what is on the disk counts.
                let text = fs::read_to_string(&path).map_err(io_error)?;
                Self::parse(&text).ok_or_else(|| KeyError::Damaged { path: path.display().to_string() })
            }
            Err(error) => Err(io_error(error)),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let file: KeyFile = serde_json::from_str(text).ok()?;
        let key = |text: &String| URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok();
        let rotating = |current: &String, next: Option<&String>, previous: &[String]| {
            Some(Arc::new(Rotating {
                current: key(current)?,
                next: next.map_or(Some(None), |next| key(next).map(Some))?,
                previous: previous.iter().map(key).collect::<Option<_>>()?,
            }))
        };
        Some(Self {
            slug_hash: key(&file.slug_hash)?,
            slug_seal: rotating(&file.slug_seal, file.next_slug_seal.as_ref(), &file.previous_slug_seals)?,
            access_token: rotating(&file.access_token, file.next_access_token.as_ref(), &file.previous_access_tokens)?,
        })
    }

    /// What stands in the file.
    fn text(&self) -> io::Result<String> {
        let text = |key: &[u8; 32]| URL_SAFE_NO_PAD.encode(key);
        let (seal, token) = (&self.slug_seal, &self.access_token);
        let file = KeyFile {
            slug_hash: text(&self.slug_hash),
            slug_seal: text(&seal.current),
            next_slug_seal: seal.next.as_ref().map(text),
            previous_slug_seals: seal.previous.iter().map(text).collect(),
            access_token: text(&token.current),
            next_access_token: token.next.as_ref().map(text),
            previous_access_tokens: token.previous.iter().map(text).collect(),
        };
        Ok(serde_json::to_string_pretty(&file)?)
    }

    /// Writes a complete file beside a place, readable by the owner only, and returns its path.
    fn write_beside(&self, path: &Path) -> io::Result<PathBuf> {
        let temporary = path.with_extension(format!("{}.tmp", URL_SAFE_NO_PAD.encode(random::bytes::<9>())));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut output = options.open(&temporary)?;
        output.write_all(self.text()?.as_bytes())?;
        output.sync_all()?;
        Ok(temporary)
    }

    /// Writes a complete file beside the place, then links it there: never half a file, never over an existing one.
    fn write_new(&self, path: &Path) -> io::Result<()> {
        let temporary = self.write_beside(path)?;
        let linked = fs::hard_link(&temporary, path);
        fs::remove_file(&temporary)?;
        match linked {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            other => other,
        }
    }

    /// A fingerprint that identifies these keys and reveals nothing about them.
    pub fn fingerprint(&self) -> String {
        self.fingerprint_with(&self.slug_seal.current)
    }

    /// Whether what was made with the keys of this fingerprint can be opened.
    pub fn knows(&self, fingerprint: &str) -> bool {
        self.slug_seal.all().any(|seal| self.fingerprint_with(seal) == fingerprint)
    }

    fn fingerprint_with(&self, seal: &[u8; 32]) -> String {
        let keys = [&self.slug_hash, seal, "fingerprint".as_bytes()].concat();
        hex(self.mac(&self.slug_hash, &keys).get(..16).unwrap_or_default())
    }

    /// The keyed hash under which a slug is stored and looked up (HMAC-SHA-256).
    pub fn hash_slug(&self, slug: &Slug) -> SlugHash {
        SlugHash::made(URL_SAFE_NO_PAD.encode(self.mac(&self.slug_hash, slug.as_str().as_bytes())))
    }

    /// Reads the slug of a URL and hashes it; none when it is not well-formed, and so opens nothing.
    pub fn read_slug(&self, text: &str) -> Option<HashedSlug> {
        let slug = Slug::parse(text)?;
        let hash = self.hash_slug(&slug);
        Some(HashedSlug::new(slug, hash))
    }

    /// The id under which a photo is known on the page of a slug, and on no other: it reveals nothing about the
    /// photo and stops working with the slug.
    pub fn public_photo_id(&self, slug: &Slug, photo: &PhotoId) -> String {
        let key = self.mac(&self.slug_hash, b"public photo ids");
        let message = format!("{} {photo}", slug.as_str());
        hex(self.mac(&key, message.as_bytes()).get(..16).unwrap_or_default())
    }

    /// The name under which a browser may remember its visit to the page of a slug: it reveals nothing about the slug
    /// and opens nothing.
    pub fn visit_name(&self, slug: &Slug) -> String {
        let key = self.mac(&self.slug_hash, b"visit names");
        hex(self.mac(&key, slug.as_str().as_bytes()).get(..16).unwrap_or_default())
    }

    /// The id under which calendars know the arrival date of a link: the same for all its URLs, and it leads to none of
    /// them.
    pub fn calendar_uid(&self, link: &TrackingLinkId) -> String {
        let key = self.mac(&self.slug_hash, b"calendar uids");
        hex(self.mac(&key, link.as_str().as_bytes()).get(..16).unwrap_or_default())
    }

    /// Seals a slug for the link with this id; it opens for no other link.
    pub fn seal_slug(&self, slug: &Slug, link_id: &str) -> String {
        self.seal(slug.as_str(), link_id)
    }

    /// Opens a sealed slug, or fails if it was not sealed with this key for this link.
    pub fn open_slug(&self, sealed: &str, link_id: &str) -> Option<Slug> {
        self.open(sealed, link_id).map(Slug::generated)
    }

    /// The hash under which the network address of a key's user is kept: it shows that an address is new, not which one
    /// it is.
    pub fn hash_address(&self, address: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(&self.slug_hash, format!("address {address}").as_bytes()))
    }

    /// The hash under which a mailbox is known for one purpose, usually the link whose page it follows: hashes for two purposes
    /// cannot be matched. The domain of an address has no case (RFC 5321, section 2.4), and no provider in use tells cases apart
    /// before it.
    pub fn hash_mailbox(&self, address: &str, purpose: &str) -> String {
        let key = self.mac(&self.slug_hash, b"mailboxes");
        let message = format!("{purpose} {}", address.to_lowercase());
        URL_SAFE_NO_PAD.encode(self.mac(&key, message.as_bytes()))
    }

    /// Seals a text (XChaCha20-Poly1305) for one purpose, usually the id of what it belongs to; it opens for no other.
    pub fn seal(&self, text: &str, purpose: &str) -> String {
        let nonce: [u8; NONCE_LENGTH] = random::bytes();
        let payload = Payload { msg: text.as_bytes(), aad: purpose.as_bytes() };
        let cipher = XChaCha20Poly1305::new(&self.slug_seal.current.into());
        // Sealing fails only for messages of many gigabytes.
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
    }

    /// Opens a text sealed for a purpose, or fails if it was not sealed with any of these keys for it.
    pub fn open(&self, sealed: &str, purpose: &str) -> Option<String> {
        self.slug_seal.all().find_map(|key| Self::open_with(key, sealed, purpose))
    }

    /// Whether it was sealed for a purpose with the key that is used now.
    pub fn is_sealed_now(&self, sealed: &str, purpose: &str) -> bool {
        Self::open_with(&self.slug_seal.current, sealed, purpose).is_some()
    }

    fn open_with(key: &[u8; 32], sealed: &str, purpose: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LENGTH)?;
        let nonce: [u8; NONCE_LENGTH] = nonce.try_into().ok()?;
        let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
        let opened = XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(nonce), payload).ok()?;
        String::from_utf8(opened).ok()
    }

    /// The key that signs access tokens.
    pub fn access_token(&self) -> &[u8; 32] {
        &self.access_token.current
    }

    /// The keys that may have signed access tokens, the one in use first.
    pub fn access_tokens(&self) -> impl Iterator<Item = &[u8; 32]> {
        self.access_token.all()
    }

    #[expect(clippy::unused_self, reason = "reads as what the keys do")]
    fn mac(&self, key: &[u8; 32], message: &[u8]) -> [u8; 32] {
        // HMAC takes keys of any length (RFC 2104), so this cannot fail.
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key)
            .map(|mut mac| {
                mac.update(message);
                mac.finalize().into_bytes().into()
            })
            .unwrap_or_default()
    }
}

/// The hash under which a random token of 256 bits is stored; it needs no key, because the token cannot be guessed.
pub fn hash_token(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// Whether the key file in a data directory can be read by a group, and not only by its owner: Kubernetes gives a volume to
/// a group (`fsGroup`), and changes the modes of its files.
pub fn group_may_read(data_dir: &Path) -> bool {
    readers(&data_dir.join(FILE_NAME)).is_ok_and(|readers| readers == Readers::OwnGroup)
}

/// Who can read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    Owner,
    /// Also a group that this process belongs to.
    OwnGroup,
    /// Everybody, or a group of others.
    Others,
}

fn refuse_readable(path: &Path) -> Result<(), KeyError> {
    let found = readers(path).map_err(|source| KeyError::Io { path: path.display().to_string(), source })?;
    if found == Readers::Others { Err(KeyError::Readable { path: path.display().to_string() }) } else { Ok(()) }
}

#[cfg(unix)]
fn readers(path: &Path) -> io::Result<Readers> {
    use std::os::unix::fs::MetadataExt;
    let file = fs::metadata(path)?;
    let mut groups = rustix::process::getgroups()?;
    groups.push(rustix::process::getegid());
    let is_own = groups.iter().any(|group| group.as_raw() == file.gid());
    Ok(match (file.mode() & 0o007, file.mode() & 0o070) {
        (0, 0) => Readers::Owner,
        (0, _) if is_own => Readers::OwnGroup,
        _ => Readers::Others,
    })
}

#[cfg(not(unix))]
fn readers(_path: &Path) -> io::Result<Readers> {
    Ok(Readers::Owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_slug_opens_only_for_its_link_and_key() {
        let (keys, slug) = (Keys::generate(), random::slug());
        let sealed = keys.seal_slug(&slug, "lnk_a");
        assert_eq!(keys.open_slug(&sealed, "lnk_a"), Some(slug));
        assert_eq!(keys.open_slug(&sealed, "lnk_b"), None);
        assert_eq!(Keys::generate().open_slug(&sealed, "lnk_a"), None);
        assert_eq!(keys.open_slug("short", "lnk_a"), None);
    }

    #[test]
    fn slugs_are_hashed_without_regard_to_case() {
        let (keys, slug) = (Keys::generate(), random::slug());
        let of = |keys: &Keys, text: &str| keys.read_slug(text).unwrap().hash().clone();
        assert_eq!(of(&keys, &slug.as_str().to_uppercase()), of(&keys, slug.as_str()));
        assert_eq!(of(&keys, slug.as_str()), keys.hash_slug(&slug));
        assert_ne!(of(&keys, slug.as_str()), of(&Keys::generate(), slug.as_str()));
        assert_eq!(keys.read_slug("malformed"), None);
    }

    #[test]
    fn keys_are_made_once_and_refused_when_others_may_read_them() {
        let directory = tempfile::tempdir().unwrap();
        let first = Keys::load_or_create(directory.path()).unwrap();
        let second = Keys::load_or_create(directory.path()).unwrap();
        let slug = random::slug();
        assert_eq!(first.hash_slug(&slug), second.hash_slug(&slug));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let path = directory.path().join(FILE_NAME);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            assert!(matches!(Keys::load_or_create(directory.path()), Err(KeyError::Readable { .. })));
            // What Kubernetes makes of it.
            for mode in [0o440, 0o640, 0o660] {
                fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
                assert!(Keys::load_or_create(directory.path()).is_ok() && group_may_read(directory.path()), "{mode:o}");
            }
            fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
            assert!(Keys::load_or_create(directory.path()).is_ok() && !group_may_read(directory.path()));
        }
    }
}
