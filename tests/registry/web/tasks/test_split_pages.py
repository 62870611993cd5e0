"""Goal: the pages announce, in both languages, the quantities that a split by percentages issues.

Method: people take every seat; the owner's page is read before the request and the books after the
issue; the host's side, the auditor and the log's replay must agree.
"""

from __future__ import annotations

import re
from pathlib import Path

import httpx2
import pytest

from registry.classroom.doctor import examine
from registry.classroom.lesson import Lesson
from registry.classroom.plan import parse_plan
from tests.registry.classroom.test_plan import PLAN
from tests.registry.programme.issuance.test_agreed_rules import called, plain
from tests.registry.web.tasks.test_programme import ROLES, asking, held, issue
from tests.support.classroom import CODE, class_of
from tests.support.server import until

WEIGHTS = PLAN[PLAN.index("partner_weight") : PLAN.index("split_rule")] + 'split_rule = "weights"'
RULE = {
    "en": "by percentages; the odd tonne by largest remainder, if equal to China",
    "zh": "按百分比分配；余下一吨按最大余数法分配，余数相等时归中方",
}
ISSUED = 48_001


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cn", "host", "split"),
    [("33.3", "66.7", (15_984, 32_017)), ("50", "50", (24_001, 24_000))],
)
def test_a_class_by_percentages_issues_what_its_pages_foresee(
    tmp_path: Path, cn: str, host: str, split: tuple[int, int]
) -> None:
    by_percent = f'split_rule = "percentages"\npartner_percent = "{cn}"\nhost_percent = "{host}"'
    written = PLAN.replace(WEIGHTS, by_percent).replace('"120000"', '"120002.5"', 1)
    plan = parse_plan(written, name="percent").with_seats_per_role(2)
    assert split == plain(ISSUED, cn, host) == called(ISSUED, cn, host)
    path = tmp_path / f"{CODE}.lesson"
    Lesson.create(path, plan, seed=3).close()
    with class_of(tmp_path) as room:
        seated: dict[str, list[httpx2.Client]] = {}
        for number, role in enumerate(ROLES):
            seated.setdefault(role, []).append(room.browser(f"Person {number}", role)[0])
        room.run()
        room.give("lesson.speed", "fast", speed=3600)
        until(lambda: room.script.get("/api/clock").json()["phase"] == "continuous")
        room.give("lesson.speed", "slow", speed=1)

        before = asking(seated)
        for language, rule in RULE.items():
            page = before.get("/trade/CCER", headers={"accept-language": language}).text
            task = page[page.index('id="request-TH001-1"') :]
            task = task[: task.index("</article>")]
            shares = re.findall(r"<dd>([0-9,]+)", task)
            assert [f"{tonnes:,}" for tonnes in split] == shares
            assert rule in task and cn in task and host in task

        owner = issue((room, seated), quantity=90_000, purposes="&purposes=NDC")
        partner = next(o for o in seated["project_owner"] if held(o, "CN", "BRC"))
        assert split == (held(partner, "CN", "BRC"), held(owner, "TH", "BRC"))
        trainer = room.trainer()
        for language, rule in RULE.items():
            answer = trainer.get("/admin/decisions/1", headers={"accept-language": language}).text
            assert rule in answer and all(f"{tonnes:,}" in answer for tonnes in split)
    answer = examine(path)
    assert ("ok", "ok") == (answer["audit"], answer["replay"])
