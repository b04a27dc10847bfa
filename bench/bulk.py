"""Measures calls with many rows against single calls, and how long other writers wait meanwhile (docs/performance.md).

    target/contract-python/bin/python bench/bulk.py <importops> [database URL]

Each round creates 500 vehicles, changes one member of each, and sends the same again: by single calls over one connection, and by
one call with 500 rows. Beside them another client saves one vehicle of its own, again and again.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent.parent / "contract"))
import conformance

ROWS, ROUNDS = 500, 3


class Client:
    """One connection that stays."""

    def __init__(self, base, key):
        self.connection, self.key = http.client.HTTPConnection(urlsplit(base).netloc), key

    def call(self, method, path, body):
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        self.connection.request(method, f"/api/v1{path}", json.dumps(body), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status < 300, (answer.status, text)
        return json.loads(text)


class Neighbour(threading.Thread):
    """Saves one vehicle again and again, and remembers how long each save took."""

    def __init__(self, base, key):
        super().__init__(daemon=True)
        self.client, self.waits, self.going = Client(base, key), [], True
        self.client.call("POST", "/vehicles", car("neighbour"))

    def run(self):
        number = 0
        while self.going:
            number, start = number + 1, time.perf_counter()
            self.client.call("PATCH", "/vehicles/ext:neighbour", {"colour": str(number)})
            self.waits.append((time.perf_counter() - start) * 1000)
            time.sleep(0.005)


def car(external_id, **more):
    return {"external_id": external_id, "year": 2021, "make": "Toyota", "model": "Hilux", "vin": f"JT{external_id}"[:17], **more}


def singly(client, rows, new):
    for row in rows:
        if new:
            client.call("POST", "/vehicles", row)
        else:
            client.call("PATCH", f"/vehicles/ext:{row['external_id']}", row)


def in_bulk(client, rows, _):
    results = client.call("POST", "/vehicles/bulk", {"vehicles": rows})["results"]
    assert all(row["status"] < 300 for row in results)


def links_singly(client, rows):
    for row in rows:
        client.call("POST", f"/vehicles/ext:{row['external_id']}/tracking-link", {})


def links_in_bulk(client, rows):
    rows = [{"vehicle_id": f"ext:{row['external_id']}"} for row in rows]
    client.call("POST", "/tracking-links/bulk", {"tracking_links": rows})


def measure(base, key, with_neighbour):
    client = Client(base, key)
    neighbour = Neighbour(base, key) if with_neighbour else None
    if neighbour:
        neighbour.start()
    times, waits = {}, {}
    for number in range(ROUNDS):
        for name, do, link in [("singly", singly, links_singly), ("in bulk", in_bulk, links_in_bulk)]:
            rows = [car(f"{with_neighbour}-{name[:2]}-{number}-{index}") for index in range(ROWS)]
            changed = [{**row, "colour": "red"} for row in rows]
            steps = [
                ("create", lambda: do(client, rows, True)), ("change", lambda: do(client, changed, False)),
                ("the same again", lambda: do(client, changed, False)), ("links", lambda: link(client, rows)),
            ]
            for step, run in steps:
                before, start = len(neighbour.waits) if neighbour else 0, time.perf_counter()
                run()
                times.setdefault((step, name), []).append(time.perf_counter() - start)
                if neighbour:
                    waits.setdefault((step, name), []).extend(neighbour.waits[before:])
    if neighbour:
        neighbour.going = False
        neighbour.join()
    for step in ("create", "change", "the same again", "links"):
        one, many = (statistics.median(times[step, name]) for name in ("singly", "in bulk"))
        line = f"{step}: {one * 1000:.0f} ms singly, {many * 1000:.0f} ms in bulk, ratio {one / many:.1f}"
        for name in ("singly", "in bulk"):
            if waits.get((step, name)):
                kept = sorted(waits[step, name])
                line += f"; save beside it {name} {statistics.median(kept):.1f} / {kept[int(len(kept) * 0.99)]:.1f} / {kept[-1]:.1f}"
        print(line, flush=True)


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="importops-bulk-", dir=os.environ.get("BENCH_DIR")) as directory:
        environment = conformance.environment_of(directory + "/data")
        if len(sys.argv) > 2:
            environment["IMPORTOPS_DATABASE_URL"] = sys.argv[2]
        server = subprocess.Popen(
            [program, "serve", "--json", "--listen", "127.0.0.1:0"], env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            base = json.loads(server.stdout.readline())["listening"]
            _, key = conformance.organisation(program, environment, base, "harbour")
            measure(base, key, False)
            print("With another client that saves one vehicle meanwhile (median / 99 of 100 / longest, in ms):")
            measure(base, key, True)
        finally:
            server.kill()
            server.wait()


if __name__ == "__main__":
    main()
