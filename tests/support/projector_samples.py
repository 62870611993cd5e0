"""Sample contexts of the projector's page: the lobby, and the moment of `pages.py`."""

from __future__ import annotations

from ledger.kernel.clock import DAY, HOUR, MINUTE
from registry.programme.pipeline import Stage
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import Language, Page
from registry.web.frame.invitation import qr_of
from registry.web.projector.contexts import (
    Announcement,
    Both,
    Choices,
    Matter,
    ProjectorPage,
    RoleSeats,
    Shown,
    Voter,
)
from registry.web.projector.maker import script_words, step_of
from registry.web.projector.words import PROJECTOR, both
from tests.support.pages import NAMES, NOW, OPENED

SEATS = {
    "emitter": (9, 14),
    "trader": (4, 13),
    "project_owner": (3, 3),
    "voluntary_buyer": (2, 6),
    "government_host": (1, 1),
    "government_partner": (1, 1),
    "secretariat": (0, 1),
    "registry_manager": (0, 1),
}
STAGES = (
    Stage("registered", 4, None),
    Stage("monitored", 2, 41_200, estimated=True),
    Stage("committee", 3, 48_655, estimated=True, by_both=True),
    Stage("issued", None, 97_302),
    Stage("authorised", None, 48_650),
    Stage("transferred", None, 31_120),
    Stage("used", None, 20_310),
)
NEWS = (
    Announcement(
        number=1,
        at=NOW - DAY - HOUR,
        day=2,
        text=Both(zh="泰国授权 48,650 t", en="Thailand authorises 48,650 t"),
    ),
    Announcement(
        number=2,
        at=NOW - 37 * MINUTE,
        day=3,
        text=Both(
            zh="主管部门：今年抵销上限维持应清缴量的 5 %，不扩大",
            en="Authority: this year's offset cap stays at 5 % of the obligation",
        ),
    ),
)


def pages(language: Language) -> dict[str, Page]:
    """The market with two announcements and a docket, and a lobby without either."""
    host, china = Both(zh="泰国", en="Thailand"), Both(zh="中国", en="China")
    matter = Matter(
        text=Both(zh="签发 48,000 t", en="issue 48,000 t"),
        voters=(
            Voter(mark="cn", name=china, consents=True),
            Voter(mark="host", name=host, consents=False),
        ),
    )
    days = tuple(
        (3 - ago, OPENED - ago * DAY, OPENED - ago * DAY + 330 * MINUTE) for ago in (2, 1, 0)
    )
    return {
        "projector": _page(language, news=NEWS, docket=(matter,), days=days),
        "projector_lobby": _page(language, news=(), docket=(), days=days[-1:]),
    }


def _page(
    language: Language,
    *,
    news: tuple[Announcement, ...],
    docket: tuple[Matter, ...],
    days: tuple[tuple[int, int, int], ...],
) -> ProjectorPage:
    return ProjectorPage(
        reveal_href="",
        live_href=to("room_live", code="KX7-4Q2"),
        choices=Choices(show=language, theme="light", screen="", turn="", instrument=""),
        title=Both(zh="一带一路 · 第一课", en="Belt and Road, lesson 1"),
        opens=both("opens", time="09:30"),
        join_code="KX7-4Q2",
        join_host="192.168.43.10:8765",
        join_qr=qr_of("http://192.168.43.10:8765/join?code=KX7-4Q2"),
        seats=tuple(
            RoleSeats(role=both(role, "roles"), taken=taken, seats=seats, widest=14)
            for role, (taken, seats) in SEATS.items()
        ),
        taken=20,
        total=40,
        of_seats=both("of_seats", total=40),
        instruments=tuple(
            Shown(
                code=code,
                name=Both(zh=NAMES["zh"][code], en=NAMES["en"][code]),
                points=((NOW - MINUTE, 8640, 500),) if code == "CCER" else (),
                volume=500 if code == "CCER" else 0,
            )
            for code in NAMES["zh"]
        ),
        days=days,
        announcements=news,
        docket=docket,
        docket_more=both("docket_more", count=2) if docket else None,
        steps=tuple(step_of(stage) for stage in STAGES),
        words={code: both(code) for code in PROJECTOR},
        script_words=script_words(),
    )
