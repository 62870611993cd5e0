"""The owner's report and the verifier's conclusion: forms that say what submitting does."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import orjson

from ledger.kernel.numerals import decimal_number, ungrouped
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.monitoring import queries, verifiers
from registry.programme.monitoring.findings import to_deduct
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.questions import Look, Looked
from registry.web.frame.visitor import mint
from registry.web.verification.case import Case, findings_of
from registry.web.verification.contexts import (
    ConcludeForm,
    FormPreview,
    NamedText,
    ReportForm,
    VintageLine,
)


def report_form(case: Case, look: Look) -> ReportForm:
    """The form for a report: what was typed, else the last version, else the owner's readings."""
    due = queries.expected_of(case.session, case.period)
    typed = dict(case.visitor.query)
    before = _before(case)
    fields = tuple(
        NamedText(name=f"m{month}", part=month, value=typed.get(f"m{month}", before.get(month, "")))
        for month in due
    )
    seats = verifiers.fit(case.session, project=case.of.code)
    verifier = typed.get("verifier", case.view.verifier or (seats[0] if seats else ""))
    return ReportForm(
        fields=fields,
        verifiers=tuple(Choice(value=seat, label=case.names.seat(seat)) for seat in seats),
        verifier=verifier,
        preview=_report_preview(case, fields, verifier, look)
        if typed.get("step") == "report"
        else None,
    )


def _before(case: Case) -> dict[str, str]:
    """The figures that a form begins with, by month."""
    newest = case.newest
    figures = {one.part: one.reported_mwh for one in newest.figures} if newest else {}
    return figures if figures and all(len(part) > 4 for part in figures) else case.readings


def _report_preview(
    case: Case, fields: tuple[NamedText, ...], verifier: str, look: Look
) -> FormPreview:
    figures = [{"part": one.part, "mwh": ungrouped(one.value)} for one in fields]
    arguments = case.key | {"verifier": verifier, "figures": figures}
    looked = look("monitoring.report", arguments)
    amounts = (decimal_number(ungrouped(one.value)) for one in fields)
    total = sum((one for one in amounts if one is not None), Fraction(0))
    return _preview(looked, arguments, total=queries.rounded(total))


def conclude_form(case: Case, look: Look) -> ConcludeForm:
    """The form for a conclusion; it begins with what the material findings ask to deduct."""
    report = case.newest
    assert report is not None, "what is verified is a report"
    typed: Mapping[str, str] = dict(case.visitor.query)
    figures = queries.figures_of(case.session, report.report)
    findings = findings_of(case.rules, report)
    least = to_deduct(findings)
    years = sorted({int(part[:4]) for part in figures})
    deductions = tuple(
        NamedText(
            name=f"y{year}",
            part=str(year),
            value=typed.get(f"y{year}", decimal_text(least.get(year, Fraction(0)))),
        )
        for year in years
    )
    positive = typed.get("positive", "false" if least else "true") == "true"
    note = typed.get("note", "")
    return ConcludeForm(
        positive=positive,
        deductions=deductions,
        least=tuple(
            NamedText(name=f"y{year}", part=str(year), value=decimal_text(mwh))
            for year, mwh in least.items()
        ),
        note=note,
        preview=_conclusion(case, deductions, note, look, positive=positive)
        if typed.get("step") == "conclude"
        else None,
    )


def _conclusion(
    case: Case, deductions: tuple[NamedText, ...], note: str, look: Look, *, positive: bool
) -> FormPreview:
    given = [
        {"year": int(one.part), "mwh": ungrouped(one.value)}
        for one in deductions
        if positive and ungrouped(one.value) not in ("", "0")
    ]
    arguments = case.key | {"positive": positive, "deductions": given, "note": note.strip()}
    return _preview(look("verification.conclude", arguments), arguments)


def _preview(looked: Looked, arguments: dict[str, Any], *, total: str = "") -> FormPreview:
    answer, ready = looked.outcome.answer or {}, looked.refused is None
    return FormPreview(
        key=mint() if ready else "",
        arguments=orjson.dumps(arguments).decode() if ready else "",
        refused=looked.refused,
        total=total,
        version=answer.get("version", 0),
        findings=len(answer.get("findings", ())),
        vintages=tuple(
            VintageLine(
                year=one["vintage"], reported=one["reported_mwh"], deducted=one["deducted_mwh"],
                quantity=one["quantity"],
            )
            for one in answer.get("vintages", ())
        ),
    )  # fmt: skip
