//! What is turned, mirrored and cropped, with and without tiles.

use crate::boxes::{Item, full, grid, heif, imir, irot};
use crate::capture::exif_item;
use crate::compare::{Blocks, assert_shows, blocks, decoded, expected};
use crate::files::PLAIN;

fn turned_left(blocks: &Blocks) -> Blocks {
    (0..blocks[0].len()).rev().map(|x| blocks.iter().map(|row| row[x]).collect()).collect()
}

fn mirrored(blocks: &Blocks) -> Blocks {
    blocks.iter().map(|row| row.iter().rev().copied().collect()).collect()
}

fn upside_down(blocks: &Blocks) -> Blocks {
    blocks.iter().rev().cloned().collect()
}

/// A picture of two by two tiles, all alike, and what it shows.
fn tiled(properties: &[Vec<u8>]) -> (Vec<Item>, Blocks) {
    let mut whole = Item {
        kind: *b"grid",
        properties: vec![crate::boxes::ispe(184, 120)],
        data: grid(2, 2, 184, 120),
        references: vec![(*b"dimg", vec![2, 3, 4, 5])],
        ..Item::default()
    };
    whole.properties.extend_from_slice(properties);
    let tile = expected(&PLAIN);
    let wide: Blocks = tile.iter().map(|row| row.iter().chain(row).take(184 / 8).copied().collect()).collect();
    let shown = wide.iter().chain(&wide).take(120 / 8).cloned().collect();
    (vec![whole, PLAIN.item(), PLAIN.item(), PLAIN.item(), PLAIN.item()], shown)
}

#[test]
fn the_container_turns_and_exif_does_not() {
    let mut shown = expected(&PLAIN);
    for quarters in 0..4 {
        let item = PLAIN.item_with(&[irot(quarters)]);
        assert_shows(&heif(1, &[item, exif_item(&[], 6)]), &shown, &format!("{quarters} quarters"));
        shown = turned_left(&shown);
    }
}

#[test]
fn properties_apply_in_their_order() {
    let plain = expected(&PLAIN);
    let cases = [
        (vec![imir(0)], upside_down(&plain)),
        (vec![imir(1)], mirrored(&plain)),
        (vec![irot(1), imir(1)], mirrored(&turned_left(&plain))),
        (vec![imir(1), irot(1)], turned_left(&mirrored(&plain))),
        (vec![irot(3), imir(0)], upside_down(&turned_left(&turned_left(&turned_left(&plain))))),
    ];
    for (number, (properties, shown)) in cases.into_iter().enumerate() {
        assert_shows(&heif(1, &[PLAIN.item_with(&properties)]), &shown, &format!("case {number}"));
    }
}

#[test]
fn a_grid_is_put_together_and_turned_as_a_whole() {
    let (items, mut shown) = tiled(&[]);
    assert_shows(&heif(1, &items), &shown, "grid");
    for quarters in 1..4 {
        shown = turned_left(&shown);
        let (items, _) = tiled(&[irot(quarters)]);
        assert_shows(&heif(1, &items), &shown, &format!("grid, {quarters} quarters"));
    }
    let (items, shown) = tiled(&[irot(1), imir(1)]);
    assert_shows(&heif(1, &items), &mirrored(&turned_left(&shown)), "grid, turned and mirrored");
}

#[test]
fn a_crop_is_taken_out_of_the_middle() {
    let halves = |value: i32| [value.to_be_bytes(), 2_i32.to_be_bytes()].concat();
    let clap = |width: u32, height: u32, x: i32, y: i32| {
        let size = [width, 1, height, 1].map(u32::to_be_bytes).concat();
        let mut clap = full(*b"clap", &[size, halves(x), halves(y)].concat());
        // It has neither a version nor flags.
        clap.drain(8..12);
        let length = u32::try_from(clap.len()).unwrap();
        clap[..4].copy_from_slice(&length.to_be_bytes());
        clap
    };
    let plain = expected(&PLAIN);
    let cut: Blocks = plain[1..7].iter().map(|row| row[2..10].to_vec()).collect();
    assert_shows(&heif(1, &[PLAIN.item_with(&[clap(64, 48, 0, 0)])]), &cut, "the middle");
    let corner: Blocks = plain[..6].iter().map(|row| row[..8].to_vec()).collect();
    assert_shows(&heif(1, &[PLAIN.item_with(&[clap(64, 48, -32, -16)])]), &corner, "a corner");
    assert_shows(
        &heif(1, &[PLAIN.item_with(&[clap(64, 48, -32, -16), irot(1)])]),
        &turned_left(&corner),
        "a corner that is turned",
    );
    // An odd side is padded by encoders.
    let odd = decoded(&heif(1, &[PLAIN.item_with(&[clap(95, 63, -1, -1)])]));
    assert_eq!((odd.width(), odd.height()), (95, 63));
    assert_eq!(blocks(&odd).len(), 7);
}
