"""Goal: every refusal of a package has its place in that package's order of precedence.

Method: compare what each `errors.py` declares with its PRECEDENCE.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import pytest

from ledger.kernel.errors import Refusal
from tests.architecture import tree

MODULES = [
    tree.label(path).removesuffix(".py").replace("/", ".")
    for path in tree.python_files(*tree.PACKAGES)
    if path.name == "errors.py" and "PRECEDENCE" in path.read_text(encoding="utf-8")
]


def declared(module: ModuleType) -> set[type[Refusal]]:
    return {
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Refusal) and one.code
        if one.__module__ == module.__name__
    }


@pytest.mark.parametrize("name", MODULES)
def test_every_refusal_has_one_place(name: str) -> None:
    module = import_module(name)

    assert declared(module) == {one for one in module.PRECEDENCE if one.__module__ == name}
    assert len(module.PRECEDENCE) == len(set(module.PRECEDENCE))
