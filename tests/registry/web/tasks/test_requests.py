"""Goal: a seat finds everything that it asked for, who must decide now, and what became of it.

Method: a real server on a small lesson that stands; commands of all seats, pages of the askers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx2
import pytest

from tests.support.classroom import CODE, SMALL, Class, class_of, create
from tests.support.makers import without_makers

pytestmark = pytest.mark.slow


Owners = dict[str, httpx2.Client]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("class")
    create(folder / f"{CODE}.lesson", hour=11, plan=without_makers(SMALL))
    with class_of(folder) as made:
        made.run()
        yield made


@pytest.fixture(scope="module")
def owners(room: Class) -> Owners:
    """The project owners' browsers by seat; the lesson's first morning issued credits to them."""
    return {
        seat: client
        for client, seat in (room.browser(f"Owner {n}", "project_owner") for n in (1, 2))
    }


def give(room: Class, seat: str, name: str, /, **arguments: object) -> dict[str, object]:
    told = room.give(name, f"k-{room.commands()}-{name}", seat=seat, **arguments)
    assert 200 == told.status_code, told.text
    answer: dict[str, object] = told.json()["answer"]
    return answer


def shown(client: httpx2.Client, key: str, language: str = "en") -> str:
    """The words of one request on the page "My requests"."""
    html = client.get("/requests", headers={"accept-language": language}).text
    found = re.search(rf'<li class="request" id="{key}".*?</li>', html, re.S)
    assert found is not None, key
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found[0])).split())


def followed(client: httpx2.Client, page: str, key: str) -> str:
    """The state of a request in the navigation of any page."""
    found = re.search(rf'data-asked="{key}" data-state="(\w+)"', client.get(page).text)
    return found[1] if found else ""


def holding(owners: Owners) -> tuple[str, httpx2.Client, dict[str, Any]]:
    """An owner with free tonnes in the host's registry, and that holding."""
    return next(
        (seat, client, held)
        for seat, client in owners.items()
        for held in client.get("/api/holdings").json()
        if held["registry"] == "TH" and held["free_t"] > 30
    )


def test_an_issuance_names_who_must_vote_and_then_its_serials(room: Class, owners: Owners) -> None:
    projects = room.script.get("/api/projects").json()
    of, period = next(
        (one["project"], one["open_periods"][0]) for one in projects if one["open_periods"]
    )
    owner = owners[of["owner"]]
    china, host = room.seats("government_partner")[0], room.seats("government_host")[0]
    asked = give(room, of["owner"], "issuance.request", project=of["code"], period=period)
    key = f"issuance-{asked['request']}"

    assert "requested" == followed(owner, "/rules", key)
    assert "waits for Government of China, Government of Thailand" in shown(owner, key)
    give(room, china, "committee.vote", item=asked["item"], vote="affirm")
    assert "waits for Government of Thailand" in shown(owner, key)
    assert "等待泰国政府决定" in shown(owner, key, "zh")
    give(room, host, "committee.vote", item=asked["item"], vote="affirm")
    assert "waits for Joint committee secretariat" in shown(owner, key)
    secretary, manager = room.seats("secretariat")[0], room.seats("registry_manager")[0]
    made = give(room, secretary, "committee.publish", item=asked["item"])
    assert "decided" == followed(owner, "/rules", key)
    assert "waits for Registry manager" in shown(owner, key)
    for registry in ("TH", "CN") if made["mode"] == "split" else ("TH",):
        give(room, manager, "issuance.issue", request=asked["request"], registry=registry)
    assert "issued" == followed(owner, "/glossary", key)
    assert f"Serials {made['first']:,}–{made['last']:,}" in shown(owner, key)


def test_a_transfer_says_which_government_and_then_which_registry_decides(
    room: Class, owners: Owners
) -> None:
    seat, owner, lot = holding(owners)
    host, buyer = room.seats("government_host")[0], room.seats("voluntary_buyer")[0]
    (granted, *_) = room.script.get("/api/authorisations").json()
    keys = []
    for quantity in (7, 8):
        asked = give(
            room, seat, "transfer.request", source="TH", target="CN", unit="BRC",
            asset=lot["asset"], quantity=quantity, purpose=granted["purposes"][0], receiver=buyer,
        )  # fmt: skip
        keys.append(asked["transfer"])
    sent, refused = keys
    assert "waits for Government of Thailand" in shown(owner, f"transfer-{sent}")
    give(room, host, "transfer.reject", transfer=refused)
    give(room, host, "transfer.approve", transfer=sent)

    assert "rejected" == followed(owner, "/serial", f"transfer-{refused}")
    assert "waits" not in shown(owner, f"transfer-{refused}")
    assert "notified" in shown(owner, f"transfer-{sent}")
    assert "waits for Registry manager" in shown(owner, f"transfer-{sent}")


def test_a_retirement_has_its_serials_its_beneficiary_and_a_certificate(
    room: Class, owners: Owners
) -> None:
    _, buyer, lot = holding(owners)
    stranger, _ = room.browser("Walt", "trader")
    form = {
        "key": "retire", "back": "/trade/BRC-TH", "registry": "TH", "asset": lot["asset"],
        "quantity": 20, "purpose": "voluntary", "beneficiary": "Greenway & Sons",
    }  # fmt: skip
    leads = buyer.post("/action/retirement.retire", data=form).headers["location"]
    receipt = buyer.get(leads, headers={"accept-language": "en"}).text
    trace = re.search(r'Serials <a class="serial[^>]*href="(/serial/[^"]*)"', receipt)
    assert trace is not None and "Greenway &amp; Sons" in receipt
    certificate = re.search(r'href="(/retirement/\d+)"', receipt)
    assert certificate is not None
    paper = buyer.get(certificate[1], headers={"accept-language": "en"}).text
    key = f"retirement-{certificate[1].rpartition('/')[2]}"

    assert "Greenway &amp; Sons" in paper and "20 t" in paper and trace[1] in paper
    assert "for Greenway & Sons" in shown(buyer, key)
    assert "Greenway &amp; Sons" in buyer.get(trace[1]).text, "the trace names the beneficiary"
    assert 404 == stranger.get(certificate[1]).status_code
    assert 200 == room.trainer().get(certificate[1]).status_code
    assert 404 == buyer.get("/retirement/99999").status_code
    assert 404 == buyer.get("/retirement/x").status_code
    assert 303 == room.client().get(certificate[1]).status_code
