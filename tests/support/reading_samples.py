"""Sample pages of the public registry."""

from __future__ import annotations

from registry.web.frame.contexts.shared import Language, Page
from registry.web.reading.contexts import (
    BatchesPage,
    BatchLine,
    BatchPage,
    BlockLine,
    EndingLine,
    EndingsPage,
    IssuanceLine,
    IssuancesPage,
    NoteLine,
    NotesPage,
    PeriodLine,
    ProjectLine,
    ProjectsPage,
    Published,
    ReadableLesson,
    ReadingPage,
)
from tests.support.page_tasks import nation, registry_name, serials
from tests.support.pages import NOW, both

PREFIX = "THA01-TH003-2027"


def pages(language: Language) -> dict[str, Page]:
    """Every page that can be read without signing in."""
    title = both(language, "一带一路 · 第一课", "Belt and Road · lesson 1")
    name = both(language, "清迈沼气", "Chiang Mai biogas")
    owner = both(language, "湄南能源", "Menam Energy")
    of = Published(
        code="belt-road-1", title=title,
        registries=tuple((code, registry_name(language, code)) for code in ("CN", "TH")),
    )  # fmt: skip
    batch = BatchLine(
        asset=5, label="BRC TH003 2027", name=name, host="TH", vintage=2027,
        period="2027-01-01 – 2027-12-31", range=serials("TH", "", 8421, 8775, prefix=PREFIX),
    )  # fmt: skip
    block = BlockLine(
        block=9, range=serials("TH", "TH", 8599, 8775, prefix=PREFIX), owner="",
        kind="holding", parent=7, children=(11, 12), closed=True,
        type="credit.issue", at=NOW,
    )  # fmt: skip
    issuance = IssuanceLine(
        request=3, project="TH003", name=name, vintage=2027, quantity=355, item=3, state="issued",
        tone="done", asset=5, range=batch.range, partner_t=178, host_t=177, requested_at=NOW,
        issued_at=NOW,
    )  # fmt: skip
    ending = EndingLine(
        retirement=1, retired=True, owner=owner, registry="TH", label=batch.label, name=name,
        quantity=20, purpose="voluntary", beneficiary=nation(language, "TH"),
        claim="contribution", ranges=(block.range,), at=NOW, reversed_at=NOW,
    )  # fmt: skip
    more = {"older_href": "/older", "newest_href": "/newest"}
    none = {"older_href": "", "newest_href": ""}
    return {
        **_notes(language, of),
        "public_lessons": ReadingPage(lessons=(ReadableLesson(code="belt-road-1", title=title),)),
        "public_lessons_none": ReadingPage(lessons=()),
        "public_projects": ProjectsPage(
            of=of,
            rows=(
                ProjectLine(
                    code="TH003", name=name, host="TH", unit="BRC", agreement="CN-TH", owner=owner,
                    partner=owner, methodology=name,
                    periods=(PeriodLine(number=1, first_day="2027-01-01", last_day="2027-12-31",
                                        exact="355.86", whole=355),),
                ),
                ProjectLine(code="CN014", name=name, host="CN", unit="CCER", agreement="",
                            owner=owner, partner="", methodology=name, periods=()),
            ),
        ),
        "public_issuances": IssuancesPage(of=of, rows=(issuance,), **more),
        "public_issuances_none": IssuancesPage(of=of, rows=(), **none),
        "public_batches": BatchesPage(of=of, rows=(batch,), **more),
        "public_batches_none": BatchesPage(of=of, rows=(), **none),
        "public_batch": BatchPage(of=of, batch=batch, until=NOW, rows=(block,), **more),
        "public_batch_none": BatchPage(of=of, batch=batch, until=NOW, rows=(), **none),
        "public_retirements": EndingsPage(of=of, rows=(ending,), **more),
        "public_retirements_none": EndingsPage(of=of, rows=(), **none),
    }  # fmt: skip


def _notes(language: Language, of: Published) -> dict[str, Page]:
    """Public notes on incidents, and none."""
    note = NoteLine(
        incident=1, agreement="CN-TH", risk=both(language, "核证风险", "Verification risk"),
        text=both(language, "双方已查明并纠正。", "Found and put right by both sides."), at=NOW,
    )  # fmt: skip
    return {
        "public_notes": NotesPage(of=of, rows=(note,)),
        "public_notes_none": NotesPage(of=of, rows=()),
    }
