"""The published clients as they are installed, and the Postman collection: each is run against the server.

They are built from what is checked in, of which `cargo xtask test` knows that it is what the generators make of the document.
"""

import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
SCENARIOS = HERE / "clients"
TOOLS = HERE / "node_modules" / ".bin"


def quickstart(run, package, language):
    """The program in a package's README, for this server."""
    text = (ROOT / "clients" / package / "README.md").read_text(encoding="utf-8")
    program = text.split(f"```{language}\n")[1].split("```")[0]
    assert "https://links.example" in program
    return program.replace("https://links.example", run.base)


def typescript(run):
    """Compiled, packed by npm, installed from the archive alone, and used by a strict project."""
    package, project = run.folder / "typescript-package", run.folder / "typescript-user"
    shutil.copytree(ROOT / "clients/typescript", package, ignore=shutil.ignore_patterns("dist", "node_modules"))
    run.do(TOOLS / "tsc", "--project", package)
    project.mkdir()
    run.do("npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", project, cwd=package)
    (archive,) = project.glob("*.tgz")
    (project / "package.json").write_text('{ "private": true, "type": "module" }')
    run.do("npm", "install", "--silent", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", archive, cwd=project)
    shutil.copy(SCENARIOS / "typescript/scenario.ts", project)
    # The program of the generator, with the package in the place of what was generated beside it.
    program = (SCENARIOS / "typescript/hey-api.ts").read_text(encoding="utf-8")
    program, imports = re.subn(r"'\./generated/hey-api/[^']*'", "'@importops/client'", program)
    assert imports == 2
    (project / "package.ts").write_text(program.replace("run('hey-api'", "run('package'"), encoding="utf-8")
    shutil.copy(SCENARIOS / "tsconfig.json", project)
    (project / "node_modules/@types").symlink_to(HERE / "node_modules/@types")
    (project / "quickstart.ts").write_text(quickstart(run, "typescript", "ts"), encoding="utf-8")
    run.do(TOOLS / "tsc", "--project", project)
    for program in ("package", "quickstart"):
        run.do(TOOLS / "esbuild", f"{program}.ts", "--bundle", "--platform=node", "--format=esm", "--target=node20",
               f"--outfile={program}.mjs", cwd=project)
        run.do("node", f"{program}.mjs", cwd=project, IMPORTOPS_KEY=run.environment["KEY"])


def python(run):
    """Built as a wheel, installed from it alone, and used by the program of its generator."""
    wheels, installed = run.folder / "wheels", run.folder / "python-user"
    source = run.folder / "python-package"
    shutil.copytree(ROOT / "clients/python", source)
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run.do(*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", wheels, source)
    (wheel,) = wheels.glob("*.whl")
    run.do(*pip, "install", "--no-deps", "--no-index", "--target", installed, wheel)
    run.do(sys.executable, SCENARIOS / "python" / "openapi_generator.py", PYTHONPATH=installed, PACKAGE="importops")
    (run.folder / "quickstart.py").write_text(quickstart(run, "python", "python"), encoding="utf-8")
    run.do(sys.executable, run.folder / "quickstart.py", PYTHONPATH=installed, IMPORTOPS_KEY=run.environment["KEY"])


def postman(run):
    """As somebody runs it who has imported it and filled in the two variables."""
    run.do("node", HERE / "postman.mjs", "run", ROOT / "openapi/postman_collection.json")
