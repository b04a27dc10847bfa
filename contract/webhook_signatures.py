"""Real deliveries, verified by the reference library of Standard Webhooks for Python."""

import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

# The tolerance of the specification is five minutes.
TOO_OLD_S = 301


def refuses(secret, body, headers):
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return True
    return False


def check(call, base, credential):
    """Has one event delivered and verifies it; an assertion says what is wrong."""
    posts = queue.Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            posts.put((body, {name.lower(): value for name, value in self.headers.items()}))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    receiver = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{receiver.server_port}/hooks"
        status, made = call(base, "POST", "/api/v1/webhook-endpoints", credential, {"url": url})
        assert status == 201, (status, made)
        endpoint, secret = made["webhook_endpoint"]["id"], made["secret"]
        car = {"year": 2018, "make": "Nissan", "model": "Leaf"}
        status, vehicle = call(base, "POST", "/api/v1/vehicles", credential, car)
        assert status == 201, (status, vehicle)
        body, headers = posts.get(timeout=30)
        assert Webhook(secret).verify(body, headers)["data"]["vehicle_id"] == vehicle["id"]
        old = {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - TOO_OLD_S)}
        altered = json.dumps({**json.loads(body), "type": "vehicle.deleted"}).encode()
        assert refuses(secret, body, old), "an old event is refused"
        assert refuses(secret, altered, headers), "an altered event is refused"
        assert refuses("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", body, headers), "so is another secret's"
        # After two rotations within a day all three secrets verify.
        secrets = [secret]
        for _ in range(2):
            status, rotated = call(base, "POST", f"/api/v1/webhook-endpoints/{endpoint}/secret", credential, {})
            assert status == 200, (status, rotated)
            secrets.append(rotated["secret"])
        status, _ = call(base, "POST", f"/api/v1/webhook-endpoints/{endpoint}/ping", credential, {})
        assert status == 202, status
        body, headers = posts.get(timeout=30)
        assert len(headers["webhook-signature"].split(" ")) == 3, headers["webhook-signature"]
        for one in secrets:
            assert Webhook(one).verify(body, headers)["type"] == "ping"
        status, _ = call(base, "DELETE", f"/api/v1/webhook-endpoints/{endpoint}", credential)
        assert status == 204, status
    finally:
        receiver.shutdown()
