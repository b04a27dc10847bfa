//! Certificates for tests (X.509, RFC 5280), good ones and bad ones, written as DER.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// Somebody who has a key and signs certificates with it.
pub struct Signer {
    name: &'static str,
    pkcs8: Vec<u8>,
}

/// What a certificate says.
pub struct Says<'a> {
    /// Whose it is: the DNS name, or the name of the authority.
    pub name: &'a str,
    /// From when, as in `20200101000000Z`.
    pub from: &'a str,
    /// Until when.
    pub until: &'a str,
    /// Whether its owner signs others.
    pub authority: bool,
}

impl<'a> Says<'a> {
    /// A server's, for the years in which tests run.
    pub fn server(name: &'a str) -> Self {
        Self { name, from: "20200101000000Z", until: "20991231235959Z", authority: false }
    }
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    let [high, low] = length.to_be_bytes();
    let head = match length {
        0..0x80 => vec![tag, low],
        0x80..0x100 => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [head, content.to_vec()].concat()
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// An object identifier that is encoded already.
fn oid(bytes: &[u8]) -> Vec<u8> {
    tlv(0x06, bytes)
}

const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const SUBJECT_ALTERNATIVE_NAME: &[u8] = &[0x55, 0x1d, 0x11];
const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

fn named(name: &str) -> Vec<u8> {
    sequence(&[tlv(0x31, &sequence(&[oid(COMMON_NAME), tlv(0x0c, name.as_bytes())]))])
}

/// Before 2050 the year has two digits (RFC 5280, section 4.1.2.5).
fn time(text: &str) -> Vec<u8> {
    if text < "2050" { tlv(0x17, &text.as_bytes()[2..]) } else { tlv(0x18, text.as_bytes()) }
}

fn bit_string(bytes: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], bytes].concat())
}

impl Signer {
    /// Somebody with a new key.
    pub fn new(name: &'static str) -> Self {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).unwrap();
        Self { name, pkcs8: pkcs8.as_ref().to_vec() }
    }

    fn key(&self) -> EcdsaKeyPair {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.pkcs8, &SystemRandom::new()).unwrap()
    }

    /// Its private key, for a server.
    pub fn private_key(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.pkcs8.clone()).into()
    }

    /// A certificate for an owner's key.
    pub fn certify(&self, owner: &Signer, says: &Says<'_>) -> CertificateDer<'static> {
        let algorithm = sequence(&[oid(ECDSA_WITH_SHA256)]);
        let key =
            sequence(&[sequence(&[oid(EC_PUBLIC_KEY), oid(P256)]), bit_string(owner.key().public_key().as_ref())]);
        let extension = if says.authority {
            let critical = tlv(0x01, &[0xff]);
            let authority = sequence(&[tlv(0x01, &[0xff])]);
            sequence(&[oid(BASIC_CONSTRAINTS), critical, tlv(0x04, &authority)])
        } else {
            let names = sequence(&[tlv(0x82, says.name.as_bytes())]);
            sequence(&[oid(SUBJECT_ALTERNATIVE_NAME), tlv(0x04, &names)])
        };
        let to_be_signed = sequence(&[
            tlv(0xa0, &tlv(0x02, &[2])),
            tlv(0x02, &[1]),
            algorithm.clone(),
            named(self.name),
            sequence(&[time(says.from), time(says.until)]),
            named(says.name),
            key,
            tlv(0xa3, &sequence(&[extension])),
        ]);
        let signature = self.key().sign(&SystemRandom::new(), &to_be_signed).unwrap();
        sequence(&[to_be_signed, algorithm, bit_string(signature.as_ref())]).into()
    }

    /// The certificate of an authority, by itself, as text.
    pub fn authority_pem(&self) -> String {
        let says = Says { authority: true, ..Says::server(self.name) };
        let text = STANDARD.encode(self.certify(self, &says));
        let lines = text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line));
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.collect::<Vec<_>>().join("\n"))
    }
}
