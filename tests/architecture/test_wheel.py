"""Goal: an installation plays without the checkout: plans, templates and words are in the wheel.

Method: build the wheel with what is installed, unpack it elsewhere, and run from a third folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture import tree

ASK = """
import ledger, registry
from registry import paths
from registry.classroom.plan import read_plan
print(ledger.__file__)
print(len(read_plan("belt-road-1").model_dump_json()))
print((paths.templates() / "frame/base.html").is_file(), (paths.fixtures() / "rules").is_dir())
print(any(__import__("pathlib").Path(registry.__path__[0]).rglob("messages.po")))
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the locked build tools from a clean copy of what is tracked."""
    folder, source = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("source")
    for path in tree.tracked_files():
        copy = source / path.relative_to(tree.ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    build = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    said = subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=source, capture_output=True, text=True
    )
    assert 0 == said.returncode, said.stderr
    return folder / said.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's contents, unpacked."""
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    return site


def ask(installed: Path, cwd: Path, *words: str) -> str:
    said = subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(installed)},
    )
    assert 0 == said.returncode, said.stderr
    return said.stdout


def test_an_installation_finds_plan_templates_and_words(installed: Path, tmp_path: Path) -> None:
    home, plan, folders, words = ask(installed, tmp_path, "-c", ASK).splitlines()

    assert str(installed) == str(Path(home).parents[1])
    assert int(plan) > 1_000
    assert "True True" == folders
    assert "True" == words


def test_an_installation_plays_a_small_lesson(installed: Path, tmp_path: Path) -> None:
    said = ask(
        installed,
        tmp_path,
        "-m",
        "registry",
        "play",
        "belt-road-1",
        "--seats-per-role",
        "1",
        "--json",
    )

    assert '"audit": "ok"' in said


def test_an_installation_brings_its_pytest_fixture(installed: Path, tmp_path: Path) -> None:
    """Found by the entry point alone: no option names the plugin."""
    lines = (
        "import registry",
        "def test_it(tanlu_lesson):",
        f"    assert registry.__file__.startswith({str(installed)!r})",
        "    assert tanlu_lesson.client.advance(phase='continuous')['day'] == 1",
    )
    (tmp_path / "test_it.py").write_text("\n".join(lines), encoding="utf-8")

    assert "1 passed" in ask(installed, tmp_path, "-m", "pytest", "-q", "test_it.py")


def test_every_tracked_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    folders = {"templates": "registry/_data/templates", "fixtures": "registry/_data/fixtures"}
    wanted = set()
    for path in tree.tracked_files():
        top, _, rest = tree.label(path).partition("/")
        if top in tree.PACKAGES or top in folders:
            wanted.add(f"{folders.get(top, top)}/{rest}")

    assert set() == wanted - names


def test_nothing_else_is_at_the_top_of_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        tops = {name.partition("/")[0] for name in packed.namelist()}

    assert {"tanlu-0.1.0.dist-info", *tree.PACKAGES} == tops
