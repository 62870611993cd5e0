"""A lesson plan with two host countries: Thailand, and Cambodia by an agreement of its own.

The shipped plan with a registry, an agreement, a project, a government and an instrument more.
"""

from __future__ import annotations

from registry.classroom.plan import Plan, parse_plan
from tests.support.makers import text_without_makers

_REPLACED = {
    "[[agreements]]": """[[registries]]
code = "KH"
party = "KHM"
name_en = "Cambodia"
name_zh = "柬埔寨"

[[agreements]]
code = "CN-KH"
title_en = "China and Cambodia, joint crediting"
title_zh = "中国—柬埔寨联合信用协定"
approach = "CA0008"
partner = "CN"
host = "KH"
partner_percent = "30"
host_percent = "70"
split_rule = "percentages"
status = "assumption"

[[agreements]]""",
    "# What can be traded.": """[[projects]]
id = "KH001"
host = "KH"
name_en = "Kampot solar"
name_zh = "贡布光伏"
owner = "project_owner:4"
partner = "project_owner:2"
agreement = "CN-KH"
type = "solar"
methodology = "TH_AM001"
combined_margin = "0.5"
status = "assumption"

[[projects.periods]]
first_day = "2027-01-01"
last_day = "2027-12-31"
generation_mwh = "2002"

[[instruments]]
code = "BRC-KH"
registry = "KH"
unit = "BRC"
host = "KH"
reference = 5400
limit_percent = 10

# What can be traded.""",
    '[[seats]]\nrole = "secretariat"': """[[seats]]
role = "government_host"
count = 1
fixed = true
registries = ["KH"]
names_zh = ["柬埔寨政府"]
names_en = ["Government of Cambodia"]

[[seats]]
role = "secretariat\"""",
    '[[seats]]\nrole = "emitter"': """[[seats]]
role = "project_owner"
count = 1
fixed = true
cash_fen = 20_000_000
registries = ["KH", "CN"]
names_zh = ["吴哥能源"]
names_en = ["Angkor Energy"]

[[seats]]
role = "emitter\"""",
    'registries = ["TH", "CN"]': 'registries = ["TH", "CN", "KH"]',
    'registries = ["CN", "TH"]': 'registries = ["CN", "TH", "KH"]',
}


_JAPAN = {
    "[[agreements]]": """[[registries]]
code = "JP"
party = "JPN"
name_en = "Japan"
name_zh = "日本"

[[agreements]]
code = "JP-TH"
title_en = "Japan and Thailand, joint crediting"
title_zh = "日本—泰国联合信用机制"
approach = "CA0009"
partner = "JP"
host = "TH"
partner_percent = "50"
host_percent = "50"
split_rule = "percentages"
min_share_percent = "50"
status = "assumption"

[[agreements]]""",
    "# What can be traded.": """[[projects]]
id = "TH009"
host = "TH"
name_en = "Phuket waste heat"
name_zh = "普吉余热"
owner = "project_owner:1"
partner = "project_owner:4"
agreement = "JP-TH"
type = "waste heat"
methodology = "TH_AM001"
combined_margin = "0.5"
status = "assumption"

[[projects.periods]]
first_day = "2027-01-01"
last_day = "2027-12-31"
generation_mwh = "600"

# What can be traded.""",
    '[[seats]]\nrole = "secretariat"': """[[seats]]
role = "government_partner"
offices = ["secretariat"]
count = 1
fixed = true
registries = ["JP"]
names_zh = ["日本政府"]
names_en = ["Government of Japan"]

[[seats]]
role = "secretariat\"""",
    '[[seats]]\nrole = "emitter"': """[[seats]]
role = "project_owner"
count = 1
fixed = true
cash_fen = 20_000_000
registries = ["JP", "TH"]
names_zh = ["富士工程"]
names_en = ["Fuji Engineering"]

[[seats]]
role = "emitter\"""",
    'registries = ["TH", "CN"]': 'registries = ["TH", "CN", "JP"]',
}


def two_partners() -> str:
    """A plan in which Thailand has an agreement with China and another one with Japan."""
    return _replaced(_JAPAN)


def written() -> str:
    """The plan as TOML, without market makers."""
    return _replaced(_REPLACED)


def _replaced(changes: dict[str, str]) -> str:
    text = text_without_makers("belt-road-1")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def two_hosts() -> Plan:
    """The plan, with at most two seats in a group."""
    return parse_plan(written(), name="two-hosts").with_seats_per_role(2)
