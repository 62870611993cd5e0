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


class PurposeNotAgreed(CheckFailed):
    """The agreement does not allow this purpose."""

    code = "procedure.purpose_not_agreed"
    number = 4003
    en = "Agreement {agreement} allows {agreed}, not {purpose}."
    zh = "协定 {agreement} 允许的用途为 {agreed}，不含 {purpose}。"
    pass_en = "Purposes among {agreed}."
    pass_zh = "{agreed} 中的用途。"
    rule = "Purposes of the approach (programme rules, check 4003)"


class PartyMissing(CheckFailed):
    """The authorisation names no party that may receive and use the credits."""

    code = "procedure.party_missing"
    number = 4005
    en = "The authorisation names no party."
    zh = "授权未列明任何缔约方。"
    pass_en = "At least one party, such as the partner of the agreement."
    pass_zh = "至少列明一个缔约方，如协定的合作方。"
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


class AboveProject(CheckFailed):
    """The maximum is above the reductions that the project can have in all its periods."""

    code = "procedure.above_project"
    number = 4031
    en = "A maximum of {quantity} t is above the {registered} t of all periods of {project}."
    zh = "上限 {quantity} 吨超过项目 {project} 全部监测期的 {registered} 吨。"
    pass_en = "A maximum of at most {registered} t."
    pass_zh = "上限不超过 {registered} 吨。"
    rule = "An authorisation is for credits that can exist (programme rules, check 4031)"
    fixes = Fix("quantity", ("registered",))


class AboveVerified(CheckFailed):
    """The maximum is above the reductions of the periods that are over; it needs confirmation."""

    code = "procedure.above_verified"
    number = 4031
    en = "A maximum of {quantity} t is above the {verified} t of the periods that are over."
    zh = "上限 {quantity} 吨超过已结束监测期的 {verified} 吨。"
    pass_en = "The same with a confirmation, or a maximum of at most {verified} t."
    pass_zh = "确认后提出同一申请，或上限不超过 {verified} 吨。"
    rule = "An authorisation ahead of verification is a promise (programme rules, check 4031)"
    fixes = Fix("quantity", ("verified",))


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


class PartyNotAuthorised(CheckFailed):
    """The authorisation does not name the party that would receive or use the credits."""

    code = "procedure.party_not_authorised"
    number = 4005
    en = "Credits of project {project} are authorised for {authorised}, not for {party}."
    zh = "项目 {project} 的减排量授权给 {authorised}，未授权给 {party}。"
    pass_en = "A transfer to, or a use by, one of {authorised}."
    pass_zh = "转让给 {authorised} 之一，或由其使用。"
    rule = "4/CMA.6: an authorisation names its parties (check 4005)"


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
    PurposeNotAgreed,
    PartyMissing,
    MaximumMissing,
    AboveProject,
    AboveVerified,
    NotAuthorised,
    PurposeNotAuthorised,
    PartyNotAuthorised,
    AboveMaximum,
)
