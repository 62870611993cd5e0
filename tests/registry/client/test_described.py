"""Goal: the typed methods are those of the API. Method: they are made anew and compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry import described


def test_the_typed_methods_are_up_to_date() -> None:
    assert [] == described.write(check=True), "`tanlu docs` writes them"


@pytest.mark.planted
def test_a_changed_description_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = described.description()
    place = changed["components"]["schemas"]["PlaceOrder"]["properties"]
    place["unheard_of"] = {"type": "integer"}
    monkeypatch.setattr(described, "description", lambda: changed)

    assert [Path("commands.py")] == [Path(path.name) for path in described.write(check=True)]
