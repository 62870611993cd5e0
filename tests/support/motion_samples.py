"""Sample pages of motions and of the agreements."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ledger.kernel.clock import DAY
from registry.web.committee.agreement_contexts import (
    ActLine,
    AgreementPanel,
    AgreementsPage,
    AmendmentLine,
    CountryRecord,
    Fact,
)
from registry.web.committee.motion_contexts import (
    AboutLink,
    CommitteeSide,
    MotionField,
    MotionForm,
    MotionPage,
    MotionPreview,
)
from registry.web.frame.contexts.shared import Choice, FieldError, Language, NotTaken, Page
from tests.support.page_tasks import nation
from tests.support.pages import NOW, both, receipt, refusal
from tests.support.procedure_samples import TERMS, act, changes, field, head


def pages(language: Language) -> dict[str, Page]:
    """The form of a motion in several states, and the agreements."""
    seen = _preview(language)
    form = MotionForm(
        about="CN-TH", about_value="CN-TH", fields=_fields(language), errors={}, preview=seen
    )
    page = MotionPage(
        kind="amendment", title=both(language, "条款修订", "amendment"), here="/m", back="/m?a=1",
        abouts=tuple(AboutLink(label=code, href="/m", here=code == "CN-TH")
                     for code in ("CN-TH", "CN-KZ")),
        form=form, refusal=None, receipt=None,
    )  # fmt: skip
    told = NotTaken(text=nation(language, "CN"), would_pass=nation(language, "TH"))
    refused = replace(seen, key="", arguments="", refused=told, cancelled=2, days=0)
    wrong = {"partner_share": FieldError(code="not_offered", limit="")}
    return {
        "motion": page,
        "motion_refused": replace(
            page, kind="deregistration", abouts=page.abouts[:1], refusal=refusal(language),
            form=replace(form, preview=refused),
        ),
        "motion_begun": replace(page, receipt=receipt(language),
                                form=replace(form, preview=None, errors=wrong)),
        "motion_none": replace(page, kind="correction", abouts=(), form=None),
        "agreements": AgreementsPage(agreements=_agreements(language), refusal=None, receipt=None),
    }  # fmt: skip


def _preview(language: Language) -> MotionPreview:
    sides = tuple(
        CommitteeSide(country=code, members=(nation(language, code),)) for code in ("CN", "TH")
    )
    return MotionPreview(
        command="agreement.ask_amendment", key="k-motion", arguments="{}", refused=None,
        changes=changes(language), cancelled=0, days=3, day_kind="trading", sides=sides,
    )  # fmt: skip


def _fields(language: Language) -> tuple[MotionField, ...]:
    """One field of each kind."""
    box = (Choice(value="NDC", label=nation(language, "CN")),)
    given: dict[str, Any] = {
        "number": 0, "value": "", "now": "", "unit": "", "choices": (), "ticked": (), "offered": (),
    }  # fmt: skip
    return (
        MotionField(**given | {"name": "partner_share", "kind": "figure", "label": "partner_share",
                               "now": "1", "value": "1", "unit": "%"}),
        MotionField(**given | {"name": "type", "kind": "line", "label": "type",
                               "offered": ("biogas",)}),
        MotionField(**given | {"name": "seat-1", "kind": "choice", "label": "recipient",
                               "number": 1, "choices": box}),
        MotionField(**given | {"name": "quantity", "kind": "figure", "label": "quantity",
                               "now": "24,000 t", "unit": "t"}),
        MotionField(**given | {"name": "purposes", "kind": "ticks", "label": "purposes",
                               "choices": box, "ticked": ("NDC",), "now": nation(language, "CN")}),
    )  # fmt: skip


def _records(language: Language) -> tuple[CountryRecord, ...]:
    """One party with a pack, and one without."""
    text = both(language, "碳市场尚未运行。", "No carbon market yet.")
    found = CountryRecord(
        country="TH", name=nation(language, "TH"), alpha3="THA", registry="THA01", currency="THB",
        status="recalled", facts=(Fact(text=text, source="W71", status="verified"),),
    )  # fmt: skip
    none = replace(
        found, country="CN", name=nation(language, "CN"), alpha3="CHN", registry="CHN01",
        currency="", status="", facts=(),
    )  # fmt: skip
    return (none, found)


def _agreements(language: Language) -> tuple[AgreementPanel, ...]:
    reason = field("reason")
    one = AgreementPanel(
        code="CN-TH", title=head(language).agreement, partner="CN",
        partner_name=nation(language, "CN"), host="TH", host_name=nation(language, "TH"),
        approach="CA0007", status="assumption", state="active", tone="done", terms=TERMS,
        min_share="50", purposes=("NDC", "OIMP"), vintage_first=2021, vintage_last=2030,
        term_first_day="2028-01-01", term_last_day="", sop="5", omge="2", rounded_up=True,
        definition="issuance", amended=frozenset({"host_share"}), issuance_mode="host_first",
        tradable=True,
        amendments=(AmendmentLine(term="host_share", before="1", after="2", since=NOW,
                                  number="JC-TH-2028-E03", href="/committee/items/3"),),
        records=_records(language),
        virtual=False, notice_days=180, ends_at=None, waits_for="", waits_step="",
        docket_href="/committee?agreement=CN-TH", history=(),
        acts=(act("agreement.suspend", both(language, "中止协定", "Suspend agreement"),
                  about="CN-TH", tone="refusing", fields=(reason,)),),
    )  # fmt: skip
    acted = ActLine(
        trigger="sign", country="CN", name=both(language, "中国政府", "China"), reason="", at=NOW
    )
    ending = replace(
        one, code="CN-KZ", state="terminating", tone="refuse", ends_at=NOW + DAY, acts=(),
        min_share="0", term_first_day="", tradable=False, rounded_up=False, amendments=(),
        amended=frozenset(), definition="",
        history=(replace(acted, trigger="terminate",
                         reason=both(language, "改由多边机制", "A multilateral scheme")), acted),
    )  # fmt: skip
    mou = replace(
        one, code="CN-ID", state="mou", tone="wait", waits_for=nation(language, "TH"),
        waits_step="sign", virtual=True, acts=(act("agreement.sign", "签署协定", about="CN-ID"),),
    )  # fmt: skip
    return (one, ending, mou)
