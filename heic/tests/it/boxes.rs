//! Writes files of the family box by box, as phones lay them out and as no encoder at hand does.

/// A box.
pub fn boxed(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap();
    [&length.to_be_bytes()[..], &name, content].concat()
}

/// A box with a version and flags of zero.
pub fn full(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    boxed(name, &[&[0; 4], content].concat())
}

/// Width and height.
pub fn ispe(width: u32, height: u32) -> Vec<u8> {
    full(*b"ispe", &[width.to_be_bytes(), height.to_be_bytes()].concat())
}

/// Quarter turns against the clock.
pub fn irot(quarters: u8) -> Vec<u8> {
    boxed(*b"irot", &[quarters])
}

/// 0: upside down; 1: left is right.
pub fn imir(axis: u8) -> Vec<u8> {
    boxed(*b"imir", &[axis])
}

/// Labels of colours.
pub fn nclx(primaries: u16, transfer: u16, matrix: u16, is_full_range: bool) -> Vec<u8> {
    let codes = [primaries, transfer, matrix].map(u16::to_be_bytes).concat();
    boxed(*b"colr", &[b"nclx", &codes[..], &[u8::from(is_full_range) << 7]].concat())
}

/// What another picture is for.
pub fn auxc(kind: &str) -> Vec<u8> {
    full(*b"auxC", &[kind.as_bytes(), b"\0"].concat())
}

/// The content of a grid.
pub fn grid(columns: u8, rows: u8, width: u16, height: u16) -> Vec<u8> {
    [&[0, 0, rows - 1, columns - 1][..], &width.to_be_bytes(), &height.to_be_bytes()].concat()
}

/// An item; its number is its place, counted from 1.
#[derive(Clone, Default)]
pub struct Item {
    pub kind: [u8; 4],
    pub properties: Vec<Vec<u8>>,
    pub data: Vec<u8>,
    pub references: Vec<([u8; 4], Vec<u16>)>,
    /// Whether its properties begin with the number 0, which means none.
    pub names_no_property: bool,
}

/// A file whose primary item has this number.
pub fn heif(primary: u16, items: &[Item]) -> Vec<u8> {
    let ftyp = boxed(*b"ftyp", b"heic\0\0\0\0mif1heic");
    let length = ftyp.len() + meta(primary, items, 0).len() + 8;
    let meta = meta(primary, items, u32::try_from(length).unwrap());
    let data: Vec<u8> = items.iter().flat_map(|item| item.data.clone()).collect();
    [ftyp, meta, boxed(*b"mdat", &data)].concat()
}

fn meta(primary: u16, items: &[Item], data_at: u32) -> Vec<u8> {
    let count = u16::try_from(items.len()).unwrap().to_be_bytes();
    let (mut iinf, mut iloc) = (count.to_vec(), [&[0x44, 0][..], &count].concat());
    let (mut ipco, mut ipma, mut iref) =
        (Vec::new(), u32::try_from(items.len()).unwrap().to_be_bytes().to_vec(), Vec::new());
    let (mut at, mut property) = (data_at, 0);
    for (item, number) in items.iter().zip(1_u16..) {
        let number = number.to_be_bytes();
        iinf.extend(boxed(*b"infe", &[&[2, 0, 0, 0][..], &number, &[0, 0], &item.kind, b"\0"].concat()));
        let length = u32::try_from(item.data.len()).unwrap();
        iloc.extend([&number[..], &[0, 0, 0, 1], &at.to_be_bytes(), &length.to_be_bytes()].concat());
        at += length;
        let none = item.names_no_property.then_some(0);
        let numbers: Vec<u8> = none.into_iter().chain((property + 1..).take(item.properties.len())).collect();
        property += u8::try_from(item.properties.len()).unwrap();
        ipma.extend([&number[..], &[u8::try_from(numbers.len()).unwrap()], &numbers].concat());
        ipco.extend(item.properties.concat());
        for (kind, to) in &item.references {
            let count = u16::try_from(to.len()).unwrap().to_be_bytes();
            let to: Vec<u8> = to.iter().flat_map(|to| to.to_be_bytes()).collect();
            iref.extend(boxed(*kind, &[&number[..], &count, &to].concat()));
        }
    }
    let iprp = boxed(*b"iprp", &[boxed(*b"ipco", &ipco), full(*b"ipma", &ipma)].concat());
    let hdlr = full(*b"hdlr", &[&[0; 4], b"pict", &[0; 13][..]].concat());
    let parts = [hdlr, full(*b"pitm", &primary.to_be_bytes()), full(*b"iloc", &iloc), full(*b"iinf", &iinf), iprp];
    let iref = if iref.is_empty() { iref } else { full(*b"iref", &iref) };
    full(*b"meta", &[parts.concat(), iref].concat())
}
