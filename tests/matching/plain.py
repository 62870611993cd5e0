"""Reads scenario lines, plays them, and writes the same line with what really happened."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from tests.matching.driver import Event
from tests.matching.streams import Player

PHASES = {"halt": "halted", "cont": "continuous", "closed": "closed"}


class Scenario(NamedTuple):
    """One line of the table."""

    name: str
    rules: dict[str, str]
    events: list[str]
    line: str


def scenarios(path: Path) -> list[Scenario]:
    """Every line that is no comment."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, rules, events, *_ = (part.strip() for part in line.split(" | "))
        pairs = dict(pair.split("=") for pair in rules.split()) if rules != "default" else {}
        found.append(Scenario(name, pairs, [e.strip() for e in events.split(";")], line))
    return found


def read(event: str) -> Event:
    """`+3 B 12@8502 aX IOC` as the driver's tuple."""
    if event.startswith("-"):
        return ("cancel", int(event[1:]))
    if event == ":eod":
        return ("end_of_day",)
    if event.startswith(":phase "):
        return ("phase", PHASES[event.removeprefix(":phase ")])
    id, side, amount, *flags = event.removeprefix("+").split()
    quantity, _, price = amount.partition("@")
    account, term = f"own{id}", "gtc"
    for flag in flags:
        if flag in ("IOC", "DAY"):
            term = flag.lower()
        else:
            assert re.fullmatch(r"a\w+", flag), flag
            account = flag
    return (
        "new", int(id), account, {"B": "buy", "S": "sell"}[side], int(quantity),
        int(price) if price else None, term,
    )  # fmt: skip


def played(scenario: Scenario, player: Player) -> str:
    """The scenario's line as the player makes it."""
    trades, status, cancels = [], [], []
    for text in scenario.events:
        result = player.play(read(text))
        trades += [f"{maker}<{taker} {q}@{p}" for maker, taker, q, p in result.trades]
        cancels += [f"{id}:{quantity}" for id, quantity in result.cancels]
        if result.status in ("rejected", "cancelled"):
            status.append(f"{text.split()[0]}:{result.status}")
    rules = " ".join(f"{k}={v}" for k, v in scenario.rules.items()) or "default"
    parts = [
        scenario.name, rules, "; ".join(scenario.events), " ".join(trades) or "-",
        " ".join(status) or "-", " ".join(cancels) or "-", _book(player.drawn()),
    ]  # fmt: skip
    return " | ".join(parts)


def _book(drawn: Any) -> str:
    sides = []
    for name, levels in zip("BS", drawn, strict=True):
        orders = [f"{price}:{open}({id})" for price, queue in levels for id, open in queue]
        sides.append(f"{name} {','.join(orders) or '-'}")
    return " / ".join(sides)
