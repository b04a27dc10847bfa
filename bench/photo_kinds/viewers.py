"""What three others make of a file: Chromium, libvips (as `thumbnail`, which servers use) and Pillow.

Each gives the size and the colours in the middles of the quarters, or nothing if it shows no picture.
"""

import base64
import io
import json
import re
import shutil
import subprocess

from PIL import Image, ImageCms, ImageOps

MIDDLES = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
Image.MAX_IMAGE_PIXELS = None

PAGE = """<!doctype html><pre id="seen">null</pre><img id="image" src="URL_OF_FILE"><script>
function look(image) {
  const [width, height] = [image.naturalWidth, image.naturalHeight];
  if (!width) return null;
  const canvas = new OffscreenCanvas(64, 64), context = canvas.getContext('2d');
  context.fillStyle = '#fff'; context.fillRect(0, 0, 64, 64);
  context.drawImage(image, 0, 0, 64, 64);
  const at = ([x, y]) => [...context.getImageData(x * 64, y * 64, 1, 1).data.slice(0, 3)];
  return { size: [width, height], colours: MIDDLES.map(at) };
}
// The document is written out when everything is loaded, so nothing here waits.
addEventListener('load', () => {
  document.getElementById('seen').textContent = JSON.stringify(look(document.getElementById('image')));
  document.getElementById('image').remove();
});
</script>"""

TYPES = {"svg": "image/svg+xml"}


def chromium(path, directory):
    """The picture in an `<img>`."""
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))))
    media_type = TYPES.get(path.suffix[1:], "image/jpeg")
    url = f"data:{media_type};base64," + base64.b64encode(path.read_bytes()).decode()
    page = directory / "page.html"
    page.write_text(PAGE.replace("MIDDLES", json.dumps(MIDDLES)).replace("URL_OF_FILE", url))
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={directory}/profile",
               "--dump-dom", page.as_uri()]
    text = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    found = re.search(r'<pre id="seen">(.*?)</pre>', text)
    seen = json.loads(found.group(1)) if found else None
    return seen and (tuple(seen["size"]), [tuple(colour) for colour in seen["colours"]])


def libvips(path, directory):
    """The picture as `vips thumbnail` turns and converts it, not enlarged."""
    made = directory / "thumbnail.png"
    made.unlink(missing_ok=True)
    command = ["vips", "thumbnail", path, made, "1000", "--size", "down"]
    done = subprocess.run(command, capture_output=True)
    return pillow_of(made.read_bytes()) if done.returncode == 0 and made.exists() else None


def pillow(path, _directory):
    """The picture as a careful program reads it: turned, in sRGB, on white."""
    return pillow_of(path.read_bytes())


def pillow_of(content):
    try:
        image = Image.open(io.BytesIO(content))
        image.load()
        profile = image.info.get("icc_profile")
        image = ImageOps.exif_transpose(image)
        if profile and image.mode in ("RGB", "CMYK", "L"):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        if image.mode == "I;16":
            image = image.point(lambda value: value / 256).convert("L")
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image).convert("RGB")
    # Whatever a decoder raises, it shows no picture.
    except Exception:
        return None
    width, height = image.size
    return image.size, [image.getpixel((int(width * x), int(height * y))) for x, y in MIDDLES]


VIEWERS = [("Chromium", chromium), ("libvips", libvips), ("Pillow", pillow)]
