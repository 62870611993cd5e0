"""The form for the papers of a request: the register's figures, what the owner states, the digest.

Owners may state what they like: members are there to find what is wrong. The preview is that of the
command; it says which figures are not the register's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from sqlmodel import Session

from ledger.kernel.numerals import decimal_number, ungrouped, whole_number
from ledger.kernel.quantity import exact
from registry.programme.committee import queries as committee
from registry.programme.issuance import queries as issuances
from registry.programme.issuance.papers import PAPER_OF, Stated, recorded, stated_as
from registry.programme.issuance.queries import IssuanceView
from registry.programme.projects import queries as projects
from registry.web.frame.acts import told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import FieldError
from registry.web.frame.fields import DIGITS_MOST
from registry.web.frame.naming import Names
from registry.web.frame.questions import Look
from registry.web.frame.visitor import Visitor, mint
from registry.web.tasks.paper_contexts import PaperField, PapersForm, PapersPage, PapersPreview

TONNES = ("claimed_t", "partner_t", "host_t")
REQUEST, AMEND = "issuance.request", "issuance.amend"


@dataclass(frozen=True, slots=True)
class _Asking:
    """What the form is about: a period, and the request that it corrects (None: a new one)."""

    session: Session
    project: str
    period: int
    asked: IssuanceView | None
    typed: Mapping[str, str]

    @property
    def deducted(self) -> str:
        before = self.asked.deducted_mwh if self.asked is not None else "0"
        return self.typed.get("deducted_mwh", before).strip() or "0"

    @property
    def statement(self) -> str:
        before = self.asked.statement if self.asked is not None else ""
        return self.typed.get("statement", before)


def papers_page(
    visitor: Visitor, session: Session, project: str, period: int, look: Look
) -> PapersPage | None:
    """The papers of a seat's own project's period; None if there is no such period of its own."""
    seat, names = visitor.seated.seat, Names(session, visitor.language)
    of = projects.project(session, project)
    found = next((p for p in projects.periods(session, project) if p.number == period), None)
    if of is None or found is None or of.owner != seat or of.domestic:
        return None
    here = to("papers", project=project, period=period)
    told = told_of(visitor, session, names, back=here)
    asked = issuances.issuance_for(session, project=project, period=period)
    item = committee.item(session, asked.item) if asked is not None else None
    met = committee.last_objection(session, item.item) if item is not None else None
    command = _command(session, visitor, asked, project=project, period=period)
    typed = dict(visitor.query)
    return PapersPage(
        command=command,
        project=project,
        project_name=names.project(project),
        period=period,
        period_text=f"{found.first_day} – {found.last_day}",
        here=here,
        item=item.item if item is not None else 0,
        state=item.state if item is not None else "",
        objector=names.seat(met.seat) if met is not None else "",
        about=met.about if met is not None else "",
        objection=met.reason if met is not None else "",
        form=_form(_Asking(session, project, period, asked, typed), here, look)
        if command
        else None,
        refusal=told.refusal,
        receipt=told.receipt,
    )


def _command(
    session: Session, visitor: Visitor, asked: IssuanceView | None, *, project: str, period: int
) -> str:
    """The command that the papers are for: a request, its correction while a draft, or none."""
    if asked is not None:
        item = committee.item(session, asked.item)
        return AMEND if item is not None and item.state == "draft" else ""
    at = visitor.view["clock"]["at"]
    open_now = issuances.open_periods(session, at=at, of={project})
    return REQUEST if any(one.number == period for one in open_now) else ""


def _form(of: _Asking, here: str, look: Look) -> PapersForm:
    record, filled = _record(of), _filled(of)
    values = {name: of.typed.get(name, str(value)) for name, value in asdict(filled).items()}
    errors = {name: error for name in TONNES if (error := _wrong(values[name])) is not None}
    fields = tuple(_field(name, values[name], str(getattr(record, name))) for name in PAPER_OF)
    shown = of.typed.get("step") == "preview" and not errors
    return PapersForm(
        fields=fields,
        deducted=of.deducted,
        statement=of.statement,
        errors=errors,
        record_href=to(
            "papers", project=of.project, period=of.period, deducted_mwh=of.deducted,
            statement=of.statement, record="yes",
        ),
        preview=_preview(of, values, fields, look) if shown else None,
    )  # fmt: skip


def _record(of: _Asking) -> Stated:
    """What the register has, less the deduction; without it where it cannot be deducted."""
    whole = recorded(of.session, project=of.project, period=of.period)
    less = decimal_number(of.deducted)
    if less is None or not 0 <= less <= exact(whole.generation_mwh):
        return whole
    return recorded(of.session, project=of.project, period=of.period, deducted_mwh=of.deducted)


def _filled(of: _Asking) -> Stated:
    """What the form begins with: what was submitted before, or the register's figures."""
    before = stated_as(of.asked.papers) if of.asked is not None else None
    return before if before is not None and "record" not in of.typed else _record(of)


def _field(name: str, value: str, record: str) -> PaperField:
    kind = "day" if name.endswith("_day") else "figure" if name not in _LINES else "line"
    unit = "t" if name in TONNES else "MWh" if name == "generation_mwh" else ""
    return PaperField(
        name=name, paper=PAPER_OF[name], kind=kind, unit=unit, value=value, record=record,
        differs=ungrouped(value) != record,
    )  # fmt: skip


_LINES = ("project", "agreement", "report")


def _wrong(text: str) -> FieldError | None:
    """Why a text is no number of whole tonnes; zero is one."""
    plain = ungrouped(text)
    if not plain:
        return FieldError(code="required", limit="")
    if whole_number(plain) is None or len(plain) > DIGITS_MOST:
        return FieldError(code="not_a_number", limit="")
    return None


def _preview(
    of: _Asking, values: Mapping[str, str], fields: tuple[PaperField, ...], look: Look
) -> PapersPreview:
    papers: dict[str, Any] = {name: value.strip() for name, value in values.items()}
    papers |= {name: whole_number(ungrouped(values[name])) for name in TONNES}
    arguments: dict[str, Any] = {
        "deducted_mwh": of.deducted, "statement": of.statement, "papers": papers
    }  # fmt: skip
    if of.asked is None:
        command = REQUEST
        arguments |= {"project": of.project, "period": of.period}
    else:
        command = AMEND
        arguments |= {"request": of.asked.request}
    looked = look(command, arguments)
    answer = looked.outcome.answer or {}
    ready = looked.refused is None
    return PapersPreview(
        key=mint() if ready else "",
        arguments=orjson.dumps(arguments).decode() if ready else "",
        refused=looked.refused,
        quantity=answer.get("quantity", 0),
        digest=answer.get("digest", ""),
        differing=tuple(one.name for one in fields if one.differs),
    )
