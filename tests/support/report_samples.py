"""Sample pages of annual information."""

from __future__ import annotations

from dataclasses import replace

from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Choice, Language, Page
from registry.web.reports.contexts import (
    Compared,
    CorrectionLine,
    FaultLine,
    FindingLine,
    OwnYear,
    PairLine,
    ReportLine,
    ReportPage,
    ReportsPage,
    Sheet,
)
from tests.support.pages import NOW, both, receipt, refusal
from tests.support.procedure_samples import act, field

_ACTIONS = ("action_date", "action_type", "first_id", "last_id", "quantity", "consistency")


def pages(language: Language) -> dict[str, Page]:
    """The list with a difference, one version with everything, a draft, and a lesson without."""
    swiss = both(language, "瑞士", "Switzerland")
    thai = both(language, "泰国", "Thailand")
    line = ReportLine(
        alpha3="CHE", name=swiss, year=2023, version="1.0", state="inconsistent", tone="refuse",
        drafted_at=NOW, submitted_at=NOW, checked_at=NOW, due_at=NOW, late=True, findings=1,
        href="/reports/2",
    )  # fmt: skip
    draft = replace(
        line, alpha3="THA", name=thai, state="draft", tone="wait", submitted_at=None,
        checked_at=None, late=False, findings=0, href="/reports/3",
    )  # fmt: skip
    label = both(language, "校验草稿", "Validate a draft")
    validate = act("report.validate", label, arguments={"year": "2023"})
    correct = act("report.correct", both(language, "更正草稿数据", "Correct a figure of a draft"),
                  fields=(field("report_row"), field("report_remark")))  # fmt: skip
    own = OwnYear(
        year=2023, state="draft", tone="wait", version="1.1", due_at=NOW, href="/reports/3",
        acts=(validate,),
    )  # fmt: skip
    sent = PairLine(
        row=1, kind="First transfer", day="2023-12-15", units="1–1916", quantity="1916",
        other_row=1, other_kind="Acquisition", other_day="2023-12-15", other_units="1–1916",
        other_quantity="1960", codes=("QTY_MISMATCH",),
    )  # fmt: skip
    alone = replace(sent, other_row=None, codes=("MISSING_COUNTERPART",))
    same = replace(sent, row=2, other_row=2, other_quantity="1916", codes=())
    compared = Compared(
        year=2023, one="THA", other="CHE", one_name=thai, other_name=swiss,
        rows=(sent, alone, same), missing=(),
    )  # fmt: skip
    parties = (Choice(value="CHE", label=swiss), Choice(value="THA", label=thai))
    listed = ReportsPage(
        played=True, own=(own, replace(own, year=2022, state="", href="", version="", acts=())),
        wanting=(act("authorisation.authorise_use", both(language, "授权使用", "Authorise use")),),
        rows=(line, draft), years=(Choice(value="2023", label="2023"),), parties=parties,
        year=2023, one="THA", other="CHE", compared=compared,
        refusal=refusal(language), receipt=receipt(language),
    )  # fmt: skip
    return {
        "reports": listed,
        "reports_waiting": replace(
            listed, compared=replace(compared, rows=(), missing=("CHE",)), own=(), wanting=()
        ),
        "reports_nothing_between": replace(listed, compared=replace(compared, rows=())),
        "reports_none": replace(
            listed, own=(), wanting=(), rows=(), year=0, compared=None, refusal=None, receipt=None
        ),
        "reports_not_played": replace(listed, played=False),
        "report": _version(line, language, (validate, correct)),
        "report_draft": replace(
            _version(draft, language, (correct,)), findings=(), corrections=(), receipt=None
        ),
    }


def _version(line: ReportLine, language: Language, acts: tuple[Act, ...]) -> ReportPage:
    sheets = (
        Sheet(
            code="submission", sheet="Table 1 Submission", columns=("party", "version"),
            rows=(("CHE", "1.0"),), marked=frozenset(), more=0,
        ),
        Sheet(
            code="actions", sheet="Table 3 Actions", columns=_ACTIONS,
            rows=(("2023-12-15T00:00:00.000Z", "Acquisition", "1", "1916", "1960", ""),),
            marked=frozenset({1}), more=3,
        ),
        Sheet(
            code="holdings", sheet="Table 4 Holdings", columns=("quantity",), rows=(),
            marked=frozenset(), more=0,
        ),
    )  # fmt: skip
    who = both(language, "瑞士政府", "Government of Switzerland")
    return ReportPage(
        line=line,
        sheets=sheets,
        findings=(
            FindingLine(code="QTY_MISMATCH", row=1, other="THA", ours="1960", theirs="1916"),
            FindingLine(code="EXCEEDS_AUTH", row=0, other="", ours="2001", theirs=""),
        ),
        faults=(
            FaultLine(code="missing", part="actions", row=1, field="metric", value=""),
            FaultLine(code="used_but_held", part="holdings", row=1, field="first_id", value="5"),
        ),
        corrections=(
            CorrectionLine(
                part="actions", row=1, field="quantity", value="1960", name=who, at=NOW,
                remark=both(language, "手工录入", "typed"),
            ),
        ),
        files=(Choice(value="/api/reports/2/file?format=xlsx", label="XLSX"),),
        acts=acts,
        here="/reports/2",
        refusal=refusal(language),
        receipt=receipt(language),
    )  # fmt: skip
