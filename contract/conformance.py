"""The server against its own OpenAPI document, by Schemathesis: as one organisation of two, with an
API key and then with the token of a member.

    conformance.py <importops> <examples per operation> [<seed>]

A server of its own on a free port, with two organisations. Every check of Schemathesis is on. Afterwards the second
organisation asks for everything that the first one has, by the first one's ids, and must be told that there is nothing.
Webhooks are verified by the reference library for Python, and `importops mcp` is driven by the official client for Python.
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import assistant
import webhook_signatures

PASSWORD = "correct-horse-battery-staple-41"
# Long after the run; a key lasts two years at most.
EXPIRES = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ")

# Examples per operation in one run of members.
OF_MEMBERS = 40

# What would end the run itself. Each is covered by tests of its own in api/server/tests/it.
EXCLUDED = {
    "delete_session": "signs the caller out",
    "update_password": "ends the sessions of the caller",
    "refresh_session": "takes a cookie that browsers alone send",
    "create_session": "counts wrong passwords and then refuses the address",
    "update_member": "may disable the caller",
    "revoke_api_key": "may revoke the key that the run uses",
    "set_subscription": "takes the operator's credential, and may lock the organisation",
}


def environment_of(directory):
    """The settings of a server that has its data in this directory."""
    return {
        "PATH": os.environ["PATH"],
        "IMPORTOPS_DATA_DIR": directory,
        "IMPORTOPS_LOG": "error",
        # The run comes from one address with one key, and is meant to be fast.
        "IMPORTOPS_REQUESTS_PER_ADDRESS": "1000000",
        "IMPORTOPS_REQUESTS_PER_MEMBER": "1000000",
        "IMPORTOPS_REQUESTS_PER_KEY": "1000000",
        "IMPORTOPS_SIGN_INS_PER_ADDRESS": "1000000",
        # Where this program receives webhooks.
        "IMPORTOPS_WEBHOOK_ALLOW": "127.0.0.1/32",
    }


def call(base, method, path, credential=None, body=None):
    """Status and parsed body of one request."""
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if credential:
        headers["Authorization"] = f"Bearer {credential}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            status, text = refused.code, refused.read()
    return status, json.loads(text) if text and text[:1] in b"{[" else None


def organisation(program, environment, base, name):
    """An organisation with an admin: the admin's token, and a key with every scope."""
    email = f"{name}@{name}.example"
    subprocess.run(
        [program, "org", "create", f"--name={name}", "--country=DE", "--admin-name=Admin", f"--admin-email={email}"],
        env=environment, input=PASSWORD, text=True, check=True, stdout=subprocess.DEVNULL,
    )
    token = sign_in(base, name)
    _, document = call(base, "GET", "/api/v1/openapi.json")
    scopes = document["components"]["schemas"]["ScopeInput"]["enum"]
    status, made = call(base, "POST", "/api/v1/api-keys", token, {
        "name": "Conformance", "scopes": scopes, "expires_at": EXPIRES,
    })
    assert status == 201, (status, made)
    return token, made["secret"]


def sign_in(base, name):
    """A new token of the admin, which is good for ten minutes."""
    email = f"{name}@{name}.example"
    status, session = call(base, "POST", "/api/v1/session", body={"email": email, "password": PASSWORD})
    assert status == 200, (status, session)
    return session["access_token"]


def furnish(base, key):
    """One of everything; the ids by the names of path parameters."""
    ids = {}

    def make(name, path, body, at=lambda answer: answer["id"]):
        status, answer = call(base, "POST", path.format(**ids), key, body)
        assert status in (200, 201), (path, status, answer)
        ids[name] = at(answer)

    make("vehicle_id", "/api/v1/vehicles", {"year": 2019, "make": "Mazda", "model": "MX-5"})
    make("note_id", "/api/v1/vehicles/{vehicle_id}/notes", {"scope": "internal", "body": "Keys are in the office"})
    make("tracking_link", "/api/v1/vehicles/{vehicle_id}/tracking-link", {})
    make("webhook_endpoint_id", "/api/v1/webhook-endpoints", {"url": "https://hooks.example/in"},
         lambda answer: answer["webhook_endpoint"]["id"])
    return ids


def strangers(base, document, ids, key):
    """Asks for what belongs to somebody else; the failures."""
    failures, asked = [], 0
    for template, item in document["paths"].items():
        names = [part[1:-1] for part in template.split("/") if part.startswith("{")]
        if not names or not set(names) <= set(ids):
            continue
        for method in (method for method in item if method in ("get", "delete", "post")):
            body = None if method != "post" else {}
            status, answer = call(base, method.upper(), template.format(**ids), key, body)
            asked += 1
            # 415 and 422 speak of the body that was sent, before anything is looked up.
            if status not in (404, 415, 422) or "data" in (answer or {}):
                failures.append(f"{method.upper()} {template}: {status}")
    assert asked > 10, "too little was asked"
    return failures


def fuzz(base, directory, credentials, examples):
    """One run of Schemathesis; ends the program when it finds something, or when the credentials end before it."""
    peers = Path(directory) / "peers.json"
    peers.write_text(json.dumps({"auth": [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {credential}"}]}
        for name, credential in zip(("harbour", "quay"), credentials)
    ]}))
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "--config-file", str(Path(__file__).with_name("schemathesis.toml")),
        "run", f"{base}/api/v1/openapi.json", "--url", base,
        "--max-examples", str(examples), "--continue-on-failure", "--no-color",
    ]
    if len(sys.argv) > 3:
        command += ["--seed", sys.argv[3]]
    for operation in EXCLUDED:
        command += ["--exclude-operation-id", operation]
    done = subprocess.run(command, cwd=directory, env={**os.environ, "IMPORTOPS_CONFORMANCE_PEERS": str(peers)})
    if done.returncode != 0:
        sys.exit(done.returncode)
    for credential in credentials:
        status, _ = call(base, "GET", "/api/v1/vehicles", credential)
        assert status == 200, f"a credential was refused before the run was over: {status}"


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="importops-conformance-") as directory:
        environment = environment_of(directory)
        server = subprocess.Popen(
            [program, "serve", "--json", "--listen", "127.0.0.1:0"], env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            base = json.loads(server.stdout.readline())["listening"]
            token, first = organisation(program, environment, base, "harbour")
            _, second = organisation(program, environment, base, "quay")
            ids = furnish(base, first)
            _, document = call(base, "GET", "/api/v1/openapi.json")
            failures = strangers(base, document, ids, second)
            if failures:
                sys.exit("another organisation's key was not told 404:\n" + "\n".join(failures))
            webhook_signatures.check(call, base, first)
            assistant.check(call, program, base, token)
            examples = int(sys.argv[2])
            fuzz(base, directory, (first, second), examples)
            # Each run of members is over before their tokens are.
            for done in range(0, examples, OF_MEMBERS):
                tokens = [sign_in(base, name) for name in ("harbour", "quay")]
                fuzz(base, directory, tokens, min(OF_MEMBERS, examples - done))
            if server.poll() is not None:
                sys.exit("the server ended during the run")
        finally:
            server.kill()
            server.wait()


if __name__ == "__main__":
    main()
