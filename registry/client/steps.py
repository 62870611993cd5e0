"""What the client does, step by step, without input or output: the same for `Client` and for
`AsyncClient`, which send each `Ask`, keep each `Pause` and hand back the answer.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import httpx2

from registry.client.described.shapes import ClockAnswer
from registry.client.errors import Failed, KeyUsed, NoConnection, Refused
from registry.client.keys import Keys

T = TypeVar("T")

WAIT_S = 60
"""A request waits for a lesson so long at most; a longer wait is several requests."""

FIRST_PAUSE_S, PAUSE_MOST_S = 0.1, 5.0
"""Before a lost request is sent again: the first pause, doubled up to the longest."""

REPEATABLE = ("/api/commands/", "/api/preview/", "/api/orders/bulk", "/api/join")
"""Beginnings of addresses whose requests have keys, or change nothing."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Send a request; answered with the response, or with the transport's error."""

    method: str
    path: str
    headers: dict[str, str]
    params: dict[str, Any] | None = None
    body: Any = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Do nothing for so many seconds."""

    seconds: float


Steps = Generator[Ask | Pause, Any, T]
"""A conversation that ends with a T."""


@dataclass(frozen=True, slots=True)
class Done:
    """An accepted command: its number in the log, and its answer, of which `done[...]` reads.

    `repeated`: the server had run it before, and this is the answer that it gave then; it is so
    after a lost connection.
    """

    command: int
    answer: dict[str, Any]
    repeated: bool

    def __getitem__(self, name: str) -> Any:
        return self.answer[name]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: token, lesson and seat ("" for the token's own), keys, and patience in seconds."""

    token: str = ""
    lesson: str = ""
    seat: str = ""
    keys: Keys = field(default_factory=lambda: Keys(None))
    patience_s: float = 30.0

    def headers(self) -> dict[str, str]:
        """The headers that say so."""
        found = {"authorization": f"Bearer {self.token}"} if self.token else {}
        found |= {"tanlu-lesson": self.lesson} if self.lesson else {}
        return found | ({"tanlu-seat": self.seat} if self.seat else {})

    def at(self, seat: str, *, lesson: str | None = None) -> Caller:
        """The same caller at another seat, and perhaps in another lesson."""
        return replace(self, seat=seat, lesson=self.lesson if lesson is None else lesson)


def pauses() -> Iterator[float]:
    """The pauses before each further attempt, in seconds."""
    pause = FIRST_PAUSE_S
    while True:
        yield pause
        pause = min(2 * pause, PAUSE_MOST_S)


def ask(
    who: Caller, method: str, path: str, *, params: dict[str, Any] | None = None, body: Any = None
) -> Steps[Any]:
    """One request until it is answered; the body of the answer.

    A request whose connection is lost is sent again, unchanged, if it may be repeated: a query, or
    a command, which has a key. One that is refused for now is sent again after the seconds of
    `Retry-After`. Raises Refused, Failed, NoConnection.
    """
    again = method == "GET" or path.startswith(REPEATABLE)
    left_s, waits = who.patience_s, pauses()
    params = {name: _text(one) for name, one in (params or {}).items() if one is not None}
    request = Ask(method, path, who.headers(), params or None, body)
    while True:
        try:
            response: httpx2.Response = yield request
        except httpx2.TransportError as lost:
            pause = next(waits)
            if pause > left_s or not (again or isinstance(lost, httpx2.ConnectError)):
                raise NoConnection(f"{method} {path}: {lost}") from lost
        else:
            told = response.headers.get("retry-after", "")
            if response.status_code not in (429, 503) or not told.isdecimal():
                return answer_of(response)
            if (pause := max(float(told), FIRST_PAUSE_S)) > left_s:
                return answer_of(response)
        left_s -= pause
        yield Pause(pause)


def _text(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def answer_of(response: httpx2.Response) -> Any:
    """The body of an answer; raises Refused or Failed."""
    body = response.json()
    if response.is_success:
        return body
    if "refusal" in body:
        raise Refused(response.status_code, body["refusal"], body.get("command"))
    if "failure" in body:
        raise Failed(body["failure"], body["text"], body.get("command"))
    return body  # /health says with status 503 that a disk takes nothing


def give(who: Caller, name: str, arguments: dict[str, Any]) -> Steps[Done]:
    """A command with the next key. Raises Refused, Failed, NoConnection, KeyUsed.

    At a run's first command an answer from before it began shows an earlier run of this script: the
    next run's keys are taken. Nothing was changed by then.
    """
    known: int | None = None
    while True:
        key, first = who.keys.next(who.lesson, who.seat)
        if first and known is None:
            known = (yield from ask(who, "GET", "/api/wait"))["command"]
        body = {"key": key, "arguments": arguments}
        try:
            found = yield from ask(who, "POST", f"/api/commands/{name}", body=body)
        except Refused as refused:
            used = refused.code == "access.key_reused"
            if first and (used or _is_old(refused.command, known)):
                who.keys.next_run(who.lesson, who.seat)
                continue
            if used:
                raise KeyUsed(key) from refused
            raise
        if first and _is_old(found["command"], known):
            who.keys.next_run(who.lesson, who.seat)
            continue
        return Done(found["command"], found["answer"], found["repeated"])


def _is_old(command: int | None, known: int | None) -> bool:
    return command is not None and known is not None and command <= known


def wait(who: Caller, conditions: dict[str, Any], within_s: float) -> Steps[dict[str, Any]]:
    """Wait until everything holds, at most `within_s` seconds; the state then."""
    left_s = within_s
    while True:
        most = max(1, min(WAIT_S, int(left_s)))
        params = {**conditions, "seconds": most}
        found: dict[str, Any] = yield from ask(who, "GET", "/api/wait", params=params)
        left_s -= most
        if found["reached"] or left_s <= 0:
            return found


def advance(who: Caller, arguments: dict[str, Any], within_s: float) -> Steps[ClockAnswer]:
    """Advance lesson time and wait until it stands; the clock then."""
    trainer = who.at("")
    yield from give(trainer, "lesson.advance", arguments)
    found = yield from wait(trainer, {"standing": True}, within_s)
    clock: ClockAnswer = found["clock"]
    return clock


def bulk(
    who: Caller, commands: Sequence[tuple[str, dict[str, Any]]]
) -> Steps[list[Done | Refused | Failed]]:
    """Commands about orders in one request, each with a key and a result of its own, in order.

    The first command of a run is sent alone: it settles the run's keys.
    """
    results: list[Done | Refused | Failed] = []
    rest = list(commands)
    if rest and who.keys.begins(who.lesson, who.seat):
        try:
            results.append((yield from give(who, *rest.pop(0))))
        except (Refused, Failed) as why:
            results.append(why)
    if rest:
        items = [
            {"command": name, "key": who.keys.next(who.lesson, who.seat)[0], "arguments": arguments}
            for name, arguments in rest
        ]
        found = yield from ask(who, "POST", "/api/orders/bulk", body={"items": items})
        results += [_result(one["status"], one["body"]) for one in found["results"]]
    return results


def _result(status: int, body: dict[str, Any]) -> Done | Refused | Failed:
    if "refusal" in body:
        return Refused(status, body["refusal"], body["command"])
    if "failure" in body:
        return Failed(body["failure"], body["text"], body["command"])
    return Done(body["command"], body["answer"], body["repeated"])


def join(who: Caller, *, code: str, name: str, role: str | None, key: str | None) -> Steps[Caller]:
    """Take a seat by the join code; the caller at it, with keys of its own.

    Without a key of the script's own a join has one until it is answered, so that the same join
    again, after a lost answer, gets the same seat.
    """
    wish = (code, name, role)
    body = {"code": code, "name": name, "role": role, "key": key or who.keys.of_join(wish)}
    nobody = replace(who, token="", lesson="", seat="")
    try:
        found = yield from ask(nobody, "POST", "/api/join", body=body)
    except Refused:
        who.keys.join_answered(wish)
        raise
    who.keys.join_answered(wish)
    keys = Keys(who.keys.name)
    return replace(who, token=found["token"], lesson="", seat="", keys=keys)
