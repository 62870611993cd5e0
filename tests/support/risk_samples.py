"""Sample pages of the risk register and of one incident."""

from __future__ import annotations

from dataclasses import replace

from ledger.kernel.clock import DAY
from registry.web.frame.contexts.shared import Choice, Language, Page
from registry.web.risks.contexts import (
    IncidentLine,
    IncidentPage,
    Lane,
    NoteLine,
    PublicNoteLine,
    RegisterPage,
    ResponseLine,
    RiskLine,
    SortLine,
    StageLine,
    StepRow,
)
from tests.support.pages import NOW, both, receipt, refusal
from tests.support.procedure_samples import act, field


def pages(language: Language) -> dict[str, Page]:
    """The register with and without figures, and an incident in four states."""
    register = _register(language)
    incident = _incident(language)
    bare = replace(
        incident, line=replace(incident.line, state="raised", late=False, tone="wait"),
        late_at=None, lanes=tuple(replace(one, member="", seat="", named_at=None, consents=False)
                                  for one in incident.lanes),
        steps=tuple(replace(one, side="", office="", name="", note="", at=None, now=False)
                    for one in incident.steps),
        notes=(), acts=(), refusal=None, opened_by="", subject_href="", days=0,
    )  # fmt: skip
    done = replace(
        incident, line=replace(incident.line, state="concluded", tone="done", late=False),
        late_at=None, concluded_at=NOW, acts=(), refusal=None, receipt=receipt(language),
        lanes=tuple(replace(one, consents=True) for one in incident.lanes),
    )  # fmt: skip
    return {
        "risks": register,
        "risks_read": replace(
            register, played=False, shown=False, incidents=(), notes=(), opening=None,
            refusal=None, receipt=None,
        ),
        "incident": incident,
        "incident_raised": bare,
        "incident_concluded": done,
    }  # fmt: skip


def _register(language: Language) -> RegisterPage:
    given = ResponseLine(
        response="reduce", text=both(language, "签发前先取得授权", "Authorise before issuance"),
        due_day="2028-03-20", office="government_host",
        name=both(language, "泰国政府", "Government of Thailand"), at=NOW,
    )  # fmt: skip
    ways = (Choice(value="reduce", label=both(language, "降低", "reduce")),)
    form = act("risk.respond", both(language, "登记风险应对", "Respond to risk"), about="policy",
               arguments={"risk": "policy"},
               fields=(field("response", "choice", choices=ways), field("due_day")))  # fmt: skip
    policy = RiskLine(
        code="policy", name=both(language, "政策不确定性风险", "Policy uncertainty"),
        plays=both(language, "政府中止协定。", "A government suspends an agreement."),
        owner=both(language, "双方联合机构", "Joint body"), offices=("secretariat",),
        source="S0", status="seed", measured=True, count=3, open=1, quantity=48_000,
        amount_fen=1_250_000, last_at=NOW,
        sorts=(SortLine(sort="agreement_suspended", count=2, quantity=0),
               SortLine(sort="price_far", count=1, quantity=48_000)),
        incidents_open=1, incidents_late=1, incidents_concluded=1, response=given,
        earlier=(given,), act=form,
    )  # fmt: skip
    quiet = replace(
        policy, code="approval", count=0, open=0, quantity=0, amount_fen=0, last_at=None, sorts=(),
        incidents_open=0, incidents_late=0, incidents_concluded=0, response=None, earlier=(),
        act=None,
    )  # fmt: skip
    line = _line(language)
    return RegisterPage(
        played=True, shown=True, far_percent=20,
        stages=(
            StageLine(stage="design", count=3, risks=(policy,)),
            StageLine(stage="cross_border", count=1, risks=(
                quiet, replace(quiet, code="technical", measured=False),
                replace(policy, code="delivery", quantity=0, amount_fen=0, open=0, act=None),
            )),
        ),
        incidents=(line, replace(line, incident=1, state="concluded", tone="done", late=False,
                                 mine=False)),
        notes=(PublicNoteLine(incident=1, agreement="CN-TH", risk=policy.name, at=NOW,
                              text=both(language, "记录已更正。", "The record is corrected.")),),
        opening=act("incident.open", both(language, "提出事件", "Open incident"), arguments={},
                    fields=(field("subject"),)),
        refusal=refusal(language), receipt=receipt(language),
    )  # fmt: skip


def _line(language: Language) -> IncidentLine:
    return IncidentLine(
        incident=2, agreement="CN-TH",
        risk=both(language, "基础设施连接风险", "Risk of connecting infrastructures"),
        about="transfer", subject="1", quantity=6_000, state="reported", tone="refuse",
        opened_at=NOW - 2 * DAY, due_at=NOW - DAY, late=True, mine=True,
    )  # fmt: skip


def _incident(language: Language) -> IncidentPage:
    china = both(language, "中国政府", "Government of China")
    manager = both(language, "登记簿管理员", "Registry manager")
    text = both(
        language, "日志记录有误，已更正，未损失减排量。", "A record was wrong; nothing lost."
    )
    lanes = (
        Lane(side="partner", country="CN", country_name=both(language, "中国", "China"),
             member=china, seat="S01", named_at=NOW, consents=False),
        Lane(side="host", country="TH", country_name=both(language, "泰国", "Thailand"),
             member=manager, seat="S04", named_at=NOW, consents=True),
    )  # fmt: skip
    taken = StepRow(step="assess", side="host", office="registry_manager", name=manager,
                    note=both(language, "日志少 10 吨", "10 t less in the log"), at=NOW,
                    now=False)  # fmt: skip
    first = NoteLine(note=1, text=text, country="TH", name=manager, at=NOW, consents=("TH",))
    return IncidentPage(
        line=_line(language), reason=both(language, "对账差异", "differs by comparison"),
        opened_by=manager, concluded_at=None, late_at=NOW - DAY,
        subject_href="/registries/transfers/1", span=DAY, gone=DAY, days=2, day_kind="trading",
        lanes=lanes,
        steps=(taken, replace(taken, step="contain", side="partner", office="government_partner",
                              name=china),
               replace(taken, step="rectify", side="", office="", name="", note="", at=None,
                       now=True)),
        notes=(first, replace(first, note=2)),
        acts=(act("incident.agree", both(language, "同意公告", "Consent to public note"),
                  arguments={"incident": "2", "note": "2"}),),
        refusal=refusal(language), receipt=None,
    )  # fmt: skip
