"""Goal: of several mistakes in a lesson plan all are told, and nothing that follows from them.

Method: the shipped plan with mistakes written into it, of which the first could hide the others;
the whole list of what is told is read. What stands just within a bound is read and played.
"""

from __future__ import annotations

import pytest

from ledger.kernel.clock import DAY, moment
from registry.classroom.calendar import Calendar
from registry.classroom.plan import parse_plan
from tests.registry.classroom.test_plan import PLAN, mistakes_of
from tests.registry.classroom.test_plan_checks import CAMBODIA, OWNERS, THAILAND, WIND

Changes = list[tuple[str, str]]

OWNERS_COUNT = ('role = "project_owner"\ncount = 3', 'role = "project_owner"\ncount = 0')
MANAGERS = 'count = 1\nfixed = true\ncountries = [""]'
TRADERS = 'registries = ["CN", "TH"]\nnames_zh = ["远帆'
CCER, BRC_CN, BRC_TH = (f'code = "{code}"\n' for code in ("CCER", "BRC-CN", "BRC-TH"))
CCER_HOST = 'unit = "CCER"\nhost = "CN"'
BREAKER = "breaker = { percent = 3, reference_minutes = 5, call_minutes = 3 }\n"
ONLY = 'first_day = "2027-01-01"\nlast_day = "2027-12-31"'
BOTH = "partner_weight = 1\nhost_weight = 1"


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        # --- seats
        ([OWNERS_COUNT, ('owner = "project_owner:1"', 'owner = "trader:1"'),
          ('partner = "project_owner:2"', 'partner = "emitter:2"'), (WIND, 'owner = "emitter:99"')],
         ["projects[1].owner", "projects[1].partner", "projects[2].owner", "seats[5].count"]),
        ([OWNERS_COUNT, (OWNERS, 'registries = ["TH"]')],
         ["projects[1].partner", "projects[2].owner", "seats[5].count"]),
        ([('role = "secretariat"', 'role = "clerk"'), (WIND, 'owner = "nobody:1"'),
          ('partner = "project_owner:2"', 'partner = "government_partner:1"')],
         ["projects[1].partner", "projects[2].owner", "seats[3].role"]),
        ([('"湄南能源", "丝路气候"', '"", "陇上风电"')],
         ["seats[5].names_zh[1]", "seats[5].names_zh[3]"]),
        ([(OWNERS, 'registries = [5, "CN", "CN", "XX"]\ncountries = ["TH", "YY", 5]')],
         ["seats[5].registries[1]", "seats[5].registries[3]", "seats[5].registries[4]",
          "seats[5].countries[2]", "seats[5].countries[3]"]),
        ([('role = "trader"', 'role = "nobody"'), (TRADERS, TRADERS.replace("TH", "XX"))],
         ["seats[7].role", "seats[7].registries[2]"]),
        ([(TRADERS, TRADERS.replace('["CN", "TH"]', "5")),
          ('role = "secretariat"', 'role = "trader"\nregistries = ["CN"]')],
         ["seats", "seats[7].registries"]),
        ([(TRADERS, TRADERS.replace('["CN", "TH"]', "5")), ('countries = [""]', "")],
         ["seats[7].registries"]),
        ([(TRADERS, TRADERS.replace('["CN", "TH"]', "5")),
          ('countries = [""]', 'countries = ["CN"]')], ["seats", "seats[7].registries"]),
        ([(MANAGERS, MANAGERS.replace("1", "0").replace('""', '"CN"'))],
         ["seats", "seats[4].count"]),
        ([('role = "government_partner"\ncount = 1', 'role = "government_partner"\ncount = 0'),
          ('unit = "CCER"', 'unit = "CEA"')], ["seats[1].count"]),
        ([('role = "emitter"', 'role = "emitters"'),
          ('partner = "project_owner:2"', 'partner = "emitter:1"')],
         ["projects[1].partner", "seats[6].role"]),
        ([('role = "voluntary_buyer"', 'role = "buyer"'), (WIND, 'owner = "project_owner:4"')],
         ["seats[8].role"]),
        # --- the clock
        ([('first_day = "2028-03-13"', "first_day = 5"), (CCER, f'{CCER}venue = "moon"\n'),
          (BRC_CN, f'{BRC_CN}price_rule = "maker"\nlot = 50\nposition_limit_t = 49\n'),
          (BRC_TH, f'{BRC_TH}venue = "hubei"\n{BREAKER}')],
         ["clock.first_day", "instruments[1].venue", "instruments[2].price_rule",
          "instruments[2].position_limit_t", "instruments[3].breaker"]),
        ([('opens = "09:00"', 'opens = "9"'), ('at = "13:00"', 'at = "11:00"'),
          ('at = "15:00"', 'at = "15:45"')], ["clock.opens", "phases[3].at", "phases[4].at"]),
        ([('closes = "15:30"', 'closes = "x"'), ('at = "09:30"', 'at = "08:00"')],
         ["clock.closes", "phases[1].at"]),
        ([('opens = "09:00"', 'opens = "9"'), (CCER, f'{CCER}venue = "national-ccer"\n'),
          ('closes = "15:30"', 'closes = "09:20"'), ('at = "09:30"', 'at = "09:10"'),
          ('at = "11:30"', 'at = "09:12"'), ('at = "13:00"', 'at = "09:14"'),
          ('at = "15:00"', 'at = "09:16"')], ["clock.opens", "instruments[1].venue"]),
        ([('at = "09:30"', 'at = "930"'), ('phase = "continuous"', 'phase = "closed"'),
          ('phase = "continuous"', 'phase = "call"')], ["phases", "phases[1].at"]),
        ([("days = 20", "days = 0"), (ONLY, ONLY.replace("2027", "2099"))],
         ["clock.days", "projects[2].periods[1].last_day"]),
        # --- figures
        ([('om = "0.8922"', 'om = "x"'), ('w_om = "0.75"', 'w_om = "0.85"')],
         ["projects[2].om", "projects[2].w_om"]),
        ([('w_om = "0.75"', 'w_om = "1.75"'), ('w_bm = "0.25"', "w_bm = 1.5")],
         ["projects[2].w_om", "projects[2].w_bm"]),
        ([('om = "0.8922"', 'om = "x"\ncombined_margin = "0.4"')],
         ["projects[2]", "projects[2].om"]),
        ([('split_rule = "weights"', 'split_rule = "odd"'), (BOTH, BOTH.replace("1", "0"))],
         ["agreements[1].host_weight", "agreements[1].split_rule"]),
        ([(WIND, 'owner = "emitter:1"\nfrom_covered_entity = 1')],
         ["projects[2].from_covered_entity"]),
        # --- countries
        ([('code = "TH"', 'code = "th"'), ('host = "TH"\nname_en', 'host = "KH"\nname_en'),
          (CCER_HOST, CCER_HOST.replace('"CN"', '"TH"')), ('id = "CN001"', 'id = "TH777"')],
         ["registries[2].code", "projects[1].host", "projects[2].id", "instruments[1].host"]),
        ([('code = "TH"', 'code = "th"'),
          ('host = "TH"\npartner_weight', 'host = "CN"\npartner_weight')],
         ["registries[2].code", "agreements[1].host"]),
        ([('code = "CN"', 'code = "cn"'), (TRADERS, TRADERS.replace("TH", "XX"))],
         ["registries[1].code", "seats[7].registries[2]"]),
        ([('host = "TH"\npartner_weight', 'host = 5\npartner_weight'),
          (CCER_HOST, CCER_HOST.replace('"CN"', '"TH"')),
          ('"TH"\nunit = "BRC"\nhost = "TH"', '"TH"\nunit = "BRC"\nhost = "CN"')],
         ["agreements[1].host", "instruments[1].host", "instruments[3].host"]),
        ([("\n[[registries]]\n" + THAILAND, ""), ('party = "CHN"', 'party = "KAZ"')],
         ["registries", "registries[1].party"]),
        ([('party = "CHN"', 'party = "KAZ"'), ('party = "THA"', 'party = "CHN"')],
         ["registries[1].party", "registries[2].party"]),
        ([('party = "CHN"', 'party = "KAZ"'), ('party = "THA"', 'party = "KAZ"')],
         ["registries[1].party"]),
        ([(THAILAND, THAILAND + CAMBODIA), ('registry = "CN"\nunit = "CCER"',
                                            'registry = "KH"\nunit = "ccer"')],
         ["instruments[1].registry", "instruments[1].unit"]),
        ([('host = "TH"\npartner_weight', 'host = "QQ"\npartner_weight'),
          ('id = "CN001"\nhost = "CN"', 'id = "TH002"\nhost = "TH"\npartner = "project_owner:2"'),
          (WIND, 'owner = "project_owner:1"')], ["agreements[1].host", "instruments[1].unit"]),
        # --- what follows from a mistake is not told
        ([(OWNERS, OWNERS.replace("TH", "QQ"))],
         ["seats[5].registries[1]", "seats[5].countries[1]"]),
        ([('countries = [""]', 'countries = ["QQ"]')], ["seats[4].countries[1]"]),
        ([('id = "TH001"\nhost = "TH"', 'id = "QQ001"\nhost = "QQ"')], ["projects[1].host"]),
        ([(THAILAND, THAILAND + CAMBODIA), ('id = "TH001"\nhost = "TH"',
                                            'id = "KH001"\nhost = "KH"')], ["projects[1].host"]),
        ([(WIND, f'{WIND}\npartner = "project_owner:3"')], ["projects[2].host"]),
        ([(OWNERS + "\n", "")], ["seats[5].registries"]),
        ([('registries = ["CN"]\nobligations_t', 'registries = ["TH"]\nobligations_t'),
          ('partner = "project_owner:2"', 'partner = "emitter:1"')], ["seats[6].registries"]),
        ([('role = "government_partner"', 'role = "trainer"')], ["seats[1].role"]),
        ([('role = "registry_manager"', 'role = "clock"')], ["seats[4].role"]),
        ([('role = "registry_manager"', 'role = "manager"')], ["seats[4].role"]),
        ([('role = "project_owner"', 'role = "trainer"')], ["seats[5].role"]),
        ([('id = "TH001"\nhost = "TH"', 'id = "TH001"\nhost = "CN"')], ["projects[1].host"]),
        ([('id = "CN001"\nhost = "CN"', 'id = "CN001"\nhost = "TH"')], ["projects[2].host"]),
        ([('owner = "project_owner:1"', 'owner = "project_owner:2"')], ["projects[1].owner"]),
        ([('last_day = "2027-06-30"', 'last_day = "2028-06-30"')],
         ["projects[1].periods[1].last_day"]),
        ([('code = "CCER-wind"', 'code = "TH_AM001"')], ["methodologies[2].code"]),
        # --- two places of the plan together
        ([(OWNERS, OWNERS.replace('["TH", "CN", "CN"]', '["TH", "TH", "CN"]'))],
         ["projects[1].partner"]),
        ([(OWNERS, OWNERS.replace('["TH", "CN", "CN"]', '["CN", "CN", "CN"]'))],
         ["projects[1].owner"]),
        ([(OWNERS, OWNERS.replace('["TH", "CN", "CN"]', '["TH", "CN", "TH"]'))],
         ["projects[2].owner"]),
        ([(BRC_TH, f"{BRC_TH}lot = 124_355\n"), ("days = 20", "days = 14")],
         ["instruments[3].lot"]),
        ([(BRC_CN, f"{BRC_CN}position_limit_t = 99\n"),
          ('registry = "TH"\nunit = "BRC"', 'registry = "CN"\nlot = 100\nunit = "BRC"')],
         ["instruments[2].position_limit_t"]),
    ],
)  # fmt: skip
def test_every_mistake_is_told_and_nothing_besides(changes: Changes, keys: list[str]) -> None:
    told = [one.split(", ", 1)[1].split(":")[0] for one in mistakes_of(*changes)]

    assert keys == told


@pytest.mark.parametrize(
    "changes",
    [
        [(ONLY, 'first_day = "2028-01-01"\nlast_day = "2028-04-06"')],
        [(CCER, f"{CCER}lot = 71_697\nposition_limit_t = 71_697\n")],
        [(BRC_TH, f"{BRC_TH}lot = 124_355\n")],
        [(CCER_HOST, 'unit = "CEA"\nhost = "CN"\nlot = 1_000_000_000')],
        [(BRC_CN, f"{BRC_CN}position_limit_t = 99\n"), (BRC_TH, f"{BRC_TH}lot = 100\n")],
        [(OWNERS, OWNERS.replace('["TH", "CN", "CN"]', '["", "", ""]'))],
        [(OWNERS, OWNERS.replace('"TH", "CN", "CN"', '"TH", "CN"')), (WIND, WIND[:-2] + '2"')],
    ],
)
def test_what_stands_just_within_a_bound_is_read(changes: Changes) -> None:
    assert [] == mistakes_of(*changes)


@pytest.mark.parametrize(("last_day", "asked"), [("2028-04-06", True), ("2028-04-07", False)])
def test_a_period_in_time_can_be_asked_for_before_the_lesson_ends(
    last_day: str, asked: bool
) -> None:
    written = PLAN.replace('last_day = "2028-03-31"', f'last_day = "{last_day}"')
    plan = parse_plan(written, name="bound")
    period = plan.projects[0].periods[-1]
    alone = [(ONLY, f'first_day = "2028-01-01"\nlast_day = "{last_day}"')]

    assert asked == (moment(period.last_day) + DAY <= Calendar(plan, {}).days[-1].closes)
    assert asked == (mistakes_of(*alone) == [])
