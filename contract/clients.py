"""Clients that generators make from the OpenAPI document as it is served, nothing taken out: each is generated, compiled and
run through one scenario against the server.

    clients.py <importops> <family>...

The families are folders of `clients`; generators.json says which generators they are and which options they need, and has to
name each of those that were run.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import conformance
import generators
import packages

HERE = Path(__file__).parent
SCENARIOS = HERE / "clients"
TOOLS = HERE / "node_modules" / ".bin"
PROGRAMS = Path(sys.executable).parent
JARS = Path("/usr/share/java")
PHOTO = HERE.parent / "api/server/src/demo/pictures/alphard-quay.webp"


def timed(name, work):
    """Runs it, and says how long that took."""
    start = time.monotonic()
    work()
    print(f"{name}: generated and run in {time.monotonic() - start:.0f} s", flush=True)


class Run:
    """One server, its document, and where to generate."""

    def __init__(self, folder, base, key):
        self.folder, self.base = folder, base
        self.ran = set()
        self.environment = {
            **os.environ,
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
            "BASE": base, "KEY": key, "PHOTO": str(PHOTO),
            "PYTHONDONTWRITEBYTECODE": "1", "ORVAL_TELEMETRY": "0", "KUBB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1",
        }
        self.documents = {}
        for version in ("openapi", "openapi-3.0"):
            self.documents[version] = str(folder / f"{version}.json")
            urllib.request.urlretrieve(f"{base}/api/v1/{version}.json", self.documents[version])

    @property
    def document(self):
        return self.documents["openapi"]

    def do(self, *command, cwd=None, **environment):
        """Runs a command; what it wrote is shown if it fails."""
        done = subprocess.run(
            [str(part) for part in command], cwd=cwd or self.folder, env={**self.environment, **environment},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-6000:]}")

    def timed(self, name, work):
        """Runs what generates and runs a client, which counts as run."""
        timed(name, work)
        self.ran.add(name)

    def openapi_generator(self, generator, output, *options):
        self.do(PROGRAMS / "openapi-generator-cli", "generate", "--generator-name", generator,
                "--input-spec", self.document, "--output", output, *options)


def typescript(run):
    """Five generators, checked by one strict project, each run by Node.js."""
    project = run.folder / "typescript"
    generated = project / "generated"
    generated.mkdir(parents=True)
    for source in (SCENARIOS / "typescript").glob("*.ts"):
        (project / source.name).write_bytes(source.read_bytes())
    (project / "node_modules").symlink_to(HERE / "node_modules")
    for config in ("tsconfig.json", "kubb.config.mjs"):
        (project / config).write_bytes((SCENARIOS / config).read_bytes())
    run.do(TOOLS / "openapi-typescript", run.document, "--output", generated / "openapi-typescript.ts")
    run.do(TOOLS / "openapi-ts", "--input", run.document, "--output", generated / "hey-api",
           "--client", "@hey-api/client-fetch", cwd=project)
    run.openapi_generator("typescript-fetch", generated / "openapi-generator")
    run.do(TOOLS / "orval", "--input", run.document, "--output", generated / "orval.ts", "--client", "fetch", cwd=project)
    run.do(TOOLS / "kubb", "generate", "--config", "kubb.config.mjs", cwd=project,
           DOCUMENT=run.document, OUTPUT="generated/kubb")
    run.do(TOOLS / "tsc", "--project", project)
    for name in ("openapi-fetch", "hey-api", "openapi-generator", "orval", "kubb"):
        def bundle_and_run(name=name):
            bundle = project / f"{name}.mjs"
            run.do(TOOLS / "esbuild", f"{name}.ts", "--bundle", "--platform=node", "--format=esm",
                   "--target=node20", f"--outfile={bundle}", cwd=project)
            run.do("node", bundle)
        run.timed({"openapi-generator": "openapi-generator-typescript"}.get(name, name), bundle_and_run)


def python(run):
    """Two generators, each run by Python."""
    def scenario(name, source):
        run.timed(name, lambda: run.do(sys.executable, SCENARIOS / "python" / source, PYTHONPATH=run.folder / "python"))

    client = run.folder / "python"
    run.openapi_generator("python", client)
    scenario("openapi-generator-python", "openapi_generator.py")
    run.do(PROGRAMS / "openapi-python-client", "generate", "--path", run.document, "--meta", "none",
           "--output-path", client / "importops_client")
    scenario("openapi-python-client", "openapi_python_client.py")


def java(run):
    """Compiled with Jackson from the generator itself, and with what else it needs from Debian's packages."""
    project, classes = run.folder / "java", run.folder / "java/classes"

    def work():
        run.openapi_generator("java", project, "--library", "native", "--additional-properties",
                              "openApiNullable=false,useJakartaEe=true")
        jackson = Path(importlib.util.find_spec("openapi_generator_cli").origin).parent / "openapi-generator.jar"
        needed = ("jakarta-annotation-api", "httpclient", "httpcore", "httpmime", "commons-logging")
        path = ":".join(map(str, [classes, jackson, *(JARS / f"{name}.jar" for name in needed)]))
        run.do("javac", "-nowarn", "-d", classes, "-cp", path, *(project / "src/main/java").rglob("*.java"),
               SCENARIOS / "java/Scenario.java")
        # The system's Java, which compiled it.
        run.do("java", "-cp", path, "Scenario")

    run.timed("java", work)


def go(run):
    """A module that needs nothing but the language."""
    def work():
        project = run.folder / "go"
        shutil.copytree(SCENARIOS / "go", project)
        run.openapi_generator("go", project / "importops", "--additional-properties",
                              "enumClassPrefix=true,disallowAdditionalPropertiesIfNotPresent=false,"
                              "packageName=importops,withGoMod=false")
        # Its tests are examples that need another module.
        shutil.rmtree(project / "importops/test")
        run.do("go", "run", ".", cwd=project, GOTOOLCHAIN="local", GOPROXY="off", GOFLAGS="", GOCACHE=run.folder / "go-cache")

    run.timed("go", work)


def php(run):
    """With Debian's Guzzle."""
    def work():
        run.openapi_generator("php", run.folder / "php")
        run.do("php", SCENARIOS / "php/scenario.php", CLIENT=run.folder / "php")

    run.timed("php", work)


def rust(run):
    """A crate of its own, with its own lock file."""
    def work():
        project = run.folder / "rust"
        shutil.copytree(SCENARIOS / "rust", project)
        run.openapi_generator("rust", project / "openapi")
        run.do("cargo", "run", "--quiet", "--locked", cwd=project)

    run.timed("rust", work)


def documents(run):
    """Both versions of the document, as served, against the specifications that they name."""
    for version, schema in [("openapi", "3.1"), ("openapi-3.0", "3.0")]:
        document = run.documents[version]
        run.do(PROGRAMS / "openapi-spec-validator", "--schema", schema, document)
        run.do(PROGRAMS / "openapi-generator-cli", "validate", "--input-spec", document)


def published(run):
    """The collection and the packages that are in this repository. The collection comes first: it creates the vehicle that the
    packages' READMEs then find."""
    for name, check in [("Postman", packages.postman), ("TypeScript", packages.typescript), ("Python", packages.python)]:
        timed(f"{name}, published", lambda check=check: check(run))


FAMILIES = {
    "published": published, "documents": documents, "typescript": typescript, "python": python, "java": java, "go": go,
    "php": php, "rust": rust,
}


def main():
    program, families = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory(prefix="importops-clients-") as directory:
        folder = Path(directory)
        environment = conformance.environment_of(str(folder / "data"))
        server = subprocess.Popen(
            [program, "serve", "--json", "--listen", "127.0.0.1:0"], env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            base = json.loads(server.stdout.readline())["listening"]
            _, key = conformance.organisation(program, environment, base, "harbour")
            run = Run(folder, base, key)
            for family in families:
                FAMILIES[family](run)
            promised = [generators.names(often) for often in generators.GENERATORS]
            assert run.ran in promised, f"generators.json names other clients than {sorted(run.ran)}"
        finally:
            server.kill()
            server.wait()


if __name__ == "__main__":
    main()
