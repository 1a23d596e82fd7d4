//! The keys of a master key file, held in memory: sealing, opening and deriving.
//!
//! A sealed cell is `1 | length of key id | key id | nonce (12) | ciphertext | tag (16)`, AES-256-GCM.
//! The additional data is the version, the key id and the place, each behind its length, so that no
//! cell opens elsewhere.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;

use super::{Place, SealError};
use crate::random::Randomness;
use crate::secret::Secret;

const VERSION: u8 = 1;
const MAX_ID: usize = 32;
const SALT: &[u8] = b"vestibule master key";

/// One master key.
pub(super) struct Key {
    id: String,
    root: Secret<[u8; 32]>,
    sealing: LessSafeKey,
}

impl Key {
    /// A key by its name; `None` when the name is not 1 to 32 letters, digits and dashes.
    pub(super) fn new(id: &str, root: Secret<[u8; 32]>) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if id.is_empty() || id.len() > MAX_ID || !id.bytes().all(plain) {
            return None;
        }
        let sealing = UnboundKey::new(&AES_256_GCM, stretch(&root, b"seal").expose()).ok()?;
        Some(Self {
            id: id.to_owned(),
            root,
            sealing: LessSafeKey::new(sealing),
        })
    }

    /// A new key with a name nobody gave so far.
    pub(super) fn fresh(random: &Randomness) -> Option<Self> {
        let name = u64::from_be_bytes(random.bytes());
        Self::new(&format!("{name:016x}"), Secret::new(random.bytes()))
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn root(&self) -> &Secret<[u8; 32]> {
        &self.root
    }
}

/// HKDF-SHA-256 (RFC 5869) for a single block of output, which cannot go wrong.
fn stretch(root: &Secret<[u8; 32]>, purpose: &[u8]) -> Secret<[u8; 32]> {
    let extracted = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SALT), root.expose());
    let mut context =
        hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, extracted.as_ref()));
    context.update(purpose);
    context.update(&[1]);
    let mut out = [0; 32];
    for (to, from) in out.iter_mut().zip(context.sign().as_ref()) {
        *to = *from;
    }
    Secret::new(out)
}

/// The keys of a file, never none.
pub(super) struct Ring {
    newest: Key,
    older: Vec<Key>,
}

impl Ring {
    pub(super) fn new(newest: Key, older: Vec<Key>) -> Self {
        Self { newest, older }
    }

    pub(super) fn newest(&self) -> &Key {
        &self.newest
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.newest).chain(&self.older)
    }

    pub(super) fn is_rotating(&self) -> bool {
        !self.older.is_empty()
    }

    pub(super) fn seal(
        &self,
        place: &Place,
        plaintext: &[u8],
        random: &Randomness,
    ) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE_LEN] = random.bytes();
        let mut body = plaintext.to_vec();
        self.newest
            .sealing
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                additional(&self.newest.id, place),
                &mut body,
            )
            .map_err(|_| SealError::Refused)?;
        let mut cell = vec![VERSION, u8::try_from(self.newest.id.len()).unwrap_or(0)];
        cell.extend_from_slice(self.newest.id.as_bytes());
        cell.extend_from_slice(&nonce);
        cell.append(&mut body);
        Ok(cell)
    }

    /// Opens a cell; `None` when it was altered or moved or its key is not here.
    pub(super) fn open(&self, place: &Place, cell: &[u8]) -> Option<Secret<Vec<u8>>> {
        let (id, rest) = split(cell)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>()?;
        let key = self.keys().find(|key| key.id == id)?;
        let mut body = body.to_vec();
        let length = key
            .sealing
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                additional(id, place),
                &mut body,
            )
            .ok()?
            .len();
        body.truncate(length);
        Some(Secret::new(body))
    }

    pub(super) fn derive(&self, label: &str) -> Secret<[u8; 32]> {
        stretch(&self.newest.root, format!("derive {label}").as_bytes())
    }
}

/// The name of the key that sealed a cell; `None` when it is no sealed cell.
pub(super) fn key_of(cell: &[u8]) -> Option<&str> {
    split(cell).map(|(id, _)| id)
}

fn split(cell: &[u8]) -> Option<(&str, &[u8])> {
    let ([version, length], rest) = cell.split_first_chunk::<2>()?;
    let (id, rest) = rest.split_at_checked(usize::from(*length))?;
    let id = std::str::from_utf8(id).ok()?;
    (*version == VERSION && !id.is_empty()).then_some((id, rest))
}

fn additional(key: &str, place: &Place) -> Aad<Vec<u8>> {
    let mut bytes = vec![VERSION];
    for part in [key, place.table, place.column, &place.row] {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    Aad::from(bytes)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::hkdf;

    use super::*;
    use crate::sealed_column;

    fn ring(seed: u64) -> Ring {
        Ring::new(Key::fresh(&Randomness::seeded(seed)).unwrap(), vec![])
    }

    fn place() -> Place {
        sealed_column!("things", "secret", "id").row("r1")
    }

    #[test]
    fn a_cell_opens_in_its_place_and_nowhere_else() {
        let (ring, random) = (ring(1), Randomness::seeded(2));
        let cell = ring.seal(&place(), b"hidden", &random).unwrap();
        assert_eq!(ring.open(&place(), &cell).unwrap().expose(), b"hidden");
        for elsewhere in [
            sealed_column!("things", "secret", "id").row("r2"),
            sealed_column!("things", "other", "id").row("r1"),
            sealed_column!("others", "secret", "id").row("r1"),
            sealed_column!("thing", "ssecret", "id").row("r1"),
            sealed_column!("things", "secre", "id").row("tr1"),
        ] {
            assert!(ring.open(&elsewhere, &cell).is_none(), "{elsewhere:?}");
        }
    }

    #[test]
    fn a_cell_with_any_bit_turned_or_byte_missing_does_not_open() {
        let (ring, random) = (ring(1), Randomness::seeded(2));
        let cell = ring.seal(&place(), b"hidden", &random).unwrap();
        for at in 0..cell.len() {
            for bit in 0..8 {
                let mut altered = cell.clone();
                altered[at] ^= 1 << bit;
                assert!(ring.open(&place(), &altered).is_none(), "byte {at}");
            }
            assert!(ring.open(&place(), &cell[..at]).is_none(), "cut at {at}");
        }
        let longer = [cell.as_slice(), &[0]].concat();
        assert!(ring.open(&place(), &longer).is_none());
    }

    #[test]
    fn the_same_value_never_seals_to_the_same_cell() {
        let (ring, random) = (ring(1), Randomness::seeded(2));
        let one = ring.seal(&place(), b"hidden", &random).unwrap();
        assert_ne!(one, ring.seal(&place(), b"hidden", &random).unwrap());
    }

    #[test]
    fn another_key_of_the_same_name_does_not_open() {
        let random = Randomness::seeded(3);
        let ring = |random: &Randomness| {
            Ring::new(Key::new("k", Secret::new(random.bytes())).unwrap(), vec![])
        };
        let cell = ring(&random).seal(&place(), b"hidden", &random).unwrap();
        assert_eq!(key_of(&cell), Some("k"));
        assert!(ring(&random).open(&place(), &cell).is_none());
    }

    #[test]
    fn older_keys_open_but_only_the_newest_seals() {
        let random = Randomness::seeded(4);
        let old = Key::fresh(&random).unwrap();
        let (id, root) = (old.id().to_owned(), old.root().clone());
        let cell = Ring::new(old, vec![])
            .seal(&place(), b"x", &random)
            .unwrap();
        let both = Ring::new(
            Key::fresh(&random).unwrap(),
            vec![Key::new(&id, root).unwrap()],
        );
        assert_eq!(both.open(&place(), &cell).unwrap().expose(), b"x");
        let sealed = both.seal(&place(), b"x", &random).unwrap();
        assert_eq!(key_of(&sealed), Some(both.newest().id()));
    }

    #[test]
    fn derived_keys_differ_by_label_and_key_and_are_hkdf() {
        struct Length;
        impl hkdf::KeyType for Length {
            fn len(&self) -> usize {
                32
            }
        }
        let one = ring(1);
        let mut expected = [0; 32];
        hkdf::Salt::new(hkdf::HKDF_SHA256, SALT)
            .extract(one.newest.root.expose())
            .expand(&[b"derive csrf"], Length)
            .unwrap()
            .fill(&mut expected)
            .unwrap();
        assert_eq!(one.derive("csrf").expose(), &expected);
        assert_ne!(one.derive("other").expose(), &expected);
        assert_ne!(ring(2).derive("csrf").expose(), &expected);
    }

    #[test]
    fn names_of_keys_are_plain() {
        for wrong in ["", "a b", "ключ", "a/b", &"k".repeat(33)] {
            assert!(Key::new(wrong, Secret::new([1; 32])).is_none(), "{wrong}");
        }
        assert!(Key::new("main-2026", Secret::new([1; 32])).is_some());
    }
}
