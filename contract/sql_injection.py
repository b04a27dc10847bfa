"""Every parameter of the server's OpenAPI document against sqlmap, on each engine.

    sql_injection.py <importops> <sqlmap> [<PostgreSQL URL>]

One run of sqlmap for an operation that reads: it writes into each parameter of path and query, whose other values are
valid ones, as an API key that may do everything. First a server that does concatenate its SQL, in which sqlmap must find
the fault: else this check could not fail.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import conformance

FOUND = "sqlmap identified the following injection point"
CLEAN = "all tested parameters do not appear to be injectable"
LEVEL = ["--level", "2", "--risk", "1", "--technique", "BEUT", "--time-sec", "2"]


def sqlmap(program, directory, url, engine, headers=()):
    """What sqlmap prints of a URL whose parameters are marked by `*`."""
    command = [
        program, "--batch", "--disable-coloring", "--flush-session", "--url", url, "--dbms", engine, *LEVEL,
        # The server says 400, 404 and 422 to most of what it is sent: that is an answer to be compared, too.
        "--ignore-code", "*", "--output-dir", os.path.join(directory, "sqlmap"), "--threads", "4",
        *(part for header in headers for part in ("--header", header)),
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL)
    return done.stdout


class Injectable(BaseHTTPRequestHandler):
    """A search that puts what it is asked for into its SQL."""

    def do_GET(self):
        database = sqlite3.connect(":memory:")
        database.executescript("CREATE TABLE car (make TEXT); INSERT INTO car VALUES ('Mazda'), ('Toyota');")
        make = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("make", [""])[0]
        try:
            rows, status = database.execute(f"SELECT make FROM car WHERE make = '{make}'").fetchall(), 200
        except sqlite3.Error as error:
            rows, status = str(error), 500
        body = json.dumps(rows).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def control(program, directory):
    """Ends the program when sqlmap does not find a fault where there is one."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Injectable)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    text = sqlmap(program, directory, f"http://127.0.0.1:{server.server_port}/?make=Mazda*", "SQLite")
    server.shutdown()
    if FOUND not in text:
        sys.exit(f"sqlmap does not find an injection where there is one:\n{text[-4000:]}")


def example(document, parameter):
    """A value that the parameter takes."""
    schema = parameter["schema"]
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    for part in [schema, *schema.get("oneOf", []), *schema.get("anyOf", []), schema.get("items", {})]:
        while "$ref" in part:
            part = document["components"]["schemas"][part["$ref"].rsplit("/", 1)[1]]
        if "enum" in part:
            return str(part["enum"][0])
    if "example" in parameter:
        return str(parameter["example"])
    if "example" in schema:
        return str(schema["example"])
    kind = schema.get("type", "string")
    return "1" if "integer" in kind else "true" if "boolean" in kind else "Mazda"


def marked(document, ids, template, operation, item):
    """The URL of an operation with `*` after the value of each parameter, and how many there are; none without any."""
    parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
    parameters = [resolve(document, parameter) for parameter in parameters]
    path, count, query = template, 0, []
    for parameter in parameters:
        name = parameter["name"]
        if parameter["in"] == "path":
            value = ids.get(name) or example(document, parameter)
            path, count = path.replace("{" + name + "}", f"{value}*"), count + 1
        elif parameter["in"] == "query":
            query.append(f"{name}={urllib.parse.quote(example(document, parameter))}*")
            count += 1
    return (path + ("?" + "&".join(query) if query else "")), count


def resolve(document, parameter):
    if "$ref" in parameter:
        return document["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]]
    return parameter


def waits(operation):
    """Whether the answer waits for a change, and sqlmap with it, for half an hour in all."""
    return operation["operationId"].startswith("follow_")


def examine(importops, program, directory, engine, settings):
    """All operations on one engine; how many parameters were tried, and where there is a fault."""
    environment = {**conformance.environment_of(directory), **settings}
    server = subprocess.Popen(
        [importops, "serve", "--json", "--listen", "127.0.0.1:0"], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        base = json.loads(server.stdout.readline())["listening"]
        _, key = conformance.organisation(importops, environment, base, "harbour")
        ids = conformance.furnish(base, key)
        _, document = conformance.call(base, "GET", "/api/v1/openapi.json")
        _, link = conformance.call(base, "GET", f"/api/v1/vehicles/{ids['vehicle_id']}/tracking-link", key)
        ids["slug"] = link["url"].rsplit("/", 1)[1]
        tried, faults = 0, []
        for template, item in document["paths"].items():
            operation = item.get("get")
            if operation is None or waits(operation):
                continue
            path, count = marked(document, ids, template, operation, item)
            if count == 0:
                continue
            headers = [] if "/public/" in template else [f"Authorization: Bearer {key}"]
            text = sqlmap(program, directory, base + path, engine, headers)
            tried += count
            if FOUND in text:
                faults.append(f"{engine}: {template}\n{text[text.index(FOUND):][:1500]}")
            elif CLEAN not in text:
                faults.append(f"{engine}: {template}: sqlmap did not come to an end\n{text[-1500:]}")
            print(f"  {engine} {template}: {count} parameters", flush=True)
            if server.poll() is not None:
                sys.exit("the server ended during the run")
        return tried, faults
    finally:
        server.kill()
        server.wait()


def main():
    importops, program, databases = sys.argv[1], sys.argv[2], sys.argv[3:]
    with tempfile.TemporaryDirectory(prefix="importops-sqlmap-") as directory:
        control(program, directory)
        runs = [("SQLite", {})] + [("PostgreSQL", {"IMPORTOPS_DATABASE_URL": url}) for url in databases]
        tried, faults = 0, []
        for engine, settings in runs:
            with tempfile.TemporaryDirectory(dir=directory) as data:
                count, found = examine(importops, program, data, engine, settings)
            tried, faults = tried + count, faults + found
    if faults:
        sys.exit("\n\n".join(faults))
    print(f"sqlmap: {tried} parameters, none injectable")


if __name__ == "__main__":
    main()
