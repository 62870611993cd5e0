"""Goal: everybody lands on the page of their role, which tells the aim that the debrief tells.

Method: a real server with a running lesson that bots have traded; every role sits down.
"""

from __future__ import annotations

import re
from copy import deepcopy
from html import unescape

import pytest

from registry.classroom.plan import read_plan
from registry.debrief.own import own_debrief
from registry.debrief.room import debrief
from registry.debrief.words import AIMS
from registry.edge.results import prices_of
from registry.market.queries import available
from registry.roles import OFFICIAL, Role
from registry.web.home.briefs import BRIEFS
from registry.web.home.guide import SIDES, guide_of
from registry.web.home.places import FIRST_TRADE, PLACES, Ground
from tests.support.classroom import Class, forms

pytestmark = pytest.mark.slow


def read(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)))


@pytest.mark.parametrize("role", [one for one in BRIEFS if one is not Role.THIRD_PARTY_ENTITY])
def test_a_person_lands_on_the_page_of_the_role_and_each_step_leads_on(
    room: Class, role: Role
) -> None:
    person, seat = room.browser("Any", role.value)
    for language in ("en", "zh"):
        html = person.get("/home", headers={"accept-language": language}).text
        text = read(html)
        brief = BRIEFS[role]

        assert seat in text and getattr(brief.does, language) in text
        assert getattr(brief.judged, language) in text
        for step in brief.steps:
            assert getattr(step.what, language) in text
        assert ('id="tasks"' in html) is (role in OFFICIAL)
        with room.live.reading() as session:
            own = own_debrief(session, seat)
        assert own is not None
        for aim in own.aims:
            assert getattr(AIMS[aim.kind], language) in text
    links = re.findall(r'<a class="button big[^"]*" href="([^"]+)"', html)
    assert (6 if role in SIDES and 'id="guide-title"' in html else 3) == len(links)
    for link in links:
        address, _, part = unescape(link).partition("#")
        answer = person.get(address or "/home")
        assert 200 == answer.status_code, link
        if part in ("ticket", "chart", "meter", "tasks", "holdings", "task-authorise"):
            assert f'id="{part}"' in answer.text, link
    room.remove(seat)


@pytest.mark.parametrize(
    ("country", "unit", "sells"),
    [("TH", "BRC", "BRC-TH"), ("CN", "BRC", "BRC-CN"), ("CN", "CCER", "CCER")],
)
def test_an_owner_sells_in_the_registry_at_home(country: str, unit: str, sells: str) -> None:
    """An owner has an account in both registries; the share of an issuance lands at home."""
    on = Ground(
        instruments=read_plan("belt-road-1").instruments, registries=frozenset({"CN", "TH"}),
        offset_position=None, own_units=frozenset({unit}), wanted="", country=country,
    )  # fmt: skip

    assert PLACES["own_sell"](on) == f"/trade/{sells}?side=sell#ticket"
    assert FIRST_TRADE[Role.PROJECT_OWNER](on) == sells


def test_every_place_is_used_by_a_role() -> None:
    used = {step.place for brief in BRIEFS.values() for step in brief.steps}

    assert used == set(PLACES)


def test_an_official_acts_here_and_stays_here(room: Class) -> None:
    person, seat = room.browser("Vee", "government_host")
    typed = {"project": "TH001", "quantity": "10", "purposes": "OIMP"}
    preview = person.get("/home", params={"task": "authorise", **typed}).text
    granted = person.post(
        "/action/authorisation.grant", data={"key": "own", "back": "/home", **typed}
    )
    voted = person.post(
        "/action/committee.vote", data={"key": "v", "back": "/home", "item": "1", "vote": "object"}
    )
    told = [person.get(answer.headers["location"]).text for answer in (granted, voted)]

    assert 'action="/action/authorisation.grant"' in preview
    assert granted.headers["location"].startswith("/home?done=")
    assert voted.headers["location"].startswith("/home?refused=")
    assert ["receipt", "refusal"] == [
        next(kind for kind in ("receipt", "refusal") if f'class="{kind}' in html) for html in told
    ]
    room.remove(seat)


def test_the_own_figures_are_those_of_the_debrief_of_all(room: Class) -> None:
    with room.live.reading() as session:
        every = debrief(session).seats
        last = {one.instrument: one.price_fen for one in prices_of(session)}
        traded = 0
        for one in every:
            own = own_debrief(session, one.seat)
            assert own is not None
            assert one.aims == own.aims, one.seat
            gains, trading = one.gains, own.trading
            assert (gains.realised_fen, gains.unrealised_fen) == (
                trading.realised_fen,
                trading.unrealised_fen,
            )
            worth = sum(tonnes * last[code] for code, tonnes in trading.kept_t.items())
            assert trading.unrealised_fen == worth - sum(trading.kept_cost_fen.values())
            traded += bool(trading.kept_t)
        assert own_debrief(session, "S999") is None

    assert traded


@pytest.mark.parametrize("last", [None, 8700])
def test_an_order_that_would_wait_is_at_the_last_price_or_else_at_the_reference_price(
    room: Class, last: int | None
) -> None:
    quoted = deepcopy(room.live.view["instruments"]["CCER"])
    quoted.update(asks=[], last=last, reference=8500)
    guide = guide_of(Role.TRADER, "CCER", quoted, free_t=0, closed=False, toggle_href="?")

    assert guide is not None and guide.waits
    assert (last or 8500, last is None) == (guide.price, guide.untraded)


def test_the_guide_leads_to_a_ticket_that_passes_and_ends_with_the_first_trade(
    room: Class,
) -> None:
    person, seat = room.browser("Gus", "trader")
    html = person.get("/home").text
    link = re.search(r'class="button big primary" href="([^"]+step=preview[^"]*)"', html)
    assert link is not None
    ticket = person.get(unescape(link.group(1)).partition("#")[0]).text
    (form,) = [one for one in forms(ticket, "/action/order.place") if one.get("quantity") == "10"]
    away = person.get("/home?guide=closed", follow_redirects=True).text
    again = person.get("/home?guide=open", follow_redirects=True).text

    assert 'id="guide-title"' in again and 'id="guide-title"' not in away
    assert "guide=open" in away
    assert form["instrument"] == "CCER" and form["side"] == "buy"

    # Somebody is on the other side, at whatever price: the order trades, and the guide is gone.
    highest = room.live.view["instruments"]["CCER"]["hi"]
    with room.live.reading() as session:
        holder = next(
            one.name
            for one in room.live.current.seats.values()
            if available(session, seat=one.name, instrument="CCER").free_t >= 10
        )
    order = {"instrument": "CCER", "kind": "limit", "quantity": 10, "price": highest,
             "time_in_force": "day"}  # fmt: skip
    offered = room.give("order.place", "offer", seat=holder, side="sell", **order)
    assert 200 == offered.status_code, offered.text
    assert 'id="guide-title"' in person.get("/home").text
    bought = person.post(
        "/api/commands/order.place", json={"key": "b", "arguments": {"side": "buy", **order}}
    )
    assert 200 == bought.status_code, bought.text
    assert 'id="guide-title"' not in person.get("/home").text
    room.remove(seat)
