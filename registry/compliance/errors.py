"""The refusals of offset submissions and of the offset check, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Fix, Limit, Refusal, codes
from registry.programme.participants.errors import (
    BatchUnknown,
    QuantityNotFree,
    QuantityNotPositive,
)
from registry.records import CheckFailed

_ARTICLE_29 = "Measures for CETS (Order 19, 2021), art. 29"


class ObligationUnknown(CheckFailed):
    """The seat has no surrender obligation; only emitters with one submit offsets."""

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
    zh = "{day} 没有生效的{market}抵销规则。"
    pass_en = "A submission on a day on which a rule is in force."
    pass_zh = "在规则生效期内提交。"
    rule = "Rule pack of the market"
    words = codes(market="market")


class BundleEmpty(CheckFailed):
    """The bundle has no lot."""

    code = "procedure.bundle_empty"
    number = 3008
    en = "The bundle is empty."
    zh = "提交的清单为空。"
    pass_en = "At least one lot of at least 1 t."
    pass_zh = "至少一个批次、至少 1 吨。"
    rule = "Requests are for whole tonnes (programme rules, check 3008)"


class AboveCap(CheckFailed):
    """The offsets would exceed their cap, a fixed share of the obligation."""

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
    fixes = Fix("quantity", ("left",))
    limit = Limit(asked="asked", left="left", used="used")


class FromCoveredEntity(CheckFailed):
    """The project belongs to an entity under allowance management, whose credits are excluded."""

    code = "procedure.from_covered_entity"
    number = 6002
    en = "Project {project} belongs to an entity under allowance management."
    zh = "项目 {project} 属于纳入配额管理的单位。"
    pass_en = "Credits from a project outside the market."
    pass_zh = "来自未纳入配额管理项目的减排量。"
    rule = _ARTICLE_29


class TypeNotAdmitted(CheckFailed):
    """The rule does not admit this type of credit."""

    code = "procedure.type_not_admitted"
    number = 6007
    en = "Batch {asset} is of type {unit}; the rule admits {admitted}."
    zh = "批次 {asset} 为 {unit}；可用的类型为 {admitted}。"
    pass_en = "A bundle of {admitted}."
    pass_zh = "只含 {admitted} 的清单。"
    rule = f"{_ARTICLE_29}; CCER Measures (Order 31, 2023), art. 29"


class OffsetInputWrong(Refusal):
    """The bundle cannot be read; `checks` lists every wrong field."""

    code = "procedure.offset_input_wrong"
    en = "The bundle cannot be read; number of mistakes: {count}; the first: {first}."
    zh = "无法读取清单，共 {count} 处错误；第一处：{first_zh}。"
    pass_en = "Market, entity and lots in the shape that the description of the check gives."
    pass_zh = "按说明的格式填写市场、主体和各批次。"
    rule = "Input of the offset check"
    status = 422


class OffsetMarketUnknown(Refusal):
    """No rule pack has this market under this rule set."""

    code = "procedure.offset_market_unknown"
    en = "The rule set {rule_set} has no market {market}."
    zh = "规则集 {rule_set} 中没有市场 {market}。"
    pass_en = "One of: {known}."
    pass_zh = "可选：{known}。"
    rule = "Rule packs of offset rules"
    status = 404


class OffsetYearUncovered(Refusal):
    """No version of the market's rule covers this compliance year."""

    code = "procedure.offset_year_uncovered"
    en = "No version of the rule {rule_id} covers the compliance year {year}."
    zh = "规则 {rule_id} 没有适用于 {year} 履约年度的版本。"
    pass_en = "A year within {periods}, or no year for the newest version."
    pass_zh = "{periods} 之内的年度；不填年度则用最新版本。"
    rule = "Rule packs of offset rules"


class OffsetFieldsMissing(Refusal):
    """A rule reads fields that the bundle does not have."""

    code = "procedure.offset_fields_missing"
    en = "The rules need fields that are missing ({count}): {fields}."
    zh = "规则需要 {count} 个没有填写的字段：{fields}。"
    pass_en = "The same bundle with these fields filled in."
    pass_zh = "补齐这些字段后的同一清单。"
    rule = "Rule packs of offset rules"
    status = 422


PRECEDENCE: tuple[type[Refusal], ...] = (
    OffsetInputWrong,
    OffsetMarketUnknown,
    OffsetYearUncovered,
    OffsetFieldsMissing,
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
