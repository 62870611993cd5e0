"""Sample tasks of the seats: what each role finds in its tasks panel."""

from __future__ import annotations

from typing import Any

from registry.programme.participants.errors import QuantityNotFree
from registry.web.frame.contexts.shared import (
    Choice,
    FieldError,
    Form,
    Language,
    NotTaken,
    SerialRange,
    SplitTerms,
)
from registry.web.tasks.authorisation_contexts import (
    AuthorisationCard,
    TermLine,
    TermsPreview,
    TermsTask,
    VersionLine,
)
from registry.web.tasks.contexts import (
    ApprovalTask,
    CcerTask,
    CorrectionTask,
    DraftTask,
    IncidentTask,
    IssuanceRequestTask,
    IssuePart,
    IssueTask,
    ItemTask,
    PaperLine,
    PeriodLine,
    ReplacingLot,
    Share,
    SideVote,
    Tasks,
    TransferTask,
    UnitChoice,
    UnitsPreview,
    UnitsTask,
    VoteTask,
)

EMPTY: dict[str, Any] = {
    "waiting": 0, "votes": (), "transfers": (), "issues": (), "requests": (), "registrations": (),
    "drafts": (),
    "publications": (), "stopped": (), "objections": (), "corrections": (),
    "terms": (), "approvals": (), "incidents": (), "authorisations": (), "units": (),
}  # fmt: skip
CLOSED = Form(values={}, errors={}, open=False)
TERMS = SplitTerms(rule="weights-partner", partner="1", host="1")


def serials(host: str, registry: str, first: int, last: int, prefix: str = "") -> SerialRange:
    """A range of serial numbers."""
    return SerialRange(
        host=host, registry=registry, prefix=prefix, first=first, last=last,
        quantity=last - first + 1,
    )  # fmt: skip


def nation(language: Language, code: str) -> str:
    """Name of a country."""
    names = {"CN": ("中国", "China"), "TH": ("泰国", "Thailand")}[code]
    return names[0] if language == "zh" else names[1]


def registry_name(language: Language, code: str) -> str:
    """What a country's registry is called."""
    name = nation(language, code)
    return f"{name}登记簿" if language == "zh" else f"{name}'s registry"


def tasks_of(language: Language, role: str) -> Tasks:
    """The tasks of one role."""
    zh = language == "zh"
    biogas, wind = ("清迈沼气", "酒泉风电") if zh else ("Chiang Mai biogas", "Jiuquan wind")
    china, host = ("中国政府", "湄南能源") if zh else ("Government of China", "Menam Energy")
    shares = (
        Share(side="partner", country="CN", holder=china, quantity=177),
        Share(side="host", country="TH", holder=host, quantity=178),
    )
    unit = UnitChoice(registry="CN", asset=2, label="CCER CN014 2026", free=1950)
    year = "2026 全年" if zh else "all of 2026"
    tasks: dict[str, Any] = dict(EMPTY)
    if role == "emitter":
        tasks |= {
            "waiting": 1,
            "approvals": (_approval(host, unit),),
            "units": (_offset(unit), _units("retire", unit, ("voluntary",))),
        }
    elif role == "government_host":
        tasks |= {
            "waiting": 3,
            "votes": (_vote(biogas, shares, language),),
            "incidents": (_incident(zh=zh),),
            "objections": (_item("objected", biogas, objection="6 / 31"),),
            "transfers": (_transfer("approve", host, china),),
            "terms": (_terms("authorise", biogas), _terms("amend", biogas, changed=True)),
            "authorisations": _cards(biogas, host),
        }
    elif role == "secretariat":
        stopped = _item("objected", biogas, objection="6 / 31")
        tasks |= {
            "waiting": 2,
            "publications": (_item("adopted", biogas),),
            "stopped": (stopped, _item("lapsed", biogas, number=6)),
        }
    elif role == "project_owner":
        tasks |= {
            "waiting": 1,
            "requests": (
                IssuanceRequestTask(key="k-request", project="TH002", project_name=biogas,
                                    period="2026", period_text=year, quantity=355, shares=shares,
                                    terms=TERMS, papers_href="/requests/papers/TH002/2026"),
            ),
            "drafts": (_draft(biogas, objection="6 / 31"), _draft(biogas, request=5)),
            "corrections": (_correction(biogas, owed=4),),
            "transfers": (_transfer("withdraw", host, china),),
            "terms": (_terms("apply", biogas, refused=shares[0].holder),),
            "authorisations": _cards(biogas, host)[:1],
            "units": (_transfer_form(zh), _cancel(unit, language)),
        }  # fmt: skip
    elif role == "registry_manager":
        tasks |= {
            "waiting": 3,
            "issues": (_issue(biogas, china, host),),
            "corrections": (_correction(biogas, owed=0),),
            "transfers": (_transfer("accept", host, china),),
            "registrations": (_registration(wind, year, zh=zh),),
        }
    return Tasks(**tasks)


def _incident(*, zh: bool) -> IncidentTask:
    return IncidentTask(
        incident=2, agreement="CN-TH", risk="交付风险" if zh else "Delivery risk",
        state="reported", step="incident.agree", due_at=2, late=True,
    )  # fmt: skip


def _approval(initiator: str, unit: UnitChoice) -> ApprovalTask:
    return ApprovalTask(
        key="k-approve", reject_key="k-reject", movement=2, command="retirement.cancel",
        initiator=initiator, registry="CN", quantity=40, batches=(unit.label,), ends_at=2,
    )  # fmt: skip


def _registration(project: str, year: str, *, zh: bool) -> CcerTask:
    return CcerTask(
        key="k-ccer", project="CN014", project_name=project, period="2026", period_text=year,
        quantity=71_697, publication=PeriodLine(
            played_days=0, played_kind="trading", real_days=20, real_kind="working",
            status="verified", source="《办法》第十九条" if zh else "Measures, art. 19"),
    )  # fmt: skip


def _issue(project: str, china: str, host: str) -> IssueTask:
    return IssueTask(
        key="k-issue", request=4, registry="TH", item=3, project_name=project, vintage=2026,
        quantity=178, terms=TERMS, state="issued_partner_only", abroad=False, alone=False,
        parts=(
            IssuePart(registry="CN", holder=china, quantity=177, first=1, last=177, mine=False),
            IssuePart(registry="TH", holder=host, quantity=178, first=178, last=355, mine=True),
        ),
    )  # fmt: skip


def _correction(project: str, *, owed: int) -> CorrectionTask:
    lot = ReplacingLot(
        key="k-lot", registry="TH", asset=2, quantity=owed, project_name=project, vintage=2026
    )
    return CorrectionTask(
        key="k-correct", motion=1, holder="1", registry="TH", quantity=9, owed=owed,
        lots=(lot,) if owed else (),
    )  # fmt: skip


def _item(state: str, project: str, *, objection: str = "", number: int = 5) -> ItemTask:
    return ItemTask(
        key="k-item", item=number, matter=project, name=project, kind="issuance",
        state=state,
        objector="2" if objection else "", about="figures" if objection else "",
        objection=objection,
    )  # fmt: skip


def _draft(project: str, *, objection: str = "", request: int = 4) -> DraftTask:
    return DraftTask(
        item=request, request=request, project_name=project, period_text="2",
        objector="2" if objection else "", about="figures" if objection else "",
        objection=objection, papers_href="/requests/papers/TH002/2",
    )  # fmt: skip


def _vote(project: str, shares: tuple[Share, ...], language: Language) -> VoteTask:
    matter, consent = {
        "zh": ("签发 355 t", "同意签发 355 t"),
        "en": ("issue 355 t", "Consent to 355 t"),
    }[language]
    return VoteTask(
        due_at=1_836_600_000_000, if_silent="lapsed",
        papers=(PaperLine(name="figures", text="365 t", record="355 t"),),
        affirm_key="k-affirm", object_key="k-object", item=3, code="TH002",
        matter=matter, consent=consent, name=project, year=2026, shares=shares, terms=TERMS,
        votes=(SideVote(side="partner", country="CN", country_name=nation(language, "CN"),
                        voted="affirm", mine=False),
               SideVote(side="host", country="TH", country_name=nation(language, "TH"),
                        voted="", mine=True)),
    )  # fmt: skip


def _transfer(step: str, sender: str, receiver: str) -> TransferTask:
    return TransferTask(
        step=step, transfer=45, state="requested", source="TH", target="CN", sender=sender,
        receiver=receiver, unit="BRC", quantity=60, ranges=(serials("TH", "TH", 5_401, 5_460),),
        purpose="NDC", key="k-step", reject_key="k-reject" if step == "approve" else "",
    )  # fmt: skip


def _terms(name: str, project: str, *, changed: bool = False, refused: str = "") -> TermsTask:
    told = NotTaken(text=refused, would_pass=refused) if refused else None
    seat = Choice(value="S05", label="S05 5")
    return TermsTask(
        name=name,
        command="authorisation.grant",
        projects=(Choice(value="TH002", label=f"{project} TH002"),),
        purposes=("NDC", "OIMP", "IMP", "OP"), parties=(Choice(value="CN", label="CN"),),
        entities=(seat,), definitions=("authorisation", "issuance", "use_or_cancellation"),
        circumstances=("fraud", "reversal", "none"),
        form=Form(values={"project": "TH002", "quantity": "300", "purposes": "NDC",
                          "authorisation": "THA-AUT-0001", "entities": "S05"}, errors={},
                  open=True),
        preview=TermsPreview(
            key="" if refused else "k-grant", arguments="{}", refused=told, project_name=project,
            quantity=None if changed else 300, ahead_t=40, verified_t=640,
            oversold_t=8_000, spared_t=40_000,
            changed=(TermLine(term="max_quantity", now="500 t", then="700 t"),) if changed else (),
        ),
    )  # fmt: skip


def _cards(project: str, owner: str) -> tuple[AuthorisationCard, ...]:
    usual: dict[str, Any] = {
        "project_name": project, "purposes": ("NDC", "OIMP"), "parties": ("CN",),
        "entities": (), "definition": "use_or_cancellation", "last_day": "2028-12-31",
        "circumstances": ("fraud",), "asked_by": "", "terms": {}, "reason": "",
        "vintage_first": 2021, "vintage_last": 2030, "kept": 0,
        "versions": (
            VersionLine(version=1, at=0, quantity=500, changed=()),
            VersionLine(version=2, at=0, quantity=700, changed=("max_quantity", "parties")),
        ),
    }  # fmt: skip
    return (
        AuthorisationCard(
            code="THA-AUT-0003", version=0, state="applied", quantity=300, transferred=0, left=300,
            steps={"authorise": "k-authorise", "reject": "k-reject"},
            **usual | {"asked_by": owner, "versions": (), "terms": {"project": "TH002"}},
        ),
        AuthorisationCard(
            code="THA-AUT-0001", version=2, state="in_force", quantity=700, transferred=120,
            left=580,
            steps=dict.fromkeys(("amend", "suspend", "revoke", "revoke_transferred"), "k-act"),
            **usual,
        ),
        AuthorisationCard(
            code="THA-AUT-0002", version=1, state="suspended", quantity=None, transferred=7,
            left=None,
            steps={"resume": "k-resume", "revoke": "k-revoke"}, **usual,
        ),
    )  # fmt: skip


def _offset(unit: UnitChoice) -> UnitsTask:
    return UnitsTask(
        name="offset", units=(unit,), purposes=(), targets=(), receivers=(),
        form=Form(values={"unit": "CN-2", "quantity": "1200"}, errors={}, open=True),
        lock=None, approver="CN014", preview=UnitsPreview(
            key="k-offset", arguments={"asset": "2", "quantity": "1200"}, quantity=1200,
            ranges=(serials("CN", "CN", 120_001, 121_200),), free_before=1950, free_after=750,
            purpose="", target="", room_before=3600, room_after=2400, refused=None,
        ),
    )  # fmt: skip


def _cancel(unit: UnitChoice, language: Language) -> UnitsTask:
    """A cancellation that would be refused: the same tonnes have gone meanwhile."""
    gone = QuantityNotFree(quantity=30, free=20, registry="CN")
    return UnitsTask(
        name="cancel", units=(unit,), purposes=(), targets=(), receivers=(),
        form=Form(values={"unit": "CN-2", "quantity": "30", "reason": "CN014"}, errors={},
                  open=True),
        lock=None, approver="", preview=UnitsPreview(
            key="k-cancel", arguments={"asset": "2", "quantity": "30"}, quantity=30, ranges=(),
            free_before=1950, free_after=1950, purpose="", target="CN014", room_before=None,
            room_after=None,
            refused=NotTaken(text=gone.text(language), would_pass=gone.would_pass(language)),
        ),
    )  # fmt: skip


def _units(name: str, unit: UnitChoice, purposes: tuple[str, ...]) -> UnitsTask:
    return UnitsTask(
        name=name,
        units=(unit,),
        purposes=purposes,
        targets=(),
        receivers=(),
        form=CLOSED,
        lock=None,
        approver="",
        preview=None,
    )


def _transfer_form(zh: bool) -> UnitsTask:
    own = "自己在中国的账户" if zh else "own account in China"
    return UnitsTask(
        name="transfer",
        units=(UnitChoice(registry="TH", asset=3, label="BRC TH002 2026", free=117),),
        purposes=("NDC", "OIMP"), targets=(), receivers=(Choice(value="", label=own),),
        form=Form(values={"unit": "TH-3", "quantity": "400"},
                  errors={"quantity": FieldError(code="too_many", limit="117 t")}, open=True),
        lock=None, approver="", preview=None,
    )  # fmt: skip
