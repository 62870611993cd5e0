"""Every page with sample contexts, by a short name: what tests draw and people look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import segno
from markupsafe import Markup

from ledger.kernel.clock import MINUTE, SECOND
from registry.classroom.audit import SENTENCES
from registry.classroom.minded import Minded
from registry.classroom.notices import KINDS
from registry.edge.errors import SeatGivenBack
from registry.web.admin import log_contexts as log
from registry.web.door import contexts as door
from registry.web.frame.contexts import shared
from registry.web.frame.contexts.shared import Chrome, FieldError, Language, Page
from registry.web.frame.pictures import both_texts
from registry.web.serials.contexts import SerialPage
from registry.web.trade.candles import days_of
from registry.web.trade.contexts import JustSeated
from registry.web.trainer.contexts import (
    ActLine,
    AdvanceRow,
    AnnouncementRow,
    Announcing,
    Asked,
    BotsRow,
    ClockActions,
    DemonstrationCard,
    LessonChoice,
    MarketRow,
    NoticeLine,
    PendingStep,
    RefusalCount,
    RosterRow,
    ScenarioArea,
    ScenarioRow,
    ScenariosPage,
    Script,
    ScriptLine,
    StepLine,
    ToOpening,
    TrainerPage,
)
from tests.support import (
    asked_samples,
    body_samples,
    calculator_samples,
    cashflow_samples,
    cycle_samples,
    deal_samples,
    debrief_samples,
    exercise_samples,
    fault_samples,
    help_samples,
    home_samples,
    import_samples,
    lesson_samples,
    level_samples,
    market_samples,
    motion_samples,
    ndc_samples,
    offset_samples,
    pages,
    paper_samples,
    procedure_samples,
    projector_samples,
    quiz_samples,
    reading_samples,
    report_samples,
    risk_samples,
    trading_samples,
    verification_samples,
)
from tests.support import page_books as books
from tests.support.page_tasks import tasks_of
from tests.support.pages import NOW, both, chrome, receipt, refusal, trade_page

ROLES = ("government_partner", "government_host", "secretariat", "registry_manager",
         "project_owner", "emitter", "trader", "voluntary_buyer")  # fmt: skip

TO_DO = {
    "project_owner": ("sell", 1_950), "government_host": ("steps", 2),
    "government_partner": ("steps", 3), "trader": ("trade", 0), "emitter": ("gap", 9_600),
    "voluntary_buyer": ("retire", 500),
}  # fmt: skip

LESSONS = tuple(
    LessonChoice(code=code, title=number, join_code=join_code, shown=code == "venues")
    for code, number, join_code in (("belt-road-1", "1", "KX7-4Q2"), ("venues", "2", "723-456"))
)
BOTS = tuple(
    BotsRow(role=role, playing=role not in ("", "trader"), key=f"k-bots-{role}")
    for role in ("", *ROLES)
)
PENDING = (
    PendingStep(command="committee.vote", count=2, since_day=2),
    PendingStep(command="transfer.approve", count=1, since_day=None),
)
ADVANCES = tuple(
    AdvanceRow(phase=phase, day=day, key=f"k-to-{phase}-{day}")
    for phase, day in (("", None), ("", 4), ("call", None), ("continuous", None), ("closing", None),
                       ("closed", None))
)  # fmt: skip


def section_of(name: str) -> str:
    """The entry of the navigation that a sample of a seat's page belongs to."""
    return next((one for one in ("serial", "requests") if name.startswith(one)), "trade")


@cache
def samples(language: Language) -> Mapping[str, tuple[Page, Chrome]]:
    """All samples of one language, made once."""
    found: dict[str, tuple[Page, Chrome]] = {}
    guest = chrome(language, "guest", "")
    seat = chrome(language, "participant", "trade")
    trainer = chrome(language, "trainer", "trainer")
    found |= {name: (page, guest) for name, page in guest_pages(language).items()}
    found |= {
        name: (page, replace(seat, section=section_of(name)))
        for name, page in seat_pages(language).items()
    }
    home = replace(seat, section="home")
    found |= {name: (page, home) for name, page in home_samples.pages(language).items()}
    found["trade_paused"] = (
        trade_page(language, ticket=pages.ticket(closed_because="paused")),
        chrome(language, "participant", "trade", running=False),
    )
    found |= console_samples(language, trainer)
    found |= help_samples.samples(language, trainer_page(language).roster, trainer)
    found["scenarios"] = (scenarios(language), trainer)
    found |= {n: (page, trainer) for n, page in lesson_samples.lesson_pages(language).items()}
    wall = replace(chrome(language, "guest", "projector"), live=True)
    found |= {
        name: (page, replace(wall, clock=trainer.clock))
        for name, page in projector_samples.pages(language).items()
    }
    for name, page in debrief_samples.seat_pages(language).items():
        found[name] = (page, replace(seat, section="debrief"))
    for area in (debrief_samples, quiz_samples):
        for name, page in area.trainer_pages(language).items():
            found[name] = (page, replace(trainer, section="debrief"))
    for name, page in quiz_samples.seat_pages(language).items():
        found[name] = (page, replace(seat, section="quiz", quiz="before"))
    found["quiz_guest"] = (quiz_samples.seat_pages(language)["quiz_asks_for_code"], guest)
    procedures = procedure_samples.pages(language) | motion_samples.pages(language)
    for name, page in procedures.items():
        committee = name.startswith(("docket", "item", "printed", "agreements", "motion"))
        found[name] = (page, replace(seat, section="committee" if committee else "registries"))
    for name, page in body_samples.pages(language).items():
        found[name] = (page, replace(seat, section="committee"))
    for name, page in report_samples.pages(language).items():
        found[name] = (page, replace(seat, section="reports", reports=True))
    for name, page in ndc_samples.PAGES.items():
        found[name] = (page, replace(seat, section="ndc", ndc=True))
    for name, page in import_samples.pages(language).items():
        found[name] = (page, replace(seat, section="registries"))
    for name, page in cashflow_samples.pages(language).items():
        found[name] = (page, replace(seat, section="cash_flow", undertakes=True))
    for name, page in cycle_samples.pages(language).items():
        found[name] = (page, replace(seat, section="projects"))
    for name, page in risk_samples.pages(language).items():
        found[name] = (page, replace(seat, section="risks"))
    for name, page in verification_samples.pages(language).items():
        found[name] = (page, replace(seat, section="verification", monitored=True))
    for area in (offset_samples, calculator_samples, exercise_samples, reading_samples):
        found |= {name: (page, guest) for name, page in area.pages(language).items()}
    for name, page in auditor_pages(language).items():
        section = {"account": "accounts", "transaction": "transactions"}.get(name, name)
        found[name] = (page, replace(trainer, section=section))
    return found


def console_samples(language: Language, trainer: Chrome) -> dict[str, tuple[Page, Chrome]]:
    """The trainer's page in the states of a lesson."""
    page = trainer_page(language)
    over = replace(page, over=True, may_set_hour=False, queue=(), health=help_samples.ill())
    act = ActLine(
        number=1, of=3, title=both(language, "第一幕", "Act one"), between=False,
        next_title=both(language, "一年之后", "A year later"),
        next_day_text=both(language, "2029-03-12 周一", "Mon 12 Mar 2029"),
    )  # fmt: skip
    assert trainer.clock is not None
    tried = replace(trainer, clock=replace(trainer.clock, practice=True))
    waits = replace(trainer, clock=replace(trainer.clock, face="waiting"))
    return {
        "trainer": (page, trainer),
        "trainer_over": (
            over, replace(trainer, clock=replace(trainer.clock, face="over"))),
        "trainer_demonstration": (
            replace(page, demonstration=demonstration(language)), trainer),
        "trainer_practice": (page, tried),
        "trainer_waiting": (page, waits),
        "trainer_acts": (replace(page, act=act), trainer),
        "trainer_between_acts": (replace(page, act=replace(act, between=True)), trainer),
    }  # fmt: skip


def guest_pages(language: Language) -> dict[str, Page]:
    """Pages before anybody has signed in."""
    roles = tuple(
        door.RoleChoice(role=role, taken=i % 3, seats=3, free=i % 3 < 2)
        for i, role in enumerate(ROLES)
    )
    title = both(language, "一带一路 · 第一课", "Belt and Road · lesson 1")
    card = replace(refusal(language), action="", bar=None, figures=(), fix=None, number=None)
    join = door.JoinPage(
        key="k-join", code="KX7-4Q2", lesson_title=title, name="", role="", roles=roles,
        cancel_orders=False, begun=True, own=None, other=False, ended="", away_after_s=120,
        return_key="k-return", return_first=False, refusal=None,
    )  # fmt: skip
    own = door.OwnSeat(
        person="Dora", seat="S24", role="trader", href="/trade",
        other_href="/join?code=KX7-4Q2&other=1",
    )  # fmt: skip
    return {
        "welcome": door.WelcomePage(code="", lesson_open=True, seat_href=""),
        "join": join,
        "join_taken": replace(join, name="Dora", return_first=True, refusal=card),
        "join_before": replace(join, begun=False),
        "join_ended": replace(join, ended=SeatGivenBack(seat="S24").text(language)),
        "join_seated": replace(join, own=own),
        "return": door.ReturnPage(
            key="k-return", code="KX7-4Q2", personal_code="", refusal=None),
        "sign_in": door.SignInPage(key="k-sign-in", next_href="/trainer", refusal=None),
        "error": shared.ErrorPage(status=500, failure="7f3a91c2", retry_href="/trade/CCER"),
        "missing": shared.ErrorPage(status=404, failure="", retry_href=""),
        "refusal": shared.RefusalPage(refusal=card),
    }  # fmt: skip


def seat_pages(language: Language) -> dict[str, Page]:
    """Pages of a person with a seat."""
    high = {"price": FieldError(code="price_above", limit="93.50")}
    empty: dict[str, Any] = {
        "orders": (),
        "orders_open": 0,
        "orders_blocked_fen": 0,
        "holdings": (),
    }
    return {
        "trade": trade_page(language),
        "trade_preview": trade_page(
            language, ticket=pages.ticket(quantity="1200", preview=pages.order_preview())),
        "trade_sale": trade_page(
            language, receipt=receipt(language),
            ticket=pages.ticket(side="sell", quantity="500", preview=pages.order_preview(
                side="sell", price=8650, quantity=500, trades_now=0, trades_at=None, rests=500,
                blocks_fen=None, blocks_t=500, free_before=1950, free_after=1450, room_before=None,
                room_after=None, warnings=("86.50 ≠ 86.43",), overshoots=True,
                blocks_ranges=(pages.serials("CN", "CN", 120_001, 120_500),)))),
        "trade_retired": trade_page(language, receipt=asked_samples.retired(receipt(language))),
        "trade_just_seated": trade_page(language, just_seated=JustSeated(
            cancelled=0, orders=8, blocked_fen=9_593_733, blocked_t=1_200,
            cancel_key="k-cancel-all")),
        "trade_cancelled": trade_page(language, just_seated=JustSeated(
            cancelled=8, orders=0, blocked_fen=0, blocked_t=0, cancel_key="k-cancel-all")),
        "trade_minded": trade_page(language, minded=Minded(
            since=NOW - 30 * MINUTE, until=NOW, placed=3, traded=120, filed=1)),
        "trade_minded_idle": trade_page(language, minded=Minded(
            since=NOW - 30 * MINUTE, until=NOW, placed=0, traded=0, filed=0)),
        **day_pages(language),
        "trade_error": trade_page(language, ticket=pages.ticket(price="99.00", errors=high)),
        "trade_refusal": trade_page(language, refusal=refusal(language)),
        "trade_empty": trade_page(
            language, role="trader", tasks=tasks_of(language, "trader"), meter=None,
            ticket=pages.ticket(closed_because="phase"), **empty),
        "trade_government": trade_page(
            language, role="government_host", tasks=tasks_of(language, "government_host"),
            meter=None, ticket=pages.ticket(closed_because="role"), **empty),
        "trade_secretariat": trade_page(
            language, role="secretariat", tasks=tasks_of(language, "secretariat"), meter=None),
        "trade_owner": trade_page(
            language, role="project_owner", tasks=tasks_of(language, "project_owner"), meter=None),
        "trade_manager": trade_page(
            language, role="registry_manager", tasks=tasks_of(language, "registry_manager"),
            meter=None),
        **asked_samples.samples(language),
        **paper_samples.samples(language),
        "serial": SerialPage(
            host="TH", first_host="TH", number="5412", trace=books.trace(language)),
        "serial_search": SerialPage(host="", first_host="TH", number="", trace=None),
        **trading_samples.samples(language),
        **deal_samples.samples(language),
        "market": market_samples.market(language),
        "market_listed": market_samples.market(
            language, market_samples.LISTED, code="national-ets"
        ),
        "market_hubei": market_samples.market(language, market_samples.HUBEI, code="hubei"),
    }  # fmt: skip


def day_pages(language: Language) -> dict[str, Page]:
    """The trading page with a chart of several days, and of days without a trade."""
    return {
        "trade_days": trade_page(
            language, span="three", chart_kind="candles",
            candles=days_of(pages.candles(), minutes=60, reference=8500,
                            told=((1, NOW - 90 * MINUTE), (2, NOW - 30 * MINUTE)))),
        "trade_locked": trade_page(
            language, lock=level_samples.lock(language),
            ticket=pages.ticket(closed_because="level")),
        "trade_plain_orders": trade_page(
            language, ticket=pages.ticket(special_orders=level_samples.lock(language))),
        "trade_all_days": trade_page(
            language, span="all", chart_kind="candles",
            candles=days_of((), minutes=24 * 60, reference=8500)),
    }  # fmt: skip


def _notices(language: Language) -> tuple[NoticeLine, ...]:
    return tuple(
        NoticeLine(code=kind.code, text=re.sub(r"\{\w+\}", "7", both(language, kind.zh, kind.en)),
                   at=NOW, grave=kind.grave, confirm=kind.confirm, key="k-notice")
        for kind in KINDS.values()
    )  # fmt: skip


def _counts(language: Language) -> tuple[RefusalCount, ...]:
    return (
        RefusalCount(code="risk.cash_short", count=14, text=both(
            language, "可用资金不足。", "There is not enough free cash.")),
        RefusalCount(code="procedure.offset_above_cap", count=9, text=both(
            language, "超过抵销上限。", "Above the offset cap.")),
    )  # fmt: skip


def _announced(language: Language, roster: tuple[RosterRow, ...]) -> dict[str, Any]:
    """Announcements of the plan and the trainer, the preview of another; what is asked."""
    texts = both_texts(pages.TOLD, language)
    made = tuple(
        AnnouncementRow(number=n, day=n, at=NOW - (3 - n) * MINUTE, texts=texts, planned=n == 1)
        for n in (2, 1)
    )
    announcing = Announcing(text_zh=pages.TOLD["zh"], text_en=pages.TOLD["en"], preview=texts,
                            key="k-announce")  # fmt: skip
    asked = Asked(leaving=14, minutes=217, day=3, last_day=False, next_day=4, orders={"CCER": 31},
                  running=("CCER", "BRC-CN"), halted=("BRC-TH",), halt_key="k-halt-all",
                  resume_key="k-resume-all", end_key="k-end")  # fmt: skip
    script = Script(behind=3, lines=tuple(
        ScriptLine(kind=kind, day=3, at=NOW + ago * MINUTE, minute=12 + ago, texts=texts,
                   state=state)
        for kind, ago, state in (("announcement", -9, "done"), ("remark", 5, "next"),
                                 ("announcement", 20, "later"))
    ))  # fmt: skip
    opening = ToOpening(at=NOW + 90 * MINUTE, phase="continuous", lunch=True, key="k-open")
    return {"announcing": announcing, "announcements": made, "asked": asked, "opening": opening,
            "call_seconds": (60, 120), "script": script,
            **help_samples.of_console(roster, language)}  # fmt: skip


def trainer_page(language: Language) -> TrainerPage:
    """The trainer's page in the middle of day 3."""
    who = books.names(language)
    people = (
        ("S03", "project_owner", "Aom K.", "refused", 4, "issuance.request",
         both(language, "没有可用的授权。", "There is no authorisation.")),
        ("S02", "government_host", "Somchai P.", "idle", 6, "committee.vote", ""),
        ("S01", "government_partner", both(language, "李薇", "Li Wei"), "away", 0,
         "committee.vote", ""),
        ("S12", "voluntary_buyer", both(language, "周立", "Zhou Li"), "never", 5, "", ""),
        ("S12", "trader", both(language, "孙宁", "Sun Ning"), "away", 0, "order.place", ""),
        ("S07", "emitter", both(language, "陈一诺", "Chen Yinuo"), "", 0, "offset.submit", ""),
    )  # fmt: skip
    roster = [
        RosterRow(seat=seat, name=who[seat], role=role, person=person, connected=need != "away",
                  need=need, need_count=count, task=TO_DO[role][0], task_count=TO_DO[role][1],
                  last_action=action, last_ago_s=31 * i + 4,
                  last_refused=code, minded=role == "trader" and need == "away", resting=False,
                  pending=PENDING if role == "government_partner" else (),
                  pending_steps=3 if role == "government_partner" else 0,
                  personal_code="KX7M-4Q2W" if person else "", remove_key=f"k-remove-{seat}")
        for i, (seat, role, person, need, count, action, code) in enumerate(people)
    ]  # fmt: skip
    roster += [
        RosterRow(seat=f"S{n}", name=both(language, f"北辰电力 {n}", f"Beichen Power {n}"),
                  role="emitter", person="", connected=False, need="", need_count=0, task="",
                  task_count=0,
                  last_action="" if n % 2 else "order.place", last_ago_s=None if n % 2 else n,
                  last_refused="", minded=False, pending=(), pending_steps=0, personal_code="",
                  remove_key="", resting=n == 21)
        for n in range(20, 34)
    ]  # fmt: skip
    markets = tuple(
        MarketRow(code=code, name=pages.NAMES[language][code], last=last, change=change,
                  volume=volume, halted=code == "BRC-TH", key=f"k-halt-{code}",
                  call={"CCER": "begin", "BRC-CN": "end"}.get(code, ""), call_key=f"k-call-{code}",
                  call_until=pages.NOW if code == "BRC-CN" else None)
        for code, last, change, volume in (("CCER", 8640, 140, 23_180), ("BRC-CN", 6100, -35, 840),
                                           ("BRC-TH", None, None, 0))
    )  # fmt: skip
    qr = Markup(segno.make("http://192.168.43.10:8765/join?code=KX74Q2", error="m").svg_inline(
        omitsize=True, border=4))  # fmt: skip
    return TrainerPage(
        notices=_notices(language), lessons=LESSONS, demonstration=None, over=False, act=None,
        actions=ClockActions(start_key="k-start", pause_key="k-pause", speed_key="k-speed",
                         next_day_key="k-next", level_key="k-level", speeds=(1, 5, 20, 60)),
        levels=level_samples.lines(language),
        join_code="KX7-4Q2", join_url="http://192.168.43.10:8765/join?code=KX74Q2",
        join_host="192.168.43.10:8765", join_qr=qr, people=4, bots=36, away=1, stuck=2,
        advance_key="k-to", advance_rows=ADVANCES, bots_rows=BOTS,
        seats_total=40, commands=4127, refused=213, trades=362, markets=markets,
        roster=tuple(roster), pending=tuple(row for row in roster if row.pending), days_left=17,
        away_after_s=120, role="", roles=ROLES, refusals=_counts(language), audit_ok=True,
        audit_at=NOW - MINUTE, chain_head=books.HASHES[1], lesson_file="belt-road-1.2028.lesson",
        start_hour="2026-03-16 09:00", may_set_hour=True, start_hour_key="k-hour",
        **_announced(language, tuple(roster)), refusal=None, receipt=None,
        faults=fault_samples.fault_desk(language),
    )  # fmt: skip


def demonstration(language: Language) -> DemonstrationCard:
    """A scenario after two of its three steps, of which one differs."""
    steps = (
        StepLine(text="day 1 09:30 -> phase continuous", held=True, differences=()),
        StepLine(text="ann cash -> blocked 86_000", held=False,
                 differences=(("blocked 86_000", "blocked_fen 0"),)),
        StepLine(text="ann cancel $bid -> released 100", held=None, differences=()),
    )  # fmt: skip
    title = both(language, zh="委托冻结资金", en="An order blocks cash")
    people = (("ann", "S10", both(language, zh="甲", en="Ann Trading")),)
    return DemonstrationCard(
        title=title, people=people, taken=2, total=3, steps=steps, key="k-step"
    )


def scenarios(language: Language) -> ScenariosPage:
    """Scenarios of two areas."""
    title = both(language, zh="委托冻结资金", en="An order blocks cash")
    rows = (ScenarioRow(name="orders/cash-is-blocked", title=title, steps=5),)
    areas = tuple(ScenarioArea(code=code, rows=rows) for code in ("orders", "transfers"))
    return ScenariosPage(areas=areas, key="k-load")


def auditor_pages(language: Language) -> dict[str, Page]:
    """The pages under /admin."""
    who = books.names(language)
    row = log.CommandRow(number=4127, at=NOW, day=3, name="offset.submit", origin="person",
                         seat="S07", seat_name=who["S07"], outcome="refused",
                         refused="procedure.offset_above_cap", hash=books.HASHES[1])  # fmt: skip
    clock = replace(row, number=4126, name="clock.phase", origin="clock", seat="clock",
                    seat_name="", outcome="done", refused="", at=NOW - SECOND)  # fmt: skip
    broken = ("asset 2: the balances sum to 1",)
    rows = tuple(
        log.InvariantRow(name=name, text=SENTENCES[name], found=found)
        for name, found in (("nothing_is_created_or_lost", broken), ("the_chain_recomputes", ()))
    )
    found: dict[str, Page] = {**books.ledger_pages(language), **books.booked_pages(language)}
    found["admin_list"] = books.list_page(language)
    found |= books.market_pages(language)
    found |= {
        "done": log.DonePage(
            who="trainer", whose=("trainer", "helper", "script"), name="",
            names=("lesson.speed", "order.place"), paging=books.MORE,
            rows=(log.DoneRow(row=replace(row, origin="trainer"), real_time="2026-03-16 10:41:30",
                            given=(("speed", "60"),), about=""),),
        ),
        "commands": log.CommandsPage(
            seat="", name="", outcome="", code="", seats=books.choices(language),
            names=("order.place", "offset.submit"), rows=(row, clock),
            facets=books.facets("order.place", "offset.submit", table="actions"),
            paging=books.MORE),
        "conduct": market_samples.conduct(language),
        "command": log.CommandPage(
            row=row, key="k-offset", version=1, arguments=(("asset", "2"), ("quantity", "4000")),
            answer=(), refusal=refusal(language), failure="", transactions=(),
            chain=books.chain(), previous=4126, following=4128),
        "command_done": log.CommandPage(
            row=replace(row, outcome="done", refused="", name="order.place"), key="k-order",
            version=1, arguments=(("instrument", "CCER"),), answer=(("order", "311"),),
            refusal=None, failure="", transactions=books.transaction_rows(),
            chain=books.chain(), previous=4126, following=None),
        "audit": log.AuditPage(held=1, total=2, rows=rows, at=NOW, command=4127, since=25,
                               took_ms=412, chain_head=books.HASHES[1]),
    }  # fmt: skip
    return found
