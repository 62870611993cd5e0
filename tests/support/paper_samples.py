"""Sample pages of the papers of a request."""

from __future__ import annotations

from dataclasses import replace

from registry.web.frame.contexts.shared import FieldError, Language, NotTaken, Page
from registry.web.tasks.paper_contexts import (
    PaperField,
    PapersForm,
    PapersPage,
    PapersPreview,
)
from tests.support.page_tasks import nation
from tests.support.pages import receipt, refusal

DIGEST = "5e0ca97d" + "0" * 48 + "02b6f94e"


def samples(language: Language) -> dict[str, Page]:
    """The papers of a period: filled in, with a wrong figure, refused, and with the committee."""
    zh = language == "zh"
    tonnes = PaperField(name="claimed_t", paper="figures", kind="figure", unit="t", value="48500",
                        record="48000", differs=True)  # fmt: skip
    report = PaperField(name="report", paper="report", kind="line", unit="", value=DIGEST,
                        record=DIGEST, differs=False)  # fmt: skip
    day = replace(report, name="first_day", paper="period", kind="day", value="2027-01-01",
                  record="2027-01-01")  # fmt: skip
    seen = PapersPreview(
        key="k-papers", arguments="{}", refused=None, quantity=48_000, digest=DIGEST,
        differing=("claimed_t",),
    )  # fmt: skip
    form = PapersForm(
        fields=(tonnes, report, day), deducted="0", statement="", errors={}, record_href="/r",
        preview=seen,
    )  # fmt: skip
    page = PapersPage(
        command="issuance.request", project="TH003", project_name="清迈沼气" if zh else "Biogas",
        period=1, period_text="2027-01-01 – 2027-06-30", here="/requests/papers/TH003/1", item=0,
        state="", objector="", about="", objection="", form=form, refusal=None, receipt=None,
    )  # fmt: skip
    told = NotTaken(text=nation(language, "CN"), would_pass=nation(language, "TH"))
    wrong = {"claimed_t": FieldError(code="not_a_number", limit="")}
    met = replace(
        page, command="issuance.amend", item=3, state="draft", objector=nation(language, "TH"),
        about="figures", objection="6 / 31",
    )  # fmt: skip
    return {
        "requests_papers": page,
        "requests_papers_again": met,
        "requests_papers_refused": replace(
            met, form=replace(form, preview=replace(seen, key="", refused=told, differing=()))
        ),
        "requests_papers_wrong": replace(page, form=replace(form, preview=None, errors=wrong)),
        "requests_papers_filed": replace(
            page, command="", form=None, item=3, state="circulated", refusal=refusal(language),
            receipt=receipt(language),
        ),
        "requests_papers_none": replace(page, command="", form=None),
    }  # fmt: skip
