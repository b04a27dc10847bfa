"""Makes the kinds of file that staff upload, uploads each, and shows each to Chromium, libvips and Pillow (docs/benchmarks/photos.md).

    python3 bench/photo_kinds/run.py <importops> [directory for the files]

Prints the table of the document. Needs Pillow, Chromium and, from Debian: libjpeg-turbo-progs libimage-exiftool-perl libvips-tools
webp imagemagick ghostscript libheif-examples libavif-bin libjxl-tools ffmpeg.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import kinds
import viewers

PASSWORD = "correct-horse-battery-staple-41"
# Lossy encoding and halved chroma change the flat quarters by less; a wrong conversion by more.
TOLERANCE = 14


class Server:
    """A server of its own with one vehicle."""

    def __init__(self, program, directory):
        environment = {"PATH": os.environ["PATH"], "IMPORTOPS_DATA_DIR": directory, "IMPORTOPS_LOG": "error"}
        self.process = subprocess.Popen([program, "serve", "--json", "--listen", "127.0.0.1:0"], env=environment,
                                        stdout=subprocess.PIPE, text=True)
        self.base = json.loads(self.process.stdout.readline())["listening"]
        self.token = None
        subprocess.run([program, "org", "create", "--name=Harbour", "--country=DE", "--admin-name=Admin",
                        "--admin-email=admin@harbour.example"],
                       env=environment, input=PASSWORD, text=True, check=True, stdout=subprocess.DEVNULL)
        answer = self.json("POST", "/session", {"email": "admin@harbour.example", "password": PASSWORD})
        self.token = answer["access_token"]
        vehicle = self.json("POST", "/vehicles", {"year": 2021, "make": "Toyota", "model": "Hilux"})
        self.photos = f"/vehicles/{vehicle['id']}/photos"

    def send(self, method, path, body=None, media_type=None):
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if media_type:
            headers["Content-Type"] = media_type
        url = self.base + (path if path.startswith("/api/") else f"/api/v1{path}")
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers, method=method)) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read()

    def json(self, method, path, body):
        status, answer = self.send(method, path, json.dumps(body).encode(), "application/json")
        assert status < 300, (status, answer)
        return json.loads(answer)

    def upload(self, content):
        """What became of a file: a picture as the viewers describe it with its warnings, or a refusal."""
        head = b'--b\r\ncontent-disposition: form-data; name="file"; filename="IMG_0001.HEIC"\r\n\r\n'
        body = head + content + b"\r\n--b--\r\n"
        status, answer = self.send("POST", self.photos, body, "multipart/form-data; boundary=b")
        answer = json.loads(answer)
        if status != 201:
            return None, f"{status}: {answer['detail']}"
        _, served = self.send("GET", answer["urls"][str(answer["width"])])
        self.send("DELETE", f"{self.photos}/{answer['id']}")
        return viewers.pillow_of(served), "".join(f", with the warning `{one['code']}`" for one in answer.get("warnings", []))


def verdict(seen):
    """How a picture compares with what it should show."""
    if seen is None:
        return "no"
    (width, height), colours = seen
    worst = max(abs(one - other) for pair in zip(colours, kinds.QUARTERS) for one, other in zip(*pair))
    if worst <= TOLERANCE and width > height:
        return "right"
    def is_near(colour):
        return any(max(abs(one - other) for one, other in zip(colour, quarter)) <= TOLERANCE for quarter in kinds.QUARTERS)
    return "turned wrong" if all(map(is_near, colours)) else f"colours off by up to {worst}"


def main():
    with tempfile.TemporaryDirectory(prefix="photo-kinds-") as scratch:
        scratch = Path(scratch)
        files = Path(sys.argv[2]) if len(sys.argv) > 2 else scratch / "files"
        files.mkdir(parents=True, exist_ok=True)
        made = kinds.make(files.resolve())
        server = Server(sys.argv[1], str(scratch / "data"))
        try:
            names = " | ".join(name for name, _ in viewers.VIEWERS)
            print(f"| File | What it is | Here | {names} |\n| --- | --- | --- | {' | '.join('---' for _ in viewers.VIEWERS)} |")
            for name, about in made:
                path = files / name
                seen, more = server.upload(path.read_bytes())
                here = more if seen is None else verdict(seen) + more
                others = [verdict(view(path, scratch)) for _, view in viewers.VIEWERS]
                print(f"| {name} | {about} | {here} | {' | '.join(others)} |", flush=True)
        finally:
            server.process.kill()
            server.process.wait()


if __name__ == "__main__":
    main()
