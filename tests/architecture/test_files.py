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
HOSTS = re.compile(rb"pypi\.org|pythonhosted|npmjs|jsdelivr|unpkg|cdnjs|googleapis|gstatic")
SECURE_ONLY = re.compile(rb"crypto\.(?:randomUUID|subtle)|navigator\.(?:clipboard|serviceWorker)")
INLINE = re.compile(rb"<script>|<script(?! src=)[^>]*>|\son(?:click|load|submit|change|input)=\"")
LATER = re.compile(rb"\b(?:TODO|FIXME)\b|\bXXX:")
TEXTS = {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".po", ".svg", ".json", ".sql", ""}
LOCKS = ("requirements.txt", "requirements-dev.txt")
VENDORED = tree.ROOT / "templates" / "static" / "vendor"
FOREIGN = re.compile(rb"@license|copyright \(c\)|sourceMappingURL", re.IGNORECASE)
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def hits(pattern: re.Pattern[bytes]) -> list[str]:
    """Where a pattern occurs in our own texts, other than in this file."""
    return [
        f"{tree.label(path)}: {hit.group().decode()}"
        for path in tree.tracked_files()
        if path.suffix in TEXTS and VENDORED not in path.parents and path != Path(__file__)
        for hit in [pattern.search(path.read_bytes())]
        if hit is not None
    ]


def test_no_file_names_a_place_on_one_machine() -> None:
    assert [] == hits(MACHINE_PATHS)


def test_nothing_is_fetched_from_a_host_on_the_internet() -> None:
    assert [] == hits(HOSTS)


def test_pages_need_no_secure_context_and_no_inline_script() -> None:
    """A classroom is plain HTTP (D-013), and the content policy allows no inline script."""
    assert [] == hits(SECURE_ONLY)
    assert [] == hits(INLINE)


def test_nothing_is_left_for_later() -> None:
    assert [] == hits(LATER)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"cd " + b"/wo" + b"rk/main", True),
        (b"'/ho" + b"me/ann/x'", True),
        (b"open('/ro" + b"ot')", True),
        (b"https://example.test/wo" + b"rk/", False),
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
    manifest = VENDORED / "manifest.json"
    listed = json.loads(manifest.read_text(encoding="utf-8")) if VENDORED.exists() else []
    present = {
        path.relative_to(VENDORED).as_posix()
        for path in VENDORED.rglob("*")
        if path.is_file() and path.name != "manifest.json" and "LICENSE" not in path.name
    }

    assert {one["file"] for one in listed} == present
    for one in listed:
        content = (VENDORED / one["file"]).read_bytes()

        assert one["sha256"] == hashlib.sha256(content).hexdigest(), one["file"]
        assert one["version"] and (VENDORED / one["licence"]).is_file(), one["file"]


def test_foreign_code_stands_among_the_vendored_files_only() -> None:
    found = [
        tree.label(path)
        for path in (tree.ROOT / "templates").rglob("*")
        if path.is_file() and VENDORED not in path.parents
        if FOREIGN.search(path.read_bytes()) or ".min." in path.name
    ]

    assert [] == found


def test_only_folders_of_the_plan_stand_at_the_top() -> None:
    found = {
        tree.label(path).partition("/")[0]
        for path in tree.tracked_files()
        if path.parent != tree.ROOT
    }

    assert found <= {
        ".ci", "docs", "fixtures", "ledger", "matching", "registry", "templates", "tests",
    }  # fmt: skip
