"""Goal: nothing that fits or misses our own description makes the server fail, whoever sends it.

Method: schemathesis makes requests from the OpenAPI description, good and bad, with a seat's token
and with the trainer's script token; each answer is one of ours, commands of other roles are refused
every time, and the books still hold afterwards (the class audits itself when it closes).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from registry.edge.commands import COMMANDS, KEY_LONGEST
from registry.roles import Role
from tests.support.classroom import CODE, Class, class_of, create
from tests.support.described import endless

EXAMPLES, MANY = 2, 40
"""Requests of each kind to each address and method, in the whole run and in the long one."""

LONG_S = 600
"""Several times what one of the long runs takes by itself."""

MODES = list(GenerationMode)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """A class whose seats may ask as fast as the test does."""
    folder = tmp_path_factory.mktemp("class")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder, seat_burst=1_000_000, wait_s_max=0.05) as made:
        yield made


def seat(room: Class) -> httpx2.Client:
    """A person who sits down as a trader, with their own token."""
    return room.join(f"Trader {room.commands()}", "trader")[0]


def script(room: Class) -> httpx2.Client:
    """The trainer's script, with the trainer's own commands."""
    return room.script


Token = Callable[[Class], httpx2.Client]
TOKENS = {seat: Role.TRADER, script: Role.TRAINER}
"""Who sends -> in which role; the trainer's script comes last, for it may end the lesson."""


def description(room: Class) -> dict[str, Any]:
    """Ours, without the token that it asks for: no bad request is one that merely lacks it.

    Without streams too: an answer that does not end is compared in `test_feed.py`.
    """
    told: dict[str, Any] = room.script.get("/api/openapi.json").json()
    del told["components"]["securitySchemes"]
    for methods in told["paths"].values():
        for method, operation in tuple(methods.items()):
            operation.pop("security", None)
            if endless(operation):
                del methods[method]
    return told


def takes_any_text(operation: Any) -> bool:
    """Whether an address has no input but free text in its path, which cannot be wrong.

    Hundreds of attempts would be made to find that out.
    """
    others = ("query", "headers", "cookies", "body")
    schemas = [one.definition["schema"] for one in operation.path_parameters]
    free = all(set(schema) <= {"type", "title"} for schema in schemas)
    texts = all(schema["type"] == "string" for schema in schemas)
    return free and texts and not any(getattr(operation, one) for one in others)


def ask_everything(room: Class, token: Token, mode: GenerationMode, *, examples: int) -> None:
    """Every address and method; each answer is one of ours, and other roles' commands refused."""
    clock = room.script.get("/api/clock").json()
    if not clock["running"] and not clock["over"]:
        room.run()
    headers = dict(token(room).headers)
    of_others = {name for name, entry in COMMANDS.items() if TOKENS[token] not in entry.roles}
    statuses: Counter[int] = Counter()
    forbidden: set[str] = set()
    for found in schemathesis.openapi.from_dict(description(room)).get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and takes_any_text(operation):
            continue

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        def answered(case: schemathesis.Case) -> None:
            command = case.path.removeprefix("/api/commands/")
            if mode is GenerationMode.POSITIVE and command in COMMANDS:
                # A key that was used before is answered before the command is looked at.
                case.body["key"] = f"{room.commands()} {case.body['key']}"[:KEY_LONGEST]
            answer = case.call(base_url=room.url, headers=headers)
            statuses[answer.status_code] += 1

            assert answer.status_code < 500, f"{case.method} {case.path}: {answer.text}"
            if answer.status_code >= 400:
                assert {"refusal", "command", "repeated"} == set(answer.json()), answer.text
                if answer.status_code == 403:
                    forbidden.add(command)
            else:
                assert command not in of_others, f"{case.path}: {answer.text}"

        answered()

    assert sum(statuses.values()) > examples * len(COMMANDS)
    assert not {401, 429} & set(statuses)
    assert statuses[422] if mode is GenerationMode.NEGATIVE else statuses[200]
    assert mode is GenerationMode.NEGATIVE or of_others <= forbidden


WHOLE = [
    (seat, GenerationMode.NEGATIVE), (script, GenerationMode.POSITIVE),
    pytest.param(seat, GenerationMode.POSITIVE, marks=pytest.mark.long),
    pytest.param(script, GenerationMode.NEGATIVE, marks=pytest.mark.long),
]  # fmt: skip
"""Who sends what in the whole run; the other two are among the many of the long one."""


@pytest.mark.slow
@pytest.mark.parametrize(("token", "mode"), WHOLE)
def test_every_request_gets_an_answer_of_ours(
    room: Class, token: Token, mode: GenerationMode
) -> None:
    ask_everything(room, token, mode, examples=EXAMPLES)


@pytest.mark.long
@pytest.mark.timeout(LONG_S)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("token", TOKENS)
def test_each_of_many_requests_gets_an_answer_of_ours(
    room: Class, token: Token, mode: GenerationMode
) -> None:
    ask_everything(room, token, mode, examples=MANY)
