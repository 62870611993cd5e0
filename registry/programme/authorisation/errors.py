"""Refusals of an authorisation, and for want of one, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Fix, Refusal
from registry.records import CheckFailed

_RULE = "Authorisation under Article 6 (decisions 2/CMA.3 and 4/CMA.6)"


class PurposeMissing(CheckFailed):
    """The authorisation states no purpose."""

    code = "procedure.purpose_missing"
    number = 4030
    en = "The authorisation names no purpose."
    zh = "授权未列明任何用途。"
    pass_en = "At least one of NDC and OIMP."
    pass_zh = "至少列明 NDC 或 OIMP 之一。"
    rule = _RULE


class MaximumMissing(CheckFailed):
    """The authorisation states no maximum for first transfers under it."""

    code = "procedure.maximum_missing"
    number = 4031
    en = "A maximum of {quantity} t authorises nothing."
    zh = "上限 {quantity} 吨等于没有授权。"
    pass_en = "A maximum of at least 1 t."
    pass_zh = "上限至少为 1 吨。"
    rule = _RULE


class NotAuthorised(CheckFailed):
    """The host has not authorised the project; a first transfer needs an authorisation."""

    code = "procedure.not_authorised"
    number = 4002
    en = "{host} has authorised no credits of project {project}."
    zh = "{host} 未对项目 {project} 的减排量作出授权。"
    pass_en = "The same request after {host} has authorised project {project}."
    pass_zh = "{host} 对项目 {project} 授权之后再提出同一申请。"
    rule = "2/CMA.3, annex, para. 2 (check 4002)"


class PurposeNotAuthorised(CheckFailed):
    """The host has not authorised the credits for this purpose."""

    code = "procedure.purpose_not_authorised"
    number = 4003
    en = "Project {project} is authorised for {authorised}, not for {purpose}."
    zh = "项目 {project} 获授权用于 {authorised}，未获授权用于 {purpose}。"
    pass_en = "A request for one of the purposes {authorised}."
    pass_zh = "为 {authorised} 中的用途提出申请。"
    rule = "4/CMA.6: an authorisation states its uses (check 4003)"


class AboveMaximum(CheckFailed):
    """The first transfers under the authorisation would exceed its maximum."""

    code = "procedure.above_maximum"
    number = 4008
    en = (
        "{quantity} t would be first transferred; of at most {maximum} t of project {project},"
        " {left} t are left."
    )
    zh = "将首次转让 {quantity} 吨；项目 {project} 授权上限 {maximum} 吨，尚余 {left} 吨。"
    pass_en = "A quantity of at most {left} t, or a further authorisation."
    pass_zh = "数量不超过 {left} 吨，或取得进一步授权。"
    rule = "Maximum of the authorisation (programme rules, check 4008)"
    fixes = Fix("quantity", ("left",))


PRECEDENCE: tuple[type[Refusal], ...] = (
    PurposeMissing,
    MaximumMissing,
    NotAuthorised,
    PurposeNotAuthorised,
    AboveMaximum,
)
