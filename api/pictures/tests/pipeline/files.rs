//! Small files of every kind, made here byte by byte or by the encoders.

use moxcms::ColorProfile;
use mozjpeg::{ColorSpace, Compress};

/// The colours of the four quarters: top left, top right, bottom left, bottom right.
pub const QUARTERS: [[u8; 3]; 4] = [[200, 40, 40], [40, 180, 60], [50, 60, 200], [230, 220, 60]];

/// Red, green and blue of a picture with four quarters.
pub fn quarters(width: u32, height: u32) -> Vec<u8> {
    let corner = |x, y| usize::from(x * 2 >= width) + 2 * usize::from(y * 2 >= height);
    (0..height).flat_map(|y| (0..width).flat_map(move |x| QUARTERS[corner(x, y)])).collect()
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded_jpeg(width, height, ColorSpace::JCS_RGB, &quarters(width, height), false)
}

/// A JPEG file of any samples, baseline or progressive.
pub fn encoded_jpeg(width: u32, height: u32, samples: ColorSpace, data: &[u8], progressive: bool) -> Vec<u8> {
    let mut encoder = Compress::new(samples);
    encoder.set_size(width as usize, height as usize);
    if !progressive {
        encoder.set_fastest_defaults();
    }
    encoder.set_quality(92.0);
    let mut writing = encoder.start_compress(Vec::new()).unwrap();
    writing.write_scanlines(data).unwrap();
    writing.finish().unwrap()
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded_png(width, height, png::ColorType::Rgb, png::BitDepth::Eight, &quarters(width, height))
}

pub fn encoded_png(width: u32, height: u32, colour: png::ColorType, depth: png::BitDepth, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    if colour == png::ColorType::Indexed {
        encoder.set_palette(QUARTERS.concat());
        encoder.set_trns(vec![255, 255, 255, 0]);
    }
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    bytes
}

pub fn webp(width: u32, height: u32) -> Vec<u8> {
    webp::Encoder::from_rgb(&quarters(width, height), width, height).encode(90.0).to_vec()
}

/// The same with a header that allows further chunks.
pub fn extended_webp(width: u32, height: u32, flags: u8, chunks: &[([u8; 4], &[u8])]) -> Vec<u8> {
    let plain = webp(width, height);
    let mut extended = vec![flags, 0, 0, 0];
    extended.extend_from_slice(&(width - 1).to_le_bytes()[..3]);
    extended.extend_from_slice(&(height - 1).to_le_bytes()[..3]);
    let mut body = b"WEBP".to_vec();
    body.extend(riff_chunk(*b"VP8X", &extended));
    body.extend_from_slice(&plain[12..]);
    for (name, data) in chunks {
        body.extend(riff_chunk(*name, data));
    }
    riff_chunk(*b"RIFF", &body)
}

/// An animation of two frames, each the picture of a plain file: the first at a place on the canvas, the second at its corner.
pub fn animated_webp(canvas: (u32, u32), (left, top): (u32, u32), plain: &[u8]) -> Vec<u8> {
    const ANIMATION_AND_ALPHA: u8 = 0b1_0010;
    let three = |number: u32| number.to_le_bytes()[..3].to_vec();
    let size = image::ImageReader::new(std::io::Cursor::new(plain)).with_guessed_format().unwrap().into_dimensions();
    let (width, height) = size.unwrap_or((1, 1));
    let frame = |left: u32, top: u32, picture: &[u8]| {
        let place =
            [three(left / 2), three(top / 2), three(width - 1), three(height - 1), three(100), vec![0]].concat();
        riff_chunk(*b"ANMF", &[&place, picture].concat())
    };
    let head = [&[ANIMATION_AND_ALPHA, 0, 0, 0], &three(canvas.0 - 1)[..], &three(canvas.1 - 1)].concat();
    let body = [
        b"WEBP".to_vec(),
        riff_chunk(*b"VP8X", &head),
        riff_chunk(*b"ANIM", &[0; 6]),
        frame(left, top, &plain[12..]),
        frame(0, 0, &webp(width, height)[12..]),
    ];
    riff_chunk(*b"RIFF", &body.concat())
}

/// An animation whose first frame is the picture of a plain file, and whose second is all of one colour.
pub fn animated_png(plain: &[u8], (width, height): (u32, u32)) -> Vec<u8> {
    const HEADER_END: usize = 33;
    let control = |sequence: u32| {
        let numbers = [sequence, width, height, 0, 0].map(u32::to_be_bytes).concat();
        png_chunk(*b"fcTL", &[&numbers[..], &[0, 1, 0, 10, 0, 0]].concat())
    };
    let second = encoded_png(
        width,
        height,
        png::ColorType::Rgb,
        png::BitDepth::Eight,
        &[9].repeat((width * height * 3) as usize),
    );
    let from = second.windows(4).position(|name| name == b"IDAT").unwrap();
    let length = usize::try_from(u32::from_be_bytes(second[from - 4..from].try_into().unwrap())).unwrap();
    let pixels = [&2_u32.to_be_bytes()[..], &second[from + 4..from + 4 + length]].concat();
    let end = plain.len() - 12;
    [
        &plain[..HEADER_END],
        &png_chunk(*b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]),
        &control(0),
        &plain[HEADER_END..end],
        &control(1),
        &png_chunk(*b"fdAT", &pixels),
        &plain[end..],
    ]
    .concat()
}

fn riff_chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = name.to_vec();
    chunk.extend_from_slice(&u32::try_from(data.len()).unwrap().to_le_bytes());
    chunk.extend_from_slice(data);
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    chunk
}

/// The directory of a camera that says how it was held.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut directory = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    directory.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    directory
}

/// The file with a segment after its first marker.
pub fn with_segment(jpeg: &[u8], marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, data, &jpeg[2..]].concat()
}

pub fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    with_segment(jpeg, 0xe1, &[b"Exif\0\0", &exif(orientation)[..]].concat())
}

pub fn with_jpeg_profile(jpeg: &[u8], profile: &[u8]) -> Vec<u8> {
    with_segment(jpeg, 0xe2, &[b"ICC_PROFILE\0\x01\x01", profile].concat())
}

/// The file with a chunk after its header.
pub fn with_chunk(png: &[u8], name: [u8; 4], data: &[u8]) -> Vec<u8> {
    const HEADER_END: usize = 33;
    [&png[..HEADER_END], &png_chunk(name, data), &png[HEADER_END..]].concat()
}

pub fn png_chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [&name[..], data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], &named, &checksum(&named).to_be_bytes()].concat()
}

/// A PNG file that is nothing but a promise of pixels.
pub fn promised_png(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let end = png_chunk(*b"IEND", &[]);
    [b"\x89PNG\r\n\x1a\n", &png_chunk(*b"IHDR", &header)[..], &png_chunk(*b"IDAT", &[]), &end].concat()
}

/// An archive with nothing in it, and a comment.
pub fn zip(comment: &[u8]) -> Vec<u8> {
    let length = u16::try_from(comment.len()).unwrap().to_le_bytes();
    [b"PK\x05\x06", &[0; 16][..], &length, comment].concat()
}

/// A profile in which red and green have changed places.
pub fn swapped_profile() -> Vec<u8> {
    let mut profile = ColorProfile::new_srgb();
    std::mem::swap(&mut profile.red_colorant, &mut profile.green_colorant);
    profile.cicp = None;
    profile.encode().unwrap()
}

fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}
