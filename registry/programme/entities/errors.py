"""The refusals of designations, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes
from registry.records import CheckFailed

_RULE = "Designation of third-party entities (programme rules, M5 and check 5020)"


class DesignationUnknown(Refusal):
    """No designation was applied for under this number."""

    code = "procedure.designation_unknown"
    en = "There is no designation {designation}."
    zh = "没有第 {designation} 号指定。"
    pass_en = "The number of a designation."
    pass_zh = "某项指定的编号。"
    rule = _RULE
    status = 404


class ScopeUnknown(CheckFailed):
    """The number is that of no sectoral scope."""

    code = "procedure.scope_unknown"
    number = 5040
    en = "There is no sectoral scope {scope}; they are numbered 1 to {last}."
    zh = "没有专业领域 {scope}；编号为 1 至 {last}。"
    pass_en = "The number of a sectoral scope, from 1 to {last}."
    pass_zh = "1 至 {last} 的专业领域编号。"
    rule = "Sectoral scopes of third-party entities (Joint Crediting Mechanism)"


class AppliedAlready(CheckFailed):
    """The entity has this designation, or its application for it is open."""

    code = "procedure.applied_already"
    number = 5001
    en = "Designation {designation} of {seat} for this function and scope is '{state}'."
    zh = "{seat} 在该职能和专业领域已有第 {designation} 号指定，状态为“{state}”。"
    pass_en = "Another function, scope or agreement; or the same once this designation has ended."
    pass_zh = "其他职能、专业领域或协定；或待该指定终止后再申请。"
    rule = _RULE
    words = codes(state="state")


class CommitteeDecides(CheckFailed):
    """The designation is one under an agreement, whose committee decides on it."""

    code = "procedure.committee_decides"
    number = 5003
    en = "Designation {designation} is decided by the committee of {agreement}."
    zh = "第 {designation} 号指定由协定 {agreement} 的联合委员会决定。"
    pass_en = "A motion before the committee of {agreement}."
    pass_zh = "向协定 {agreement} 的联合委员会提出动议。"
    rule = _RULE


class GovernmentDecides(CheckFailed):
    """The designation is one for domestic projects: no committee decides on it."""

    code = "procedure.government_decides"
    number = 5003
    en = "Designation {designation} is for domestic projects and has no committee."
    zh = "第 {designation} 号指定用于国内项目，不设联合委员会。"
    pass_en = "A decision of China's government."
    pass_zh = "由中国主管部门决定。"
    rule = "Approval of validation and verification bodies (CCER Measures)"


class NotDesignated(CheckFailed):
    """The entity is not designated for this function and scope under this agreement now."""

    code = "procedure.not_designated"
    number = 5020
    en = "{seat} is not designated for {function} in scope {scope} under {agreement}: {state}."
    zh = "{seat} 未获指定在 {agreement} 下从事专业领域 {scope} 的{function}：{state}。"
    pass_en = "An entity designated for {function} in scope {scope} under {agreement}."
    pass_zh = "已获指定在 {agreement} 下从事专业领域 {scope} 的{function}的机构。"
    rule = _RULE
    status = 403
    words = codes(function="function", state="state")


class NotIndependent(CheckFailed):
    """The entity takes part in the project, or holds units: it cannot judge it."""

    code = "procedure.not_independent"
    number = 5023
    en = "{seat} is not independent of the project: {why}."
    zh = "{seat} 不具备独立性：{why}。"
    pass_en = "An entity that takes no part in the project and holds no units."
    pass_zh = "既非项目参与方、又不持有减排量的机构。"
    rule = "Entities are independent of participants (programme rules, check 5023)"
    status = 403
    words = codes(why="dependence")


PRECEDENCE: tuple[type[Refusal], ...] = (
    DesignationUnknown,
    ScopeUnknown,
    AppliedAlready,
    CommitteeDecides,
    GovernmentDecides,
    NotDesignated,
    NotIndependent,
)
