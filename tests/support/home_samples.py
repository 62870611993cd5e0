"""Samples of the first page of a role: an emitter, a trader, an official, and a plain one."""

from __future__ import annotations

from dataclasses import replace

from registry.debrief.words import AIMS, REASONS, Words
from registry.roles import Role
from registry.web.frame.contexts.shared import Language, Page
from registry.web.frame.pictures import news_of
from registry.web.home.briefs import BRIEFS
from registry.web.home.contexts import AimLine, FirstStep, Guide, HomePage, NewsPage, Worth
from tests.support import level_samples
from tests.support.page_tasks import nation, tasks_of
from tests.support.pages import told

GUIDE = Guide(
    instrument="CCER", side="buy", price=8645, waits=False, untraded=False,
    quantity=10,
    price_href="/trade/CCER#ticket", quantity_href="/trade/CCER#ticket",
    confirm_href="/trade/CCER#ticket", closed=False, toggle_href="?guide=closed",
)  # fmt: skip


def pages(language: Language) -> dict[str, Page]:
    """First pages, by a short name."""
    said = REASONS["no_deadline"]
    gap = _aim(language, "cover_gap", target=12_000, reached=2_400, met=False)
    value = _aim(
        language, "make_money", unit="fen", target=80_000_000, reached=80_126_400, met=True,
        change_fen=126_400,
    )  # fmt: skip
    decided = _aim(language, "decide_tasks", unit="tasks", target=3, reached=1, met=False)
    late = replace(
        _aim(language, "in_time", unit="tasks", target=None, reached=1, met=None),
        reason=_both(language, said),
    )
    worth = Worth(unit="BRC", buys=True, tonnes=6_000, paying=4_000, opening_fen=5_600,
                  first_fen=7_600, last_fen=5_200)  # fmt: skip
    cost = replace(worth, buys=False, tonnes=18_000, paying=10_500, opening_fen=6_100,
                   first_fen=4_600, last_fen=7_000)  # fmt: skip
    empty = _aim(language, "retire_tonnes", target=None, reached=0, met=None)
    return {
        "home": replace(_page(language, Role.EMITTER, (gap,)), guide=GUIDE),
        "home_guide_waits": replace(
            _page(language, Role.TRADER, (value,)), guide=replace(GUIDE, waits=True)
        ),
        "home_guide_untraded": replace(
            _page(language, Role.TRADER, (value,)), guide=replace(GUIDE, waits=True, untraded=True)
        ),
        "home_guide_away": replace(
            _page(language, Role.TRADER, (value,)), guide=replace(GUIDE, closed=True)
        ),
        "home_guide_sells": replace(
            _page(language, Role.PROJECT_OWNER, ()), guide=replace(GUIDE, side="sell")
        ),
        "home_levels": replace(
            _page(language, Role.TRADER, (value,)), levels=level_samples.lines(language),
            news=news_of(told(), language, most=3),
        ),
        "news": NewsPage(news=news_of(told(), language, most=3)),
        "news_none": NewsPage(news=()),
        "home_trader": replace(_page(language, Role.TRADER, (value,)), orders_left=4),
        "home_buyer": replace(_page(language, Role.VOLUNTARY_BUYER, (empty,)), worth=worth),
        "home_owner": replace(_page(language, Role.PROJECT_OWNER, ()), worth=cost),
        "home_government": replace(
            _page(language, Role.GOVERNMENT_HOST, (decided, late)), country=nation(language, "TH"),
            tasks=tasks_of(language, "government_host"),
        ),
        "home_manager": replace(
            _page(language, Role.REGISTRY_MANAGER, (decided,)), country="",
            tasks=tasks_of(language, "registry_manager"),
        ),
    }  # fmt: skip


def _both(language: Language, words: Words) -> str:
    return words.zh if language == "zh" else words.en


def _aim(
    language: Language, kind: str, *, target: int | None, reached: int, met: bool | None,
    unit: str = "t", change_fen: int | None = None,
) -> AimLine:  # fmt: skip
    return AimLine(
        text=_both(language, AIMS[kind]), unit=unit, target=target, reached=reached, met=met,
        reason="", change_fen=change_fen,
    )  # fmt: skip


def _page(language: Language, role: Role, aims: tuple[AimLine, ...]) -> HomePage:
    brief = BRIEFS[role]
    steps = tuple(
        FirstStep(text=_both(language, one.what), why=_both(language, one.why), href="/trade/CCER")
        for one in brief.steps
    )
    return HomePage(
        role=role.value, country=nation(language, "CN"), does=_both(language, brief.does),
        aims=aims, worth=None, guide=None, steps=steps, levels=(), news=(),
        judged=_both(language, brief.judged),
        minutes_left=41, personal_code="KX7M-4Q2W", orders_left=0, tasks=None, refusal=None,
        receipt=None,
    )  # fmt: skip
