"""The search on the auditor's first page: what a text may mean, in English and Chinese forms.

Says what it understood, with a link to each record; it changes nothing and knows no template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from unicodedata import normalize

from ledger import queries as books
from matching import queries as market
from registry.programme.committee import queries as committee
from registry.web.admin.auditing import Auditor
from registry.web.admin.contexts import Found
from registry.web.frame import figures
from registry.web.frame.addresses import to
from registry.web.frame.figures import DASH

NAMES_MOST = 8
DIGITS_MOST = 15

_GROUPED = re.compile(r"(?<=\d)[,\u3001](?=\d{3}(?!\d))")
_TO = r"\s*(?:-|–|—|~|\.\.|至|到|TO)\s*"
_SERIAL = re.compile(rf"([A-Z]{{2}})\s*(\d+)(?:{_TO}(?:[A-Z]{{2}}\s*)?(\d+))?")
_PRINTED = re.compile(rf"([A-Z]{{2}})[A-Z0-9]*-[A-Z0-9]+-\d{{4}}-(\d+)(?:{_TO}(\d+))?")
"""The registry's own form of a serial range: `THA01-TH003-2027-8599-8775`."""


def understood(a: Auditor, typed: str) -> tuple[Found, ...]:
    """Every meaning of a text, with its record; () if it means nothing."""
    text = _GROUPED.sub("", normalize("NFKC", typed).strip()).upper()
    found = [*_numbered(a, text), *_serials(a, text), *_named(a, text)]
    return tuple(found)


def examples(a: Auditor) -> tuple[str, ...]:
    """Texts that the search understands, with codes of this lesson."""
    host = a.live.current.plan.hosts[0]
    seat = next((choice.value for choice in a.names.seats()), "")
    account = next(iter(a.accounts), "")
    first = (f"{host} 85100", f"{host} 85,100{DASH}85,200", "#123", "T45")
    order = a.names.both(zh="委托 186", en="order 186")
    return (*first, order, "186", account, seat, *list(a.names.project_codes)[:1])


def _meaning(zh: str, en: str, *letters: str) -> re.Pattern[str]:
    words = "|".join((*letters, *en.split("|"), *zh.split("|")))
    return re.compile(rf"(?:{words})\s*(?:第|NO\.?|号|编号)?\s*#?\s*(\d+)\s*号?")


def _numbered(a: Auditor, text: str) -> Iterator[Found]:
    """Records by number: the kind that is named, or every kind that has a bare number."""
    bare = re.fullmatch(r"\d+", text)
    for pattern, record in _KINDS:
        match = bare or pattern.fullmatch(text)
        number = _number(match.group(match.lastindex or 0)) if match else 0
        if number:
            found = record(a, number)
            if found.href or not bare:
                yield found
    if bare:
        for host in a.names.registry_numbers:
            if _issued(a, host, _number(text)):
                yield from _serials(a, f"{host} {text}")


def _number(digits: str) -> int:
    """The number of some digits; 0 for one that is longer than any record's."""
    return int(digits) if len(digits) <= DIGITS_MOST else 0


def _found(a: Auditor, zh: str, en: str, *, there: bool, href: str, text: str = "") -> Found:
    missing = a.names.both(zh="没有这条记录", en="there is none of this number")
    meant = a.names.both(zh=zh, en=en)
    return Found(meant=meant, text=text if there else missing, href=href if there else "")


def _transaction(a: Auditor, number: int) -> Found:
    there = books.transaction(a.session, number) is not None
    href = to("transaction", number=number)
    return _found(a, f"分录 T{number}", f"transaction T{number}", there=there, href=href)


def _command(a: Auditor, number: int) -> Found:
    there = books.command(a.session, number) is not None
    href = to("command", number=number)
    return _found(a, f"指令 #{number}", f"command #{number}", there=there, href=href)


def _order(a: Auditor, number: int) -> Found:
    order = market.order(a.session, number)
    text = "" if order is None else f"{order.instrument} · {a.names.seat(order.owner)}"
    href = to("orders", number=number)
    there = order is not None
    return _found(a, f"委托 {number}", f"order {number}", there=there, href=href, text=text)


def _trade(a: Auditor, number: int) -> Found:
    rows = market.trades(a.session, before=number + 1, limit=1)
    there = bool(rows) and rows[0].trade == number
    settled = rows[0].settled if there else None
    href = to("trades", before=number + 1)
    if settled is not None:
        href = to("transaction", number=settled)
    return _found(a, f"成交 {number}", f"trade {number}", there=there, href=href)


def _item(a: Auditor, number: int) -> Found:
    there = committee.item(a.session, number) is not None
    href = to("decision", item=number)
    zh, en = f"联合委员会事项 E{number}", f"committee item E{number}"
    return _found(a, zh, en, there=there, href=href)


_KINDS: tuple[tuple[re.Pattern[str], Callable[[Auditor, int], Found]], ...] = (
    (_meaning("委托单|委托", "ORDER", "O"), _order),
    (_meaning("成交", "TRADE"), _trade),
    (_meaning("记账分录|分录|记账", "TRANSACTION", "T"), _transaction),
    (_meaning("指令|命令", "COMMAND", "#", "C"), _command),
    (_meaning("事项|决定|议题", "COMMITTEE ITEM|ITEM|DECISION", "E"), _item),
)


def _issued(a: Auditor, host: str, number: int) -> bool:
    batches = a.names.batches.values()
    return any(b.host == host and b.first <= number <= b.last for b in batches)


def _serials(a: Auditor, text: str) -> Iterator[Found]:
    """A serial number, or both ends of a range of them."""
    match = _PRINTED.fullmatch(text)
    if match is None and text not in a.names.project_codes:
        match = _SERIAL.fullmatch(text)
    if match is None:
        return
    host, nation = match[1], a.names.nation(match[1])
    ends = [_number(match[2]), *([_number(match[3])] if match[3] else [])]
    for number, zh, en in zip(ends, ("", "末号"), ("", "last"), strict=False):
        shown = figures.number(number)
        first_zh, first_en = ("首号", "first") if len(ends) == 2 and not zh else (zh, en)
        yield _found(
            a,
            f"{nation} 序列号 {shown} {first_zh}".strip(),
            f"serial number {shown} of {nation} {first_en}".strip(),
            there=_issued(a, host, number),
            href=to("admin_serial", host=host, number=number),
        )


def _named(a: Auditor, text: str) -> Iterator[Found]:
    """Accounts, seats and projects by number, code or name."""
    for number, account in a.accounts.items():
        if number == text:
            href = to("account", account=account.id)
            owner = a.names.seat(account.owner)
            yield _found(
                a, f"账户 {number}", f"account {number}", there=True, href=href, text=owner
            )
    seat = re.sub(r"^(?:SEAT|席位)\s*", "", text)
    yield from _seats(a, seat)
    code = re.sub(r"^(?:PROJECT|项目)\s*", "", text)
    if code in a.names.project_codes:
        yield from _project(a, code)


def _seats(a: Auditor, text: str) -> Iterable[Found]:
    """A seat by its id, by a part of its name, or by its person."""
    known = {choice.value: a.names.seat(choice.value) for choice in a.names.seats()}
    if text in known:
        fitting = [text]
    else:
        people = a.people
        fitting = [
            seat
            for seat, name in known.items()
            if len(text) >= 2 and (text in name.upper() or text in people.get(seat, "").upper())
        ]
    for seat in fitting[:NAMES_MOST]:
        text = " · ".join(part for part in (known[seat], a.people.get(seat, "")) if part)
        href = to("owner", owner=seat)
        yield _found(a, f"席位 {seat}", f"seat {seat}", there=True, href=href, text=text)


def _project(a: Auditor, code: str) -> Iterator[Found]:
    """A project by its code: the accounts of each of its batches."""
    name = a.names.project(code)
    zh, en = f"项目 {code} {name}", f"project {code} {name}"
    batches = [asset for asset, batch in a.names.batches.items() if batch.project == code]
    for asset in batches:
        href = to("accounts", asset=asset)
        yield _found(a, zh, en, there=True, href=href, text=a.names.batch(asset))
    if not batches:
        nothing = a.names.both(zh="尚未签发", en="nothing issued yet")
        yield Found(meant=a.names.both(zh=zh, en=en), text=nothing, href="")
