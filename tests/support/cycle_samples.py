"""Samples of the pages of projects."""

from __future__ import annotations

from dataclasses import replace

from ledger.kernel.clock import DAY
from registry.web.frame.contexts.acts import Act, ActField
from registry.web.frame.contexts.shared import Choice, Language, Page
from registry.web.projects.contexts import (
    CommentLine,
    DocumentLine,
    HeldLine,
    HistoryLine,
    PeriodRow,
    ProjectPage,
    ProjectRow,
    ProjectsPage,
    RevisionLine,
    Test,
    TrackStep,
)
from registry.web.projects.words import DOCUMENTS, TRIGGERS
from tests.support.pages import NOW, both, receipt, refusal

WAY = (
    "idea", "note_submitted", "note_accepted", "design_submitted", "public_input", "validation",
    "validation_positive", "reference_assessed", "allocation_agreed", "registration_requested",
    "registered",
)  # fmt: skip


def pages(language: Language) -> dict[str, Page]:
    """The list, and a project in validation, registered, and registered from the beginning."""
    name = both(language, "大城屋顶光伏", "Ayutthaya rooftop solar")
    row = ProjectRow(
        code="TH005", name=name, host="TH", agreement="CN-TH",
        owner=both(language, "湄南能源", "Menam Energy"), state="validation", tone="wait",
        ends_at=NOW + DAY, mine=True,
    )  # fmt: skip
    plain = replace(row, code="CN001", host="CN", agreement="", state="registered", tone="done",
                    ends_at=None, mine=False)  # fmt: skip
    gone = replace(plain, code="TH002", state="deregistered", tone="refuse")
    page = _project(language, name)
    return {
        "projects": ProjectsPage(rows=(row, plain, gone)),
        "project": page,
        "project_registered": replace(
            page, state="registered", tone="done", refusal=refusal(language), acts=(),
            comments=(), found=(), to_sign=(), receipt=None, public_href="/public/x/projects",
        ),
        "project_of_the_plan": replace(
            page, code="CN001", agreement="", partner="", validator="", track=(), history=(),
            documents=(), comments=(), test=None, found=(), to_sign=(), crediting=(),
            revisions=(), acts=(), receipt=receipt(language), ends_at=None, state="deregistered",
            tone="refuse", held=(),
        ),
    }  # fmt: skip


def _act(language: Language, command: str, *fields: ActField) -> Act:
    return Act(
        id=command.replace(".", "-"), command=command, label=both(language, "办理", "Do"),
        tone="primary", note="", key="k-act", arguments={"project": "TH005"}, fields=fields,
        open=False,
    )  # fmt: skip


def _field(language: Language, name: str, kind: str) -> ActField:
    offered = (Choice(value="true", label=both(language, "是", "yes")),)
    return ActField(
        name=name, kind=kind, label=name, value="", choices=offered, ticked=(), required=False,
        most=200,
    )  # fmt: skip


def _project(language: Language, name: str) -> ProjectPage:
    who = both(language, "衡准认证", "Hengzhun Certification")
    said = both(language, "由谁计量？", "Who meters it?")
    history = tuple(
        HistoryLine(
            trigger=trigger, state="registered", by="" if n % 3 else who, remark=said * (n == 0),
            item="8" if n == 1 else "", item_href="/committee/items/8", at=NOW,
        )
        for n, trigger in enumerate(TRIGGERS)
    )  # fmt: skip
    documents = tuple(
        DocumentLine(
            id=n, kind=kind, version=n + 1, digest="0f" * 32, by=who if kind != "site" else "",
            at=NOW, fields=(("S15", "50"),) if kind == "allocation"
            else (("yearly_t", "4000"), *_EMPTY[:n]),
        )
        for n, kind in enumerate(DOCUMENTS)
    )  # fmt: skip
    comment = CommentLine(comment=1, by=who, text=said, at=NOW, answer="", acts=())
    revision = RevisionLine(
        revision=1, sort="change", state="requested", reason=said, at=NOW,
        acts=(_act(language, "project.endorse", _field(language, "positive", "choice")),),
    )  # fmt: skip
    period = PeriodRow(number=1, first_day="2028-01-01", last_day="2032-12-31", tonnes=0, state="")
    return ProjectPage(
        code="TH005", name=name, host="TH", agreement="CN-TH", owner=who, partner=who,
        kind="solar", methodology="GRID_AM001", state="validation", tone="wait",
        ends_at=NOW + DAY, validator=who, here="/projects/TH005", refusal=None,
        receipt=receipt(language),
        acts=(
            _act(
                language, "project.validate", _field(language, "positive", "choice"),
                _field(language, "wrong", "ticks"), _field(language, "remark", "line"),
            ),
            _act(language, "project.publish_design"),
        ),
        track=tuple(
            TrackStep(state=state, place="passed" if n < 5 else "here" if n == 5 else "coming")
            for n, state in enumerate(WAY)
        ),
        history=history,
        documents=documents,
        comments=_comments(language, comment),
        test=Test(
            return_percent="6", benchmark_percent="8", share_percent="25", most_percent="20",
            investment=True, practice=False, surplus=True,
        ),
        found=(("yearly_t", "4000", "5200"),),
        to_sign=(who,),
        crediting=(period,),
        monitored=(replace(period, tonnes=4000, state="issued"), replace(period, number=2)),
        revisions=(revision, replace(revision, revision=2, sort="renewal", acts=())),
        held=(
            HeldLine(label="BRC TH005 2028", registry="TH", kind="holding", tonnes=2000,
                     trace_href="/serial/TH/1"),
        ),
        public_href="",
    )  # fmt: skip


def _comments(language: Language, first: CommentLine) -> tuple[CommentLine, ...]:
    """One that can be answered, one that waits, one that was answered."""
    can = replace(first, acts=(_act(language, "project.answer_comment"),))
    return can, replace(first, comment=2), replace(first, comment=3, answer=first.text)


_EMPTY = (("remark", ""), ("wrong", "4000"), ("positive", "5200"))
