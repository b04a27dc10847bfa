"""A tracking page with a hero photo, as libraries see it that make link previews (link-previews.mjs).

    link_previews.py <importops> <node>
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import conformance
import pages


def main():
    importops, node = sys.argv[1], sys.argv[2]
    with tempfile.TemporaryDirectory(prefix="importops-previews-") as directory:
        environment, server, base = pages.serve(importops, str(Path(directory, "data")))
        try:
            _, key = conformance.organisation(importops, environment, base, "harbour")

            def do(method, path, body=None):
                status, answer = conformance.call(base, method, path, key, body)
                assert status in (200, 201), (method, path, status, answer)
                return answer

            vehicle = do("POST", "/api/v1/vehicles", {"year": 2019, "make": "Mazda", "model": "MX-5"})["id"]
            photo = pages.upload(base, f"/api/v1/vehicles/{vehicle}/photos", key)
            do("PATCH", f"/api/v1/vehicles/{vehicle}/photos/{photo}", {"is_hero": True})
            url = do("POST", f"/api/v1/vehicles/{vehicle}/tracking-link", {})["url"]
            name = do("GET", "/api/v1/organization")["name"]
            script = Path(__file__).with_name("link-previews.mjs")
            subprocess.run([node, str(script), url, "2019 Mazda MX-5", name], check=True)
        finally:
            server.kill()
            server.wait()


if __name__ == "__main__":
    main()
