"""Makes the published clients and the Postman collection of the OpenAPI document.

    generate.py <document> <version> <folder>

The folder gets what `cargo xtask clients` puts into its place: `clients/...` and `openapi/postman_collection.json`.
"""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
CLIENTS = HERE.parent / "clients"
TOOLS = HERE / "node_modules" / ".bin"
PROGRAMS = Path(sys.executable).parent
# Where a package says its version, once.
VERSIONS = [("typescript/package.json", r'("version": ")[^"]*'), ("python/pyproject.toml", r'(\nversion = ")[^"]*')]


def do(*command, **environment):
    """Runs a generator; what it wrote is shown if it fails."""
    environment = {**os.environ, "PATH": f"{PROGRAMS}:{os.environ['PATH']}", "DO_NOT_TRACK": "1", **environment}
    done = subprocess.run(
        [str(part) for part in command], env=environment, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-6000:]}")


def typescript(document, folder):
    do(TOOLS / "openapi-ts", "--file", CLIENTS / "typescript/openapi-ts.config.mjs",
       DOCUMENT=str(document), OUTPUT=str(folder / "clients/typescript/src"))


def python(document, version, folder):
    made = folder / "made-by-openapi-generator"
    do(PROGRAMS / "openapi-generator-cli", "generate", "--config", CLIENTS / "python/generator.yaml",
       "--input-spec", document, "--output", made, "--additional-properties", f"packageVersion={version}")
    package = folder / "clients/python/importops"
    shutil.copytree(made / "importops", package)
    (package / "py.typed").touch()
    shutil.rmtree(made)


def versions(version, folder):
    for file, pattern in VERSIONS:
        text, found = re.subn(pattern, rf"\g<1>{version}", (CLIENTS / file).read_text(encoding="utf-8"))
        assert found == 1, file
        target = folder / "clients" / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def main():
    document, version, folder = Path(sys.argv[1]).resolve(), sys.argv[2], Path(sys.argv[3]).resolve()
    versions(version, folder)
    (folder / "openapi").mkdir(exist_ok=True)
    with ThreadPoolExecutor() as at_once:
        made = [
            at_once.submit(typescript, document, folder),
            at_once.submit(python, document, version, folder),
            at_once.submit(do, "node", HERE / "postman.mjs", "make", document, folder / "openapi/postman_collection.json"),
        ]
        for one in made:
            one.result()


if __name__ == "__main__":
    main()
