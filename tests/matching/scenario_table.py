"""Reads the scenario lines under `fixtures/scenarios/`, plays them and returns what happened.

Events: `+id SIDE qty@price flags` new (no price = market; `aX` account, otherwise each order has
its own; `dN` peak; `sN` stop; `eN` expiry day; `post`; a term), `-id` cancel, `~id qty@price`
replace, `!pick id account maker qty`, `:phase to`, `:uncross reference` (empty for none),
`:limits lo hi`, `:eod day`. Trades `maker<taker qty@price`; those of an auction
`buy/sell qty@price` are compared as totals per order, for who is paired with whom is free. Status
lists rejected, cancelled and pending only. A fault in a line is an AssertionError or a
ValueError. No matcher is used here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry.paths import fixtures

Event = dict[str, Any]
Result = dict[str, Any]
Player = Callable[[dict[str, Any], list[Event]], tuple[list[Result], dict[str, Any]]]
"""Plays events under rules; the results and the final book."""

FLAGS = {"a": ("acct", str), "d": ("disp", int), "s": ("stop", int), "e": ("exp", int)}
FIELDS = ("name", "rules", "events", "trades", "status", "cancels", "final book")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a scenario does: `auction` is (price, tonnes per order), all else as in the line."""

    trades: list[str]
    auction: list[tuple[int, dict[str, int]]]
    status: list[str]
    cancels: list[str]
    book: str


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One line: its events as written and as events, and the outcome it promises."""

    name: str
    rules: dict[str, Any]
    texts: list[str]
    events: list[Event]
    expected: Outcome


def table(file: str) -> list[Scenario]:
    """Every line of a file in `fixtures/scenarios/` that is no comment and not empty."""
    text = (fixtures() / "scenarios" / file).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [scenario(line) for line in lines]


def scenario(line: str) -> Scenario:
    """A line of the table."""
    fields = [field.strip() for field in line.split(" | ")]
    assert len(fields) == len(FIELDS), f"{line!r}: the fields are {' | '.join(FIELDS)}"
    name, rules, events, trades, status, cancels, book = fields
    texts = [text.strip() for text in events.split(";")]
    written = _words(trades)
    return Scenario(
        name=name,
        rules={} if rules == "default" else read_rules(rules.split()),
        texts=texts,
        events=[read(text) for text in texts],
        expected=Outcome(
            trades=[trade for trade in written if "/" not in trade],
            auction=_totals([_auction_trade(trade) for trade in written if "/" in trade]),
            status=_words(status),
            cancels=_words(cancels),
            book=book,
        ),
    )


def read_rules(pairs: list[str]) -> dict[str, Any]:
    """`lo=7650 stp=newest` as a dict; numbers are numbers."""
    split = (pair.split("=") for pair in pairs)
    return {key: int(value) if value.isdigit() else value for key, value in split}


def read(text: str) -> Event:
    """One event as written."""
    sign, words = text[0], text[1:].split()
    if sign == "+":
        return _new(words)
    if sign == "-":
        return {"op": "cancel", "id": int(words[0])}
    if sign == "~":
        qty, px = words[1].split("@")
        return {"op": "replace", "id": int(words[0]), "px": int(px), "qty": int(qty)}
    if sign == "!":
        word, id, acct, maker, qty = words
        assert word == "pick", text
        return {"op": "pick", "id": int(id), "acct": acct, "maker": int(maker), "qty": int(qty)}
    assert sign == ":", text
    return _market(words[0], words[1:])


def _new(words: list[str]) -> Event:
    id, side, amount, *flags = words
    qty, _, px = amount.partition("@")
    event: Event = {"op": "new", "id": int(id), "acct": f"own{id}", "side": side, "qty": int(qty)}
    if px:
        event["px"] = int(px)
    for flag in flags:
        if flag == "post":
            event["post"] = True
        elif flag in ("GTC", "DAY", "GTD", "IOC", "FOK"):
            event["tif"] = flag
        else:
            name, kind = FLAGS[flag[0]]
            event[name] = flag if kind is str else kind(flag[1:])
    return event


def _market(op: str, words: list[str]) -> Event:
    """An event of the market itself."""
    if op == "phase":
        return {"op": op, "to": words[0]}
    numbers = [int(word) for word in words]
    names = {"uncross": ["ref"], "limits": ["lo", "hi"], "eod": ["day"]}[op]
    if op == "uncross" and not numbers:
        return {"op": op}
    return {"op": op, **dict(zip(names, numbers, strict=True))}


def played_by(make: Callable[..., Any]) -> Player:
    """A player that makes a new matcher for each scenario."""

    def player(rules: dict[str, Any], events: list[Event]) -> tuple[list[Result], dict[str, Any]]:
        matcher = make(**rules)
        return [matcher.play(event) for event in events], matcher.book()

    return player


def outcome(scenario: Scenario, player: Player) -> Outcome:
    """The scenario as this player plays it.

    Trades of `uncross` are the auction's until as many tonnes traded as the line promises: where
    stops follow an auction it is the scenario's last one.
    """
    results, book = player(scenario.rules, scenario.events)
    promised = sum(sum(tonnes.values()) for _, tonnes in scenario.expected.auction) // 2
    trades, auction, status, cancels = [], [], [], []
    for text, result in zip(scenario.texts, results, strict=True):
        for maker, taker, px, qty in result["trades"]:
            if result["op"] == "uncross" and promised > 0:
                auction.append((str(maker), str(taker), px, qty))
                promised -= qty
            else:
                trades.append(f"{maker}<{taker} {qty}@{px}")
        cancels += [f"{id}:{qty}" for id, qty in result["cancels"]]
        if result["status"] in ("rejected", "cancelled", "pending"):
            status.append(f"{label(text)}:{result['status']}")
    return Outcome(
        trades=trades, auction=_totals(auction), status=status, cancels=cancels, book=snapshot(book)
    )


def label(text: str) -> str:
    """What the status column calls an event: `+3`, `-3`, `~3`, `!3`."""
    words = text.split()
    return f"!{words[1]}" if text.startswith("!") else words[0]


def snapshot(book: dict[str, Any]) -> str:
    """The final book as in the last column."""
    sides = []
    for name, levels in (("B", book["bids"]), ("S", book["asks"])):
        orders = [f"{px}:{open}({id})" for px, queue in levels for id, open in queue]
        sides.append(f"{name} {','.join(orders) or '-'}")
    return " / ".join(sides)


def _words(field: str) -> list[str]:
    """`-` is nothing; a trade's two words stay together."""
    return [] if field == "-" else re.findall(r"\S+ \d+@\d+|\S+", field)


def _auction_trade(text: str) -> tuple[str, str, int, int]:
    match = re.fullmatch(r"(\d+)/(\d+) (\d+)@(\d+)", text)
    assert match, text
    buy, sell, qty, px = match.groups()
    return buy, sell, int(px), int(qty)


def _totals(trades: list[tuple[str, str, int, int]]) -> list[tuple[int, dict[str, int]]]:
    """Per price in order of the auctions: how much each order traded."""
    found: dict[int, Counter[str]] = {}
    for buy, sell, px, qty in trades:
        found.setdefault(px, Counter()).update({f"B{buy}": qty, f"S{sell}": qty})
    return [(px, dict(tonnes)) for px, tonnes in found.items()]
