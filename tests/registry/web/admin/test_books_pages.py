"""Goal: what the auditor reads on a page or in a file is what the books have.

Method: a class at noon of its first day; pages and files are read back, and compared with the API.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import httpx2
import pytest

from ledger.accounts import KINDS
from registry.web.admin import downloads, listing
from registry.web.admin.accounts import OWNERS
from registry.web.admin.downloads import BYTE_ORDER_MARK, LISTS, lines
from registry.web.admin.listing import COUNTED_MOST
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("class")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        made.join("=1+2", "trader")
        yield made


@pytest.fixture(scope="module")
def trainer(room: Class) -> httpx2.Client:
    made = room.trainer()
    made.headers["accept-language"] = "en"
    return made


def file_of(client: httpx2.Client, table: str, **filters: Any) -> list[dict[str, str]]:
    answer = client.get(f"/admin/csv/{table}", params=filters)
    assert 200 == answer.status_code, answer.text
    text = answer.content.decode("utf-8")
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(StringIO(text[1:], newline="")))


def every(room: Class, path: str, key: str, **asked: Any) -> list[dict[str, Any]]:
    """Every row of a list of the API, page by page."""
    rows: list[dict[str, Any]] = []
    while part := room.script.get(
        path, params={"limit": 500, **({"before": rows[-1][key]} if rows else {}), **asked}
    ).json():
        rows += part
    return rows


def said(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


# --- files ------------------------------------------------------------------------------------


def test_a_file_has_every_row_of_its_filtered_list(room: Class, trainer: httpx2.Client) -> None:
    placed = every(room, "/api/log", "number", name="order.place")
    wanted = [str(row["number"]) for row in placed]
    found = file_of(trainer, "commands", name="order.place")

    assert 40 < len(wanted)
    assert wanted == [row["command"] for row in found]
    assert {"order.place"} == {row["name"] for row in found}


def test_a_file_is_read_in_parts_and_has_no_row_twice(
    room: Class, trainer: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = file_of(trainer, "transactions")
    monkeypatch.setattr(downloads, "ROWS_AT_ONCE", 7)
    for table in LISTS:
        filters = {"owner": busiest(room)} if table == "owner" else {}
        few = file_of(trainer, table, **filters)
        monkeypatch.setattr(downloads, "ROWS_AT_ONCE", 10_000)
        assert few == file_of(trainer, table, **filters), table
        monkeypatch.setattr(downloads, "ROWS_AT_ONCE", 7)

    assert whole == file_of(trainer, "transactions")
    assert list(range(len(whole), 0, -1)) == [int(row["transaction"]) for row in whole]


def test_a_file_that_is_too_long_says_where_to_go_on(
    trainer: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [row["command"] for row in file_of(trainer, "commands")]
    monkeypatch.setattr(downloads, "ROWS_AT_ONCE", 20)
    monkeypatch.setattr(downloads, "ROWS_MOST", 40)
    *first, last = [row["command"] for row in file_of(trainer, "commands")]

    assert whole[:40] == first
    assert f"more rows with before={first[-1]}" == last
    assert (
        whole[40:80] == [r["command"] for r in file_of(trainer, "commands", before=first[-1])][:40]
    )


def test_balances_in_a_file_are_those_of_the_books(room: Class, trainer: httpx2.Client) -> None:
    rows = every(room, "/api/balances", "sub")
    wanted = {(r["number"], r["kind"], r["asset_code"]): r["balance"] for r in rows}
    found = file_of(trainer, "accounts", zero="1")
    filled = file_of(trainer, "accounts")

    assert sorted(wanted.values()) == sorted(int(row["balance"]) for row in found)
    assert len(wanted) == len(found)
    assert [row for row in found if row["balance"] != "0"] == filled
    assert {"fen", "t"} == {row["unit"] for row in found}


def test_text_that_a_program_would_take_for_a_formula_is_quoted(trainer: httpx2.Client) -> None:
    people = {row["person"] for row in file_of(trainer, "accounts", zero="1")}
    cells = ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "a=1", "", None, -5, "'x"]
    (line,) = csv.reader(StringIO(lines([cells]), newline=""))

    assert "'=1+2" in people and "=1+2" not in people
    assert ["'=1+1", "'+1", "'-1", "'@x", "'\t=1", "'＝1", "a=1", "", "", "-5", "'x"] == line


def test_every_list_leads_to_its_file_and_keeps_the_filters(trainer: httpx2.Client) -> None:
    for path, file in (
        ("/admin/commands?name=order.place&seat=S07", "commands?seat=S07&amp;name=order.place"),
        ("/admin/orders?instrument=CCER", "orders?instrument=CCER"),
        ("/admin/trades?instrument=CCER", "trades?instrument=CCER"),
        ("/admin/accounts?kind=cash", "accounts?kind=cash"),
        ("/admin/accounts/5?as_of=40", "account?account=5&amp;as_of=40"),
        ("/admin/owners/ccp?from=9&to=40", "owner?owner=ccp&amp;from=9&amp;to=40"),
        ("/admin/transactions?type=trade.settle", "transactions?type=trade.settle"),
        ("/admin/decisions", "decisions"),
        ("/admin/transfers", "transfers"),
        ("/admin/conduct?instrument=CCER", "conduct?instrument=CCER"),
    ):
        html = trainer.get(path).text
        assert f'href="/admin/csv/{file}" download' in html, path
        assert 200 == trainer.get("/admin/csv/" + file.replace("&amp;", "&")).status_code


def test_a_file_is_for_the_trainer_and_of_a_known_list(room: Class, trainer: httpx2.Client) -> None:
    person, _ = room.browser("Eve", "trader")

    backwards = trainer.get("/admin/csv/owner?owner=S07&from=50&to=40")

    assert 422 == backwards.status_code and "access.span_backwards" in backwards.text
    assert 422 == trainer.get("/admin/owners/S07?from=50&to=40").status_code
    assert 200 == trainer.get("/admin/owners/S07?from=50&to=50").status_code
    assert 403 == person.get("/admin/csv/accounts").status_code
    assert 404 == trainer.get("/admin/csv/passwords").status_code
    assert 422 == trainer.get("/admin/csv/owner?owner=S07&from=never").status_code
    assert [] == file_of(trainer, "account", account=10**15)


# --- statements -------------------------------------------------------------------------------


def busiest(room: Class) -> str:
    """The seat with the most trades."""
    parties = room.script.get("/api/trades/parties?limit=500").json()
    seats = [row[side] for row in parties for side in ("buyer", "seller")]
    return max(sorted(set(seats)), key=seats.count)


def balances(room: Class, **asked: Any) -> dict[tuple[str, str, str], int]:
    rows = every(room, "/api/balances", "sub", **asked)
    return {(r["number"], r["kind"], r["asset_code"]): r["balance"] for r in rows}


def test_an_owners_statement_goes_from_its_opening_to_its_closing_balances(
    room: Class, trainer: httpx2.Client
) -> None:
    owner = busiest(room)
    commands = [int(row["command"]) for row in file_of(trainer, "owner", owner=owner)]
    first, until = commands[2 * len(commands) // 3], commands[len(commands) // 3]
    rows = file_of(trainer, "owner", owner=owner, **{"from": first, "to": until})
    opening = balances(room, owner=owner, as_of=first - 1)
    closing = balances(room, owner=owner, as_of=until)
    names = {r["asset"]: r["asset_code"] for r in every(room, "/api/balances", "sub")}
    moved = dict(opening)
    labels = {"CNY": "CNY"}
    for row in reversed(rows):
        label = row["asset"]
        code = labels.setdefault(
            label, next(c for c in names.values() if c.startswith(label.replace(" ", "-")))
        )
        key = (row["account"], row["kind"], code)
        moved[key] += int(row["change"])
        assert moved[key] == int(row["balance_after"])
        assert first <= int(row["command"]) <= until

    assert 10 < len(rows)
    assert closing == moved
    assert opening != closing
    assert {first, until} <= {int(row["command"]) for row in rows}


def test_an_owners_page_shows_both_ends_of_its_span(room: Class, trainer: httpx2.Client) -> None:
    owner, last = busiest(room), room.commands()
    number = last // 2
    html = trainer.get(f"/admin/owners/{owner}", params={"to": number}).text
    text = said(html)
    cash = balances(room, owner=owner, asset="CNY", as_of=number)
    total = sum(cash.values())

    assert f"CNY {total // 100:,}.{total % 100:02d}" in text
    assert f"#{number}" in text
    assert "before the first command" in text
    assert "data-print hidden" in html
    for (account, _, _), fen in cash.items():
        if fen:
            assert account in text and f"CNY {fen // 100:,}.{fen % 100:02d}" in text


@pytest.mark.parametrize("size", [3, 50])
def test_paging_a_statement_loses_no_entry(
    room: Class, trainer: httpx2.Client, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a page ends between the two lines of one posting."""
    monkeypatch.setattr(listing, "PAGE", size)
    owner = busiest(room)
    wanted = [row["transaction"] for row in file_of(trainer, "owner", owner=owner)]
    path, seen = f"/admin/owners/{owner}", list[str]()
    while path:
        html = trainer.get(path).text
        table = html.rsplit("<tbody>", 1)[1]
        seen += re.findall(r'<tr><td><a class="mono" href="/admin/transactions/(\d+)"', table)
        older = re.search(r'href="([^"]*before=\d+)"', html)
        path = older.group(1).replace("&amp;", "&") if older else ""

    assert 60 < len(wanted)
    assert wanted == seen


def test_an_account_as_of_an_earlier_command_shows_what_it_held(
    room: Class, trainer: httpx2.Client
) -> None:
    owner = busiest(room)
    number = room.commands() // 2
    then = {k: b for k, b in balances(room, owner=owner, as_of=number).items() if k[1] == "cash"}
    (((account, _, _), fen),) = then.items()
    row = next(r for r in every(room, "/api/balances", "sub") if r["number"] == account)
    found = re.search(
        rf'/admin/accounts/(\d+)">{account}', trainer.get(f"/admin/owners/{row['owner']}").text
    )
    assert found is not None
    earlier = said(trainer.get(f"/admin/accounts/{found[1]}", params={"as_of": f"#{number}"}).text)
    wrong = trainer.get(f"/admin/accounts/{found[1]}", params={"as_of": "yesterday"})

    assert f"CNY {fen // 100:,}.{fen % 100:02d}" in earlier
    assert "as of an earlier state" in earlier
    assert f"#{number + 1} " not in earlier
    assert 422 == wrong.status_code and "access.as_of_unknown" in wrong.text


def test_every_name_of_an_owner_leads_to_its_statement(room: Class, trainer: httpx2.Client) -> None:
    owner = busiest(room)
    for path in ("/admin/accounts", f"/admin/orders?seat={owner}", f"/admin/trades?seat={owner}"):
        assert f'href="/admin/owners/{owner}"' in trainer.get(path).text, path
    assert 200 == trainer.get("/admin/owners/ccp").status_code
    assert "Every balance is zero at both ends." in trainer.get("/admin/owners/S01").text
    assert 404 == trainer.get("/admin/owners/nobody").status_code


# --- lists ------------------------------------------------------------------------------------


def test_the_list_of_accounts_is_in_order_with_sums_and_names(
    room: Class, trainer: httpx2.Client
) -> None:
    rows = file_of(trainer, "accounts")
    html = trainer.get("/admin/accounts?kind=cash").text
    fen = sum(balances(room, asset="CNY", kind="cash").values())
    owners = [row["owner"] for row in rows]
    text = said(html)

    assert sorted(owners) == owners
    assert f"CNY {fen // 100:,}.{fen % 100:02d}" in text
    assert "by owner, account, asset, kind" in text
    assert "=1+2" in text
    assert 'href="/admin/accounts?kind=cash&amp;zero=1"' in html


def test_facets_count_the_newest_rows_and_lead_to_their_list(
    room: Class, trainer: httpx2.Client
) -> None:
    rows = file_of(trainer, "orders")
    html = trainer.get("/admin/orders").text
    for instrument in {row["instrument"] for row in rows}:
        count = sum(row["instrument"] == instrument for row in rows)
        assert f'href="/admin/orders?instrument={instrument}"' in html
        assert f"{instrument} <b>{count:,}</b>" in html

    assert len(rows) < COUNTED_MOST


def test_no_code_of_ours_stands_where_a_chinese_reader_chooses(
    room: Class, trainer: httpx2.Client
) -> None:
    placed = every(room, "/api/log", "number", name="order.place")
    number = next(row["number"] for row in placed if "accepted" in row["outcome"])
    chinese = {"accept-language": "zh"}
    html = trainer.get("/admin/accounts", headers=chinese).text
    choices = dict(re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)<', html))
    command = trainer.get(f"/admin/commands/{number}", headers=chinese).text
    status = re.search(r"<dt>[^<]*<code[^>]*>status</code></dt><dd><code>(.*?)</code>", command)

    assert {owner: choices[owner] for owner in OWNERS if choices[owner].isascii()} == {}
    assert {kind: choices[kind] for kind in KINDS if choices[kind].isascii()} == {}
    assert status is not None and not status[1].isascii()


# --- search -----------------------------------------------------------------------------------


def found(trainer: httpx2.Client, typed: str) -> list[str]:
    """What the search understood: each meaning's address, or its words if there is no record."""
    html = trainer.get("/admin", params={"q": typed}).text
    part = re.search(r'<ul class="found">(.*?)</ul>', html, re.S)
    lines = re.findall(r"<li>(.*?)</li>", part.group(1), re.S) if part else []
    links = [re.search(r'href="([^"]*)"', line) for line in lines]
    return [
        link.group(1).replace("&amp;", "&") if link else said(line)
        for link, line in zip(links, lines, strict=True)
    ]


def test_the_search_understands_every_form(room: Class, trainer: httpx2.Client) -> None:
    account = every(room, "/api/balances", "sub", owner="ccp")[0]["number"]
    for typed, wanted in (
        ("TH 8510", ["/admin/serials/TH/8510"]),
        ("th8,510", ["/admin/serials/TH/8510"]),
        ("TH 8,510–8,520", ["/admin/serials/TH/8510", "/admin/serials/TH/8520"]),
        ("TH 8510 至 8520", ["/admin/serials/TH/8510", "/admin/serials/TH/8520"]),
        ("THA01-TH001-2027-8510-8520", ["/admin/serials/TH/8510", "/admin/serials/TH/8520"]),
        ("#12", ["/admin/commands/12"]),
        ("＃１２", ["/admin/commands/12"]),
        ("指令 12", ["/admin/commands/12"]),
        ("command 12", ["/admin/commands/12"]),
        ("T4", ["/admin/transactions/4"]),
        ("分录4", ["/admin/transactions/4"]),
        ("记账分录 4 号", ["/admin/transactions/4"]),
        ("order 3", ["/admin/orders?number=3"]),
        ("委托 3", ["/admin/orders?number=3"]),
        ("委托第 3 号", ["/admin/orders?number=3"]),
        ("order no. 3", ["/admin/orders?number=3"]),
        ("E1", ["/admin/decisions/1"]),
        ("决定 1", ["/admin/decisions/1"]),
        (account.lower(), [f"/admin/accounts/{trainer_account(trainer, account)}"]),
        ("S07", ["/admin/owners/S07"]),
        ("席位 S07", ["/admin/owners/S07"]),
        ("seat s07", ["/admin/owners/S07"]),
        ("order 99999999", ["order 99999999 there is none of this number"]),
        ("no such thing", []),
        ("", []),
        ("9" * 80, []),
        ("<b>x</b>", []),
    ):
        assert wanted == found(trainer, typed), typed


def trainer_account(trainer: httpx2.Client, number: str) -> str:
    page = trainer.get("/admin/owners/ccp").text
    match = re.search(rf'/admin/accounts/(\d+)">{number}', page)
    assert match is not None
    return match[1]


def test_a_bare_number_is_every_record_that_has_it(trainer: httpx2.Client) -> None:
    numbers = found(trainer, "3")

    assert "/admin/orders?number=3" in numbers
    assert "/admin/transactions/3" in numbers
    assert "/admin/commands/3" in numbers
    assert "/admin/serials/TH/3" in numbers
    for address in numbers:
        assert 200 == trainer.get(address).status_code, address


def test_a_project_leads_to_its_batches_and_a_person_to_the_seat(
    room: Class, trainer: httpx2.Client
) -> None:
    project = found(trainer, "TH001")

    assert project and all(one.startswith("/admin/accounts?asset=") for one in project)
    assert found(trainer, "项目 th001") == project
    assert 1 == len(found(trainer, "=1+2"))


def test_what_is_typed_is_answered_with_what_was_understood(trainer: httpx2.Client) -> None:
    html = trainer.get("/admin", params={"q": "TH 8510"}).text
    nothing = said(trainer.get("/admin", params={"q": "what?"}).text)

    assert "Understood as" in html and "serial number 8,510 of Thailand" in said(html)
    assert "Not understood what?" in nothing
    assert "placeholder" not in html
    for example in ("#123", "T45", "order 186"):
        assert example in nothing
