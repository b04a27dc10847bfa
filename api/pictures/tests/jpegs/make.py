"""Makes the JPEG files in this folder and, beside each, the pixels that other decoders give: run it by hand, the tests only
read what it made.

Needs Debian's libjpeg-turbo-progs and ffmpeg, and Pillow from PyPI (12.0.0 was used). Pixels are those of djpeg; ffmpeg,
whose decoder is its own, has to agree wherever it knows the sampling. Colours with a profile are those of Pillow, which uses
LittleCMS, without compensation of the black point, which browsers do not have either.
"""

import io
import pathlib
import struct
import subprocess
import sys
import tempfile

from PIL import Image, ImageChops, ImageCms, ImageDraw

HERE = pathlib.Path(__file__).parent
SIZE = (56, 40)
# How far two decoders may be apart on average: ffmpeg does not smooth the edges of colours, djpeg does.
AGREED = 9.0

# Horizontal and vertical sampling of each component.
SAMPLINGS = {
    "444": "1x1,1x1,1x1",
    "422": "2x1,1x1,1x1",
    "440": "1x2,1x1,1x1",
    "420": "2x2,1x1,1x1",
    "411": "4x1,1x1,1x1",
    "441": "1x4,1x1,1x1",
    "410": "4x2,1x1,1x1",
    "tall-444": "1x2,1x2,1x2",
    "doubled-422": "2x2,1x2,1x2",
    "doubled-440": "2x2,2x1,2x1",
    "blue-half": "2x2,1x2,2x2",
    "red-half": "2x1,2x1,1x1",
    "mixed": "2x2,2x1,1x2",
    "luma-half": "1x1,2x2,2x2",
    "311": "3x1,1x1,1x1",
}
# Each in the order of jpegtran's -scans: plain, one scan for each colour, colours apart, progressive in two ways.
ORDERS = {
    "plain": None,
    "by-colour": "0;1;2;",
    "luma-first": "0;1 2;",
    "backwards": "2;1;0;",
    "progressive": "0 1 2: 0-0, 0, 1; 0: 1-5, 0, 2; 2: 1-63, 0, 1; 1: 1-63, 0, 1; 0: 6-63, 0, 2; 0: 1-63, 2, 1;"
    "0 1 2: 0-0, 1, 0; 2: 1-63, 1, 0; 1: 1-63, 1, 0; 0: 1-63, 1, 0;",
    "spectral": "0: 0-0, 0, 0; 1: 0-0, 0, 0; 2: 0-0, 0, 0; 0: 1-63, 0, 0; 2: 1-63, 0, 0; 1: 1-63, 0, 0;",
}
# The samplings that come in every order; the others are plain.
IN_EVERY_ORDER = ["444", "422", "420", "411", "doubled-440"]


def scene():
    """Soft colours all over, a few edges, and strong colours that nobody would mistake."""
    width, height = SIZE
    picture = Image.new("RGB", SIZE)
    for y in range(height):
        for x in range(width):
            picture.putpixel((x, y), (40 + 190 * x // width, 60 + 150 * y // height, 210 - 170 * x // width))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((4, 4, 19, 15), fill=(210, 30, 30))
    draw.rectangle((20, 20, 35, 35), fill=(30, 170, 60))
    draw.rectangle((36, 4, 51, 19), fill=(240, 230, 60))
    draw.rectangle((4, 24, 15, 35), fill=(250, 250, 250))
    draw.rectangle((40, 24, 51, 35), fill=(20, 20, 24))
    return picture


def run(*command, data=None):
    return subprocess.run(command, input=data, check=True, capture_output=True).stdout


def ppm(picture):
    file = io.BytesIO()
    picture.save(file, "PPM")
    return file.getvalue()


def reordered(jpeg, scans):
    if scans is None:
        return jpeg
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(scans.replace(";", ";\n"))
        file.flush()
        return run("jpegtran", "-scans", file.name, data=jpeg)


def djpeg(jpeg):
    return Image.open(io.BytesIO(run("djpeg", "-ppm", data=jpeg))).convert("RGB")


def ffmpeg(jpeg):
    """What ffmpeg makes of it, or nothing if it does not know the sampling."""
    command = ["ffmpeg", "-loglevel", "error", "-f", "mjpeg", "-i", "-", "-sws_flags", "accurate_rnd+full_chroma_int+bilinear"]
    command += ["-pix_fmt", "rgb24", "-f", "image2pipe", "-c:v", "ppm", "-"]
    done = subprocess.run(command, input=jpeg, capture_output=True)
    return Image.open(io.BytesIO(done.stdout)) if done.returncode == 0 and done.stdout else None


def distance(one, other):
    samples = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).tobytes()
    return sum(samples) / len(samples)


def keep(name, jpeg, pixels):
    (HERE / f"{name}.jpg").write_bytes(jpeg)
    pixels.save(HERE / f"{name.split('--')[0]}.png", optimize=True, icc_profile=None)


def samplings():
    source = ppm(scene())
    for name, sampling in SAMPLINGS.items():
        plain = run("cjpeg", "-quality", "92", "-sample", sampling, "-optimize", data=source)
        pixels = djpeg(plain)
        for order, scans in ORDERS.items():
            if order != "plain" and name not in IN_EVERY_ORDER:
                continue
            jpeg = reordered(plain, scans)
            assert distance(djpeg(jpeg), pixels) == 0, f"{name} {order}: djpeg makes something else of it"
            other = ffmpeg(jpeg)
            apart = other and distance(other, pixels)
            print(f"{name} {order}: ffmpeg {'does not know it' if apart is None else f'is {apart:.2f} away'}")
            assert apart is None or apart < AGREED, f"{name} {order}: the decoders do not agree"
            keep(f"{name}--{order}", jpeg, pixels)
        restarted = run("jpegtran", "-restart", "2B", data=plain)
        if name in IN_EVERY_ORDER:
            keep(f"{name}--restarted", restarted, pixels)
    for name, options in {"rgb": ["-rgb"], "grey": ["-grayscale"], "grey-2x2": ["-grayscale", "-sample", "2x2"]}.items():
        jpeg = run("cjpeg", "-quality", "92", *options, data=source)
        keep(f"{name}--plain", jpeg, djpeg(jpeg))


def tag_text(text):
    return b"desc" + bytes(4) + struct.pack(">I", len(text) + 1) + text + bytes(1 + 4 + 4 + 2 + 1 + 67)


def profile(colours, tags):
    """An ICC profile of version 2."""
    offset, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for signature, data in tags:
        table += signature + struct.pack(">II", offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = offset + len(body)
    kind = b"prtr" if colours == b"CMYK" else b"mntr"
    space = b"Lab " if colours == b"CMYK" else b"XYZ "
    header = struct.pack(">I", size) + bytes(4) + b"\x02\x40\0\0" + kind + colours + space
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    header += struct.pack(">3i", 0xF6D6, 0x10000, 0xD32D)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def fixed(*numbers):
    return b"XYZ " + bytes(4) + struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))


def gamma(value):
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256)) + bytes(2)


COMMON = [(b"desc", tag_text(b"made for tests")), (b"cprt", b"text" + bytes(4) + b"CC0\0"), (b"wtpt", fixed(0.9642, 1, 0.8249))]


def wide_profile():
    """Red, green and blue that are stronger than a screen's: the primaries of Adobe RGB."""
    columns = [(b"rXYZ", fixed(0.6097, 0.3111, 0.0195)), (b"gXYZ", fixed(0.2053, 0.6257, 0.0609))]
    columns += [(b"bXYZ", fixed(0.1492, 0.0632, 0.7445))]
    return profile(b"RGB ", COMMON + columns + [(name, gamma(2.2)) for name in (b"rTRC", b"gTRC", b"bTRC")])


def grey_profile():
    return profile(b"GRAY", [*COMMON, (b"kTRC", gamma(1.5))])


# What full ink of each colour looks like on paper, in CIE Lab; nothing like the ink of a screen.
PAPER, INKS = (95.0, 0.0, 2.0), [(56.0, -36.0, -48.0), (48.0, 72.0, -3.0), (88.0, -5.0, 90.0), (16.0, 0.0, 0.0)]


def print_profile():
    """Four inks that darken each other: a table of seven steps each."""
    steps, table = 7, b""
    for index in range(steps**4):
        amounts = [index // steps ** (3 - ink) % steps / (steps - 1) for ink in range(4)]
        light, a, b = PAPER
        for amount, (ink_light, ink_a, ink_b) in zip(amounts, INKS):
            light *= 1 - amount * (1 - ink_light / PAPER[0])
            kept, added = 1 - amount / 3, amount * light / PAPER[0]
            a, b = a * kept + ink_a * added, b * kept + ink_b * added
        samples = (light * 652.8, (a + 128) * 256, (b + 128) * 256)
        table += struct.pack(">3H", *(max(0, min(65535, round(sample))) for sample in samples))
    line = struct.pack(">2H", 0, 65535)
    lut = b"mft2" + bytes(4) + struct.pack(">BBBB", 4, 3, steps, 0)
    lut += struct.pack(">9i2H", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536, 2, 2) + line * 4 + table + line * 3
    return profile(b"CMYK", [*COMMON, (b"A2B0", lut)])


def with_profile(name, picture, icc, **options):
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=92, icc_profile=icc, **options)
    opened = Image.open(io.BytesIO(file.getvalue()))
    srgb = ImageCms.createProfile("sRGB")
    source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    # Every pixel by the profile's own table: otherwise LittleCMS makes paper white, and what is next to it lighter.
    options = {"renderingIntent": ImageCms.Intent.RELATIVE_COLORIMETRIC, "flags": ImageCms.Flags.NOOPTIMIZE}
    pixels = ImageCms.profileToProfile(opened, source, srgb, outputMode="RGB", **options)
    keep(f"{name}--plain", file.getvalue(), pixels)


def profiles():
    picture = scene()
    with_profile("wide-profile", picture, wide_profile(), subsampling=0)
    inks = picture.convert("CMYK")
    # Some black, as printers' programs replace the grey part of the three inks.
    black = ImageChops.darker(ImageChops.darker(*inks.split()[:2]), inks.split()[2]).point(lambda value: value // 2)
    inks = Image.merge("CMYK", [*(ImageChops.subtract(ink, black) for ink in inks.split()[:3]), black])
    with_profile("print-profile", inks, print_profile(), subsampling=0)
    with_profile("print-profile-progressive", inks, print_profile(), progressive=True)
    grey = picture.convert("L")
    file = io.BytesIO()
    grey.save(file, "JPEG", quality=92, icc_profile=grey_profile())
    # LittleCMS through Pillow takes no grey: the curve is applied here.
    curve = [value / 255 for value in range(256)]
    light = [value**1.5 for value in curve]
    shown = [12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055 for value in light]
    opened = Image.open(io.BytesIO(file.getvalue()))
    keep("grey-profile--plain", file.getvalue(), opened.point([round(255 * value) for value in shown]).convert("RGB"))


if __name__ == "__main__":
    for old in [*HERE.glob("*.jpg"), *HERE.glob("*.png")]:
        old.unlink()
    samplings()
    profiles()
    sys.stdout.flush()
