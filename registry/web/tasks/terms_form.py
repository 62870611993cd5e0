"""The form of an authorisation's terms: what was typed, its errors, and the preview of the command.

No rule of the procedure is repeated here: what a term may be, its command says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from ledger.kernel.numerals import whole_number
from registry.programme.authorisation.models import Circumstance, Definition, Purpose
from registry.programme.authorisation.overselling import spared
from registry.programme.authorisation.queries import Terms, authorisation, bounds_of
from registry.programme.participants.queries import participant, registries
from registry.roles import OFFICIAL
from registry.web.frame import figures
from registry.web.frame.contexts.shared import Choice, FieldError, Form
from registry.web.frame.fields import parse_tonnes
from registry.web.frame.render import word
from registry.web.frame.seat_parts import SeatContext
from registry.web.frame.visitor import mint
from registry.web.tasks.authorisation_contexts import TermLine, TermsPreview, TermsTask

COMMANDS = {
    "authorise": "authorisation.grant",
    "apply": "authorisation.apply",
    "amend": "authorisation.amend",
}
LISTS = ("purposes", "parties", "entities", "circumstances")
YEARS = ("vintage_first", "vintage_last")
NO_CIRCUMSTANCE = "none"
"""The box that states that under no circumstance a revocation reaches first transfers."""


def fields_of(terms: Terms) -> dict[str, str]:
    """The fields of the form that state these terms."""
    stated = {
        "quantity": "" if terms.max_quantity is None else str(terms.max_quantity),
        "no_maximum": "yes" if terms.max_quantity is None else "",
        "vintage_first": str(terms.vintage_first),
        "vintage_last": str(terms.vintage_last),
        "definition": terms.definition,
        "last_day": terms.last_day,
        **{name: ",".join(getattr(terms, name)) for name in LISTS},
    }
    stated["circumstances"] = stated["circumstances"] or NO_CIRCUMSTANCE
    return {"project": getattr(terms, "project", "")} | {
        name: text for name, text in stated.items() if text
    }


def terms_task(top: SeatContext, name: str, choices: tuple[Choice, ...]) -> TermsTask:
    """The form of this name about these projects, filled in if the address names it."""
    open_now = top.given.get("task") == name
    values = dict(top.given) if open_now else {}
    countries = [one.code for one in registries(top.session)]
    hosts = {top.names.project_view(one.value).host for one in choices}
    typed = open_now and ("quantity" in values or "no_maximum" in values)
    errors = _errors(name, values, choices) if typed else {}
    return TermsTask(
        name=name,
        command=COMMANDS[name],
        projects=choices,
        purposes=tuple(purpose.value for purpose in Purpose),
        parties=tuple(
            Choice(value=code, label=top.names.nation(code))
            for code in countries
            if code not in hosts
        ),
        entities=tuple(
            choice
            for choice in top.names.seats()
            if top.names.country(choice.value) in countries
            and OFFICIAL.isdisjoint(top.names.offices(choice.value))
        ),
        definitions=tuple(one.value for one in Definition),
        circumstances=(*(one.value for one in Circumstance), NO_CIRCUMSTANCE),
        form=Form(values=values, errors=errors, open=open_now),
        preview=_preview(top, name, values) if typed and not errors else None,
    )


def _errors(
    name: str, values: Mapping[str, str], choices: tuple[Choice, ...]
) -> dict[str, FieldError]:
    errors: dict[str, FieldError] = {}
    quantity = parse_tonnes(values.get("quantity", ""))
    if not values.get("no_maximum") and isinstance(quantity, FieldError):
        errors["quantity"] = quantity
    if not values.get("purposes"):
        errors["purposes"] = FieldError(code="required", limit="")
    for year in YEARS:
        if values.get(year) and whole_number(values[year].strip()) is None:
            errors[year] = FieldError(code="not_a_number", limit="")
    if values.get("project") not in [one.value for one in choices]:
        errors["project"] = FieldError(code="not_offered", limit="")
    return errors


def _stated(values: Mapping[str, str]) -> dict[str, Any]:
    """The terms as typed; an empty list or field states nothing."""
    lists = {name: [p for p in values.get(name, "").split(",") if p] for name in LISTS}
    none = lists["circumstances"] == [NO_CIRCUMSTANCE]
    lists["circumstances"] = [c for c in lists["circumstances"] if c != NO_CIRCUMSTANCE]
    stated: dict[str, Any] = {name: given for name, given in lists.items() if given}
    if none:
        stated["circumstances"] = []
    if values.get("no_maximum"):
        stated["no_maximum"] = True
    else:
        stated["quantity"] = parse_tonnes(values.get("quantity", ""))
    stated |= {y: whole_number(values[y].strip()) for y in YEARS if values.get(y)}
    return stated | {n: values[n] for n in ("definition", "last_day") if values.get(n)}


def _preview(top: SeatContext, name: str, values: Mapping[str, str]) -> TermsPreview:
    stated = _stated(values)
    changed: tuple[TermLine, ...] = ()
    arguments: dict[str, Any] = {"project": values["project"], **stated}
    if name == "authorise":
        arguments |= {"confirmed": True, "application": values.get("application") or None}
    elif name == "amend":
        arguments, changed = _amendment(top, values, stated)
    refused = top.look(COMMANDS[name], arguments).refused
    quantity = stated.get("quantity")
    verified = bounds_of(top.session, values["project"], at=top.at).verified_t
    own = participant(top.session, top.seat) if name == "authorise" else None
    room = None if own is None else spared(top.session, own.country, at=top.at)
    left = None if room is None else max(0, room.left_t)
    return TermsPreview(
        key=mint() if refused is None else "",
        arguments=orjson.dumps(arguments).decode() if refused is None else "",
        refused=refused,
        project_name=top.names.project(values["project"]),
        quantity=quantity,
        ahead_t=max(0, quantity - verified) if quantity is not None else 0,
        verified_t=verified,
        oversold_t=0 if quantity is None or left is None else max(0, quantity - left),
        spared_t=left or 0,
        changed=changed,
    )


def _amendment(
    top: SeatContext, values: Mapping[str, str], stated: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[TermLine, ...]]:
    """The arguments of an amendment: the terms that differ, and how they differ."""
    code = values.get("authorisation", "")
    arguments: dict[str, Any] = {"authorisation": code, "reason": values.get("reason", "")}
    before = authorisation(top.session, code)
    if before is None:
        return arguments | dict(stated), ()
    # The form shows every term: what is empty in it is taken away.
    whole = {"entities": [], "circumstances": [], "parties": [], "last_day": "", **stated}
    lines = []
    for term in ("purposes", "parties", "entities", "circumstances"):
        if sorted(whole[term]) != sorted(getattr(before, term)):
            arguments[term] = whole[term]
            lines.append(_line(top, term, getattr(before, term), whole[term]))
    for term in (*YEARS, "last_day", "definition"):
        if term in whole and whole[term] != getattr(before, term):
            arguments[term] = whole[term]
            lines.append(_line(top, term, getattr(before, term), whole[term]))
    if stated.get("quantity") != before.max_quantity:
        arguments |= {n: stated[n] for n in ("quantity", "no_maximum") if n in stated}
        lines.append(_line(top, "max_quantity", before.max_quantity, stated.get("quantity")))
    return arguments, tuple(lines)


def _line(top: SeatContext, term: str, now: Any, then: Any) -> TermLine:
    return TermLine(term=term, now=_text(top, term, now), then=_text(top, term, then))


def _text(top: SeatContext, term: str, value: Any) -> str:
    """A value of a term in words; `—` for none."""
    tables = {"purposes": "purposes", "circumstances": "circumstances"}
    if term == "max_quantity":
        return figures.tonnes(value)
    if term == "definition" and value:
        return word(value, "definitions", top.names.language)
    if term == "entities":
        value = [f"{seat} {top.names.seat(seat)}" for seat in value]
    elif term in tables:
        value = [word(one, tables[term], top.names.language) for one in value]
    if isinstance(value, (list, tuple)):
        value = ", ".join(value)
    return str(value) if value else figures.UNKNOWN
