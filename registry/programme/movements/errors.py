"""The refusals of proposed movements, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal
from registry.programme.accounts.errors import GroundMissing
from registry.programme.participants.errors import NotYours
from registry.records import CheckFailed

_RULE = "Initiator and approver are two persons (programme rules, 3.1 and check 1021)"


class MovementUnknown(Refusal):
    """No movement was proposed under this number."""

    code = "procedure.movement_unknown"
    en = "There is no proposed movement {movement}."
    zh = "没有第 {movement} 号待复核业务。"
    pass_en = "The number of a movement that waits for its approval."
    pass_zh = "等待复核的业务编号。"
    rule = _RULE
    status = 404


class SelfApproval(CheckFailed):
    """Who proposed the movement cannot approve or reject it: two persons have to act."""

    code = "procedure.self_approval"
    number = 1021
    en = "{seat} has proposed movement {movement} and cannot decide on it."
    zh = "第 {movement} 号业务由 {seat} 经办，不得由其自行复核。"
    pass_en = "The same step taken by {approver}; the initiator can withdraw it."
    pass_zh = "由 {approver} 复核；经办人可以撤回。"
    rule = _RULE
    status = 403


class NotTheApprover(CheckFailed):
    """Another seat approves the movements of this account."""

    code = "procedure.not_the_approver"
    number = 1021
    en = "Movement {movement} is approved by {approver}, not by {seat}."
    zh = "第 {movement} 号业务由 {approver} 复核，不由 {seat} 复核。"
    pass_en = "The same step taken by {approver}."
    pass_zh = "由 {approver} 执行同一步骤。"
    rule = _RULE
    status = 403


PRECEDENCE: tuple[type[Refusal], ...] = (
    MovementUnknown,
    NotYours,
    SelfApproval,
    NotTheApprover,
    GroundMissing,
)
