"""Sample pages of the committee and of the registries, in several states."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ledger.kernel.clock import DAY, HOUR
from registry.web.committee.contexts import (
    AgreementTab,
    DocketLine,
    DocketPage,
    InName,
    ItemHead,
    ItemPage,
    MemberLine,
    Paper,
    PrintedDecision,
    Saying,
    SideVotes,
    SplitPicture,
    SplitRow,
    Stage,
)
from registry.web.committee.motion_contexts import MotionWay, TermLine
from registry.web.frame.contexts.acts import Act, ActField
from registry.web.frame.contexts.shared import Choice, Language, Page, SplitTerms
from registry.web.registries.account_contexts import (
    AccountLine,
    AccountPage,
    AccountsPage,
    ChangeLine,
    FreezeLine,
    HeldLine,
    OpeningLine,
)
from registry.web.registries.contexts import (
    FindingLine,
    MessageLine,
    ReconciliationLine,
    ReconciliationPage,
    ReconciliationStage,
    RecordLine,
    RepairLine,
    TransferLine,
    TransferPage,
    TransfersPage,
)
from tests.support.movement_samples import held_movements, trusted, uses
from tests.support.page_tasks import nation, serials
from tests.support.pages import NOW, both, receipt, refusal

DIGEST = "5e0ca97d" + "0" * 48 + "02b6f94e"
OTHER_DIGEST = "77aa01bc" + "1" * 48 + "9d04e2c1"
ACCOUNT = "TH-121-10000019-0-39"
TERMS = SplitTerms(rule="weights-partner", partner="1", host="1")


def act(command: str, label: str, *, about: str = "", **more: Any) -> Act:
    """An act with its key."""
    given: dict[str, Any] = {
        "tone": "", "note": "", "arguments": {"item": "3"}, "fields": (), "open": False,
    } | more  # fmt: skip
    name = command.replace(".", "-").replace("_", "-")
    return Act(
        id=f"{name}-{about}" if about else name, command=command, label=label,
        key=f"k-{name}-{about}", **given,
    )  # fmt: skip


def field(name: str, kind: str = "line", **more: Any) -> ActField:
    """A field of an act."""
    given: dict[str, Any] = {
        "label": name, "value": "", "choices": (), "ticked": (), "required": True, "most": 200,
    } | more  # fmt: skip
    return ActField(name=name, kind=kind, **given)


def pages(language: Language) -> dict[str, Page]:
    """Every page of the committee and of the registries."""
    return {**committee_pages(language), **registry_pages(language)}


def docket(language: Language) -> tuple[DocketLine, ...]:
    """Items in three states; the first waits for the seat and is shown."""
    kind = both(language, "签发", "issuance")
    title = both(language, "签发 清迈沼气 2027 年 355 t", "issue 355 t of Chiang Mai biogas, 2027")
    line = DocketLine(
        item=3, number="JC-TH-2028-E03", kind=kind, title=title, state="circulated", tone="wait",
        due_at=NOW + 2 * DAY, mine=True, here=True,
    )  # fmt: skip
    return (
        line,
        replace(line, item=2, number="JC-TH-2028-M02", state="objected", tone="refuse",
                due_at=None, mine=False, here=False),
        replace(line, item=1, number="JC-TH-2028-E01", state="used", tone="done", due_at=None,
                mine=False, here=False),
    )  # fmt: skip


def head(language: Language, **changes: Any) -> ItemHead:
    """The head of the item that is circulated."""
    given: dict[str, Any] = {
        "item": 3, "number": "JC-TH-2028-E03", "kind": both(language, "签发", "issuance"),
        "headline": docket(language)[0].title,
        "name": both(language, "清迈沼气", "Chiang Mai biogas"), "code": "TH003", "year": 2027,
        "agreement": both(language, "中国—泰国联合信用协定", "China and Thailand, joint crediting"),
        "agreement_code": "CN-TH", "state": "circulated", "tone": "wait", "quantity": 355,
        "digest": DIGEST, "circulation": 1,
        "opened_by": both(language, "湄南能源", "Menam Energy"), "opened_at": NOW - DAY,
        "circulated_at": NOW - DAY, "due_at": NOW + 2 * DAY, "days": 3, "day_kind": "trading",
        "gone": DAY, "span": 3 * DAY, "if_silent": "lapsed", "decided_at": None,
        "published_at": None, "used_at": None, "counted": 3, "affirmed": 1, "objector": "",
        "stages": (Stage(name="draft", state="done"), Stage(name="circulated", state="now"),
                   Stage(name="adopted", state="later"), Stage(name="used", state="later")),
    }  # fmt: skip
    return ItemHead(**given | changes)


def split(language: Language, *, fixed: bool = False) -> SplitPicture:
    """355 t in two, before or after the publication; the partner's share is issued then."""
    china, host = both(language, "中国政府", "China"), both(language, "湄南能源", "Menam Energy")
    prefix = "THA01-TH003-2027"
    first = serials("TH", "CN", 8421, 8598, prefix=prefix) if fixed else None
    second = serials("TH", "TH", 8599, 8775, prefix=prefix) if fixed else None
    row = SplitRow(
        side="partner", country="CN", holder=china, share="50", exact="177.5", rounded=177, odd=1,
        quantity=178, range=first, registry="CN" if fixed else "", issued_at=NOW if fixed else None,
    )  # fmt: skip
    other = replace(
        row, side="host", country="TH", holder=host, odd=0, quantity=177, range=second,
        registry="TH" if fixed else "", issued_at=None,
    )  # fmt: skip
    state = "issued_partner_only" if fixed else "requested"
    return SplitPicture(
        total=355, odd=1, rows=(row, other), terms=TERMS, fixed=fixed, state=state, half=fixed
    )


def sides(language: Language) -> tuple[SideVotes, ...]:
    """Two members of China, of whom one has voted, and two of Thailand, of whom one is recused."""
    member = MemberLine(
        seat="S01", name=both(language, "中国政府", "Government of China"), chairs=True,
        recused=False, vote="", reason="", at=None, own=True,
    )  # fmt: skip
    second = replace(member, seat="S21", chairs=False, vote="affirm", at=NOW - HOUR, own=False)
    host = both(language, "泰国政府", "Government of Thailand")
    objecting = replace(
        member, seat="S02", name=host, vote="object", at=NOW, own=False,
        reason=both(language, "十二月停机", "December stood still"),
    )  # fmt: skip
    away = replace(objecting, seat="S22", chairs=False, recused=True, vote="", at=None, reason="")
    return (
        SideVotes(side="partner", country="CN", country_name=nation(language, "CN"), affirmed=1,
                  counted=2, members=(member, second)),
        SideVotes(side="host", country="TH", country_name=nation(language, "TH"), affirmed=0,
                  counted=1, members=(objecting, away, replace(away, recused=False, seat="S23",
                                                               vote="abstain"))),
    )  # fmt: skip


def said(language: Language) -> tuple[Saying, ...]:
    """An objection, and a vote that was delegated."""
    name = both(language, "泰国政府", "Government of Thailand")
    reason = both(language, "十二月停机六天", "Six days of standstill in December")
    one = Saying(
        name=name, side="host", vote="object", paper="figures", other="", reason=reason,
        circulation=1, for_it="", at=NOW,
    )  # fmt: skip
    return (
        one,
        replace(one, vote="affirm", paper="", reason="", for_it=nation(language, "TH")),
        replace(one, vote="delegate", paper="", other=nation(language, "TH"), reason=""),
    )


PAPERS = (
    Paper(name="figures", text="1,000 t; 355 t", digest=DIGEST),
    Paper(name="split", text="CN 178 t; TH 177 t", digest=OTHER_DIGEST),
)


def _item(language: Language) -> ItemPage:
    """The item on which the seat votes, for itself and for another member."""
    about = (Choice(value="figures", label=both(language, "数据", "figures")),)
    reason = field("reason")
    consent = both(language, "同意签发 355 t", "Consent to 355 t")
    objecting = act(
        "committee.vote", both(language, "反对", "Object"), about="object", tone="refusing",
        note=both(language, "反对即停止计时", "An objection stops the clock"),
        fields=(field("about", "choice", choices=about), reason),
    )  # fmt: skip
    return ItemPage(
        docket=docket(language),
        head=head(language),
        split=split(language),
        changes=(),
        holds=False,
        sides=sides(language),
        papers=PAPERS,
        papers_href="",
        said=said(language),
        office="chair",
        asked=(act("committee.vote", consent, about="affirm", tone="primary"), objecting),
        further=(
            act("committee.recuse", both(language, "声明回避", "Recuse oneself"), fields=(reason,)),
        ),
        in_name_of=(
            InName(
                name=nation(language, "CN"),
                acts=(act("committee.vote", consent, about="affirm-S21"),),
            ),
        ),
        refusal=None,
        receipt=None,
    )


def changes(language: Language) -> tuple[TermLine, ...]:
    """A changed term, and what a seat receives."""
    name = both(language, "湄南能源", "Menam Energy")
    return (
        TermLine(term="host_share", name="", now="1", then="2"),
        TermLine(term="recipient", name=name, now="50 %", then="60 %"),
    )


def committee_pages(language: Language) -> dict[str, Page]:
    """Docket, items in several states, the sheet."""
    item = _item(language)
    none: dict[str, Any] = {"asked": (), "further": (), "in_name_of": ()}
    stopped = replace(
        item, **none, office="recused", refusal=refusal(language),
        head=head(language, state="objected", tone="refuse", due_at=None, if_silent="",
                  objector=nation(language, "TH")),
    )  # fmt: skip
    published = replace(
        item, **none, office="manager", split=split(language, fixed=True),
        receipt=receipt(language),
        head=head(language, state="published", tone="done", due_at=None, decided_at=NOW,
                  published_at=NOW),
    )  # fmt: skip
    bare = replace(item, **none, office="", split=None, papers=(), said=())
    used = head(language, state="used", tone="done", decided_at=NOW, published_at=NOW, used_at=NOW)
    return {
        "docket": DocketPage(
            agreements=tuple(
                AgreementTab(code=code, title=head(language).agreement, href="/committee",
                             here=code == "CN-TH", open=2)
                for code in ("CN-TH", "CN-KZ")
            ),
            motions=(MotionWay(kind="amendment", title=head(language).kind, href="/m"),),
            all_href="/committee", open=docket(language)[:2], decided=docket(language)[2:],
            older_href="/committee?before=1", newest_href="/committee",
        ),
        "docket_empty": DocketPage(agreements=(), motions=(), all_href="", open=(), decided=(),
                                   older_href="", newest_href=""),
        "item": item,
        "item_motion": replace(bare, changes=changes(language), holds=True,
                               head=head(language, state="published", due_at=None,
                                         published_at=NOW)),
        "item_draft": replace(bare, papers_href="/requests/papers/TH003/1",
                              head=head(language, state="draft", tone="neutral", due_at=None)),
        "item_objected": stopped,
        "item_published": published,
        "item_used": replace(bare, head=used),
        "item_adopted": replace(bare, head=head(language, state="adopted", decided_at=NOW,
                                                due_at=None)),
        "item_on_agenda": replace(bare, head=head(language, state="on_agenda", due_at=None)),
        "item_lapsed": replace(bare, head=head(language, state="lapsed", due_at=None)),
        "printed_decision": PrintedDecision(
            head=used, decided=True, changes=(), split=split(language, fixed=True),
            sides=sides(language), papers=PAPERS, said=said(language),
        ),
        "printed_draft": PrintedDecision(
            head=head(language, state="dropped", decided_at=NOW, quantity=0), decided=False,
            changes=changes(language), split=None, sides=sides(language), papers=(), said=(),
        ),
    }  # fmt: skip


def transfer_line(language: Language, **changes: Any) -> TransferLine:
    """A transfer whose last message was lost."""
    given: dict[str, Any] = {
        "transfer": 2, "transfer_id": "THA01>CHN01-000002", "source": "TH", "target": "CN",
        "sender": both(language, "湄南能源", "Menam Energy"),
        "receiver": both(language, "湄南能源", "Menam Energy"), "unit": "BRC", "quantity": 40,
        "state": "credited", "tone": "wait", "requested_at": NOW - HOUR, "ends_at": NOW + DAY,
        "overdue": True, "failed_check": 7004, "mine": True, "repair": True,
    }  # fmt: skip
    return TransferLine(**given | changes)


def registry_pages(language: Language) -> dict[str, Page]:
    """Transfers, a transfer to be repaired, reconciliations, accounts."""
    line = transfer_line(language)
    calm = transfer_line(
        language, transfer=1, transfer_id="", state="requested", ends_at=None, overdue=False,
        failed_check=0, mine=False, repair=False,
    )  # fmt: skip
    return {
        "registry_transfers": TransfersPage(
            rows=(line, calm), offline=(("TH", NOW + HOUR),), older_href="/older",
            newest_href="/newest", compared=_reconciliation(language).rows,
        ),
        "registry_transfers_none": TransfersPage(
            rows=(), offline=(), compared=(), older_href="", newest_href=""
        ),
        "registry_transfer": _transfer(language, line),
        "registry_transfer_asked": replace(
            _transfer(language, calm), records=(), messages=(), repairs=(), differences=(),
            acts=(), repairing=(), decided_at=None, accepted_by="", completed_at=None, ranges=(),
        ),
        "reconciliation": _reconciliation(language),
        "reconciliation_none": ReconciliationPage(
            act=None, blocked=(), cleared=(), rows=(), older_href="", newest_href="",
            refusal=None, receipt=None,
        ),
        **_accounts(language),
    }  # fmt: skip


def _transfer(language: Language, line: TransferLine) -> TransferPage:
    record = RecordLine(
        record=1, lane="source", keeper="TH", entry="proposed", quantity=40, ranges="",
        digest=DIGEST, differs=False, failed_check=0, corrects=0, posted_as=117, at=NOW,
    )  # fmt: skip
    message = MessageLine(
        message=13, sender="LOG", receiver="CN", sequence=4, attempt=1, repeats=0, kind="release",
        quantity=40, digest=DIGEST, changed=False, state="delivered", tone="done", sent_at=NOW,
        due_at=None, delivered_at=NOW, answered_check=0,
    )  # fmt: skip
    reason = field("reason")
    lost = replace(
        message, message=14, sender="CN", receiver="LOG", attempt=2, kind="credited",
        changed=True, state="lost", tone="refuse", delivered_at=None, answered_check=7004,
    )  # fmt: skip
    why = both(language, "线路中断", "The line was cut")
    return TransferPage(
        line=line, purpose="NDC", decided_at=NOW, accepted_by=nation(language, "CN"),
        completed_at=NOW, ranges=(serials("TH", "CN", 8421, 8460),),
        records=(record,
                 replace(record, record=2, lane="log", keeper="LOG", entry="checked",
                         posted_as=None, failed_check=7004),
                 replace(record, record=3, lane="target", keeper="CN", entry="corrected",
                         digest=OTHER_DIGEST, differs=True, corrects=2, posted_as=None)),
        messages=(message, lost),
        repairs=(RepairLine(repair=1, kind="resend", message=14, record=3, reason=why,
                            name=nation(language, "CN"), at=NOW),),
        differences=(both(language, "日志没有记录", "The log has no record"),),
        acts=(act("transfer.accept", both(language, "接收转让", "Accept transfer"),
                  tone="primary"),
              act("transfer.refuse", both(language, "拒收转让", "Refuse transfer"),
                  tone="refusing", fields=(reason,))),
        repairing=(act("transfer.resend", both(language, "重发报文", "Resend message"),
                       about="14", tone="primary", fields=(reason,), open=True),),
        refusal=None, receipt=None,
    )  # fmt: skip


def _reconciliation(language: Language) -> ReconciliationPage:
    finding = FindingLine(
        finding=1, reconciliation=1, transfer=2, transfer_id="THA01>CHN01-000002", registry="CN",
        name=both(language, "湄南能源", "Menam Energy"), account=ACCOUNT, batch="BRC TH003 2027",
        mismatch="missing_there", registry_t=40, log_t=0, registry_ranges="8421-8460",
        log_ranges="", found_at=NOW, cleared_at=None,
    )  # fmt: skip
    stages = tuple(
        ReconciliationStage(state=state, compared=10, differ=2)
        for state in ("initiated", "validated", "totals_inconsistent", "manual")
    )
    line = ReconciliationLine(
        reconciliation=2, one="CN", other="TH", state="manual", tone="refuse",
        name=both(language, "登记簿管理员", "Registry manager"), daily=False, at=NOW, stages=stages,
    )  # fmt: skip
    choices = (Choice(value="CN", label=both(language, "中国登记簿", "China's registry")),)
    asks = act(
        "reconciliation.run", both(language, "对账", "Reconcile"), tone="primary", arguments={},
        fields=(field("one", "choice", choices=choices), field("other", "choice", choices=choices)),
    )  # fmt: skip
    return ReconciliationPage(
        act=asks, blocked=(finding,),
        cleared=(replace(finding, transfer=None, cleared_at=NOW),),
        rows=(line, replace(line, reconciliation=1, state="completed", tone="done", daily=True)),
        older_href="/older", newest_href="/newest", refusal=refusal(language),
        receipt=receipt(language),
    )  # fmt: skip


def _reversing(language: Language) -> Act:
    label = both(language, "冲正", "Reverse a use")
    return act("retirement.reverse", label, tone="refusing", fields=(field("reason"),))


def _accounts(language: Language) -> dict[str, Page]:
    trader = both(language, "远帆交易", "Yuanfan Trading")
    why = both(language, "核查材料", "Documents are checked")
    line = AccountLine(
        account=ACCOUNT, registry="TH", name=trader, seat="S12", of_system=False, type=121,
        state="some_restricted", tone="refuse", restricted=("trade", "offset"), held=220,
        frozen=20,
    )  # fmt: skip
    system = replace(line, account="TH-300-10000040-0-69", name="cancelled", seat="",
                     of_system=True, state="open", restricted=(), frozen=0)  # fmt: skip
    reason = field("reason")
    request = OpeningLine(
        request=1, name=trader, registry="TH", reason=why, state="requested", tone="wait",
        requested_at=NOW, account="", decided_for="", decided_at=None,
        acts=(act("account.open", both(language, "开立账户", "Open account"), about="1"),
              act("account.decline", both(language, "驳回开户申请", "Decline"), about="1",
                  fields=(reason,))),
    )  # fmt: skip
    declined = replace(request, request=2, state="declined", tone="refuse", decided_for=why,
                       decided_at=NOW, acts=())  # fmt: skip
    freeze = FreezeLine(
        freeze=1, account=ACCOUNT, name=trader, registry="TH", batch="BRC TH003 2027", quantity=20,
        ranges=(serials("TH", "TH", 8599, 8618, prefix="THA01-TH003-2027"),),
        court_order=both(language, "（2028）第 12 号", "No. 12 of 2028"), state="frozen",
        tone="refuse", receiver="", at=NOW, ended_at=None,
        acts=(act("account.lift", both(language, "解除司法冻结", "Lift freeze"), about="1"),),
    )  # fmt: skip
    given = replace(freeze, freeze=2, state="given", tone="neutral", receiver=trader,
                    ended_at=NOW, acts=())  # fmt: skip
    states = (Choice(value="open", label=both(language, "正常", "open")),)
    use, back = uses(language, trader, (_reversing(language),))
    manages = AccountsPage(
        own=(), requests=(), ask=None, manages=("TH",), waiting=(request,), kept=(line, system),
        freezes=(freeze, given), reversible=(use,), reversed=(back,), state="open", states=states,
        movements=held_movements(trader, why), trusted=(), trust=None, number="",
        older_href="/older", newest_href="/newest", refusal=None, receipt=None,
    )  # fmt: skip
    ask = act("account.ask_opening", both(language, "申请开户", "Ask for an account"),
              arguments={}, fields=(reason,))  # fmt: skip
    return {
        "registry_accounts": manages,
        "registry_accounts_none": replace(
            manages, waiting=(), kept=(), freezes=(), reversible=(), reversed=(),
            movements=(),
        ),
        "registry_accounts_own": replace(
            manages, manages=(), waiting=(), kept=(), freezes=(), reversible=(), own=(line,),
            ask=ask, trusted=(trusted(trader, ()),), trust=_trusting(language),
            requests=(replace(declined, account=ACCOUNT),), refusal=refusal(language),
        ),
        "registry_accounts_without": replace(
            manages, manages=(), waiting=(), kept=(), freezes=(), reversible=(), reversed=(),
            own=(), requests=(), movements=(),
        ),
        "registry_account": _account(language, line, (freeze, given)),
        "registry_account_system": AccountPage(
            line=system, held=(), changes=(), freezes=(), acts=(), refusal=None, receipt=None
        ),
    }  # fmt: skip


def _trusting(language: Language) -> Act:
    """The form to enter an account on one's trusted list."""
    label = both(language, "列入信任名单", "Trust account")
    return act("account.trust", label, arguments={}, fields=(field("account"),))


def _account(language: Language, line: AccountLine, freezes: tuple[FreezeLine, ...]) -> AccountPage:
    """One account that its manager can restrict."""
    reason = field("reason")
    trades = (Choice(value="trade", label=both(language, "交易", "trades")),)
    ticks = field("sorts", "ticks", ticked=("trade",), required=False, choices=trades)
    return AccountPage(
            line=line,
            held=(HeldLine(batch="BRC TH003 2027", free=180, blocked=40,
                           ranges=(serials("TH", "TH", 8599, 8818, prefix="THA01-TH003-2027"),)),),
            changes=(ChangeLine(trigger="restrict_some", before="open", after="some_restricted",
                                restricted=("trade",), reason=nation(language, "TH"),
                                name=nation(language, "CN"), at=NOW),),
            freezes=freezes,
            acts=(act("account.restrict", both(language, "限制账户", "Restrict account"),
                      tone="refusing", fields=(ticks, reason)),),
            refusal=None, receipt=receipt(language),
        )  # fmt: skip
