"""Goal: every page is available to its audience only, in both languages.

Method: a real server with a running lesson; every address of the table is requested.
"""

from __future__ import annotations

import re

import httpx2
import pytest

from registry.web.frame.addresses import ADDRESSES, to
from tests.support.classroom import Class

pytestmark = pytest.mark.slow

PUBLIC = (
    "welcome", "join", "come_back", "sign_in", "serial_search", "rules", "rule", "desk",
    "calculators", "revenue", "figures", "aviation", "china", "reserve", "mistakes", "mistake",
    "glossary", "quiz", "public_lessons", "public_projects", "public_issuances", "public_batches",
    "public_batch", "public_retirements", "public_ndc",
    "public_batch", "public_retirements", "public_notes",
)  # fmt: skip
SEATED = (
    "projects", "project", "home", "trade", "market", "deals", "bidding", "debrief",
    "certificate", "requests", "retirement", "news", "docket", "item", "printed_decision",
    "agreements", "motion", "papers", "registry_transfers", "registry_transfer",
    "reconciliation", "registry_accounts", "imports", "ndc", "reports", "risks", "cash_flow",
    "buffers", "monitorings", "monitoring", "supply", "bodies",
)  # fmt: skip
TRAINERS = (
    "trainer", "admin", "accounts", "transactions", "serials", "decisions", "orders", "trades",
    "commands", "conduct", "transfers", "audit", "account", "transaction", "decision", "command",
    "admin_serial", "owner", "scenarios", "lessons", "seat_debrief",
    "room_debrief", "reveal", "debrief_questions", "seat_help", "look", "act", "done",
    "room_quiz", "quiz_print", "classes", "admin_list",
)  # fmt: skip
ACCOUNT = "CN-100-10000001-0-52"
PARTS: dict[str, dict[str, object]] = {
    "trade": {"instrument": "BRC-CN"},
    "market": {"instrument": "BRC-CN"},
    "deals": {"instrument": "BRC-CN"},
    "bidding": {"instrument": "BRC-CN"},
    "seat_debrief": {"seat": "S01"},
    "retirement": {"number": 1},
    "account": {"account": 5},
    "owner": {"owner": "S01"},
    "transaction": {"number": 40},
    "decision": {"item": 1},
    "command": {"number": 1},
    "admin_serial": {"host": "TH", "number": 1},
    "serial": {"host": "TH", "number": 1},
    "rule": {"rule_set": "seed", "market": "beijing"},
    "mistake": {"mistake": "E01"},
    "admin_list": {"list": "votes"},
    "public_projects": {"lesson": "belt-road-1"},
    "public_issuances": {"lesson": "belt-road-1"},
    "public_batches": {"lesson": "belt-road-1"},
    "public_batch": {"lesson": "belt-road-1", "asset": 4},
    "public_retirements": {"lesson": "belt-road-1"},
    "project": {"code": "TH001"},
    "public_ndc": {"lesson": "belt-road-1"},
    "public_notes": {"lesson": "belt-road-1"},
    "registry_account": {"account": ACCOUNT},
    "item": {"item": 1},
    "printed_decision": {"item": 1},
    "motion": {"kind": "amendment"},
    "papers": {"project": "TH001", "period": 1},
    "monitoring": {"project": "TH001", "period": 1},
    "registry_transfer": {"transfer": 1},
    "seat_help": {"seat": "S01"},
    "look": {"seat": "S01"},
    "act": {"seat": "S01"},
}
"""Values of the places in addresses; the account is the first seat's in its own registry."""
LANGUAGES = {"zh": "zh-CN", "en": "en"}


def address(name: str) -> str:
    return to(name, **PARTS.get(name, {}))


def read(client: httpx2.Client, name: str, language: str) -> httpx2.Response:
    return client.get(address(name), headers={"accept-language": language})


def assert_page(answer: httpx2.Response, language: str) -> None:
    assert 200 == answer.status_code, f"{answer.url}: {answer.text[:400]}"
    assert f'<html lang="{LANGUAGES[language]}"' in answer.text
    assert 1 == answer.text.count("<h1")
    assert "None" not in re.sub(r"<[^>]*>", " ", answer.text)
    assert "no-store" == answer.headers["cache-control"]
    assert "style=" not in answer.text and "onclick" not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_trainer_is_there_for_the_trainer(room: Class, language: str) -> None:
    client = room.trainer()
    for name in (*TRAINERS, *PUBLIC, "serial"):
        assert_page(read(client, name, language), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_is_there_for_a_guest(room: Class, language: str) -> None:
    for name in (*PUBLIC, "serial"):
        assert_page(read(room.client(), name, language), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "role",
    ["government_partner", "government_host", "secretariat", "registry_manager", "project_owner",
     "emitter", "trader", "voluntary_buyer"],
)  # fmt: skip
def test_every_role_has_its_page_for_every_instrument(
    room: Class, role: str, language: str
) -> None:
    person, seat = room.join("Any", role)
    for instrument in ("CCER", "BRC-CN", "BRC-TH"):
        answer = person.get(f"/trade/{instrument}", headers={"accept-language": language})
        assert_page(answer, language)
        assert f'data-instrument="{instrument}"' in answer.text
    room.remove(seat)


def test_the_pages_of_others_are_closed(room: Class) -> None:
    guest = room.client()
    person, _ = room.browser("Ann", "trader")
    for name in TRAINERS:
        door = guest.get(address(name))
        answer = person.get(address(name))
        assert (303, 403) == (door.status_code, answer.status_code), name
        assert door.headers["location"].startswith("/sign-in?next=")
        assert "access.trainer_only" in answer.text
    assert "/join" == guest.get("/trade/CCER").headers["location"]
    assert 303 == room.trainer().get("/trade/CCER").status_code


def test_signing_in_leads_back_to_the_page_that_was_asked_for(room: Class) -> None:
    client = room.client()
    door = client.get("/admin/audit").headers["location"]
    form = client.get(door).text
    after = re.search(r'name="next" value="([^"]*)"', form)
    wrong = client.post("/sign-in", data={"password": "no", "next": "/admin/audit"})
    outside = client.post("/sign-in", data={"password": "no", "next": "//evil.test"}).text

    assert after is not None and "/admin/audit" == after.group(1)
    assert 401 == wrong.status_code and "access.password_wrong" in wrong.text
    assert "tanlu=" not in wrong.headers.get("set-cookie", "")
    assert "evil" not in outside


def test_language_and_colours_are_chosen_once_and_kept(room: Class) -> None:
    person, _ = room.browser("Bo", "trader")
    first = person.get("/trade/CCER", headers={"accept-language": "en"}).text
    turned = person.get("/trade/CCER?side=sell&lang=zh", headers={"accept-language": "en"})
    now = person.get("/trade/CCER", headers={"accept-language": "en"}).text
    person.get("/trade/CCER?colours=green_up")
    green = person.get("/trade/CCER").text
    rubbish = person.get("/trade/CCER?lang=xx")

    assert '<html lang="en" data-colours="green_up"' in first
    assert (303, "/trade/CCER?side=sell") == (turned.status_code, turned.headers["location"])
    assert '<html lang="zh-CN" data-colours="red_up"' in now
    assert '<html lang="zh-CN" data-colours="green_up"' in green
    assert "set-cookie" not in rubbish.headers


def test_unknown_things_have_a_404_page(room: Class) -> None:
    client = room.trainer()
    for path in ("/nowhere", "/admin/accounts/99999", "/admin/transactions/99999999",
                 "/admin/decisions/999", "/admin/commands/x", f"/admin/commands/{10**40}",
                 "/static/../app.py", "/static/nothing.css"):  # fmt: skip
        answer = client.get(path)
        assert 404 == answer.status_code, path
        assert "<h1" in answer.text and "access.unknown" not in answer.text
    person, _ = room.browser("Cy")
    assert 404 == person.get("/trade/TEA").status_code


def test_a_number_that_was_never_issued_is_reported_on_the_search_page(room: Class) -> None:
    for path in ("/serial/TH/99999999", "/serial/XX/1", "/serial/TH/abc"):
        answer = room.client().get(path)
        assert 200 == answer.status_code
        assert "life-list" not in answer.text
    found = room.client().get("/serial?host=th&number=1,000")
    default = room.trainer().get("/admin/serials?number=12")

    assert (303, "/serial/TH/1000") == (found.status_code, found.headers["location"])
    assert "/admin/serials/TH/12" == default.headers["location"]


def test_static_files_are_kept_for_ever_under_their_mark(room: Class) -> None:
    page = room.client().get("/").text
    style = re.search(r'href="(/static/frame/base\.css\?v=\w+)"', page)
    assert style is not None
    marked = room.client().get(style.group(1))
    plain = room.client().get("/static/frame/base.css")

    assert 200 == marked.status_code
    assert "text/css" in marked.headers["content-type"]
    assert "immutable" in marked.headers["cache-control"]
    assert "no-cache" == plain.headers["cache-control"]
    for path in ("/static/%2e%2e/%2e%2e/registry/app.py", "/static//etc/passwd", "/static/"):
        assert 404 == room.client().get(path).status_code


def test_every_address_of_the_table_has_a_route(room: Class) -> None:
    forms = {
        "action",
        "sign_out",
        "remove",
        "confirm_notice",
        "start_hour",
        "advance",
        "demonstration",
        "end_demonstration",
        "choose_lesson",
        "new_helper_code",
        "open_lesson",
        "close_lesson",
        "again",
        "practice",
        "end_practice",
        "quiz_begin",
        "quiz_sitting",
        "quiz_typed",
    }
    elsewhere = {"static", "live", "trade_home", "serial", "backup", "projector", "room_live",
                 "registry_account", "incident", "ndc_account", "public_ndc_account", "report",
                 "csv", "debrief_csv", "helper", "helper_live", "quiz_csv"}  # fmt: skip

    assert set(ADDRESSES) == forms | elsewhere | set(PUBLIC) | set(SEATED) | set(TRAINERS)
    for name in forms:
        address = to(name, command="order.place") if name == "action" else to(name)
        answer = room.client().get(address)
        assert 405 == answer.status_code, name


def test_lists_page_by_key_and_filters_stay(room: Class) -> None:
    client = room.trainer()
    seen: list[int] = []
    path = "/admin/commands?name=order.place"
    for _ in range(40):
        html = client.get(path).text
        rows = [int(n) for n in re.findall(r'class="mono" href="/admin/commands/(\d+)"', html)]
        assert rows == sorted(rows, reverse=True)
        seen += rows
        older = re.search(r'href="(/admin/commands\?[^"]*before=\d+)"', html)
        if older is None:
            break
        path = older.group(1).replace("&amp;", "&")
        assert "name=order.place" in path
    placed = room.script.get("/api/log?name=order.place&limit=500").json()

    assert len(seen) == len(set(seen))
    assert [row["number"] for row in placed if row["number"] <= seen[0]] == seen


def test_a_refusal_code_filters_the_log(room: Class) -> None:
    person, seat = room.join("Di", "trader")
    body = {"key": "v", "arguments": {"item": 1, "vote": "affirm"}}
    number = person.post("/api/commands/committee.vote", json=body).json()["command"]
    html = room.trainer().get("/admin/commands?code=access.role_may_not").text

    assert f'href="/admin/commands/{number}"' in html
    assert "order.place" not in re.sub(
        r'<select.*?</select>|<p class="facets">.*?</p>', "", html, flags=re.DOTALL
    )
    assert seat in html
