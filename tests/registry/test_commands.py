"""Goal: a command is declared once, beside its handler, with all that anybody needs to know of it.

Method: walk the catalogue; look for names of commands in the source that nobody declared; plant
a second declaration, a missing word, an undescribed argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.kernel.errors import WORDS
from ledger.transactions import TYPES
from registry import docs
from registry.bots import judging, players
from registry.classroom import catalogue
from registry.classroom.catalogue import CATALOGUE, collected
from registry.classroom.plan_room import DAYS
from registry.command import Arguments, Command
from registry.edge.commands import COMMANDS
from registry.programme.committee import voting as committee
from registry.roles import Role
from registry.web.frame.command_words import PAIRS
from registry.web.frame.render import word
from tests.architecture import tree

CHINESE = re.compile("[\u4e00-\u9fff]")
AREAS = "|".join(sorted({name.partition(".")[0] for name in CATALOGUE}))
NAMED = re.compile(rf"""["']((?:{AREAS})\.[a-z_]+)["']""")
VOTE = CATALOGUE["committee.vote"]


def declared() -> list[tuple[str, str]]:
    """Where each command is declared, by the source: file and name."""
    spelled = re.compile(r'^        name="([a-z]+\.[a-z_]+)", en=', re.M)
    return [
        (tree.label(path), name)
        for path in tree.python_files("registry")
        for name in spelled.findall(path.read_text(encoding="utf-8"))
    ]


def undeclared(text: str) -> set[str]:
    """Names in a source text that look like commands, and are none.

    The key of a plan's number of days begins like the clock's commands.
    """
    return set(NAMED.findall(text)) - set(CATALOGUE) - set(TYPES) - {DAYS}


def test_each_command_is_declared_once_and_collected() -> None:
    names = [name for _, name in declared()]

    assert sorted(names) == sorted(CATALOGUE)
    assert all(file.startswith("registry/") for file, _ in declared())


def test_a_command_is_declared_in_the_file_of_its_handler() -> None:
    files = {name: file for file, name in declared()}
    for command in (one for package in catalogue._DECLARED for one in package):
        (cell,) = command.run.__closure__ or ()
        module = cell.cell_contents.__module__

        assert f"{module.replace('.', '/')}.py" == files[command.name]


def test_every_command_has_its_words_in_both_languages() -> None:
    for name, command in CATALOGUE.items():
        assert (command.en, command.zh) == WORDS["command"][name]
        for table, words in (
            ("actions", (command.en, command.zh)),
            ("done", command.done),
            ("not_done", command.not_done),
        ):
            if words is None:
                assert not command.by_people
                continue

            assert words == (word(name, table, "en"), word(name, table, "zh"))
            assert words[0]
            assert CHINESE.search(words[1])


def test_one_english_sentence_has_one_translation() -> None:
    for table, words in PAIRS.items():
        assert len({en for en, _ in words.values()}) == len(set(words.values())), table


def test_arguments_and_roles_are_documented() -> None:
    printed = docs.table("commands")
    for name, command in CATALOGUE.items():
        assert (command.arguments.__doc__ or "").rstrip().endswith(".")
        assert command.roles <= set(Role)
        (row,) = (line for line in printed.split("\n") if line.startswith(f"| `{name}` |"))
        assert all(f"`{field}`" in row for field in command.arguments.model_fields)
        assert all(role.value in row for role in command.roles)


def test_people_give_all_commands_but_the_clocks_and_the_first() -> None:
    by_lesson = {name for name, command in CATALOGUE.items() if command.roles == {Role.CLOCK}}

    assert by_lesson | {"lesson.create", "lesson.branch"} == set(CATALOGUE) - set(COMMANDS)


def test_whose_figures_a_command_can_change() -> None:
    """Deals outside the book end for several seats at once, and so does a day; a level is raised
    for everybody, and an account is barred or frozen.
    """
    outside = ("block.", "quote.", "bidding.", "auction.", "movement.")

    assert {
        "clock.day_start", "clock.day_end", "clock.deals_end", "lesson.end", "lesson.level",
        # Open orders and deals of the account's holder end, and with them those of others.
        "account.restrict", "account.suspend", "account.freeze", "account.lift", "account.give",
        # A submission is compared with those of other parties.
        "report.check", "report.submit",
        "issuance.correct", "reconciliation.daily", "reconciliation.run", "retirement.reverse",
        *(name for name in CATALOGUE if name.startswith(outside)),
    } == {name for name, command in CATALOGUE.items() if command.touches_all}  # fmt: skip


def sources() -> Iterable[Path]:
    yield from tree.python_files("registry")
    yield from sorted((tree.ROOT / "templates").rglob("*.html"))
    yield from sorted((tree.ROOT / "templates").rglob("*.js"))


def test_no_source_names_a_command_that_is_none() -> None:
    wrong = {tree.label(path): undeclared(path.read_text(encoding="utf-8")) for path in sources()}

    assert {} == {file: names for file, names in wrong.items() if names}


def test_bots_give_commands_that_people_give() -> None:
    folder = Path(players.__file__).parent
    given = {n for path in folder.glob("*.py") for n in NAMED.findall(path.read_text("utf-8"))}

    assert "committee.vote" in given
    assert given <= set(COMMANDS)


@pytest.mark.planted
@pytest.mark.parametrize("planted", [
    VOTE,
    replace(VOTE, name="committee.elect"),
    replace(VOTE, name="committee.elect", en="Elect"),
    replace(VOTE, name="committee.elect", zh="选举"),
])  # fmt: skip
def test_a_name_that_is_taken_is_seen(planted: Command) -> None:
    with pytest.raises(AssertionError, match=r"committee\.vote"):
        collected([committee.COMMANDS, [planted]])


class Undescribed(Arguments):
    item: int


Undescribed.__doc__ = None


@pytest.mark.planted
@pytest.mark.parametrize("fault", [
    {"done": None},
    {"not_done": None},
    {"en": ""},
    {"zh": "Vote"},
    {"name": "vote"},
    {"roles": frozenset()},
    {"by_people": False},
    {"arguments": Undescribed},
    {"ends_tokens": True},
])  # fmt: skip
def test_an_incomplete_declaration_is_seen(fault: dict[str, object]) -> None:
    with pytest.raises(AssertionError):
        replace(VOTE, **fault)


@pytest.mark.planted
def test_a_command_that_nobody_declared_is_seen() -> None:
    source = Path(judging.__file__).read_text(encoding="utf-8")

    assert set() == undeclared(source)
    assert {"committee.abstain"} == undeclared(
        source.replace("committee.vote", "committee.abstain")
    )
