"""Goal: what is in the repository works elsewhere, and is what it says it is.

Method: read every tracked file for addresses of one machine; compare lists with what they list.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture import tree

# Put together here, so that this file does not find itself.
MACHINE_PATHS = re.compile(
    rb"(?<![\w.~/-])/(?:" + b"|".join([b"work", b"root", b"farm", b"home/[a-z]+"]) + rb")(?:/|\b)"
)
TEXTS = {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".po", ".svg", ".json", ".sql", ""}
LOCKS = ("requirements.txt", "requirements-dev.txt")
VENDORED = tree.ROOT / "templates" / "static" / "vendor"
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def test_no_file_names_a_place_on_one_machine() -> None:
    found = [
        f"{tree.label(path)}: {hit.group().decode()}"
        for path in tree.tracked_files()
        if path.suffix in TEXTS and VENDORED not in path.parents
        for hit in [MACHINE_PATHS.search(path.read_bytes())]
        if hit is not None and path != Path(__file__)
    ]

    assert [] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"cd " + b"/wo" + b"rk/main", True),
        (b"'/ho" + b"me/ann/x'", True),
        (b"open('/ro" + b"ot')", True),
        (b"https://example.test/work/", False),
        (b"a/work b", False),
        (b"templates/homework", False),
    ],
)
def test_a_place_on_one_machine_is_seen(text: bytes, *, found: bool) -> None:
    assert found is bool(MACHINE_PATHS.search(text))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_address_and_hashes_everything(name: str) -> None:
    text = (tree.ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())

    assert "://" not in text
    assert [] == re.findall(r"^--\S+", text, re.MULTILINE)
    assert [] == [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]


def test_what_tests_need_includes_what_running_needs() -> None:
    run, test = (dict(PIN.findall((tree.ROOT / name).read_text())) for name in LOCKS)

    assert run.items() <= test.items()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    run, test = (dict(PIN.findall((tree.ROOT / name).read_text())) for name in LOCKS)

    def names(wanted: list[str]) -> set[str]:
        found = (re.match(r"[A-Za-z0-9._-]+", one) for one in wanted)
        return {one.group().lower().replace("_", "-") for one in found if one}

    assert names(project["project"]["dependencies"]) | names(groups["build"]) <= set(run)
    assert names(groups["test"]) | names(groups["lint"]) <= set(test)


def test_vendored_files_are_those_of_the_manifest() -> None:
    """Each vendored file stands in manifest.json with its version, licence and hash."""
    if not VENDORED.exists():
        return
    manifest = json.loads((VENDORED / "manifest.json").read_text(encoding="utf-8"))
    listed = {one["file"]: one for one in manifest}
    present = {
        path.relative_to(VENDORED).as_posix()
        for path in VENDORED.rglob("*")
        if path.is_file() and path.name != "manifest.json" and "LICENSE" not in path.name
    }

    assert set(listed) == present
    for name, one in listed.items():
        assert one["sha256"] == hashlib.sha256((VENDORED / name).read_bytes()).hexdigest(), name
        assert one["version"] and one["licence"] and (VENDORED / one["licence"]).is_file(), name


def test_only_folders_of_the_plan_stand_at_the_top() -> None:
    found = {
        tree.label(path).partition("/")[0]
        for path in tree.tracked_files()
        if path.parent != tree.ROOT
    }

    assert found <= {".ci", "fixtures", "ledger", "matching", "registry", "templates", "tests"}
