"""Keeps vehicles of another system in step with ImportOps, with an API key and nothing but Python's standard library.

    IMPORTOPS_URL=https://links.example IMPORTOPS_KEY=iok_... python3 sync.py stock.json
    IMPORTOPS_WEBHOOK_SECRET=whsec_... python3 sync.py --verify headers.json body

The first form creates every vehicle of `stock.json` (a list of {"external_id": ..., "year": ..., "make": ..., "model": ...}) that
is not there yet, sends what has changed here since the last run, makes the tracking link of each vehicle that never had one,
reads what has changed there, and prints one JSON object. What was sent is remembered in `stock.json.sent`, so that what staff
change there stays as they want it. It can be run again at any time, also after it was interrupted: nothing is made twice. The
second form says whether a webhook is genuine.

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
import uuid

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
        """The parsed answer. GET, PUT, PATCH and DELETE may be repeated as they are; a POST needs a key to be repeated."""
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


class Memory:
    """What was sent, and the keys of requests whose answer never came: kept in a file, so that a crash forgets nothing."""

    def __init__(self, path):
        self.path, self.kept = path, {"sent": {}, "keys": {}}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                self.kept = json.load(file)

    def save(self):
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            json.dump(self.kept, file)
        os.replace(self.path + ".new", self.path)

    def changed(self, vehicle):
        """The members that are different here since they were sent; null for those that are gone."""
        sent = self.kept["sent"].get(vehicle["external_id"], {})
        now = {name: vehicle.get(name) for name in {*sent, *vehicle}}
        return {name: value for name, value in now.items() if name not in sent or sent[name] != value}

    def remember(self, vehicle):
        self.kept["sent"][vehicle["external_id"]] = vehicle
        self.save()

    def once(self, client, path, body):
        """A POST that has its effect once. The same attempt always has the same key, also after a crash; what is wanted anew has
        a new one, for the answer to an old key may name a URL that works no more."""
        attempt = json.dumps([path, body], sort_keys=True)
        key = self.kept["keys"].setdefault(attempt, str(uuid.uuid4()))
        self.save()
        # Whoever is interrupted here, or gets no answer, asks again with this key.
        answer = client.call("POST", path, body, idempotency_key=key)
        del self.kept["keys"][attempt]
        self.save()
        return answer


def find(client, path):
    """What is there, or None."""
    try:
        return client.call("GET", path)
    except Refused as refused:
        if refused.status != 404:
            raise
        return None


def push(client, stock, memory):
    """What is new or different here, and the links. Answers the URLs by external id; null where staff took the link away."""
    urls = {}
    for vehicle in stock:
        path, changed = address(vehicle["external_id"]), memory.changed(vehicle)
        there = find(client, path)
        if there is not None and there["deleted_at"]:
            urls[vehicle["external_id"]] = None
            continue
        if there is None:
            memory.once(client, "/api/v1/vehicles", vehicle)
        elif changed:
            # Only what is different: PUT would clear whatever staff typed.
            client.call("PATCH", path, changed)
        memory.remember(vehicle)
        link = find(client, f"{path}/tracking-link") or memory.once(client, f"{path}/tracking-link", {})
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
    urls = push(client, stock, Memory(arguments[0] + ".sent"))
    print(json.dumps({"urls": urls, **changes(client, since), "retries": client.retries}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
