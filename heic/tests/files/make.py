#!/usr/bin/env python3
"""Makes the files of this folder, and beside each what libheif decodes of it: the average colours in the middle, 4 x 4 pixels, of
blocks of 8 x 8. At their edges decoders differ in how they interpolate colours.

usage: python3 make.py    (pip install pillow-heif==1.8.1 numpy==2.4.6)

pillow-heif brings libheif 1.23.6, x265 to encode and libde265 to decode: nothing of what the tests test.
"""
import numpy as np
import pillow_heif
from PIL import Image

WIDTH, HEIGHT, BLOCK = 96, 64, 8


def picture():
    """Four corners that differ, a gradient between them, and patches of strong colours."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] / [[[HEIGHT - 1]], [[WIDTH - 1]]]
    pixels = np.stack([40 + 180 * x, 200 - 150 * y, 60 + 140 * y * x], axis=-1)
    patches = [(220, 30, 30), (30, 200, 40), (30, 40, 220), (250, 250, 250), (8, 8, 8), (200, 140, 110)]
    for number, colour in enumerate(patches):
        pixels[16:32, 16 * number:16 * number + 16] = colour
    pixels[48:, :16] = (240, 220, 20)
    return pixels.round().astype(np.uint8)


def blocks(pixels):
    pixels = pixels.astype(float).reshape(HEIGHT // BLOCK, BLOCK, WIDTH // BLOCK, BLOCK, 3)
    return pixels[:, 2:6, :, 2:6].mean(axis=(1, 3)).round().astype(np.uint8)


def save(name, mode, data, **options):
    pillow_heif.encode(mode, (WIDTH, HEIGHT), data.tobytes(), f"{name}.heic", quality=90, **options)
    decoded = pillow_heif.open_heif(f"{name}.heic", convert_hdr_to_8bit=True).to_pillow()
    if decoded.mode == "RGBA":
        white = Image.new("RGB", decoded.size, "white")
        white.paste(decoded, mask=decoded.split()[3])
        decoded = white
    lines = ["".join("%02x%02x%02x" % tuple(colour) for colour in row) for row in blocks(np.asarray(decoded.convert("RGB")))]
    open(f"{name}.txt", "w").write("\n".join(lines) + "\n")


rgb = picture()
deep = rgb.astype(np.uint16) * 257
nclx = dict(color_primaries=1, transfer_characteristics=13, matrix_coefficients=6, full_range_flag=1)
save("plain", "RGB", rgb, chroma=420, **nclx)
save("limited", "RGB", rgb, chroma=420, **{**nclx, "matrix_coefficients": 1, "full_range_flag": 0})
save("deep-422", "RGB;16", deep, chroma=422, **nclx)
save("chroma-444", "RGB", rgb, chroma=444, **nclx)
grey = rgb.mean(axis=-1).round().astype(np.uint8)
save("grey", "L", grey, **nclx)
opacity = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
opacity[:, WIDTH // 2:] = 64
save("transparent", "RGBA", np.concatenate([rgb, opacity], axis=-1), chroma=420, **nclx)
