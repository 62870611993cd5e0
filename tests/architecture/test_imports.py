"""Goal: nobody imports upwards, and the contracts that say so can see.

Method: run the contracts of pyproject.toml; then plant one violation of each in a copy of the tree.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture import tree

LINT = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
)
LINT_EACH = """
import contextlib, io, json, sys
from pathlib import Path
from importlinter.cli import lint_imports

said = []
for file, planted in json.load(sys.stdin):
    path = Path(file)
    made = not path.parent.exists()
    path.parent.mkdir(exist_ok=True)
    kept = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{kept or ''}\\n{planted}\\n", encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        lint_imports(no_cache=True)
    said.append(printed.getvalue())
    if kept is None:
        path.unlink()
    else:
        path.write_text(kept, encoding="utf-8")
    if made:
        path.parent.rmdir()
with contextlib.redirect_stdout(io.StringIO()) as printed:
    lint_imports(no_cache=True)
json.dump([*said, printed.getvalue()], sys.stdout)
"""
"""What the contracts say of each violation, planted alone; at the end, of the tree without any."""

# contract, file, what is planted there
PLANTED = [
    ("packages: registry over matching over ledger", "ledger/serials.py", "import matching.book"),
    ("packages: registry over matching over ledger", "matching/fees.py", "import registry.roles"),
    ("ledger: layers", "ledger/accounts.py", "import ledger.posting"),
    ("ledger: layers", "ledger/unlisted.py", '"""In no layer."""'),
    ("ledger.kernel: layers", "ledger/kernel/errors.py", "import ledger.kernel.machine"),
    ("matching: layers", "matching/book.py", "import matching.models"),
    ("matching: layers", "matching/unlisted.py", '"""In no layer."""'),
    ("registry: layers", "registry/programme/committee/queries.py",
     "import registry.market.queries"),
    ("registry.programme: layers", "registry/programme/committee/queries.py",
     "import registry.programme.issuance.queries"),
    ("registry.programme: layers", "registry/programme/unlisted.py", '"""In no layer."""'),
    ("registry: layers", "registry/classroom/plan.py", "import registry.web.frame.words"),
    ("registry: layers", "registry/unlisted/__init__.py", '"""In no layer."""'),
    ("registry: layers", "registry/command.py", "import registry.programme.committee.queries"),
    ("registry.classroom: layers", "registry/classroom/world.py",
     "import registry.classroom.lesson"),
    ("registry.classroom: layers", "registry/classroom/build.py",
     "import registry.classroom.confirmation"),
    ("registry.classroom: layers", "registry/classroom/unlisted.py", '"""In no layer."""'),
    ("registry.web: no area knows another", "registry/web/trade/page.py",
     "import registry.web.tasks.tasks"),
    ("registry.web: no area knows another", "registry/web/exercises/table.py",
     "import registry.web.calculators.words"),
    ("registry.web: areas over one frame", "registry/web/frame/words.py",
     "import registry.web.trade.words"),
    ("registry.web: areas over one frame", "registry/web/frame/visitor.py",
     "import registry.web.areas"),
    ("registry.web: areas over one frame", "registry/web/door/join.py",
     "import registry.web.areas"),
    ("registry.web: areas over one frame", "registry/web/unlisted.py", '"""In no layer."""'),
    ("registry.web.frame: layers", "registry/web/frame/visitor.py",
     "import registry.web.frame.outcomes"),
    ("registry.web.frame: layers", "registry/web/frame/fields.py",
     "import registry.web.frame.naming"),
    ("registry.web.frame: layers", "registry/web/frame/unlisted.py", '"""In no layer."""'),
    ("nothing imports in a circle", "matching/deals/state.py", "import matching.deals.off_book"),
    ("nothing imports in a circle", "registry/market/errors.py",
     "import registry.market.commands"),
    ("nothing imports in a circle", "registry/web/trade/picking.py",
     "import registry.web.trade.page"),
    ("HTTP only in the edge and above it", "registry/classroom/live.py", "import starlette"),
    ("HTTP only in the edge and above it", "ledger/kernel/ids.py", "import fastapi"),
    ("no storage in the kernel, the book and what it is made of", "matching/orders.py",
     "import sqlmodel"),
    ("no storage in the kernel, the book and what it is made of", "ledger/kernel/ids.py",
     "import ledger.db"),
    ("the books are posted to by the market and the procedures only", "registry/bots/view.py",
     "import ledger.posting"),
    ("the books are posted to by the market and the procedures only", "registry/market/queries.py",
     "import ledger.posting"),
    ("the exchange and the deals are reached through the market's commands only",
     "registry/web/frame/words.py", "import matching.exchange"),
    ("the exchange and the deals are reached through the market's commands only",
     "registry/compliance/queries.py", "import matching.deals.dealing"),
    ("trades are settled after a match and off the book only", "matching/trading_day.py",
     "import matching.clearing.settlement"),
    ("the writer's objects stay in the classroom", "registry/api/market.py",
     "import registry.classroom.world"),
    ("the writer's objects stay in the classroom", "registry/edge/callers.py",
     "import registry.classroom.lesson"),
    ("what the meters measured is read by samples and the owner's reading only",
     "registry/bots/officials.py", "import registry.programme.monitoring.truth"),
    ("what the meters measured is read by samples and the owner's reading only",
     "registry/web/frame/words.py", "import registry.programme.monitoring.truth"),
    ("what the meters measured is read by samples and the owner's reading only",
     "registry/classroom/view.py", "import registry.programme.monitoring.truth"),
    ("what the meters measured is read by samples and the owner's reading only",
     "registry/api/programme.py", "import registry.programme.monitoring.truth"),
    ("meters and samples are reached through their commands only",
     "registry/web/frame/words.py", "import registry.programme.monitoring.sampling"),
    ("no bot and no query reaches what the meters measured", "registry/bots/papers.py",
     "import registry.programme.monitoring.audit"),
    ("the client imports nothing of the server", "registry/client/steps.py",
     "import registry.roles"),
    ("the client imports nothing of the server", "registry/client/keys.py",
     "import ledger.kernel.ids"),
]  # fmt: skip


def contracts() -> list[dict[str, Any]]:
    text = (tree.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    return found


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT], cwd=root, capture_output=True, encoding="utf-8"
    )


def test_nobody_imports_upwards() -> None:
    said = lint(tree.ROOT)

    assert 0 == said.returncode, said.stdout


def test_layers_within_a_package_name_every_module() -> None:
    inside = [one for one in contracts() if "containers" in one]

    names = {"ledger", "ledger.kernel", "matching"}
    names |= {"registry", "registry.classroom", "registry.programme", "registry.web"}
    names |= {"registry.web.frame"}

    assert names == {container for one in inside for container in one["containers"]}
    assert all(one["exhaustive"] for one in inside)


def test_every_area_is_independent() -> None:
    by_name = {one["name"]: one for one in contracts()}
    layers = by_name["registry.web: areas over one frame"]["layers"]
    areas = next(one for one in layers if ":" in one)
    named = by_name["registry.web: no area knows another"]["modules"]

    assert {f"registry.web.{name.strip()}" for name in areas.split(":")} == set(named)
    assert {"areas", "frame"} == set(layers) - {areas}


def test_the_http_contract_names_everything_below_the_edge() -> None:
    layers = next(one for one in contracts() if one["name"] == "registry: layers")["layers"]
    below = layers[layers.index("edge") + 1 :]
    modules = {f"registry.{name.strip()}" for layer in below for name in layer.split("|")}
    http = next(one for one in contracts() if one["name"].startswith("HTTP"))

    assert {"ledger", "matching"} | modules == set(http["source_modules"])


def test_the_client_contract_names_every_other_module() -> None:
    folder = tree.ROOT / "registry"
    there = {path.stem for path in folder.glob("*.py")} - {"__init__", "__main__"}
    there |= {path.parent.name for path in folder.glob("*/__init__.py")} - {"client"}
    apart = next(one for one in contracts() if one["name"].startswith("the client"))
    named = {name.partition(".")[2] for name in apart["forbidden_modules"] if "registry." in name}

    assert there == named


def test_the_kernel_imports_the_standard_library_only() -> None:
    for path in tree.python_files("ledger/kernel"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            foreign = [
                name
                for name in names
                if name.partition(".")[0] not in sys.stdlib_module_names
                and not name.startswith("ledger.kernel")
            ]

            assert [] == foreign, tree.label(path)


def test_every_contract_is_proven_by_a_planted_violation() -> None:
    assert {one["name"] for one in contracts()} == {name for name, _, _ in PLANTED}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is said of each planted violation, in a copy of the packages and their contracts."""
    root = tmp_path_factory.mktemp("planted")
    for name in tree.PACKAGES:
        shutil.copytree(tree.ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(tree.ROOT / "pyproject.toml", root)
    ran = subprocess.run(
        [sys.executable, "-c", LINT_EACH], cwd=root, capture_output=True, encoding="utf-8",
        input=json.dumps([(file, planted) for _, file, planted in PLANTED]),
    )  # fmt: skip
    assert 0 == ran.returncode, ran.stderr
    found: list[str] = json.loads(ran.stdout)
    return found


@pytest.mark.planted
@pytest.mark.parametrize("number", range(len(PLANTED)), ids=lambda n: f"{n}-{PLANTED[n][1]}")
def test_a_planted_violation_is_caught(said: list[str], number: int) -> None:
    assert f"{PLANTED[number][0]} BROKEN" in said[number]


@pytest.mark.planted
def test_each_violation_was_planted_alone(said: list[str]) -> None:
    assert len(PLANTED) + 1 == len(said)
    assert "0 broken" in said[-1]
