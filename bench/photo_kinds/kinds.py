"""The kinds of file that staff upload, each made by public tools, with what it is.

All show the same picture: four quarters, red, green, blue and yellow, wider than high. Where no public tool writes a format (the raw
files of cameras), its first bytes stand for it, as they do for whoever decides by them.
"""

import io
import struct
import subprocess
import zipfile
import zlib
from pathlib import Path

from PIL import Image

# Top left, top right, bottom left, bottom right.
QUARTERS = [(170, 80, 75), (80, 140, 95), (85, 95, 150), (200, 190, 120)]
WIDTH, HEIGHT = 640, 480
PROFILES = Path("/usr/share/color/icc/ghostscript")


class Maker:
    """Makes files in a directory."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.kinds = []

    def run(self, *command):
        subprocess.run([str(part) for part in command], cwd=self.directory, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def into(self, name, *command):
        """Runs a command that writes the file to its standard output."""
        with (self.directory / name).open("wb") as file:
            subprocess.run([str(part) for part in command], cwd=self.directory, check=True, stdout=file,
                           stderr=subprocess.DEVNULL)

    def read(self, name):
        return (self.directory / name).read_bytes()

    def kind(self, name, about, content=None):
        """Lists a file as a kind, after writing it if its content is given."""
        if content is not None:
            (self.directory / name).write_bytes(content)
        assert self.read(name) or name == "empty.jpg", name
        self.kinds.append((name, about))


def base(maker):
    """The picture itself, upright and as a camera held upright stores it."""
    rows = []
    for y in range(HEIGHT):
        left, right = QUARTERS[0:2] if y < HEIGHT // 2 else QUARTERS[2:4]
        rows.append(bytes(left) * (WIDTH // 2) + bytes(right) * (WIDTH // 2))
    (maker.directory / "a.ppm").write_bytes(b"P6 %d %d 255\n" % (WIDTH, HEIGHT) + b"".join(rows))
    maker.run("convert", "a.ppm", "PNG24:a.png")
    maker.run("convert", "a.ppm", "-rotate", "-90", "lying.ppm")
    maker.into("plain.jpg", "cjpeg", "-quality", "90", "a.ppm")
    maker.into("lying.jpg", "cjpeg", "-quality", "90", "lying.ppm")
    maker.run("convert", "lying.ppm", "PNG24:lying.png")
    maker.run("cwebp", "-quiet", "a.png", "-o", "plain.webp")
    maker.run("cwebp", "-quiet", "lying.png", "-o", "lying.webp")


def tails():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as inside:
        inside.writestr("page.html", "<script>alert(1)</script>")
    return [("a line end", "crlf", b"\r\n"), ("an archive", "zip", archive.getvalue())]


def jpeg(maker):
    plain, kind = maker.read("plain.jpg"), maker.kind
    kind("plain.jpg", "JPEG, 4:2:0")
    for name, about, options in [
        ("progressive.jpg", "JPEG, progressive", ["-progressive"]),
        ("restart.jpg", "JPEG with restart markers", ["-restart", "1"]),
        ("444.jpg", "JPEG, 4:4:4", ["-sample", "1x1"]),
        ("440.jpg", "JPEG, 4:4:0", ["-sample", "1x2"]),
        ("411.jpg", "JPEG, 4:1:1", ["-sample", "4x1"]),
        ("odd-sampling.jpg", "JPEG, chroma finer than luma", ["-sample", "1x1,2x2,2x2"]),
        ("rgb.jpg", "JPEG, RGB without YCbCr", ["-rgb"]),
        ("arithmetic.jpg", "JPEG, arithmetic coding", ["-arithmetic"]),
    ]:
        maker.into(name, "cjpeg", "-quality", "90", *options, "a.ppm")
        kind(name, about)
    (maker.directory / "scans.txt").write_text("0;\n1;\n2;\n")
    maker.into("scan-per-colour.jpg", "jpegtran", "-scans", "scans.txt", "plain.jpg")
    kind("scan-per-colour.jpg", "JPEG, one scan for each colour")
    kind("no-end.jpg", "JPEG without its end marker", plain[:-2])
    trailer = b"\0\0\1\n\x0e\0\0\0Image_UTC_Data1761234567890SEFHk\0\0\0\1\0\0\0\0\0\1\n#\0\0\0#\0\0\0\x18\0\0\0SEFT"
    kind("samsung-panorama.jpg", "the same with Samsung's trailer, as its panoramas end", plain[:-2] + trailer)
    kind("gap.jpg", "JPEG with stray bytes between segments (Samsung S5, Photoshop)", plain[:20] + b"\0\0" + plain[20:])
    kind("cut.jpg", "JPEG that was cut off in the middle", plain[: len(plain) // 2])
    middle = len(plain) * 2 // 3
    kind("damaged.jpg", "JPEG with a damaged middle", plain[:middle] + b"\xff\xd9" * 8 + plain[middle + 16:])
    for what, name, tail in tails():
        kind(f"tail-{name}.jpg", f"JPEG with {what} behind it", plain + tail)
    maker.run("cp", "plain.jpg", "comment.jpg")
    maker.run("exiftool", "-q", "-overwrite_original", "-Comment=<html><svg> saved page", "comment.jpg")
    kind("comment.jpg", "JPEG with `<html><svg>` in a comment")
    maker.run("convert", "plain.jpg", "-profile", PROFILES / "srgb.icc", "-profile", PROFILES / "default_cmyk.icc", "cmyk.jpg")
    kind("cmyk.jpg", "JPEG, CMYK with a profile (print)")
    maker.run("convert", "plain.jpg", "-profile", PROFILES / "srgb.icc", "-profile", PROFILES / "a98.icc", "adobe-rgb.jpg")
    kind("adobe-rgb.jpg", "JPEG in Adobe RGB with its profile")
    maker.run("cp", "lying.jpg", "turned.jpg")
    maker.run("exiftool", "-q", "-overwrite_original", "-n", "-Orientation=6", "turned.jpg")
    kind("turned.jpg", "JPEG of a phone held upright (EXIF orientation 6)")
    maker.run("cp", "lying.jpg", "upside.jpg")
    maker.run("exiftool", "-q", "-overwrite_original", "-n", "-Orientation=3", "upside.jpg")
    turned, upside = maker.read("turned.jpg"), maker.read("upside.jpg")
    _, end = exif_segment(turned)
    second = upside[slice(*exif_segment(upside))]
    kind("two-exif.jpg", "JPEG with two EXIF segments: the first says 6, the second 3", turned[:end] + second + turned[end:])


def exif_segment(content):
    """Where the first segment of EXIF begins and ends."""
    start = content.index(b"\xff\xe1")
    return start, start + 2 + struct.unpack(">H", content[start + 2 : start + 4])[0]


def large(maker):
    for name, about, width, height in [
        ("60mp.jpg", "JPEG of 60 megapixels (9504 x 6336)", 9504, 6336),
        ("64mp.jpg", "JPEG of 64 megapixels (9248 x 6936)", 9248, 6936),
        ("panorama.jpg", "JPEG of 16,382 x 3,628 (a phone's panorama)", 16382, 3628),
        ("200mp.jpg", "JPEG of 200 megapixels (16320 x 12240)", 16320, 12240),
    ]:
        maker.run("vips", "resize", "plain.jpg", "large.v", width / WIDTH, "--vscale", height / HEIGHT, "--kernel", "nearest")
        maker.run("vips", "copy", "large.v", name)
        maker.kind(name, about)
    (maker.directory / "large.v").unlink()


def png_chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(maker):
    kind = maker.kind
    plain, lying = maker.read("a.png"), maker.read("lying.png")
    kind("plain.png", "PNG", plain)
    for name, about, options in [
        ("16-bit.png", "PNG, 16 bits", "PNG48"),
        ("palette.png", "PNG with a palette", "PNG8"),
        ("transparent.png", "PNG with alpha", "PNG32"),
    ]:
        maker.run("convert", "a.ppm", f"{options}:{name}")
        kind(name, about)
    for what, name, tail in tails():
        kind(f"tail-{name}.png", f"PNG with {what} behind it", plain + tail)
    maker.run("cp", "lying.png", "turned.png")
    maker.run("exiftool", "-q", "-overwrite_original", "-n", "-Orientation=6", "turned.png")
    kind("turned.png", "PNG with EXIF orientation 6")
    tiff = b"MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
    chunk = png_chunk(b"eXIf", b"Exif\0\0" + tiff)
    kind("turned-header.png", "the same, its EXIF with the `Exif` header of JPEG", lying[:33] + chunk + lying[33:])
    maker.run("convert", "a.png", "PNG24:frame0.png")
    maker.run("convert", "a.png", "-flip", "PNG24:frame1.png")
    maker.run("ffmpeg", "-y", "-framerate", "2", "-i", "frame%d.png", "-f", "apng", "animated.png")
    kind("animated.png", "APNG of two frames")
    kind("cut.png", "PNG that was cut off", plain[: len(plain) // 2])


def webp(maker):
    kind = maker.kind
    plain = maker.read("plain.webp")
    kind("plain.webp", "WebP")
    maker.run("cwebp", "-quiet", "-lossless", "a.png", "-o", "lossless.webp")
    kind("lossless.webp", "WebP, lossless")
    for what, name, tail in tails():
        kind(f"tail-{name}.webp", f"WebP with {what} behind it", plain + tail)
    maker.run("cp", "lying.webp", "turned.webp")
    maker.run("exiftool", "-q", "-overwrite_original", "-n", "-Orientation=6", "turned.webp")
    kind("turned.webp", "WebP with EXIF orientation 6, as ExifTool writes it")
    maker.run("vips", "copy", "turned.jpg", "turned-header.webp")
    kind("turned-header.webp", "the same as libvips (sharp, many servers) writes it: with the `Exif` header of JPEG")
    maker.run("convert", "-delay", "50", "frame0.png", "frame1.png", "animated.webp")
    kind("animated.webp", "animated WebP of two frames")
    kind("cut.webp", "WebP that was cut off", plain[: len(plain) // 2])


def other_pictures(maker):
    kind = maker.kind
    for name, about, command in [
        ("photo.heic", "HEIC (iPhones, many Samsungs)", ["heif-enc", "-q", "90", "plain.jpg", "-o", "photo.heic"]),
        ("photo.avif", "AVIF", ["avifenc", "-s", "8", "--min", "10", "--max", "20", "plain.jpg", "photo.avif"]),
        ("photo.jxl", "JPEG XL", ["cjxl", "plain.jpg", "photo.jxl"]),
        ("photo.gif", "GIF", ["convert", "a.png", "photo.gif"]),
        ("photo.bmp", "BMP", ["convert", "a.png", "photo.bmp"]),
        ("photo.tiff", "TIFF", ["convert", "a.png", "photo.tiff"]),
        ("photo.ico", "Windows icon", ["convert", "a.png", "-resize", "64x48", "photo.ico"]),
        ("photo.psd", "Photoshop document", ["convert", "a.png", "photo.psd"]),
        ("photo.jp2", "JPEG 2000", ["convert", "a.png", "photo.jp2"]),
        ("lossless.jpg", "JPEG, lossless", ["ffmpeg", "-y", "-i", "a.png", "-c:v", "ljpeg", "-f", "image2", "lossless.jpg"]),
        ("photo.jls", "JPEG-LS", ["ffmpeg", "-y", "-i", "a.png", "-c:v", "jpegls", "-f", "image2", "photo.jls"]),
    ]:
        maker.run(*command)
        kind(name, about)
    # Debian's ImageMagick is not allowed to write these.
    for name, about in [("photo.eps", "EPS"), ("photo.pdf", "PDF")]:
        Image.open(maker.directory / "a.png").convert("RGB").save(maker.directory / name)
        kind(name, about)
    plain = maker.read("plain.jpg")
    at = plain.index(b"\xff\xc0")
    kind("12-bit.jpg", "JPEG that says 12 bits a sample", plain[: at + 1] + b"\xc1" + plain[at + 2 : at + 4] + b"\x0c" + plain[at + 5 :])
    kind("photo.svg", "SVG", b'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">'
         + b"".join(b'<rect x="%d" y="%d" width="320" height="240" fill="rgb(%d,%d,%d)"/>' % (x, y, *colour)
                    for (x, y), colour in zip([(0, 0), (320, 0), (0, 240), (320, 240)], QUARTERS)) + b"</svg>")


def raw(maker):
    directory = b"MM\0*\0\0\0\x08\0\2\0\xfe\0\4\0\0\0\1\0\0\0\1\1\x0f\0\2\0\0\0%c\0\0\0\x26\0\0\0\0%s\0"
    for name, about, start in [
        ("photo.cr3", "Canon CR3", b"\0\0\0\x18ftypcrx \0\0\0\1crx isom"),
        ("photo.cr2", "Canon CR2", b"II*\0\x10\0\0\0CR\2\0\0\0\0\0"),
        ("photo.nef", "Nikon NEF", directory % (18, b"NIKON CORPORATION")),
        ("photo.arw", "Sony ARW", directory % (5, b"SONY")),
        ("photo.raf", "Fujifilm RAF", b"FUJIFILMCCD-RAW 0201FF159501"),
        ("photo.orf", "Olympus ORF", b"IIRS\x08\0\0\0"),
        ("photo.rw2", "Panasonic RW2", b"IIU\0\x18\0\0\0"),
        ("photo.dng", "Adobe DNG", b"MM\0*\0\0\0\x08\0\1\xc6\x12\0\1\0\0\0\4\1\4\0\0\0\0\0\0"),
    ]:
        maker.kind(name, f"raw file: {about} (its first bytes)", start + bytes(64))


def no_pictures(maker):
    kind = maker.kind
    maker.run("ffmpeg", "-y", "-loop", "1", "-t", "1", "-i", "a.png", "-c:v", "mpeg4", "film.mp4")
    maker.run("ffmpeg", "-y", "-i", "film.mp4", "-c", "copy", "film.mov")
    kind("film.mp4", "video, MP4")
    kind("film.mov", "video, MOV (the film of a live photo)")
    kind("pictures.zip", "archive", tails()[1][2])
    document = io.BytesIO()
    with zipfile.ZipFile(document, "w") as inside:
        inside.writestr("[Content_Types].xml", "<Types/>")
    kind("offer.docx", "office document", document.getvalue())
    kind("IMG_0001.AAE", "an iPhone's edits beside the photo", b'<?xml version="1.0"?>\n<plist version="1.0"><dict/></plist>')
    kind("._IMG_0001.jpg", "a Mac's file beside the photo", b"\0\5\x16\7\0\2\0\0Mac OS X        \0\2" + bytes(80))
    kind("page.jpg", "web page called .jpg", b"<!doctype html><title>Not found</title>")
    kind("empty.jpg", "nothing", b"")


def make(directory):
    """Makes all of them; their names with what they are."""
    maker = Maker(directory)
    for step in (base, jpeg, large, png, webp, other_pictures, raw, no_pictures):
        step(maker)
    return maker.kinds
