"""Goal: the rules of style that no linter knows hold, and the test that says so can see.

Method: read every file's syntax tree; then give the reader one file per fault.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import tidy, tree

FILES = [*tree.python_files(*tree.PACKAGES, "tests"), tree.ROOT / "start.py"]
HEAD = '"""A module."""\n'

# where, what stands there, what is said of it
SEEN = [
    ("ledger/a.py", "x = 1\n", "no docstring"),
    ("ledger/a.py", HEAD + "x = 1\n" * 500, "501 lines in a file"),
    ("ledger/a.py", HEAD + "def f() -> None:\n" + "    f()\n" * 60, "f has 61 lines"),
    ("ledger/a.py", HEAD + "x = float(1)\n", "float( is banned"),
    ("matching/a.py", HEAD + "x = 1.5\n", "1.5 is no whole number"),
    ("ledger/a.py", HEAD + "def f(price: float | None) -> None: ...\n", "takes a float"),
    ("registry/a.py", HEAD + "x = datetime.now()\n", "datetime.now( is banned"),
    ("registry/a.py", HEAD + "x = datetime.datetime.now()\n", "datetime.now( is banned"),
    ("registry/bots/a.py", HEAD + "x = time.time()\n", "time.time( is banned"),
    ("registry/web/a.py", HEAD + "x = time.time()\n", "time.time( is banned"),
    ("registry/web/a.py", HEAD + "x = wall_ms() - before\n", "wall_ms( is banned"),
    ("registry/bots/a.py", HEAD + "import random\n", "import random"),
    ("registry/bots/a.py", HEAD + "x = Random()\n", "without a seed"),
    ("registry/programme/issuance/a.py", HEAD + "books.session.commit()\n", "commit( is banned"),
    ("registry/api/a.py", HEAD + "class A(BaseHTTPMiddleware): ...\n", "BaseHTTPMiddleware"),
    ("registry/api/a.py", HEAD + "app.add(BaseHTTPMiddleware(a))\n", "BaseHTTPMiddleware"),
    ("registry/api/a.py", HEAD + '@app.middleware("http")\ndef f(r): ...\n', "middleware("),
    ("registry/a.py", HEAD + "def f(data: bytes) -> None: ...\n", "parameter 'data'"),
    ("registry/a.py", HEAD + "async def f(*, info: str) -> None: ...\n", "parameter 'info'"),
    ("registry/market/commands.py", HEAD + "def f(a, *, by, at, x): ...\n", "by and at"),
    ("registry/web/a.py", HEAD + "x = self.live.lesson.room\n", "live.lesson is the writer's"),
    ("registry/edge/a.py", HEAD + "x = house.lives[code].lesson\n", "live.lesson is the writer's"),
    ("tests/a.py", HEAD + "pytest.skip('no')\n", "pytest.skip( is banned"),
    ("tests/a.py", HEAD + "@pytest.mark.xfail\ndef f(): ...\n", "pytest.mark.xfail is banned"),
]


@pytest.mark.parametrize("path", FILES, ids=tree.label)
def test_every_file_is_tidy(path: Path) -> None:
    found = tidy.faults(tree.label(path), path.read_text(encoding="utf-8"))

    assert [] == found


@pytest.mark.parametrize(("path", "source", "said"), SEEN)
def test_each_fault_is_seen(path: str, source: str, said: str) -> None:
    found = tidy.faults(path, source)

    assert 1 == len(found), found
    assert said in found[0]


def test_homes_may_do_what_is_banned_elsewhere() -> None:
    assert [] == tidy.faults("ledger/db.py", HEAD + "session.commit()\n")
    assert [] == tidy.faults("registry/a.py", HEAD + "x = 1.5\n")


def test_a_procedure_has_the_six_names_and_what_it_computes() -> None:
    for name in tidy.PROCEDURES:
        folder = tree.ROOT / "registry" / name
        modules = {path.stem for path in folder.glob("*.py")}
        beyond = modules - tidy.SIX_NAMES - tidy.ALSO - tidy.COMPUTED.get(name, set())

        assert set() == beyond, name
        assert tidy.COMPUTED.get(name, set()) <= modules, f"{name}: the list is stale"
        assert (folder / "README.md").is_file(), f"{name} has no README.md"


def test_every_folder_of_the_programme_is_known() -> None:
    root = tree.ROOT / "registry"
    modules = (*root.glob("*/*.py"), *root.glob("programme/*/*.py"))
    folders = {path.parent.relative_to(root).as_posix() for path in modules}

    assert tidy.PROCEDURES | tidy.NO_PROCEDURES == folders


def test_every_folder_with_modules_is_a_package() -> None:
    """A folder without `__init__.py` is invisible to the import contracts."""
    folders = {path.parent for path in tree.python_files(*tree.PACKAGES)}
    missing = [tree.label(folder) for folder in folders if not (folder / "__init__.py").is_file()]

    assert [] == sorted(missing)


def test_no_test_folder_is_a_package() -> None:
    found = [tree.label(path) for path in tree.python_files("tests") if path.stem == "__init__"]

    assert [] == found
