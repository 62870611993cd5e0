"""`tanlu book`: plays a file of events on one order book, without a lesson.

One JSON object a line, one result a line, the book in the last line. A line that cannot be read is
`rejected` with an `error`: no JSON, a field that the event does not have, a value of another type.
The caller chooses the ids, and a refused order uses up its id too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

import orjson

from ledger.kernel.errors import Refusal
from ledger.kernel.json_text import JsonWrong, read_json
from ledger.kernel.numerals import whole_number
from matching import validation
from matching.auction import Tie
from matching.book import Book, Cancel, Fill
from matching.instruments import Limits
from matching.orders import PLAIN, Order, SelfTrade, Terms, TimeInForce
from matching.phases import GATHERING, Phase

Event = dict[str, Any]
Result = dict[str, Any]
Meaning = TypeVar("Meaning")

_GTC, _GTD = TimeInForce.GTC, TimeInForce.GTD
_SIDES = {"B": True, "S": False}
_TERMS = {term.name: term for term in TimeInForce}
_SPECIAL = {"post", "disp", "stop", "exp"}
_PHASES = {
    "call": Phase.CALL, "cont": Phase.CONTINUOUS, "halt": Phase.HALTED, "closing": Phase.CLOSING,
}  # fmt: skip
_FIELDS = {
    "new": {"op", "id", "acct", "side", "qty", "px", "tif", "exp", "post", "disp", "stop"},
    "cancel": {"op", "id"},
    "replace": {"op", "id", "px", "qty"},
    "pick": {"op", "id", "acct", "maker", "qty"},
    "phase": {"op", "to"},
    "uncross": {"op", "ref"},
    "limits": {"op", "lo", "hi"},
    "eod": {"op", "day"},
}
"""The fields of each event."""

_NUMBERS = {"tick": 1, "lot": 1, "lo": 1, "hi": 1_000_000_000, "pick_levels": 5}
RULES = (*_NUMBERS, "stp", "tie")
"""The names of all rules."""

_LARGEST = 1 << 62
"""The book alone has no largest order."""


class Unreadable(Exception):
    """A line or a rule that cannot be read; the message gives the reason."""


def book_of(rules: str) -> Book:
    """A book by rules such as `tick=5,stp=newest`, the others by default; raises `Unreadable`."""
    named: dict[str, str] = {}
    for pair in rules.split(",") if rules.strip() else ():
        name, _, value = (part.strip() for part in pair.partition("="))
        if name not in RULES:
            raise Unreadable(f"no rule is called {name!r}; there are {', '.join(RULES)}")
        if name in named:
            raise Unreadable(f"{name} is given twice")
        named[name] = value
    number = {name: _number(name, named.get(name, str(least))) for name, least in _NUMBERS.items()}
    self_trade = SelfTrade(_one_of("stp", named.get("stp", "none"), SelfTrade))
    tie = Tie(_one_of("tie", named.get("tie", "clamp"), Tie))
    if number["lo"] > number["hi"]:
        raise Unreadable(f"lo={number['lo']} is above hi={number['hi']}")
    return Book(
        limits=Limits(max(number["lo"], 1), max(number["hi"], 1)),
        largest=_LARGEST,
        tick=number["tick"],
        lot=number["lot"],
        pick_levels=number["pick_levels"],
        self_trade=self_trade,
        tie=tie,
    )


def _number(name: str, value: str) -> int:
    """A whole number of the rules; only a price limit may be zero."""
    least = 0 if name in ("lo", "hi") else 1
    number = whole_number(value)
    if number is None or number < least:
        raise Unreadable(f"{name} is a whole number of at least {least}, not {value!r}")
    return number


def _one_of(name: str, value: str, words: Iterable[str]) -> str:
    if value not in tuple(words):
        raise Unreadable(f"{name} is one of {', '.join(words)}, not {value!r}")
    return value


def results(book: Book, lines: Iterable[bytes]) -> Iterator[bytes]:
    """One result line for each line that is not blank, then a line with the book."""
    player = Player(book)
    number = 0
    for line in lines:
        if line.isspace():
            continue
        yield orjson.dumps(player.play_line(number, line), option=orjson.OPT_APPEND_NEWLINE)
        number += 1
    bids, asks = book.snapshot()
    snapshot = {"book": {"bids": bids, "asks": asks}}
    yield orjson.dumps(snapshot, option=orjson.OPT_APPEND_NEWLINE)


class Player:
    """Plays events on a book and returns the result of each."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._events = {
            "new": self._new,
            "cancel": self._cancel,
            "replace": self._replace,
            "pick": self._pick,
            "phase": self._phase,
            "uncross": self._uncross,
            "limits": self._limits,
            "eod": self._end_of_day,
        }

    def play_line(self, number: int, line: bytes) -> Result:
        """The result of one line of the file."""
        try:
            event = read_json(line)
        except JsonWrong as wrong:
            return _result(number, {}, error=f"{wrong.field or 'the line'} {wrong.en}")
        if not isinstance(event, dict):
            return _result(number, {}, error="an event is an object")
        return self.play(number, event)

    def play(self, number: int, event: Event) -> Result:
        """The result of an event; a refusal and an unreadable event are `rejected`."""
        try:
            run = _word(event, "op", self._events)
            if not event.keys() <= _FIELDS[event["op"]]:
                _refuse_unknown(event)
            status, left, fills, cancels = run(event)
        except Refusal:
            return _result(number, event)
        except Unreadable as error:
            return _result(number, event, error=str(error))
        return _result(number, event, status, left, fills, cancels)

    # --- events -------------------------------------------------------------------------------

    def _new(self, event: Event) -> tuple[str, int, list[Fill], list[Cancel]]:
        id = _id(event, "id")
        validation.claim(self.book, id)
        order = Order(
            id=id,
            account=_account(event, id),
            buy=_word(event, "side", _SIDES),
            price=_optional(event, "px"),
            quantity=_whole(event, "qty"),
            time_in_force=_GTC if event.get("tif") is None else _word(event, "tif", _TERMS),
            terms=PLAIN if _SPECIAL.isdisjoint(event) else _terms(event),
        )
        _refuse_expiry(order)
        validation.admit_order(self.book, order)
        return self.book.place(order)

    def _cancel(self, event: Event) -> tuple[str, int, list[Fill], list[Cancel]]:
        return "ok", 0, [], [self.book.cancel(_id(event, "id"))]

    def _replace(self, event: Event) -> tuple[str, int, list[Fill], list[Cancel]]:
        id = _id(event, "id")
        price, quantity = _whole(event, "px"), _whole(event, "qty")
        validation.admit_replace(self.book, id, price=price, quantity=quantity)
        return self.book.replace(id, price=price, quantity=quantity)

    def _pick(self, event: Event) -> tuple[str, int, list[Fill], list[Cancel]]:
        id = _id(event, "id")
        validation.claim(self.book, id)
        account, quantity = _account(event, id), _whole(event, "qty")
        maker = validation.admit_pick(
            self.book, _id(event, "maker"), account=account, quantity=quantity
        )
        taker = Order(
            id=id, account=account, buy=not maker.buy, price=maker.price, quantity=quantity,
            time_in_force=TimeInForce.IOC,
        )  # fmt: skip
        return self.book.pick(taker, maker.id)

    def _phase(self, event: Event) -> tuple[str, int, list[Fill], list[Cancel]]:
        return "ok", 0, *self.book.enter_phase(_word(event, "to", _PHASES))

    def _uncross(self, event: Event) -> tuple[str, int, list[Fill], list[Cancel]]:
        reference = _optional(event, "ref")
        if self.book.phase not in GATHERING:
            return "ok", 0, [], []
        then = Phase.CONTINUOUS if self.book.phase is Phase.CALL else Phase.HALTED
        return "ok", 0, *self.book.uncross(reference=reference, then=then)

    def _limits(self, event: Event) -> tuple[str, int, list[Fill], list[Cancel]]:
        lo, hi = _whole(event, "lo"), _whole(event, "hi")
        if lo > hi:
            raise Unreadable(f"lo={lo} is above hi={hi}")
        # Prices are above zero whatever the limits.
        self.book.lo, self.book.hi = max(lo, 1), hi
        return "ok", 0, [], []

    def _end_of_day(self, event: Event) -> tuple[str, int, list[Fill], list[Cancel]]:
        return "ok", 0, [], self.book.end_of_day(day=_whole(event, "day"))


def _result(
    number: int,
    event: Event,
    status: str = "rejected",
    left: int = 0,
    fills: Sequence[Fill] = (),
    cancels: Sequence[Cancel] = (),
    *,
    error: str = "",
) -> Result:
    result: Result = {
        "i": number,
        "op": event.get("op"),
        "id": event.get("id"),
        "status": status,
        "trades": [(maker.id, taker.id, price, tonnes) for maker, taker, price, tonnes in fills]
        if fills
        else [],
        "cancels": [(order.id, tonnes) for order, tonnes, _ in cancels] if cancels else [],
        "open": left,
    }
    if error:
        result["error"] = error
    return result


# --- reading an event ---------------------------------------------------------------------------


def _refuse_unknown(event: Event) -> NoReturn:
    op = event["op"]
    known = _FIELDS[op]
    name = next(name for name in event if name not in known)
    raise Unreadable(f"{op} has no field {name!r}; it has {', '.join(sorted(known - {'op'}))}")


def _refuse_expiry(order: Order) -> None:
    """A last day belongs to GTD, and GTD needs one."""
    if order.time_in_force is not _GTD:
        if order.expiry is not None:
            raise Unreadable(f"exp belongs to GTD, not to {order.time_in_force.name}")
    elif order.expiry is None:
        raise Unreadable("GTD needs exp, a day")
    elif order.expiry < 0:
        raise Unreadable(f"exp is a day, 0 or more, not {order.expiry}")


def _id(event: Event, name: str) -> int:
    """An id as the caller writes it: a whole number or a text, which the book only carries."""
    value = event.get(name)
    if type(value) is int or isinstance(value, str):
        id: int = event[name]
        return id
    raise Unreadable(f"{name} is a whole number or a text, not {value!r}")


def _whole(event: Event, name: str) -> int:
    value = event.get(name)
    if type(value) is not int:
        raise Unreadable(f"{name} is a whole number, not {value!r}")
    return value


def _optional(event: Event, name: str) -> int | None:
    value = event.get(name)
    if value is not None and type(value) is not int:
        raise Unreadable(f"{name} is a whole number or nothing, not {value!r}")
    return value


def _word(event: Event, name: str, words: Mapping[str, Meaning]) -> Meaning:
    """The value that a word stands for."""
    value = event.get(name)
    meaning = words.get(value) if isinstance(value, str) else None
    if meaning is None:
        raise Unreadable(f"{name} is one of {', '.join(words)}, not {value!r}")
    return meaning


def _account(event: Event, id: int) -> str:
    """The account as text; an order without one gets an account of its own."""
    value = event.get("acct")
    if value is None:
        return f"of {id}"
    if type(value) is int or isinstance(value, str):
        return str(value)
    raise Unreadable(f"acct is a whole number or a text, not {value!r}")


def _terms(event: Event) -> Terms:
    """The terms that only some orders have."""
    post = event.get("post")
    if post is not None and type(post) is not bool:
        raise Unreadable(f"post is true or false, not {post!r}")
    return Terms(
        post_only=bool(post),
        peak=_optional(event, "disp"),
        trigger=_optional(event, "stop"),
        expiry=_optional(event, "exp"),
    )
