"""Keeps vehicles of another system in step with ImportOps, with an API key and nothing but Python's standard library.

    IMPORTOPS_URL=https://links.example IMPORTOPS_KEY=iok_... python3 sync.py stock.json
    IMPORTOPS_WEBHOOK_SECRET=whsec_... python3 sync.py --verify headers.json body

The first form sends every vehicle of `stock.json` (a list of {"external_id": ..., "year": ..., "make": ..., "model": ...}),
makes the tracking link of each one that has none, reads what has changed, and prints one JSON object. It can be run again
at any time, also after it was interrupted: nothing is made twice. The second form says whether a webhook is genuine.

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

    def call(self, method, path, body=None, idempotency_key=None):
        """The parsed answer. GET, PUT and DELETE may be repeated as they are; a POST needs a key to be repeated."""
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "application/json"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        repeatable = method != "POST" or idempotency_key is not None
        for attempt in range(1, ATTEMPTS + 1):
            last = attempt == ATTEMPTS or not repeatable
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


def address(external_id):
    """A vehicle by the id that this system gave it."""
    return "/api/v1/vehicles/ext:" + urllib.parse.quote(external_id, safe="")


def push(client, stock):
    """Every vehicle as it is here, and its link. Answers the URLs by external id."""
    urls = {}
    for vehicle in stock:
        path = address(vehicle["external_id"])
        # PUT makes the vehicle or replaces its details: repeating it changes nothing.
        client.call("PUT", path, vehicle)
        try:
            link = client.call("GET", f"{path}/tracking-link")
        except Refused as refused:
            if refused.status != 404:
                raise
            # Always the same key for the same effect, also when this program starts anew after a crash.
            link = client.call("POST", f"{path}/tracking-link", {}, idempotency_key=f"link-{vehicle['external_id']}")
        urls[vehicle["external_id"]] = link["url"]
    return urls


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
    print(json.dumps({"urls": push(client, stock), **changes(client, since), "retries": client.retries}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
