"""Keeps vehicles of another system in step with ImportOps, with an API key and nothing but Python's standard library.

    IMPORTOPS_URL=https://links.example IMPORTOPS_KEY=iok_... python3 sync.py stock.json
    IMPORTOPS_WEBHOOK_SECRET=whsec_... python3 sync.py --verify headers.json body

The first form creates every vehicle of `stock.json` (a list of {"external_id": ..., "year": ..., "make": ..., "model": ...}) that
is not there yet, sends what has changed here since the last run, makes the tracking link of each vehicle that never had one,
reads what has changed there, and prints one JSON object. Up to 500 vehicles go in one call; one that is refused is named in
`failed` and keeps no other back. What was sent is remembered in `stock.json.sent`, so that what staff change there stays as they
want it. It can be run again at any time, also after it was interrupted: nothing is made twice. The second form says whether a
webhook is genuine.

The key needs the scopes vehicles.write, tracking_links.write, vehicles.read and tracking_links.read.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import random
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ATTEMPTS = 8
# How many rows go in one call.
ROWS = 500
# What may go better next time.
RETRY_STATUS = {429, 500, 502, 503, 504}


class Refused(Exception):
    """An answer that a retry would not change: a problem (RFC 9457), whose `code` programs switch on."""

    def __init__(self, status, problem):
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')}")
        self.status, self.code, self.problem = status, problem.get("code"), problem


class Client:
    """Calls the API, and calls again where that is safe and of use."""

    def __init__(self, base, key, pause=time.sleep):
        self.base, self.key, self.pause = base.rstrip("/"), key, pause
        self.retries = 0

    def call(self, method, path, body=None):
        """The parsed answer. Calls with rows may be repeated as they are, like GET, PUT, PATCH and DELETE; any other POST would need
        an Idempotency-Key."""
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "application/json"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        for attempt in range(1, ATTEMPTS + 1):
            last = attempt == ATTEMPTS
            wait = None
            try:
                request = urllib.request.Request(self.base + path, data=data, headers=headers, method=method)
                with urllib.request.urlopen(request, timeout=30) as answer:
                    text = answer.read()
                    return json.loads(text) if text else None
            except urllib.error.HTTPError as error:
                with error:
                    problem = self.problem(error)
                if last or error.code not in RETRY_STATUS:
                    raise Refused(error.code, problem) from None
                wait = error.headers.get("Retry-After")
            except (OSError, http.client.HTTPException):
                # No answer. Whether the request had an effect is not known, and need not be: the next one finds out.
                if last:
                    raise
            self.retries += 1
            # As long as the server says, else twice as long each time, not in step with other clients.
            self.pause(float(wait) if wait and wait.isdigit() else min(60, 0.5 * 2**attempt) * random.uniform(0.5, 1))

    @staticmethod
    def problem(error):
        try:
            return json.loads(error.read())
        except (ValueError, OSError, http.client.HTTPException):
            return {}

    def all(self, path, **query):
        """Every entry of a list, page by page."""
        while True:
            page = self.call("GET", f"{path}?{urllib.parse.urlencode(query)}")
            yield from page["data"]
            if page["next_cursor"] is None:
                return
            query["cursor"] = page["next_cursor"]


class Memory:
    """What was sent, kept in a file, so that a crash forgets nothing."""

    def __init__(self, path):
        self.path, self.sent = path, {}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                self.sent = json.load(file)

    def changed(self, vehicle):
        """The members that are different here since they were sent; null for those that are gone."""
        sent = self.sent.get(vehicle["external_id"], {})
        now = {name: vehicle.get(name) for name in {*sent, *vehicle}}
        return {name: value for name, value in now.items() if name not in sent or sent[name] != value}

    def save(self):
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            json.dump(self.sent, file)
        os.replace(self.path + ".new", self.path)


def is_missing(problem):
    """Whether a vehicle is not there any more, so that what has changed in it is not enough: a backup was restored, for example."""
    return any(error["code"] == "required" for error in problem.get("errors", []))


def push(client, stock, memory):
    """What is new or different here, and the links. Answers the URLs by external id, null where staff took the link away, and the
    codes of what was refused."""
    urls, failed = {}, {}
    for start in range(0, len(stock), ROWS):
        part = stock[start:start + ROWS]
        rows = [{**memory.changed(vehicle), "external_id": vehicle["external_id"]} for vehicle in part]
        for vehicle, result in zip(part, client.call("POST", "/api/v1/vehicles/bulk", {"vehicles": rows})["results"]):
            problem = result.get("problem")
            if problem is None:
                memory.sent[vehicle["external_id"]] = vehicle
            elif problem["code"] != "vehicle_deleted":
                failed[vehicle["external_id"]] = problem["code"]
                if is_missing(problem):
                    memory.sent.pop(vehicle["external_id"], None)
        memory.save()
        # The link of each vehicle that never had one. What staff have revoked or deleted stays so.
        part = [vehicle["external_id"] for vehicle in part if vehicle["external_id"] not in failed]
        rows = [{"vehicle_id": f"ext:{external_id}"} for external_id in part]
        links = client.call("POST", "/api/v1/tracking-links/bulk", {"tracking_links": rows})["results"] if rows else []
        for external_id, result in zip(part, links):
            urls[external_id] = result.get("tracking_link", {}).get("url")
            if "problem" in result and result["problem"]["code"] != "vehicle_deleted":
                failed[external_id] = result["problem"]["code"]
    return {"urls": urls, "failed": failed}


def changes(client, since):
    """What changed since an instant, the oldest change first, and the instant to ask for next time."""
    changed, deleted = [], []
    for vehicle in client.all("/api/v1/vehicles", updated_since=since, limit=100):
        (deleted if vehicle["deleted_at"] else changed).append(vehicle["external_id"])
        since = vehicle["updated_at"]
    return {"changed": changed, "deleted": deleted, "next_since": since}


def verify(secret, headers, body, now=None, tolerance_s=300):
    """Whether a webhook comes from ImportOps and is fresh (Standard Webhooks 1.0). `body` is the bytes as they came."""
    headers = {name.lower(): value for name, value in headers.items()}
    try:
        identity, stamp = headers["webhook-id"], headers["webhook-timestamp"]
        signatures = headers["webhook-signature"].split(" ")
        age = (time.time() if now is None else now) - int(stamp)
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (KeyError, ValueError):
        return False
    if abs(age) > tolerance_s:
        return False  # A recording, played again.
    signed = f"{identity}.{stamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # After a rotation there are two signatures for a day: one that fits is enough.
    return any(hmac.compare_digest(expected.encode(), signature.encode()) for signature in signatures)


def main(arguments):
    if arguments[:1] == ["--verify"]:
        with open(arguments[1], encoding="utf-8") as headers, open(arguments[2], "rb") as body:
            genuine = verify(os.environ["IMPORTOPS_WEBHOOK_SECRET"], json.load(headers), body.read())
        print(json.dumps({"genuine": genuine}))
        return 0 if genuine else 1
    client = Client(os.environ["IMPORTOPS_URL"], os.environ["IMPORTOPS_KEY"])
    with open(arguments[0], encoding="utf-8") as file:
        stock = json.load(file)
    since = os.environ.get("IMPORTOPS_SINCE", "2020-01-01T00:00:00Z")
    done = push(client, stock, Memory(arguments[0] + ".sent"))
    print(json.dumps({**done, **changes(client, since), "retries": client.retries}))
    return 1 if done["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
