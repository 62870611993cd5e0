"""Sample pages of monitoring and verification."""

from __future__ import annotations

from dataclasses import replace

from registry.web.frame.contexts.shared import Choice, Language, Page
from registry.web.verification.contexts import (
    ConcludeForm,
    FigureBar,
    FigureRow,
    FormPreview,
    MonitoringPage,
    MonitoringsPage,
    NamedText,
    PeriodLine,
    ReportForm,
    VersionLine,
    VintageLine,
)
from tests.support.pages import NOW, both, receipt, refusal
from tests.support.procedure_samples import act, field


def _row(language: Language, part: str, **more: object) -> FigureRow:
    button = act("verification.sample", both(language, "抽样（1 次）", "Sample (1)"), about=part)
    usual = {
        "part": part, "expected": "4972.4", "reported": "4890.1", "read": "", "measured": "",
        "uncertainty": "", "difference": "", "finding": "", "cost": 1, "sample": button,
        "bar": FigureBar(total=70_000, reported=48_901, expected=49_724, low=None, high=None,
                         measured=None),
    }  # fmt: skip
    return FigureRow(**usual | more)  # type: ignore[arg-type]


def _found(language: Language, part: str) -> FigureRow:
    bar = FigureBar(total=70_000, reported=64_100, expected=49_724, low=48_700, high=50_700,
                    measured=49_700)  # fmt: skip
    return _row(
        language, part, reported="6410", measured="4970", uncertainty="99.5", difference="1440",
        finding="material", bar=bar, sample=None,
    )  # fmt: skip


def _version(language: Language, number: int, **more: object) -> VersionLine:
    usual = {
        "version": number, "reported_at": NOW, "digest": "5e" * 32,
        "verifier": both(language, "衡准认证", "Hengzhun Certification"), "total": "31337.2",
        "samples": 0, "outcome": "", "note": "", "concluded_at": None, "quantity": 0,
        "public_until": None,
    }  # fmt: skip
    return VersionLine(**usual | more)  # type: ignore[arg-type]


def _desk(language: Language) -> MonitoringsPage:
    line = PeriodLine(
        project="TH001", name=both(language, "清迈沼气", "Chiang Mai biogas"), period=1,
        days="2027-01-01 – 2027-06-30", state="submitted", tone="wait", version=1,
        verifier=both(language, "衡准认证", "Hengzhun Certification"), verified_t=None, waits=True,
        href="/verification/TH001/1", acts=(),
    )  # fmt: skip
    opening = act("monitoring.open", both(language, "开启监测期", "Open monitoring period"),
                  fields=(field("gap"),))  # fmt: skip
    fresh = replace(line, period=2, state="", tone="neutral", version=0, verifier="", href="",
                    acts=(opening,))  # fmt: skip
    done = replace(line, period=3, state="verified", tone="done", verified_t=11_874, waits=False)
    wrong = replace(line, period=4, state="stated_negative", tone="refuse", waits=False)
    return MonitoringsPage(
        rows=(line, fresh, done, wrong), waiting=2, refusal=refusal(language),
        receipt=receipt(language),
    )  # fmt: skip


def _verifier(language: Language) -> MonitoringPage:
    preview = FormPreview(
        key="k-conclude", arguments='{"positive": true}', refused=None, total="", version=0,
        findings=1,
        vintages=(VintageLine(year=2027, reported="31337.2", deducted="1440", quantity=11_958),),
    )  # fmt: skip
    form = ConcludeForm(
        positive=True, deductions=(NamedText(name="y2027", part="2027", value="1440"),),
        least=(NamedText(name="y2027", part="2027", value="1440"),), note="", preview=preview,
    )  # fmt: skip
    rows = (_found(language, "2027-01"), _row(language, "2027-02"), _row(language, "2027-03"))
    return MonitoringPage(
        project="TH001", name=both(language, "清迈沼气", "Chiang Mai biogas"), period=1,
        days="2027-01-01 – 2027-06-30", here="/verification/TH001/1", role="verifier",
        state="submitted", tone="wait", gap="", left=2, samples=3, uncertainty="2",
        verifier=both(language, "衡准认证", "Hengzhun Certification"), materiality="5", rows=rows,
        versions=(_version(language, 1),), vintages=(), statements=(), acts=(), report=None,
        conclude=form, request_href="", refusal=refusal(language), receipt=receipt(language),
    )  # fmt: skip


def _owner(language: Language) -> MonitoringPage:
    fields = tuple(
        NamedText(name=f"m2027-0{month}", part=f"2027-0{month}", value="4890.1")
        for month in range(1, 7)
    )
    preview = FormPreview(key="k-report", arguments="{}", refused=None, total="29340.6", version=2,
                          findings=0, vintages=())  # fmt: skip
    seats = (Choice(value="S40", label=both(language, "衡准认证", "Hengzhun Certification")),)
    note = both(language, "一月报数偏高", "January is too high")
    sent_back = _version(language, 1, outcome="negative", note=note, concluded_at=NOW, samples=1)
    read = act("monitoring.read", both(language, "抄录计量表", "Read meters"))
    return replace(
        _verifier(language), role="owner", state="monitoring",
        rows=(replace(_found(language, "2027-01"), read="4890.1"),
              _row(language, "2027-02", read="4890.1", sample=None)),
        versions=(sent_back,), acts=(read,), conclude=None,
        report=ReportForm(fields=fields, verifiers=seats, verifier="S40", preview=preview),
        gap=both(language, "计量表故障", "meters out of order"),
    )  # fmt: skip


def pages(language: Language) -> dict[str, Page]:
    """The desk, and one period as its verifier, its owner and everybody else see it."""
    verifier, owner = _verifier(language), _owner(language)
    done = _version(language, 2, outcome="positive", concluded_at=NOW, samples=3, quantity=11_734,
                    public_until=NOW)  # fmt: skip
    nothing = replace(
        owner, rows=(_row(language, "2027-01", reported="", sample=None),), versions=(),
        report=replace(owner.report, preview=None) if owner.report else None,
    )  # fmt: skip
    return {
        "monitorings": _desk(language),
        "monitorings_none": replace(_desk(language), rows=(), waiting=0),
        "monitoring_verifier": verifier,
        "monitoring_sends_back": replace(
            verifier,
            conclude=replace(
                verifier.conclude, positive=False,
                preview=replace(verifier.conclude.preview, vintages=()),
            )
            if verifier.conclude and verifier.conclude.preview
            else None,
        ),
        "monitoring_owner": owner,
        "monitoring_without_report": nothing,
        "monitoring_verified": replace(
            owner, role="owner", state="stated_positive", tone="done", report=None, acts=(),
            versions=(done, *owner.versions), request_href="/requests/papers/TH001/1",
            vintages=(VintageLine(year=2027, reported="29340.6", deducted="0", quantity=11_736),),
            statements=(("CN", "positive"), ("TH", "")),
        ),
    }  # fmt: skip
