"""A lesson plan with two host countries: Thailand, and Cambodia by an agreement of its own.

The shipped plan with a registry, an agreement, a project, a government and an instrument more.
"""

from __future__ import annotations

from registry.classroom.plan import Plan, parse_plan
from tests.support.makers import text_without_makers

_REPLACED = {
    "[agreement]": """[[registries]]
code = "KH"
party = "KHM"
name_en = "Cambodia"
name_zh = "柬埔寨"

[[agreement]]
host = "KH"
cn_percent = "30"
host_percent = "70"
split_rule = "percentages"
status = "assumption"

[[agreement]]""",
    "# What can be traded.": """[[projects]]
id = "KH001"
host = "KH"
name_en = "Kampot solar"
name_zh = "贡布光伏"
owner = "project_owner:4"
partner = "project_owner:2"
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


def written() -> str:
    """The plan as TOML, without market makers."""
    text = text_without_makers("belt-road-1")
    for old, new in _REPLACED.items():
        assert old in text
        text = text.replace(old, new)
    return text


def two_hosts() -> Plan:
    """The plan, with at most two seats in a group."""
    return parse_plan(written(), name="two-hosts").with_seats_per_role(2)
