//! What is refused, and that nothing of it panics.

use heic::Refusal;

use crate::boxes::{Item, boxed, grid, heif, ispe, nclx};
use crate::compare::LIMITS;
use crate::files::{PLAIN, TRANSPARENT};

fn refusal(file: &[u8]) -> Refusal {
    heic::to_jpeg(file, &LIMITS).unwrap_err()
}

#[test]
fn says_what_is_wrong() {
    assert_eq!(refusal(b"\xff\xd8\xff\xe0"), Refusal::NotHeic);
    assert_eq!(refusal(&boxed(*b"ftyp", b"avif\0\0\0\0mif1")), Refusal::NotHeic);
    assert_eq!(refusal(&boxed(*b"ftyp", b"heic\0\0\0\0mif1")), Refusal::Damaged);
    let jpeg = Item { kind: *b"jpeg", ..PLAIN.item() };
    assert_eq!(refusal(&heif(1, &[jpeg])), Refusal::OtherCodec);
    // YCgCo: taken for another matrix, its colours would be wrong.
    assert_eq!(refusal(&heif(1, &[PLAIN.item_with(&[nclx(1, 13, 8, true)])])), Refusal::Unsupported);
}

#[test]
fn a_size_that_no_tile_fills_is_refused_before_memory_is_taken() {
    let bomb = |columns: u8, rows: u8, width: u16, height: u16| {
        let whole = Item {
            kind: *b"grid",
            properties: vec![ispe(width.into(), height.into())],
            data: grid(columns, rows, width, height),
            references: vec![(*b"dimg", vec![2])],
            ..Item::default()
        };
        refusal(&heif(1, &[whole, PLAIN.item()]))
    };
    assert_eq!(bomb(1, 1, 4_000, 200), Refusal::Damaged);
    assert_eq!(bomb(250, 250, 65_000, 65_000), Refusal::Damaged);
    assert_eq!(bomb(1, 1, 0, 10), Refusal::Damaged);
    let mut huge = PLAIN.item();
    huge.properties[1] = ispe(100_000, 100_000);
    assert_eq!(refusal(&heif(1, &[huge])), Refusal::TooLarge { width: 100_000, height: 100_000 });
}

#[test]
fn no_cut_and_no_flipped_byte_panics() {
    for sample in [PLAIN, TRANSPARENT] {
        for end in (0..sample.file.len()).step_by(29) {
            assert!(heic::to_jpeg(&sample.file[..end], &LIMITS).is_err(), "{end}");
        }
        for at in (0..sample.file.len()).step_by(31) {
            let mut file = sample.file.to_vec();
            file[at] ^= 0x55;
            let _ = heic::to_jpeg(&file, &LIMITS);
        }
    }
}
