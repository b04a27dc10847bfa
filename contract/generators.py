"""The tables of docs/guide/generators.md, made of what is installed and run: generators.json says which client is generated
with which options, the packages say which version.

    generators.py [--write]

Fails if the guide says something else; with --write it is written.
"""

import importlib.metadata
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
GUIDE = HERE.parent / "docs/guide/generators.md"
GENERATORS = json.loads((HERE / "generators.json").read_text())


def version(package):
    """The installed version of `npm:NAME` or `pypi:NAME`."""
    registry, name = package.split(":", 1)
    if registry == "pypi":
        return importlib.metadata.version(name)
    return json.loads((HERE / "node_modules" / name / "package.json").read_text())["version"]


def table(rows):
    lines = ["| generator | version | options | what to know |", "|---|---|---|---|"]
    for row in rows:
        versions = ", ".join(version(package) for package in row["versions"])
        note = f" {row['note']} " if row["note"] else " "
        lines.append(f"| {row['title']} | {versions} | {row['options']} |{note}|")
    return "\n".join(lines)


def names(often):
    """What has to be run, by the name that clients.py gives it."""
    return {row["name"] for row in GENERATORS[often]}


def written(text):
    """The guide with the tables as they have to be."""
    for often, rows in GENERATORS.items():
        begin = f"<!-- The tests make this table: {often}. -->\n"
        assert begin in text, f"{GUIDE.name} has no place for the table of {often}"
        text = re.sub(re.escape(begin) + r"(\|.*\n)*", lambda _: begin + table(rows) + "\n", text)
    return text


def main():
    text = GUIDE.read_text()
    if sys.argv[1:] == ["--write"]:
        GUIDE.write_text(written(text))
    elif written(text) != text:
        sys.exit(f"the tables of {GUIDE.name} are not what is installed and run: `cargo xtask generators` writes them")


if __name__ == "__main__":
    main()
