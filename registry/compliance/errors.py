"""What the offset desk refuses, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal
from registry.participants.errors import BatchUnknown, QuantityNotFree, QuantityNotPositive
from registry.records import CheckFailed

_ARTICLE_29 = "Measures for CETS (Order 19, 2021), art. 29"


class ObligationUnknown(CheckFailed):
    """The desk serves those who have to surrender allowances."""

    code = "procedure.obligation_unknown"
    number = 6005
    en = "{seat} has no obligation in the national market."
    zh = "{seat} 在全国碳市场没有清缴义务。"
    pass_en = "A submission by an emitter with an obligation."
    pass_zh = "由有清缴义务的重点排放单位提交。"
    rule = _ARTICLE_29


class RuleNotInForce(Refusal):
    """No version of the offset rule is in force on this day."""

    code = "procedure.rule_not_in_force"
    en = "No offset rule of the {market} market is in force on {day}."
    zh = "{day} 没有生效的 {market} 市场抵销规则。"
    pass_en = "A submission on a day on which a rule is in force."
    pass_zh = "在规则生效期内提交。"
    rule = "Rule pack of the market"


class BundleEmpty(CheckFailed):
    """A bundle has at least one lot."""

    code = "procedure.bundle_empty"
    number = 3008
    en = "The bundle is empty."
    zh = "提交的清单为空。"
    pass_en = "At least one lot of at least 1 t."
    pass_zh = "至少一笔、至少 1 吨。"
    rule = "Requests are for whole tonnes (programme rules, check 3008)"


class AboveCap(CheckFailed):
    """Offsets replace at most a fixed share of the obligation."""

    code = "procedure.above_cap"
    number = 6001
    en = (
        "{asked} t exceed the cap: {percent} % of {obligation} t are {cap} t, {used} t are used,"
        " {left} t are left."
    )
    zh = (
        "{asked} 吨超出上限：{obligation} 吨的 {percent}% 为 {cap} 吨，已用 {used} 吨，"
        "尚余 {left} 吨。"
    )
    pass_en = "A bundle of at most {left} t."
    pass_zh = "清单合计不超过 {left} 吨。"
    rule = _ARTICLE_29


class FromCoveredEntity(CheckFailed):
    """Credits from a project inside the market's allowance management offset nothing in it."""

    code = "procedure.from_covered_entity"
    number = 6002
    en = "Project {project} belongs to an entity under allowance management."
    zh = "项目 {project} 属于纳入配额管理的单位。"
    pass_en = "Credits from a project outside the market."
    pass_zh = "来自未纳入配额管理项目的减排量。"
    rule = _ARTICLE_29


class TypeNotAdmitted(CheckFailed):
    """The desk admits the credit types that its rule names."""

    code = "procedure.type_not_admitted"
    number = 6007
    en = "Batch {asset} are {unit}; admitted are {admitted}."
    zh = "批次 {asset} 为 {unit}；可用的类型为 {admitted}。"
    pass_en = "A bundle of {admitted}."
    pass_zh = "只含 {admitted} 的清单。"
    rule = f"{_ARTICLE_29}; CCER Measures (Order 31, 2023), art. 29"


PRECEDENCE: tuple[type[Refusal], ...] = (
    ObligationUnknown,
    RuleNotInForce,
    BatchUnknown,
    BundleEmpty,
    AboveCap,
    FromCoveredEntity,
    TypeNotAdmitted,
    QuantityNotFree,
    QuantityNotPositive,
)
