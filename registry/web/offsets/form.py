"""The offset form: its fields are read from an address and written back into one.

Only the shape of the address is checked here. Text that is not a number is passed on unchanged, so
that the reader of the rules names it in its own error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from string import ascii_uppercase
from typing import Any
from urllib.parse import urlencode

from ledger.kernel.numerals import ungrouped, whole_number
from registry.compliance.packs import BASES
from registry.web.frame.addresses import to
from registry.web.frame.fields import parse_price

LOTS_MAX, PAIRS_MAX, LONGEST = 20, 1_000, 200
PRICE_FEN_MAX = 100_000_000
FIELD_KINDS: dict[str, str] = {
    "lot": "text",
    "quantity_t": "tonnes",
    "type": "type",
    "origin_province": "province",
    "project_type": "project",
    "generated_on": "day",
    "in_chongqing": "yes_no",
    "in_chengdu_chongqing_circle": "yes_no",
    "gas": "gas",
    "from_covered_entity_project": "yes_no",
    "from_key_emitter": "yes_no",
    "registered_in_province": "province",
    "crediting_start": "day",
    "crediting_end": "day",
    "owner_is_legal_person": "yes_no",
    "methodology_filed": "yes_no",
    "approved_by_local_authority": "yes_no",
    "registration_scheme": "scheme",
    "registered_on": "day",
    "origin_country": "text",
    "programme": "programme",
    "vintage": "text",
    "issued_on": "day",
    "authorised_for": "purpose",
    "label_withdrawn": "yes_no",
    "within_limit": "yes_no",
    "type_ok": "yes_no",
    "region_ok": "yes_no",
    "host_is_ldc": "yes_no",
}
"""Every field of a lot, with the kind of its control."""
MAIN = ("lot", "quantity_t", "type", "origin_province", "project_type", "generated_on")
"""Fields that are always open; MORE and FOREIGN (other rule sets) are folded."""
FOREIGN = tuple(FIELD_KINDS)[list(FIELD_KINDS).index("registration_scheme") :]
MORE = tuple(name for name in FIELD_KINDS if name not in (*MAIN, *FOREIGN))
GENERAL = ("rule_set", "year", "market", "recognise_belt_and_road", "price", "base", *BASES)
_LOT_FIELD = re.compile(r"([1-9]\d{0,3})\.([a-z_]+)", re.ASCII)
_SAID = {"yes": True, "no": False}

Texts = Mapping[str, str]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OffsetForm:
    """The form as filled in: texts by field, lots in order, and errors of the address."""

    fields: Texts = field(default_factory=dict)
    lots: tuple[Texts, ...] = ()
    errors: tuple[Pair, ...] = ()

    @property
    def rule_set(self) -> str:
        """The rule set; the printed one unless the address names another."""
        return self.fields.get("rule_set", "") or "seed"

    @property
    def market(self) -> str:
        """The market shown in detail, or ''."""
        return self.fields.get("market", "")

    @property
    def counted(self) -> list[int]:
        """Indices of the lots with tonnes, from 0; the page lists the others as left out."""
        return [i for i, lot in enumerate(self.lots) if lot.get("quantity_t", "")]

    @property
    def price_fen(self) -> int | None:
        """Price in fen per tonne; None when none is given or it cannot be read."""
        fen = parse_price(self.fields.get("price", ""))
        return fen if fen is not None and fen <= PRICE_FEN_MAX else None

    def name(self, place: int) -> str:
        """The name of a lot: its own, or a letter."""
        return self.lots[place].get("lot", "") or chr(ord("A") + place)

    def bundle(self, market: str) -> dict[str, Any]:
        """The request for one market, as `POST /api/offsets/check` takes it."""
        entity = {name: self.fields.get(name, "") or self.fields.get("base", "") for name in BASES}
        asked: dict[str, Any] = {"market": market, "rule_set": self.rule_set}
        year = self.fields.get("year", "")
        if year:
            number = whole_number(year)
            asked["year"] = year if number is None else number
        if self.fields.get("recognise_belt_and_road") == "yes":
            asked["recognise_belt_and_road"] = True
        asked["entity"] = {name: _tonnes(text) for name, text in entity.items() if text}
        asked["credits"] = [self._lot(place) for place in self.counted]
        return asked

    def _lot(self, place: int) -> dict[str, Any]:
        lot: dict[str, Any] = {"lot": self.name(place)}
        for name, text in self.lots[place].items():
            if text and name != "lot":
                lot[name] = _value(name, text)
        return {**lot, "type": lot.get("type", "CCER")}

    def pairs(self, **changes: str) -> list[Pair]:
        """The query parameters of this form without empty fields; `changes` replace fields."""
        general = {**self.fields, **changes}
        pairs = [(name, general[name]) for name in GENERAL if general.get(name)]
        for number, lot in enumerate(self.lots, start=1):
            filled = [(f"{number}.{name}", lot[name]) for name in FIELD_KINDS if lot.get(name)]
            pairs += filled or [(f"{number}.type", "CCER")]
        return pairs

    def added(self) -> OffsetForm:
        """The form with one more lot, up to LOTS_MAX."""
        if len(self.lots) >= LOTS_MAX:
            return self
        used = {self.name(place) for place in range(len(self.lots))}
        free = next(letter for letter in ascii_uppercase if letter not in used)
        return replace(self, lots=(*self.named().lots, {"lot": free, "type": "CCER"}))

    def removed(self, number: int) -> OffsetForm:
        """The form without one lot; `number` counts from 1."""
        kept = [lot for place, lot in enumerate(self.named().lots, start=1) if place != number]
        return replace(self, lots=tuple(kept))

    def reduced(self, parts: Mapping[str, int]) -> OffsetForm:
        """The form with the admissible tonnes of each lot only; lots without any are removed."""
        kept = [
            {**lot, "quantity_t": str(parts[lot["lot"]])}
            for lot in self.named().lots
            if parts.get(lot["lot"])
        ]
        return replace(self, lots=tuple(kept))

    def named(self) -> OffsetForm:
        """The form with each lot's name filled in, so that it stays when another lot is removed."""
        lots = tuple({**lot, "lot": self.name(place)} for place, lot in enumerate(self.lots))
        return replace(self, lots=lots)


def address(form: OffsetForm, **changes: str) -> str:
    """The address of the offset page with this form filled in."""
    pairs = form.pairs(**changes)
    return f"{to('desk')}?{urlencode(pairs)}" if pairs else to("desk")


def read_form(pairs: Iterable[Pair]) -> OffsetForm:
    """Read the form from query parameters; unknown fields are ignored."""
    fields: dict[str, str] = {}
    lots: dict[int, dict[str, str]] = {}
    errors: list[Pair] = []
    for count, (name, text) in enumerate(pairs):
        if count >= PAIRS_MAX:
            errors.append(("too_many", ""))
            break
        found = _LOT_FIELD.fullmatch(name)
        if found and found[2] in FIELD_KINDS:
            place, name = lots.setdefault(int(found[1]), {}), found[2]
        elif name in GENERAL:
            place = fields
        else:
            continue
        text = text.strip()
        if len(text) > LONGEST:
            errors.append(("too_long", name))
        elif place.get(name, text) != text:
            errors.append(("twice", name))
        else:
            place[name] = text
    if len(lots) > LOTS_MAX:
        errors.append(("lots_many", str(len(lots))))
    counted = tuple(lots[number] for number in sorted(lots)[:LOTS_MAX])
    form = OffsetForm(fields, counted, tuple(dict.fromkeys(errors)))
    return replace(form, errors=(*form.errors, *_unfit(form)))


def _unfit(form: OffsetForm) -> list[Pair]:
    """Errors in fields that only the page reads: price and scenario."""
    wrong = []
    price = form.fields.get("price", "")
    if price and form.price_fen is None:
        wrong.append(("price_wrong", price))
    switch = form.fields.get("recognise_belt_and_road", "")
    if switch not in ("", "yes"):
        wrong.append(("belt_and_road_wrong", switch))
    return wrong


def _tonnes(text: str) -> int | str:
    number = whole_number(ungrouped(text))
    return text if number is None else number


def _value(name: str, text: str) -> Any:
    if name == "quantity_t":
        return _tonnes(text)
    said = FIELD_KINDS[name] == "yes_no" or name == "registered_in_province"
    return _SAID.get(text, text) if said else text
