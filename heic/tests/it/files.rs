//! The files that libheif made, whole and in parts.

use heifer::heifer_isobmff::HeifFile;

use crate::boxes::{Item, ispe};

pub const WIDTH: u32 = 96;
pub const HEIGHT: u32 = 64;

/// A file and what libheif decodes of it.
pub struct Sample {
    pub file: &'static [u8],
    pub blocks: &'static str,
}

macro_rules! samples {
    ($($name:ident: $file:literal),*) => {
        $(pub const $name: Sample = Sample {
            file: include_bytes!(concat!("../files/", $file, ".heic")),
            blocks: include_str!(concat!("../files/", $file, ".txt")),
        };)*
    };
}

samples! {
    PLAIN: "plain", LIMITED: "limited", DEEP_422: "deep-422", CHROMA_444: "chroma-444", GREY: "grey", TRANSPARENT: "transparent"
}

impl Sample {
    /// Its picture without anything that says how it is shown or what its colours mean.
    pub fn item(&self) -> Item {
        let file = HeifFile::parse(self.file).unwrap();
        let at = self.file.windows(4).position(|name| name == b"hvcC").unwrap() - 4;
        let length = u32::from_be_bytes(*self.file[at..].first_chunk().unwrap());
        Item {
            kind: *b"hvc1",
            properties: vec![self.file[at..at + length as usize].to_vec(), ispe(WIDTH, HEIGHT)],
            data: file.item_data(file.primary_id).unwrap().into_owned(),
            ..Item::default()
        }
    }

    /// The same, with more properties.
    pub fn item_with(&self, properties: &[Vec<u8>]) -> Item {
        let mut item = self.item();
        item.properties.extend_from_slice(properties);
        item
    }
}
