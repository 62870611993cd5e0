"""Samples of pages: offset rules side by side, and the offset desk: pages for everybody."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from registry.compliance.packs import RuleBook
from registry.compliance.reader import shipped
from registry.web.frame.contexts.shared import Language, Page
from registry.web.offsets import rules as offset_rules
from registry.web.offsets import views as offset_views
from registry.web.offsets.examples import EXAMPLES
from registry.web.offsets.form import OffsetForm, read_form

PLAIN = ("national", "tianjin", "hubei", "shanghai", "new_zealand")
"""Markets whose Chinese text names no type of credit but CCERs, which are no words."""


@cache
def book() -> RuleBook:
    """A small rule book, so that samples stay readable."""
    return RuleBook(
        replace(rule, text_zh=rule.text_zh.replace("CCERs", "CCER"))
        for rule in shipped().rules()
        if (rule.rule_set == "seed" and rule.market in PLAIN) or rule.rule_set == "corsia"
    )


def form_of(address: str) -> OffsetForm:
    """The form of an address of the desk."""
    return read_form(parse_qsl(urlsplit(address).query))


def example(code: str) -> OffsetForm:
    """The form of an example."""
    return next(one for one in EXAMPLES if one.code == code).form()


def pages(language: Language) -> dict[str, Page]:
    """Every page of this area by a name of its own, filled."""
    rule = offset_rules.rule_page(book(), language, rule_set="seed", market="hubei")
    units = offset_rules.rule_page(book(), language, rule_set="corsia", market="corsia")
    assert rule is not None
    assert units is not None
    forms = {
        "desk_empty": OffsetForm(),
        "desk_everywhere": example("everywhere"),
        "desk_refused": form_of("/offsets?market=tianjin&base=80000&price=60.5&1.quantity_t=4000"
                                "&1.origin_province=河北&1.project_type=wind&2.quantity_t=5000"
                                "&2.origin_province=新疆&3.type=CCER"),
        "desk_wanting": form_of("/offsets?market=hubei&1.quantity_t=5&1.gas=CO2"),
        "desk_unread": form_of("/offsets?base=80000&1.quantity_t=七&rule_set=无"),
        "desk_scenario": form_of("/offsets?market=tianjin&base=100000&1.quantity_t=5000&1.type=BRC"
                                 "&recognise_belt_and_road=yes&1.origin_province=北京"),
    }  # fmt: skip
    drawn = {name: offset_views.offset_page(book(), form, language) for name, form in forms.items()}
    return {
        "rules": offset_rules.rules_page(book(), language, chosen=""),
        "rules_of_nowhere": offset_rules.rules_page(book(), language, chosen="无"),
        "rule": rule,
        "rule_of_units": units,
        **drawn,
    }
