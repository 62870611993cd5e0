"""Goal: a lesson plan that cannot be played is refused, each mistake with its line and key.

Method: the shipped plan with one mistake written into it; all reported mistakes are read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.classroom.plan import PlanUnreadable, parse_plan, read_plan
from tests.registry.classroom.test_plan import PLAN, line_of, mistakes_of

THAILAND = 'code = "TH"\nparty = "THA"\nname_en = "Thailand"\nname_zh = "泰国"\n'
CAMBODIA = '[[registries]]\ncode = "KH"\nparty = "KHM"\nname_en = "Cambodia"\nname_zh = "柬埔寨"\n'
SECOND = 'first_day = "2027-07-01"\nlast_day = "2027-12-31"'
HOST_SEAT = 'role = "government_host"\ncount = 1\nfixed = true\nregistries = ["TH"]'
OWNERS = 'registries = ["TH", "CN"]\ncountries = ["TH", "CN", "CN"]'
WIND = 'owner = "project_owner:3"'
PARTS = 'om = "0.8922"\nbm = "0.4407"\nw_om = "0.75"\nw_bm = "0.25"'
ZERO = "the margin is zero, so nothing can be issued: write one above zero"
ONLY = 'first_day = "2027-01-01"\nlast_day = "2027-12-31"'


COSTS, BUYERS = (f"[seats.aim]{part}" for part in PLAN.split("[seats.aim]")[1:])
BUYERS = BUYERS[: BUYERS.index("[bots]")]
COSTS = COSTS[: COSTS.index("[[seats]]")]
AGREED = PLAN[PLAN.index("partner_weight") : PLAN.index("split_rule")] + 'split_rule = "weights"'
PERCENTAGE = 'must be a percentage: text such as "33.3", or a whole number to 100'


def percentages(cn: str, host: str) -> str:
    return f'partner_percent = {cn}\nhost_percent = {host}\nsplit_rule = "percentages"'


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('odd_to = "partner"\n', "", 'odd_to: is missing: split_rule = "weights" needs it'),
        ("partner_weight = 1\n", "", 'partner_weight: is missing: split_rule = "weights" needs it'),
        (AGREED, 'split_rule = "percentages"\npartner_percent = 50',
         'host_percent: is missing: split_rule = "percentages" needs it'),
    ],
)  # fmt: skip
def test_a_key_that_the_split_rule_needs_is_told_at_its_table(old: str, new: str, key: str) -> None:
    assert [
        at("[[agreements]]", "agreements[1]." + key.split(": ", 1)[0], key.split(": ", 1)[1])
    ] == (mistakes_of((old, new)))


@pytest.mark.parametrize(("cn", "host"), [('"33.3"', '"66.7"'), ("50", '"50.0"'), ("0", "100")])
def test_percentages_that_add_up_to_a_hundred_are_read(cn: str, host: str) -> None:
    plan = parse_plan(PLAN.replace(AGREED, percentages(cn, host)), name="percentages")

    assert (cn.strip('"'), host.strip('"')) == plan.agreements[0].shares


def at(text: str, key: str, said: str) -> str:
    """A mistake as it is told: the line where a text of the shipped plan stands, the key, words."""
    return f"line {line_of(text)}, {key}: {said}"


def period(first: str, last: str) -> str:
    return f'first_day = "{first}"\nlast_day = "{last}"'


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        # --- nothing is issued twice
        (SECOND, period("2027-01-01", "2027-06-30"), "projects[1].periods[2].first_day",
         "overlaps period 1"),
        (SECOND, period("2027-06-30", "2027-12-31"), "projects[1].periods[2].first_day",
         "overlaps period 1"),
        (SECOND, period("2027-02-01", "2027-02-01"), "projects[1].periods[2].first_day",
         "overlaps period 1"),
        (SECOND, period("2027-01-01", "2027-12-31"), "projects[1].periods[2].first_day",
         "overlaps period 1"),
        ('name_en = "Jiuquan wind"', 'name_en = "Chiang Mai biogas"', "projects[2].name_en",
         "Chiang Mai biogas stands twice"),
        # --- figures
        ('w_om = "0.75"', 'w_om = "1.75"', "projects[2].w_om",
         "w_om 1.75 and w_bm 0.25 do not add up to one"),
        ("partner_weight = 1\nhost_weight = 1", "partner_weight = 0\nhost_weight = 0",
         "agreements[1].host_weight", "both weights are zero"),
        (AGREED, percentages('"33.3"', '"66.6"'), "agreements[1].host_percent",
         "partner_percent 33.3 and host_percent 66.6 do not add up to 100"),
        (AGREED, percentages("33.3", '"66.7"'), "agreements[1].partner_percent", PERCENTAGE),
        (AGREED, percentages("50", "101"), "agreements[1].host_percent", PERCENTAGE),
        (AGREED, percentages("true", "99"), "agreements[1].partner_percent", PERCENTAGE),
        (AGREED, percentages("50", '"-50"'), "agreements[1].host_percent", PERCENTAGE),
        (AGREED, percentages("50", '"5e1"'), "agreements[1].host_percent", PERCENTAGE),
        (AGREED, percentages("50", '"50"') + '\nodd_to = "partner"', "agreements[1].odd_to",
         'split_rule = "percentages" has no odd_to'),
        (AGREED, percentages("50", "50") + "\npartner_weight = 1", "agreements[1].partner_weight",
         'split_rule = "percentages" has no partner_weight'),
        ('odd_to = "partner"', 'odd_to = "partner"\npartner_percent = 50',
         "agreements[1].partner_percent",
         'split_rule = "weights" has no partner_percent'),
        ('generation_mwh = "92000"', f'generation_mwh = "{"9" * 14}"',
         "projects[2].periods[1].generation_mwh",
         "with this period all projects avoid more than 10000000000 t"),
        ('generation_mwh = "92000"', 'generation_mwh = "1.1"',
         "projects[2].periods[1].generation_mwh",
         "it avoids less than one tonne, so nothing can be issued"),
        ('combined_margin = "0.4"', 'combined_margin = "0.0"', "projects[1].combined_margin", ZERO),
        ('combined_margin = "0.4"', 'combined_margin = "0.000001"', "projects[1].combined_margin",
         "the margin is so small that nothing can be issued:"
         " write one with which each period avoids a tonne"),
        (PARTS, 'om = "0"\nbm = "0"\nw_om = "0.75"\nw_bm = "0.25"', "projects[2].om", ZERO),
        (PARTS, 'om = "0.9"\nbm = "0"\nw_om = "0"\nw_bm = "1"', "projects[2].bm", ZERO),
        (ONLY, period("2028-01-01", "2028-04-07"), "projects[2].periods[1].last_day",
         "nothing of this project can ever be issued: write a day before 2028-04-07,"
         " a day of the lesson"),
        ('party = "CHN"', 'party = "KAZ"', "registries[1].party",
         "the registry CN is of the Party CHN"),
        ('names_zh = ["中国政府"]', 'cash_fen = 1_000_000_000_000_001\nnames_zh = ["中国政府"]',
         "seats[1].cash_fen", "Input should be less than or equal to 1000000000000000"),
        ("cash_fen = 80_000_000", "cash_fen = 900_000_000_000_000", "seats[7].cash_fen",
         "with these all seats have 11700000900000000 fen; at most 9000000000000000"),
        # --- owners
        ('owner = "project_owner:1"', 'owner = "trader:1"', "projects[1].owner",
         "a seat of the role trader cannot own a project in TH: market_maker, project_owner"),
        ('owner = "project_owner:1"', 'owner = "emitter:1"', "projects[1].owner",
         "a seat of the role emitter cannot own a project in TH: market_maker, project_owner"),
        (WIND, 'owner = "government_partner:1"', "projects[2].owner",
         "a seat of the role government_partner cannot own a project in CN: emitter, market_maker,"
         " project_owner"),
        (WIND, 'owner = "emitter:1"', "projects[2].owner",
         "an emitter's project is one of a covered entity: write from_covered_entity = true"),
        ('owner = "project_owner:1"', 'owner = "project_owner:99"', "projects[1].owner",
         "project_owner:99 is no seat: there are 3 of project_owner"),
        (WIND, 'owner = "project_owner:²"', "projects[2].owner",
         "project_owner:² is no seat; write role:number"),
        ('partner = "project_owner:2"', 'partner = "secretariat:1"', "projects[1].partner",
         "a seat of the role secretariat cannot be a partner in TH:"
         " emitter, market_maker, project_owner, trader, voluntary_buyer"),
        ('partner = "project_owner:2"', 'partner = "emitter:1"', "projects[1].partner",
         "emitter:1 has no account in TH: its registries are CN"),
        ('partner = "project_owner:2"', 'partner = "project_owner:1"', "projects[1].partner",
         "project_owner:1 is the owner; the partner is another seat, which belongs to CN"),
        ('partner = "project_owner:2"', 'partner = "project_owner:0"', "projects[1].partner",
         "project_owner:0 is no seat; write role:number"),
        # --- the values that people are given
        (BUYERS, BUYERS.replace("= 5200", "= 7601"), "seats[8].aim.last_fen",
         "values of a voluntary_buyer fall: at most first_fen, 7600"),
        (COSTS, COSTS.replace("= 7000", "= 4599"), "seats[5].aim.last_fen",
         "costs of a project_owner rise: at least first_fen, 4600"),
        (BUYERS, BUYERS.replace("6_000", "11"), "seats[8].aim.steps",
         "12 steps for 11 t: each has at least one"),
        (BUYERS, BUYERS.replace("= 200", "= 5200"), "seats[8].aim.spread_fen",
         "a step could be worth nothing: below 5200"),
        (BUYERS, BUYERS.replace("6_000", "6_061"), "seats[8].aim.tonnes",
         "these tonnes can be worth 40002600 fen; the seat has 40000000"),
        (BUYERS, BUYERS.replace("BRC", "CEA"), "seats[8].aim.unit",
         "no instrument in CN, TH delivers CEA"),
        ('role = "trader"', 'role = "trader"\naim = { unit = "BRC", tonnes = 1, steps = 1,'
         " first_fen = 1, last_fen = 1 }", "seats[7].aim",
         "only a voluntary_buyer (values) and a project_owner (costs) have an aim"),
        # --- countries
        ('id = "CN001"', 'id = "TH777"', "projects[2].id",
         "TH777 does not begin with CN, its host"),
        (THAILAND, THAILAND.replace("THA", "CHN"), "registries[2].party",
         "CHN is the Party of the registry CN, not of TH"),
        # --- seats
        ('role = "trader"', 'role = "trainer"', "seats[7].role", "the trainer takes no seat"),
        ('role = "trader"', 'role = "clock"', "seats[7].role", "the clock takes no seat"),
        (HOST_SEAT, HOST_SEAT.replace("true", "false"), "seats[2].fixed",
         "a further seat of a government would have no vote: write fixed = true"),
        ('registries = ["CN"]\nobligations_t', 'registries = ["CN", "CN"]\nobligations_t',
         "seats[6].registries[2]", "CN stands twice"),
        ('registries = ["CN"]\nobligations_t', 'registries = ["TH"]\nobligations_t',
         "seats[6].registries", "a seat of the role emitter has an account in CN"),
        (HOST_SEAT, HOST_SEAT.replace('"TH"', '"CN"'), "seats[2].registries",
         "a seat of the role government_host has an account in TH"),
        (HOST_SEAT, HOST_SEAT.replace('["TH"]', '["CN", "TH"]'), "seats[2].registries",
         'this government speaks for TH, not for CN; write countries = ["TH"]'),
        (HOST_SEAT, HOST_SEAT + '\ncountries = [""]', "seats[2].countries",
         'this government speaks for TH, not for all; write countries = ["TH"]'),
        ('role = "secretariat"', 'role = "secretariat"\nallowances_t = [5]',
         "seats[3].allowances_t", "only an emitter has allowances_t"),
        ('"Menam Energy"', '"Yunling Cement"', "seats[6].names_en[1]",
         "Yunling Cement stands twice"),
        ('names_zh = ["湄南能源", ', 'names_zh = ["甲", "乙", "湄南能源", ', "seats[5].names_en",
         "3 names, 5 in names_zh"),
        ('name_en = "Thailand"', 'name_en = "  "', "registries[2].name_en", "is empty"),
        ('title_en = "Belt and Road, lesson 1"', 'title_en = "a\\u0000b"', "title_en",
         "has signs in it that cannot be seen"),
        ('"Silk Road Climate"', '"Silk\\u200bRoad"', "seats[5].names_en[2]",
         "has signs in it that cannot be seen"),
        # --- markets
        ('unit = "CCER"\nhost = "CN"', 'unit = "CCER"\nhost = "TH"', "instruments[1].host",
         "nobody can ever deliver CCER of this host: write CN"),
        ('registry = "CN"\nunit = "CCER"', 'registry = "TH"\nunit = "CCER"',
         "instruments[1].registry", "nobody can ever deliver CCER of this registry: write CN"),
        ('registry = "TH"\nunit = "BRC"\nhost = "TH"', 'registry = "TH"\nunit = "BRC"\nhost = "CN"',
         "instruments[3].host", "nobody can ever deliver BRC of this host: write TH"),
        ('code = "CCER"\n', 'code = "CCER"\nprice_rule = "middle"\n', "instruments[1].price_rule",
         "only a venue has price rules of which one is named"),
        ('code = "CCER"\n', 'code = "CCER"\nlot = 50\nposition_limit_t = 49\n',
         "instruments[1].position_limit_t", "below one lot of 50 t"),
        ('code = "CCER"\n', 'code = "CCER"\nlot = 71_698\n', "instruments[1].lot",
         "all projects in CN make 71697 t in this lesson, less than one lot"),
        ('code = "BRC-TH"\n', 'code = "BRC-TH"\nlot = 124_356\n', "instruments[3].lot",
         "all projects in TH make 124355 t in this lesson, less than one lot"),
        ('code = "CCER"\n', 'code = "CCER"\nposition_limit_t = 9\nlot = 1_000_000_000\n',
         "instruments[1].lot",
         "all projects in CN make 71697 t in this lesson, less than one lot"),
        # --- days and hours
        ('closes = "15:30"', 'closes = "08:00"', "clock.closes",
         "the day closes at 08:00, before it opens at 09:00"),
        ('at = "11:30"', 'at = "23:00"', "phases[2].at", "23:00 is not between 09:30 and 15:30"),
        ('first_day = "2028-03-13"', 'first_day = 9999-12-31', "clock.first_day",
         "must lie between 2000-01-01 and 2100-12-31"),
        ('first_day = "2028-03-13"', 'first_day = "2028-02-30"', "clock.first_day",
         "there is no day 2028-02-30"),
        ('first_day = "2028-03-13"', "first_day = 2028-03-13T09:00:00", "clock.first_day",
         "must be a day such as 2028-03-13"),
        ("days = 20", "days = true", "clock.days", "Input should be a valid integer"),
        ("days = 20", 'days = "20"', "clock.days", "Input should be a valid integer"),
        ("days = 20", "days = 20.0", "clock.days", "Input should be a valid integer"),
        # --- shapes
        ('code = "TH"', 'code = ["TH"]', "registries[2].code", "Input should be a valid string"),
        ('host = "TH"\npartner_weight', 'host = ["TH"]\npartner_weight', "agreements[1].host",
         "Input should be a valid string"),
        ('id = "TH001"', 'id = ["TH001"]', "projects[1].id", "Input should be a valid string"),
        ('id = "TH001"\nhost = "TH"', 'id = "TH001"\nhost = {}', "projects[1].host",
         "Input should be a valid string"),
        ('methodology = "TH_AM001"', "methodology = [1]", "projects[1].methodology",
         "Input should be a valid string"),
        ('registries = ["CN", "TH"]\nnames_zh = ["远帆', 'registries = 5\nnames_zh = ["远帆',
         "seats[7].registries", "Input should be a valid list"),
    ],
)  # fmt: skip
def test_one_mistake_is_told_once_with_its_line_and_key(
    old: str, new: str, key: str, said: str
) -> None:
    told = mistakes_of((old, new))

    assert [f"{key}: {said}"] == [one.split(", ", 1)[1] for one in told]
    changed = PLAN.replace(old, new, 1).splitlines()
    line = int(told[0].split(",")[0].removeprefix("line "))
    last = key.rsplit(".", 1)[-1].split("[")[0]
    assert changed[line - 1].lstrip().startswith(last), (line, changed[line - 1])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([('[[seats]]\nrole = "secretariat"\ncount = 1\nfixed = true\n'
           'names_zh = ["联委会秘书处"]\nnames_en = ["Joint committee secretariat"]\n', "")],
         "seats: TH001 needs a seat of the role secretariat: there is none"),
        ([('role = "government_host"', 'role = "secretariat"')],
         "seats: TH001 needs a seat of the role government_host: there is none"),
        ([('role = "registry_manager"', 'role = "secretariat"')],
         "seats: TH001 needs a seat of the role registry_manager for CN: there is none"),
        ([('countries = [""]', 'countries = ["CN"]')],
         "seats: TH001 needs a seat of the role registry_manager for TH: there is none"),
        ([(OWNERS, 'registries = ["CN"]')],
         "projects[1].owner: project_owner:1 has no account in TH: its registries are CN"),
        ([(OWNERS, 'registries = ["TH"]')],
         "projects[1].partner: project_owner:2 has no account in CN: its registries are TH"),
        ([(THAILAND, THAILAND + "\n[[registries]]\n" + THAILAND.replace("THA", "LAO"))],
         "registries[3].code: TH stands twice"),
        ([('code = "CCER-wind"', 'code = "TH_AM001"')],
         "methodologies[2].code: TH_AM001 stands twice"),
        ([('countries = [""]', 'countries = ["QQ"]')],
         "seats[4].countries[1]: there is no registry QQ"),
        ([('registry = "TH"\nunit = "BRC"', 'registry = "TH"\nunit = "CEA"')],
         "instruments[3].registry: nobody can ever deliver CEA of this registry: write CN"),
        ([(THAILAND, THAILAND + CAMBODIA),
          ('id = "TH001"\nhost = "TH"', 'id = "KH001"\nhost = "KH"')],
         "projects[1].host: KH is the host of no agreement: a project lies in CN or TH"),
        ([('host = "CN"\nname_en = "Jiuquan', 'host = "TH"\npartner = "project_owner:2"\n'
           'agreement = "CN-TH"\nname_en = "Jiuquan'), ('id = "CN001"', 'id = "TH002"')],
         "instruments[1].unit: no project makes CCER: there is none in CN"),
        ([('phase = "continuous"', 'phase = "closed"'), ('phase = "continuous"', 'phase = "call"')],
         "phases: no phase is continuous or closing, so nothing ever trades"),
        ([('code = "CCER"\n', 'code = "CCER"\nvenue = "national-ccer"\n'),
          ('closes = "15:30"', 'closes = "09:20"')],
         "instruments[1].venue: national-ccer trades"),
    ],
)  # fmt: skip
def test_what_a_lesson_needs_is_missed(changes: list[tuple[str, str]], said: str) -> None:
    told = mistakes_of(*changes)

    assert any(said in one for one in told), told


def test_a_wrong_part_hides_no_mistake_elsewhere_and_brings_none_of_its_own() -> None:
    told = mistakes_of(
        ('code = "TH"', "code = 5"),
        ('code = "TH_AM001"', "code = []"),
        ('w_om = "0.75"', 'w_om = "1.75"'),
        ("count = 14", "count = 0"),
        ('role = "trader"', 'role = "nobody"'),
    )
    keys = [one.split(", ", 1)[1].split(":")[0] for one in told]

    assert ["registries[2].code", "methodologies[1].code", "projects[2].w_om", "seats[6].count",
            "seats[7].role"] == keys  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[[phases]]", "[[phase]]", "line 17, phase: Extra inputs are not permitted"),
        ("days = 20", "compliance.year = 2000\ndays = 20",
         "line 12, clock.compliance: Extra inputs are not permitted"),
        ("days = 20", '"days" = 0', "line 12, clock.days: Input should be greater than or equal"),
        ("[compliance]\nyear = 2027", '["compliance"]\n\'year\' = 1999',
         "line 152, compliance.year: Input should be greater than or equal to 2013"),
        ("[clock]", "clock.speed = 0\n[clocks]", "line 10, clock.speed: Input should be greater"),
        ('title_en = "Belt and Road, lesson 1"', 'title_en = """a\n[[projects]]\nb"""\nx = 1',
         "line 8, x: Extra inputs are not permitted"),
        ('names_zh = ["湄南能源", "丝路气候", "陇上风电"]',
         'names_zh = [\n  "湄南能源",  # one\n  "",\n  "陇上风电",\n]',
         "line 196, seats[5].names_zh[2]: is empty"),
        ("days = 20", "days = 20\n\"a\\nb\" = 1",
         'line 13, clock."a\\nb": Extra inputs are not permitted'),
    ],
)  # fmt: skip
def test_the_line_is_the_one_where_the_key_stands(old: str, new: str, told: str) -> None:
    assert any(one.startswith(told) for one in mistakes_of((old, new))), mistakes_of((old, new))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("\nx = " + "[" * 3_000 + "]" * 3_000, "line 2, x"),
        ("\n\nx.y = " + "{a=" * 3_000 + "1" + "}" * 3_000, "line 3, x.y"),
        (f"a = 1\nx = {'9' * 5_000}", "line 2, x: a number of too many digits"),
        ("title_en = 1\nx = [", "line 2, x: Invalid value"),
        ("a = 1\n\na = 2", "line 3, a: Cannot overwrite a value"),
        ("[clock]\ndays = 2027-02-30", "line 2, clock.days: Invalid date"),
    ],
)
def test_what_cannot_be_read_is_told_where_it_stands(written: str, told: str) -> None:
    with pytest.raises(PlanUnreadable) as unreadable:
        parse_plan(written, name="broken")

    assert unreadable.value.mistakes[0].startswith(told)


def test_a_number_of_any_size_is_told() -> None:
    for figures in ("9" * 40, "0x" + "f" * 5_000):
        told = mistakes_of(("partner_weight = 1", f"partner_weight = {figures}"))

        less = "Input should be less than"
        assert [f"line 53, agreements[1].partner_weight: {less} or equal to 1000000"] == [
            one.replace(f"line {line_of('partner_weight = 1')}", "line 53") for one in told
        ]


@pytest.mark.parametrize(("mark", "end"), [("\ufeff", "\n"), ("", "\r\n"), ("\ufeff", "\r\n")])
def test_a_file_as_windows_editors_write_it_is_read(mark: str, end: str, tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes((mark + PLAN.replace("\n", end)).encode("utf-8"))

    assert parse_plan(PLAN, name="plain") == read_plan(str(path))


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "chinese.toml"
    path.write_bytes(b'title_en = "x"\ntitle_zh = "' + "一带一路".encode("gbk") + b'"\n')
    with pytest.raises(PlanUnreadable) as unreadable:
        read_plan(str(path))

    assert unreadable.value.mistakes[0].startswith("line 2: is not UTF-8")


@pytest.mark.parametrize("name", ["/", "a\0b", "/no/such.toml", "x" * 5_000])
def test_no_name_of_a_plan_breaks_the_reader(name: str) -> None:
    with pytest.raises(PlanUnreadable, match=r"(cannot be read|no such plan).*; known plans: belt"):
        read_plan(name)


def test_a_small_room_keeps_owners_in_their_group() -> None:
    groups = PLAN.replace(
        'names_zh = ["湄南能源", "丝路气候", "陇上风电"]\n'
        'names_en = ["Menam Energy", "Silk Road Climate", "Longshang Wind"]',
        'names_zh = ["湄南能源", "丝路气候", "陇上风电"]\n'
        'names_en = ["Menam Energy", "Silk Road Climate", "Longshang Wind"]\n\n'
        '[[seats]]\nrole = "project_owner"\ncount = 2\nregistries = ["CN"]\n'
        'names_zh = ["甲", "乙"]\nnames_en = ["First", "Second"]',
    ).replace(WIND, 'owner = "project_owner:5"')
    plan = parse_plan(groups, name="two groups")

    assert ["project_owner:1", "project_owner:2"] == [
        one.owner for one in plan.with_seats_per_role(1).projects
    ]
    assert ["project_owner:1", "project_owner:4"] == [
        one.owner for one in plan.with_seats_per_role(2).projects
    ]
