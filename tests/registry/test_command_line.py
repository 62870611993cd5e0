"""Goal: the command line takes every option once, and whole numbers in digits.

Method: a walk over all commands and options; nothing is run, since the line itself is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from registry.cli import app

NO_NUMBER = ["1_0", "+5", " 7", "１０", "1.0", "1e1", "0x5", "x", ""]


def commands(group: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with the words that call it."""
    for name, one in group.commands.items():
        if hasattr(one, "commands"):
            yield from commands(one, *path, name)
        else:
            yield (*path, name), one


COMMANDS = dict(commands(typer.main.get_command(app)))
OPTIONS = [
    (*path, option.opts[0])
    for path, command in COMMANDS.items()
    for option in command.params
    if option.opts[0].startswith("--") and not option.multiple
]
WHOLE = {
    ("play", "--seed"), ("play", "--seats-per-role"), ("serve", "--port"),
    ("serve", "--backup-minutes"), ("reports", "--year"),
}  # fmt: skip


def line(*words: str) -> tuple[int, str]:
    told = CliRunner().invoke(app, list(words), env={"COLUMNS": "200", "NO_COLOR": "1"})
    return told.exit_code, told.output


def needed(path: tuple[str, ...]) -> list[str]:
    """A word for each argument of a command."""
    return ["x" for one in COMMANDS[path].params if not one.opts[0].startswith("--")]


@pytest.mark.parametrize("option", OPTIONS, ids=" ".join)
def test_an_option_given_twice_is_refused(option: tuple[str, ...]) -> None:
    *path, name = option
    found = next(one for one in COMMANDS[tuple(path)].params if one.opts[0] == name)
    once = [name] if getattr(found, "is_flag", False) else [name, "1"]
    status, said = line(*path, *needed(tuple(path)), *once, *once)

    assert (2, True) == (status, "is given twice" in said), said


@pytest.mark.parametrize("option", sorted(WHOLE), ids=" ".join)
@pytest.mark.parametrize("text", NO_NUMBER, ids=ascii)
def test_a_whole_number_is_digits(option: tuple[str, str], text: str) -> None:
    path, name = option
    status, said = line(path, *needed((path,)), name, text)

    assert (2, True) == (status, "is not a whole number in digits" in said), said


@pytest.mark.parametrize(
    "words", [("play", "x", "--seats-per-role", "-1"), ("serve", "--port", "65536")], ids=" ".join
)
def test_a_number_stays_within_its_bounds(words: tuple[str, ...]) -> None:
    status, said = line(*words)

    assert 2 == status and ("below zero" in said or "above 65535" in said)


def test_every_option_that_is_a_number_is_walked_here() -> None:
    numbers = {
        (*path, one.opts[0])
        for path, command in COMMANDS.items()
        for one in command.params
        if one.opts[0].startswith("--") and type(one.default) is int
    }

    assert WHOLE == numbers
    assert len(OPTIONS) > 20


def test_a_capacity_given_twice_is_not_computed() -> None:
    status, said = line(
        "revenue", "--capacity-mw", "50", "--capacity-mw", "60", "--hours", "1840", "--json"
    )

    assert 2 == status and "--capacity-mw" in said and "net_generation" not in said
