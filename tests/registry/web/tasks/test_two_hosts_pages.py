"""Goal: pages of a lesson with two host countries show both, with the names of the lesson.

Method: bots play the first day; then a tonne of each host is sent to China by its own government,
and everybody's pages are read in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.support import hosts
from tests.support.classroom import CODE, Class, class_of, create

PLAN = hosts.two_hosts()
ENGLISH, CHINESE = {"accept-language": "en"}, {"accept-language": "zh"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("two")
    create(folder / f"{CODE}.lesson", hour=11, minute=50, plan=PLAN)
    with class_of(folder) as made:
        made.run()
        yield made


@pytest.fixture(scope="module")
def trainer(room: Class) -> httpx2.Client:
    return room.trainer()


def seat(room: Class, role: str, country: str) -> str:
    """The first seat of a role that acts for a country."""
    found = room.live.lesson.store.fetch(
        "SELECT seat FROM participant WHERE role = ? AND country = ? ORDER BY seat", role, country
    )
    return str(found[0][0])


def done(room: Class, name: str, by: str, **arguments: Any) -> dict[str, Any]:
    response = room.give(name, f"{name}-{by}-{room.commands()}", seat=by, **arguments)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_a_tonne_of_each_host_crosses_and_its_pages_name_its_country(
    room: Class, trainer: httpx2.Client
) -> None:
    for host, name, zh in (("TH", "Thailand", "泰国"), ("KH", "Cambodia", "柬埔寨")):
        owner = seat(room, "project_owner", host)
        held = room.script.get("/api/holdings", headers={"tanlu-seat": owner}).json()
        lot = next(h for h in held if (h["registry"], h["host"]) == (host, host))
        asked = {
            "source": host, "target": "CN", "unit": "BRC", "asset": lot["asset"], "quantity": 10,
            "purpose": "NDC", "receiver": None,
        }  # fmt: skip
        done(room, "transfer.request", owner, **asked)
        number = room.script.get("/api/transfers").json()[0]["transfer"]
        done(room, "transfer.approve", seat(room, "government_host", host), transfer=number)
        done(room, "transfer.accept", room.seats("registry_manager")[0], transfer=number)
        serial = lot["ranges"][0]["first"]
        english = room.script.get(f"/api/serials/{host}/{serial}").json()
        assert ["CN", host] == sorted({move["registry"] for move in english["moves"]} - {""})
        page = trainer.get(f"/admin/serials/{host}/{serial}", headers=ENGLISH).text
        assert f"{name}, tonne" in page and "China&#39;s registry" in page
        assert f'<text class="lane-name host" x="14" y="224">{name}</text>' in page
        assert zh in trainer.get(f"/admin/serials/{host}/{serial}", headers=CHINESE).text
        assert f'<option value="{host}">{name}</option>' in page


def test_the_committees_items_are_those_of_both_hosts(room: Class, trainer: httpx2.Client) -> None:
    listed = trainer.get("/admin/decisions", headers=ENGLISH).text
    items = room.script.get("/api/committee").json()

    assert {"TH", "KH"} == {item["agreement"][3:] for item in items}
    assert "Kampot solar" in listed and "Chiang Mai biogas" in listed
    for item in items:
        one = trainer.get(f"/admin/decisions/{item['item']}", headers=ENGLISH).text
        assert f'<span class="chip registry host">{item["agreement"][3:]}</span>' in one


def test_a_trader_sees_an_account_in_every_registry(room: Class) -> None:
    trader, _ = room.browser("Two hosts", "trader")
    english = trader.get("/trade/BRC-KH", headers=ENGLISH).text
    chinese = trader.get("/trade/BRC-KH", headers=CHINESE).text

    for name in ("China", "Thailand", "Cambodia"):
        assert f"{name}&#39;s registry" in english
    for name in ("中国", "泰国", "柬埔寨"):
        assert f"{name}登记簿" in chinese
    assert "Belt-and-Road, Cambodia" in english
