"""Refusals of an authorisation, and for want of one, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import YEAR, Fix, Refusal, codes
from registry.programme.ndc.errors import AboveOwnTarget, InitialReportMissing, NdcPeriodClosed
from registry.records import CheckFailed

_RULE = "Authorisation under Article 6 (decisions 2/CMA.3 and 4/CMA.6)"


class PurposeMissing(CheckFailed):
    """The authorisation states no purpose."""

    code = "procedure.purpose_missing"
    number = 4030
    en = "The authorisation names no purpose."
    zh = "授权未列明任何用途。"
    pass_en = "At least one of NDC, OIMP, IMP and OP."
    pass_zh = "至少列明 NDC、OIMP、IMP、OP 之一。"
    rule = _RULE


class PurposesMixed(CheckFailed):
    """The purposes are none of the seven of the nomenclature: NDC, one of OIMP, IMP and OP, or NDC
    with one of these.
    """

    code = "procedure.purposes_mixed"
    number = 4030
    en = "{purposes} is none of the seven purposes: OIMP covers IMP and OP already."
    zh = "{purposes} 不属于七种授权用途：OIMP 已包含 IMP 和 OP。"
    pass_en = "NDC, one of OIMP, IMP and OP, or NDC with one of these."
    pass_zh = "NDC，或 OIMP、IMP、OP 之一，或 NDC 加其中之一。"
    rule = "Common nomenclature: purposes of authorisation (check 4030)"


class PurposeNotAgreed(CheckFailed):
    """The agreement does not allow this purpose."""

    code = "procedure.purpose_not_agreed"
    number = 4003
    en = "Agreement {agreement} allows {agreed}, not {purpose}."
    zh = "协定 {agreement} 允许的用途为 {agreed}，不含 {purpose}。"
    pass_en, pass_zh = "Purposes among {agreed}.", "{agreed} 中的用途。"
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


class EntityNotOfParty(CheckFailed):
    """An authorised entity belongs to no party of the authorisation, so no party answers for it."""

    code = "procedure.entity_not_of_party"
    number = 4004
    en = "Seat {seat} is of {country}, which is no party of the authorisation ({parties})."
    zh = "席位 {seat} 属于 {country}，不是授权所列缔约方（{parties}）。"
    pass_en = "Entities of {parties}: each party answers for its own."
    pass_zh = "{parties} 的实体：由所属缔约方承担责任。"
    rule = "Authorised entities belong to the approach's parties (check 4004)"


class VintageTooEarly(CheckFailed):
    """The authorisation covers reductions from before the Paris period."""

    code = "procedure.vintage_too_early"
    number = 4015
    en = "Vintage {vintage} is before {first}."
    zh = "减排年份 {vintage} 早于 {first} 年。"
    pass_en, pass_zh = "Vintages from {first} on.", "{first} 年及以后的减排年份。"
    rule = "2/CMA.3, annex, para. 1: outcomes from 2021 onward (check 4015)"
    words = codes(vintage=YEAR, first=YEAR)


class VintagesReversed(CheckFailed):
    """The last vintage of the authorisation is before its first."""

    code = "procedure.vintages_reversed"
    number = 4007
    en = "The last vintage {last} is before the first, {first}."
    zh = "最后减排年份 {last} 早于最先减排年份 {first}。"
    pass_en, pass_zh = "A last vintage of {first} or later.", "最后减排年份不早于 {first}。"
    rule = "Authorised timeframe (check 4007)"
    words = codes(first=YEAR, last=YEAR)


class TermIsOver(CheckFailed):
    """The last day of the authorisation is no day, or is over before it is authorised."""

    code = "procedure.term_is_over"
    number = 4018
    en = "A last day of {last_day} covers no act: it is {day} now."
    zh = "最后期限 {last_day} 不能涵盖任何行为：当前日期为 {day}。"
    pass_en = "A last day from {day} on, as YYYY-MM-DD."
    pass_zh = "{day} 或之后的日期，按年-月-日书写。"
    rule = "An authorisation comes before the acts under it (check 4018)"


class DefinitionMissing(CheckFailed):
    """A purpose is one of OIMP, and the authorisation does not say what their first transfer is."""

    code = "procedure.definition_missing"
    number = 4032
    en = "For {purposes} the authorisation does not say what counts as first transfer."
    zh = "用途为 {purposes}，但授权未说明首次转让的认定方式。"
    pass_en = "A definition: authorisation, issuance, or use or cancellation."
    pass_zh = "写明认定方式：授权、签发，或使用或注销。"
    rule = "2/CMA.3, annex, para. 2(b) (check 4032)"


class DefinitionNotNeeded(CheckFailed):
    """No purpose is one of OIMP: the first transfer for an NDC is the international transfer."""

    code = "procedure.definition_not_needed"
    number = 4032
    en = "For NDC the first transfer is the first international transfer; nothing is chosen."
    zh = "用途为 NDC 时，首次转让即首次国际转让，无需另选。"
    pass_en = "The same without a definition, or with one of OIMP, IMP and OP among the purposes."
    pass_zh = "不写认定方式，或在用途中加入 OIMP、IMP、OP 之一。"
    rule = "2/CMA.3, annex, para. 2(a) (check 4032)"


class CircumstancesMissing(CheckFailed):
    """The authorisation does not say under which circumstances its change or revocation reaches
    credits that were first transferred.
    """

    code = "procedure.circumstances_missing"
    number = 4034
    en = "The authorisation states no terms of change and revocation."
    zh = "授权未写明变更与撤销的条件。"
    pass_en = "A list of circumstances; an empty list says that none is."
    pass_zh = "写明适用情形；空列表表示没有任何情形。"
    rule = "4/CMA.6: terms of change and revocation (check 4034)"


class MaximumMissing(CheckFailed):
    """The authorisation states no maximum for first transfers under it, nor that it has none."""

    code = "procedure.maximum_missing"
    number = 4031
    en = "A maximum of {quantity} t authorises nothing."
    zh = "上限 {quantity} 吨等于没有授权。"
    pass_en = "A maximum of at least 1 t, or none with no_maximum."
    pass_zh = "上限至少为 1 吨，或明示不设上限。"
    rule = _RULE


class AboveProject(CheckFailed):
    """The maximum is above the reductions that the project can have in all its periods."""

    code = "procedure.above_project"
    number = 4031
    en = "A maximum of {quantity} t is above the {registered} t of all periods of {project}."
    zh = "上限 {quantity} 吨超过项目 {project} 全部监测期的 {registered} 吨。"
    pass_en, pass_zh = "A maximum of at most {registered} t.", "上限不超过 {registered} 吨。"
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


class AuthorisationUnknown(Refusal):
    """The authorisation does not exist."""

    code = "procedure.authorisation_unknown"
    en = "There is no authorisation {authorisation}."
    zh = "没有授权 {authorisation}。"
    pass_en, pass_zh = "The code of an authorisation of this lesson.", "本课授权的代码。"
    rule = _RULE
    status = 404


class ApplicationOfOther(CheckFailed):
    """The application is for another project than the one that is to be authorised."""

    code = "procedure.application_of_other"
    number = 5001
    en = "Application {authorisation} is for project {project}."
    zh = "申请 {authorisation} 针对项目 {project}。"
    pass_en, pass_zh = "The same for project {project}.", "对项目 {project} 提出同一申请。"
    rule = _RULE


class AuthorisationReasonMissing(CheckFailed):
    """The step has no reason on one readable line."""

    code = "procedure.authorisation_reason_missing"
    number = 5001
    en = "The step '{trigger}' of authorisation {authorisation} states no reason that can be read."
    zh = "对授权 {authorisation} 执行“{trigger}”未写明可辨认的理由。"
    pass_en = "A reason in a few words, on one line."
    pass_zh = "用一行可见文字简要写明理由。"
    rule = _RULE
    words = codes(trigger="trigger")


class NothingAmended(CheckFailed):
    """The amendment changes no term, so it would be the same version again."""

    code = "procedure.nothing_amended"
    number = 5001
    en = "The amendment changes no term of {authorisation}, version {version}."
    zh = "修改未改变授权 {authorisation} 第 {version} 版的任何条件。"
    pass_en = "At least one term that differs."
    pass_zh = "至少改变一项条件。"
    rule = "Every change makes a new version (programme rules, M3)"


class BelowTransferred(CheckFailed):
    """The new maximum is below what was first transferred or is kept for it."""

    code = "procedure.below_transferred"
    number = 4035
    en = (
        "A maximum of {quantity} t is below the {transferred} t that were first transferred and"
        " the {kept} t that are kept under {authorisation}."
    )
    zh = (
        "上限 {quantity} 吨低于授权 {authorisation} 项下已首次转让的 {transferred} 吨"
        "与预留的 {kept} 吨之和。"
    )
    pass_en = "A maximum of at least {least} t."
    pass_zh = "上限不低于 {least} 吨。"
    rule = "4/CMA.6: a change does not affect what was first transferred (check 4035)"
    fixes = Fix("quantity", ("least",))


class PurposesOfTransferred(CheckFailed):
    """Credits were first transferred for the purposes that the amendment would change."""

    code = "procedure.purposes_of_transferred"
    number = 4036
    en = (
        "{transferred} t were first transferred for {purposes} under {authorisation}: it does not"
        " change any more."
    )
    zh = "授权 {authorisation} 项下已为 {purposes} 首次转让 {transferred} 吨，用途不得再变更。"
    pass_en = "The same purposes, or a further authorisation for others."
    pass_zh = "用途不变，或另行授权其他用途。"
    rule = "4/CMA.6: a change does not affect what was first transferred (check 4036)"


class DefinitionOfTransferred(CheckFailed):
    """Credits were first transferred by the definition that the amendment would change, or are kept
    for it.
    """

    code = "procedure.definition_of_transferred"
    number = 4037
    en = (
        "{transferred} t were first transferred or are kept under {authorisation}: its definition"
        " stays."
    )
    zh = "授权 {authorisation} 项下已首次转让或预留 {transferred} 吨，首次转让认定方式不得再变更。"
    pass_en = "The same definition, or a further authorisation with another one."
    pass_zh = "认定方式不变，或以其他认定方式另行授权。"
    rule = "One definition for each authorisation (programme rules, check 4037)"


class PartiesOfKept(CheckFailed):
    """Tonnes are pledged to transfers or decided shares, and the amendment takes a party away."""

    code = "procedure.parties_of_kept"
    number = 4005
    en = (
        "Tonnes of {authorisation} are pledged to transfers or decided shares: {parties} cannot be"
        " taken from its parties."
    )
    zh = "授权 {authorisation} 项下有吨数已为转让或已决定的份额预留，不得从缔约方中删去 {parties}。"
    pass_en = "The same parties or more, or the same when nothing is pledged."
    pass_zh = "保留原有缔约方（可增加），或待预留吨数了结后再删。"
    rule = "4/CMA.6: changes of an authorisation; this project's rule for what is pledged (4005)"


class VintagesOfKept(CheckFailed):
    """Tonnes of a year are kept for a transfer, a share or a use, and the amendment excludes it."""

    code = "procedure.vintages_of_kept"
    number = 4007
    en = (
        "Tonnes of vintage {vintage} are kept under {authorisation} for a transfer, a decided share"
        " or their use: the year stays authorised."
    )
    zh = (
        "授权 {authorisation} 项下为转让、已决定的份额或使用预留了减排年份 {vintage} 的吨数，"
        "该年份不得移出授权范围。"
    )
    pass_en = "Vintages that include {vintage}."
    pass_zh = "包含 {vintage} 的减排年份。"
    rule = "4/CMA.6: changes of an authorisation; this project's rule for what is kept (4007)"
    words = codes(vintage=YEAR)


class CircumstanceNotNamed(CheckFailed):
    """The terms do not name the circumstance under which the revocation would reach credits that
    were first transferred.
    """

    code = "procedure.circumstance_not_named"
    number = 4038
    en = (
        "The terms of {authorisation} do not name the circumstance '{circumstance}': first"
        " transfers stay as they are."
    )
    zh = "授权 {authorisation} 的条件未列明“{circumstance}”情形：已首次转让的减排量不受影响。"
    pass_en = "A revocation of what was not first transferred yet, without a circumstance."
    pass_zh = "不写情形，只撤销尚未首次转让的部分。"
    rule = "4/CMA.6: only circumstances specified beforehand (check 4038)"
    words = codes(circumstance="circumstance")


class ReachedBefore(CheckFailed):
    """A revocation has reached the credits that were first transferred before."""

    code = "procedure.reached_before"
    number = 4038
    en = "Authorisation {authorisation} was revoked with what was first transferred under it."
    zh = "授权 {authorisation} 连同其项下已首次转让的减排量此前已被撤销。"
    pass_en = "Nothing: nothing of it is left to revoke."
    pass_zh = "无：已无可撤销的部分。"
    rule = "4/CMA.6: terms of change and revocation (check 4038)"


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


class VintageNotAuthorised(CheckFailed):
    """The authorisation does not cover reductions of this year."""

    code = "procedure.vintage_not_authorised"
    number = 4007
    en = "Vintage {vintage} of project {project} is not authorised: {first} to {last} are."
    zh = "项目 {project} 减排年份 {vintage} 未获授权：授权范围为 {first} 至 {last}。"
    pass_en = "Credits of a vintage from {first} to {last}."
    pass_zh = "减排年份在 {first} 至 {last} 之间的减排量。"
    rule = "4/CMA.6: an authorisation names its timeframe (check 4007)"
    words = codes(vintage=YEAR, first=YEAR, last=YEAR)


class EntityNotAuthorised(CheckFailed):
    """The authorisation lists entities, and the one that would receive or use is none of them."""

    code = "procedure.entity_not_authorised"
    number = 4004
    en = "Credits of project {project} are authorised for the seats {authorised}, not for {seat}."
    zh = "项目 {project} 的减排量授权给席位 {authorised}，未授权给 {seat}。"
    pass_en = "A transfer to, or a use by, one of {authorised} or a government of its parties."
    pass_zh = "转让给 {authorised} 之一或缔约方政府，或由其使用。"
    rule = "4/CMA.6: an authorisation names its entities (check 4004)"


class AuthorisationEnded(CheckFailed):
    """The last day of the authorisation is over: nothing is first transferred under it."""

    code = "procedure.authorisation_ended"
    number = 4002
    en = "Authorisation {authorisation} of project {project} is '{state}'."
    zh = "项目 {project} 的授权 {authorisation} 状态为“{state}”。"
    pass_en = "The same under a further authorisation."
    pass_zh = "取得进一步授权之后再提出同一申请。"
    rule = "2/CMA.3, annex, para. 2 (check 4002)"
    words = codes(state="state")


class AuthorisationNotInForce(CheckFailed):
    """The authorisation is suspended or revoked, and so is not there for these credits."""

    code = "procedure.authorisation_not_in_force"
    number = 4014
    en = "Authorisation {authorisation} of project {project} is '{state}'."
    zh = "项目 {project} 的授权 {authorisation} 状态为“{state}”。"
    pass_en = "The same while it is in force, or under a further authorisation."
    pass_zh = "在授权有效期间，或取得进一步授权之后再提出同一申请。"
    rule = "4/CMA.6: change and revocation (check 4014)"
    words = codes(state="state")


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


class UseNotToAuthorise(CheckFailed):
    """Nothing was granted whose use this party has still to authorise, or it is its own."""

    code = "procedure.use_not_to_authorise"
    number = 4002
    en = "The use under {authorisation} of {host} ({state}) is not to be authorised now."
    zh = "{host} 的授权 {authorisation} 状态为“{state}”，现无须授权其使用。"
    pass_en, pass_zh = "A newer version of it.", "另一国已授予且本国尚未授权使用的版本。"
    rule, words = "Both parties authorise (Swiss-Ghana agreement, Art. 6)", codes(state="state")


PRECEDENCE: tuple[type[Refusal], ...] = (
    AuthorisationUnknown,
    ApplicationOfOther,
    InitialReportMissing,
    AuthorisationReasonMissing,
    NothingAmended,
    PurposeMissing,
    PurposesMixed,
    PurposeNotAgreed,
    PartyMissing,
    UseNotToAuthorise,
    EntityNotOfParty,
    VintageTooEarly,
    VintagesReversed,
    TermIsOver,
    MaximumMissing,
    AboveProject,
    AboveOwnTarget,
    AboveVerified,
    DefinitionMissing,
    DefinitionNotNeeded,
    CircumstancesMissing,
    BelowTransferred,
    PurposesOfTransferred,
    DefinitionOfTransferred,
    PartiesOfKept,
    VintagesOfKept,
    CircumstanceNotNamed,
    ReachedBefore,
    NdcPeriodClosed,
    NotAuthorised,
    PurposeNotAuthorised,
    PartyNotAuthorised,
    VintageNotAuthorised,
    EntityNotAuthorised,
    AuthorisationEnded,
    AuthorisationNotInForce,
    AboveMaximum,
)
