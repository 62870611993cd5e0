"""Goal: whoever follows a recipe, or the README's table of places, finds each file that it names.

Method: read every path in backticks, with `<name>` for one of several; then plant a file that is
not there, and a recipe without a test.
"""

from __future__ import annotations

import re

import pytest

from tests.architecture import tree

PAGES = ("README.md", "CONTRIBUTING.md", "docs/recipes.md", "docs/structure.md")
RECIPES = (tree.ROOT / "docs/recipes.md").read_text(encoding="utf-8")
WANTED = {
    "An order attribute", "A trading mode", "A docket kind", "A procedure", "A page", "A bot",
    "A rule pack", "A lesson", "A command", "A refusal", "An invariant",
}  # fmt: skip
FOLDERS = ("ledger", "matching", "registry", "templates", "fixtures", "tests", "docs")

_PATH = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[^`\s]*|[A-Z]+\.md|pyproject\.toml)`")
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def named(text: str) -> list[str]:
    """The paths that a text names in backticks."""
    return _PATH.findall(text)


def missing(text: str) -> list[str]:
    """Those that are not there; `<name>` stands for any name."""
    return [path for path in named(text) if not _there(path)]


def _there(path: str) -> bool:
    return any(tree.ROOT.glob(re.sub(r"<\w+>", "*", path)))


def recipes(text: str) -> dict[str, str]:
    """Each recipe by its heading."""
    _, *parts = _HEADING.split(text)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def without_proof(text: str) -> list[str]:
    """Recipes that name no file, or do not say what proves the change."""
    return [
        heading
        for heading, recipe in recipes(text).items()
        if "Proof:" not in recipe or not named(recipe)
    ]


@pytest.mark.parametrize("document", PAGES)
def test_every_file_that_a_page_names_is_there(document: str) -> None:
    text = (tree.ROOT / document).read_text(encoding="utf-8")

    assert named(text), f"{document}: a check of no path would pass"
    assert [] == missing(text)


def test_every_recipe_says_what_proves_it() -> None:
    assert WANTED <= set(recipes(RECIPES))
    assert [] == without_proof(RECIPES)


def test_the_index_names_every_recipe() -> None:
    indexed = re.findall(r"\[[^\]]+\]\(#([^)]+)\)", RECIPES)

    assert sorted(one.lower().replace(" ", "-") for one in recipes(RECIPES)) == sorted(indexed)


@pytest.mark.parametrize(
    "planted",
    ["matching/nowhere.py", "registry/<area>/nowhere.py", "templates/nowhere/", "NOWHERE.md"],
)
def test_a_file_that_is_not_there_is_seen(planted: str) -> None:
    assert [planted] == missing(f"| `{planted}`, `matching/orders.py` | a slot |")


def test_a_recipe_without_proof_is_seen() -> None:
    planted = "## A thing\n\n| `matching/orders.py` | a slot |\n"

    assert ["A thing"] == without_proof(planted)
    assert ["A thing"] == without_proof("## A thing\n\nProof: none.\n")


def test_the_reader_takes_files_of_the_checkout_only() -> None:
    text = "`/api/orders`, `order.place`, `matching/fees.py`, `backups`, `README.md`"

    assert ["matching/fees.py", "README.md"] == named(text)
