"""Goal: people in every role can take a tonne through its whole life with the pages alone.

Method: people take all seats before the first day; every command is a form that its page offered;
after each command the books are read back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import pytest

from registry.classroom import own_changes
from registry.classroom.lesson import Lesson
from tests.support.classroom import CODE, SMALL, Class, class_of, forms
from tests.support.makers import without_makers
from tests.support.server import until

pytestmark = pytest.mark.slow

ROLES = ("government_partner", "government_host", "secretariat", "registry_manager",
         "project_owner", "project_owner", "emitter", "emitter", "trader", "trader",
         "voluntary_buyer", "voluntary_buyer")  # fmt: skip


People = tuple[Class, dict[str, list[httpx2.Client]]]


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    """Every seat is a person's; time runs at its slowest, the market is open."""
    Lesson.create(tmp_path / f"{CODE}.lesson", without_makers(SMALL), seed=3).close()
    with class_of(tmp_path) as made:
        seated: dict[str, list[httpx2.Client]] = {}
        for number, role in enumerate(ROLES):
            client, _ = made.browser(f"Person {number}", role)
            seated.setdefault(role, []).append(client)
        made.run()
        made.give("lesson.speed", "fast", speed=3600)
        until(lambda: made.script.get("/api/clock").json()["phase"] == "continuous")
        made.give("lesson.speed", "slow", speed=1)
        yield made, seated


def do(client: httpx2.Client, name: str, page: str = "/trade/CCER", **wanted: str) -> str:
    """Send the form of a command that a page offers; return the next page."""
    html = client.get(page).text
    found = [f for f in forms(html, f"/action/{name}") if wanted.items() <= f.items()]
    assert found, f"{name} {wanted} is not offered on {page}"
    answer = client.post(f"/action/{name}", data=found[0])
    assert 303 == answer.status_code
    leads = answer.headers["location"]
    after = client.get(leads, headers={"accept-language": "en"}).text
    assert "done=" in leads, after[after.find('class="refusal"') :][:1500]
    return after


def held(client: httpx2.Client, registry: str, unit: str) -> int:
    """Free tonnes of a seat."""
    rows = client.get("/api/holdings").json()
    return sum(h["free_t"] for h in rows if (h["registry"], h["unit"]) == (registry, unit))


def asset(client: httpx2.Client, registry: str, unit: str) -> int:
    rows = client.get("/api/holdings").json()
    return int(next(h["asset"] for h in rows if (h["registry"], h["unit"]) == (registry, unit)))


def asking(seated: dict[str, list[httpx2.Client]]) -> httpx2.Client:
    """The project owner whose page offers a request."""
    wanted = "/action/issuance.request"
    return next(o for o in seated["project_owner"] if wanted in o.get("/trade/CCER").text)


def typed(task: str, **fields: str | int) -> str:
    """The page with a task's form filled in, as its first step leaves it."""
    return f"/trade/CCER?{urlencode({'task': task, **fields})}"


def free_tonnes(client: httpx2.Client, address: str) -> tuple[str, ...]:
    """Free tonnes before and after, as the preview at an address shows them."""
    found = re.search(
        r'<span class="before">([\d,]+ →)</span> ([\d,]+ t)</dd>', client.get(address).text
    )
    assert found is not None, address
    return found.groups()


def issue(people: People, *, quantity: int, purposes: str) -> httpx2.Client:
    """The host authorises, the owner asks, both consent, each side is issued; the owner."""
    seated = people[1]
    host, secretary = seated["government_host"][0], seated["secretariat"][0]
    manager = seated["registry_manager"][0]
    owner = asking(seated)
    do(
        host,
        "authorisation.grant",
        typed("authorise", project="TH001", quantity=quantity) + purposes,
    )
    do(owner, "issuance.request", project="TH001", period="1")
    assert "/action/committee.publish" not in secretary.get("/trade/CCER").text
    do(seated["government_partner"][0], "committee.vote", vote="affirm")
    do(host, "committee.vote", vote="affirm")
    do(secretary, "committee.publish")
    for _ in manager.get("/trade/CCER").text.split("/action/issuance.issue")[1:]:
        do(manager, "issuance.issue")
    return owner


def test_a_tonne_is_issued_transferred_and_traced_through_the_pages(people: People) -> None:
    room, seated = people
    host, manager = seated["government_host"][0], seated["registry_manager"][0]
    owner = issue(people, quantity=90_000, purposes="&purposes=NDC&purposes=OIMP")
    partner = next(o for o in seated["project_owner"] if held(o, "CN", "BRC"))
    granted = room.script.get("/api/authorisations").json()
    assert [["NDC", "OIMP"]] == [one["purposes"] for one in granted]
    assert (24_000, 24_000) == (held(owner, "TH", "BRC"), held(partner, "CN", "BRC"))

    unit = f"TH-{asset(owner, 'TH', 'BRC')}"
    form = typed("transfer", unit=unit, quantity=1000, purpose="NDC", receiver="")
    assert ("24,000 →", "23,000 t") == free_tonnes(owner, form)
    do(owner, "transfer.request", form)
    assert 23_000 == held(owner, "TH", "BRC")
    do(host, "transfer.approve")
    do(manager, "transfer.accept")
    assert 1_000 == held(owner, "CN", "BRC")
    assert [] == room.script.get("/api/reconciliation").json()

    for action, by in (("transfer.withdraw", owner), ("transfer.reject", host)):
        do(owner, "transfer.request", typed("transfer", unit=unit, quantity=10, purpose="OIMP"))
        assert 22_990 == held(owner, "TH", "BRC")
        do(by, action)
        assert 23_000 == held(owner, "TH", "BRC")

    trainer = room.trainer()
    trainer.headers["accept-language"] = "en"
    serial = owner.get("/api/holdings").json()[0]["ranges"][0]["first"]
    trace = trainer.get(f"/admin/serials/TH/{serial}").text
    for step in ("Committee decision", "Issued", "Sent", "Credited"):
        assert step in trace
    transfers = trainer.get("/admin/transfers").text
    assert "1,000" in transfers and "rejected" in transfers and "withdrawn" in transfers


def seat_of(client: httpx2.Client) -> str:
    return str(client.get("/api/me").json()["seat"])


def test_who_asked_sees_what_became_of_it_wherever_the_tonnes_go(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, seated = people
    host, manager = seated["government_host"][0], seated["registry_manager"][0]
    owner = issue(people, quantity=90_000, purposes="&purposes=OIMP")
    other = next(o for o in seated["project_owner"] if o is not owner)
    # As if the holder were a trader, whom not every step of a procedure concerns.
    monkeypatch.setattr(own_changes, "_CONCERNED", frozenset())
    form = {"unit": f"TH-{asset(owner, 'TH', 'BRC')}", "quantity": 10, "purpose": "OIMP"}
    do(owner, "transfer.request", typed("transfer", receiver=seat_of(other), **form))
    do(host, "transfer.approve")
    do(manager, "transfer.accept")
    accepted = room.script.get("/api/log?name=transfer.accept&limit=1").json()[0]["number"]

    assert accepted <= room.live.changed(seat_of(owner))
    page = owner.get("/trade/CCER", headers={"accept-language": "en"}).text
    asked = page[page.index('id="asked"') :]
    states = re.findall(r'class="chip [a-z]+"[^>]*>(?:<svg.*?</svg>)?([^<]+)<', asked)
    assert ["credited", "issued"] == states[:2]


def test_ccer_is_registered_traded_offset_retired_and_cancelled_through_the_pages(
    people: People,
) -> None:
    seated = people[1]
    emitter = seated["emitter"][0]
    do(seated["registry_manager"][0], "ccer.register", project="CN001")
    seller = next(o for o in seated["project_owner"] if held(o, "CN", "CCER"))
    do(seller, "order.place", "/trade/CCER?step=preview&side=sell&price=85.00&quantity=700")
    do(emitter, "order.place", "/trade/CCER?step=preview&side=buy&price=85.00&quantity=700")
    assert 700 == held(emitter, "CN", "CCER")

    unit = f"CN-{asset(emitter, 'CN', 'CCER')}"
    form = typed("offset", unit=unit, quantity=500)
    assert ("700 →", "200 t") == free_tonnes(emitter, form)
    do(emitter, "offset.submit", form)
    desk = emitter.get("/api/offset-desk").json()
    assert (500, desk["cap_t"] - 500) == (desk["used_t"], desk["left_t"])
    assert 200 == held(emitter, "CN", "CCER")

    form = typed("retire", unit=unit, quantity=50, purpose="voluntary", beneficiary="A fair")
    assert 422 == emitter.get(f"{form}{'x' * 200}").status_code
    do(emitter, "retirement.retire", form)
    do(emitter, "retirement.cancel", typed("cancel", unit=unit, quantity=50, reason="a mistake"))
    acts = emitter.get("/api/retirements").json()
    assert ["cancelled", "retired"] == [act["ending"] for act in acts]
    assert 100 == held(emitter, "CN", "CCER")
    for act, said in zip(acts, ("a mistake", "A fair"), strict=True):
        first = act["ranges"].split("-")[0]
        answer = emitter.get(f"/api/serials/CN/{first}").json()
        assert act == answer["retirement"]
        assert said in emitter.get(f"/serial/CN/{first}").text
    first = int(acts[1]["ranges"].split("-")[0]) - 1  # what was offset came before it
    answer = emitter.get(f"/api/serials/CN/{first}").json()
    assert (None, 500) == (answer["retirement"], answer["offset"]["quantity"])
    assert "履约年度" in emitter.get(f"/serial/CN/{first}", headers={"accept-language": "zh"}).text


SAID_OF_USE = {
    "en": ("10 t added back", "7 t subtracted", "Permitted claim", "NDC of a country"),
    "zh": ("加回 10 t", "扣减 7 t", "可作声明", "使用国的国家自主贡献目标"),
}


def test_a_used_serial_shows_both_halves_of_its_adjustment_and_the_act(people: People) -> None:
    room, seated = people
    owner = issue(people, quantity=90_000, purposes="&purposes=NDC")
    government = seated["government_partner"][0]
    seat = government.get("/api/me").json()["seat"]
    unit = f"TH-{asset(owner, 'TH', 'BRC')}"
    form = typed("transfer", unit=unit, quantity=10, purpose="NDC", receiver=seat)
    do(owner, "transfer.request", form)
    do(seated["government_host"][0], "transfer.approve")
    do(seated["registry_manager"][0], "transfer.accept")
    (had,) = government.get("/api/holdings").json()
    form = typed("retire", unit=f"CN-{had['asset']}", quantity=7, purpose="ndc")
    do(government, "retirement.retire", form)
    (left,) = government.get("/api/holdings").json()
    used, kept = (one["ranges"][0]["first"] for one in (had, left))
    answer, other = (government.get(f"/api/serials/TH/{number}").json() for number in (used, kept))

    entries = [(one["party"], one["kind"], one["quantity"]) for one in answer["adjustments"]]
    assert [("TH", "first_transfer", 10), ("CN", "use", 7)] == entries
    assert ("retired", "ndc", "ndc", 7) == tuple(
        answer["retirement"][name] for name in ("ending", "purpose", "claim", "quantity")
    )
    assert answer["offset"] is None
    assert [("TH", "first_transfer")] == [(o["party"], o["kind"]) for o in other["adjustments"]]
    assert other["retirement"] is None
    for client, address in ((government, "/serial/TH"), (room.trainer(), "/admin/serials/TH")):
        for language, words in SAID_OF_USE.items():
            accepted = {"accept-language": language}
            page = client.get(f"{address}/{used}", headers=accepted).text
            assert [] == [word for word in words if word not in page], (address, language)
            assert words[1] not in client.get(f"{address}/{kept}", headers=accepted).text


def test_a_transfer_that_no_authorisation_covers_is_refused_and_its_form_keeps_its_values(
    people: People,
) -> None:
    room, seated = people
    owner = issue(people, quantity=24_000, purposes="&purposes=NDC")
    unit = f"TH-{asset(owner, 'TH', 'BRC')}"
    english = {"accept-language": "en"}
    for purpose, code in (("OIMP", "purpose_not_authorised"), ("NDC", "above_maximum")):
        form = typed("transfer", unit=unit, quantity=100, purpose=purpose)
        page = owner.get(form, headers=english).text
        assert "What would pass:" in page and "23,900" not in page
        (asked,) = forms(page, "/action/transfer.request")
        leads = owner.post("/action/transfer.request", data=asked).headers["location"]
        refused = owner.get(leads).text
        assert f"procedure.{code}" in refused
        assert 'value="100"' in refused
    assert 24_000 == held(owner, "TH", "BRC")
    assert "/action/transfer.accept" not in seated["registry_manager"][0].get("/trade/CCER").text
    assert room.script.get("/api/audit").json()["holds"]
