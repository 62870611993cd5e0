"""Goal: a lesson with a third registry is served like any other, and its records are reconciled.

Method: the shipped plan with a registry of a country that has no agreement; every query and page
of a list is requested.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.classroom.plan import parse_plan
from registry.web.frame.addresses import ADDRESSES
from tests.registry.classroom.test_plan import PLAN
from tests.support.classroom import CODE, class_of, create
from tests.support.described import Description

OF_THE_LESSON = ("/admin", "/trainer", "/trade", "/serial")
"""Path prefixes of a lesson's pages; pages of one record are left out."""

THIRD = (
    '[[registries]]\ncode = "KH"\nparty = "KHM"\nname_en = "Cambodia"\nname_zh = "柬埔寨"\n\n'
    "[[agreements]]"
)


@pytest.mark.slow
def test_every_query_and_page_answers_with_three_registries(tmp_path: Path) -> None:
    written = PLAN.replace("[[agreements]]", THIRD).replace(
        'registries = ["CN", "TH"]', 'registries = ["CN", "TH", "KH"]'
    )
    plan = parse_plan(written, name="three").with_seats_per_role(1)
    create(tmp_path / f"{CODE}.lesson", hour=9, minute=40, plan=plan)
    with class_of(tmp_path) as room:
        trainer = room.trainer()
        described = Description(room.script.get("/api/openapi.json").json())
        queries = [path for path, _ in described.queries() if "{" not in path]
        pages = [
            path
            for path in ADDRESSES.values()
            if path.startswith(OF_THE_LESSON) and "{" not in path
        ]
        failed = [
            (path, status)
            for path in [*queries, *pages]
            for client in [room.script if path.startswith("/api") else trainer]
            if (status := client.get(path).status_code) >= 500
        ]

        assert "/api/reconciliation" in queries
        assert [] == failed
        assert [] == room.script.get("/api/reconciliation").json()
        assert "各登记簿一致" in trainer.get("/admin/transfers").text
