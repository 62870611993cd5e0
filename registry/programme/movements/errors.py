"""The refusals of held movements and trusted lists, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal
from registry.programme.accounts.errors import GroundMissing
from registry.programme.participants.errors import NotYours
from registry.records import CheckFailed

_RULE = "Initiator and approver are two persons (programme rules, 3.1 and check 1021)"
_TRUST = "Trusted accounts, or a delay (programme rules, M9 and check 2507)"


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


class TrustNotPlayed(Refusal):
    """The lesson's plan does not switch trusted accounts on: no transfer is delayed."""

    code = "procedure.trust_not_played"
    en = "The registries of this lesson keep no trusted lists."
    zh = "本课程的登记簿不设信任名单。"
    pass_en = "The same in a lesson whose plan switches trusted accounts on."
    pass_zh = "教案开启信任账户的课程可办理。"
    rule = _TRUST


class TrustedAlready(CheckFailed):
    """The account is on the trusted list, or is the seat's own: it needs no entry."""

    code = "procedure.trusted_already"
    number = 2507
    en = "Account {account} is trusted by {seat}: it is its own, or on its list."
    zh = "账户 {account} 已为 {seat} 的信任账户：系本方账户或已列入名单。"
    pass_en = "The number of another holder's account that is not on the list."
    pass_zh = "其他持有人尚未列入名单的账号。"
    rule = _TRUST


class NotTrusted(CheckFailed):
    """The account is not on the seat's trusted list."""

    code = "procedure.not_trusted"
    number = 2507
    en = "Account {account} is not on the trusted list of {seat}."
    zh = "账户 {account} 不在 {seat} 的信任名单上。"
    pass_en = "The number of an account that is on the list."
    pass_zh = "名单上的账号。"
    rule = _TRUST


PRECEDENCE: tuple[type[Refusal], ...] = (
    MovementUnknown,
    NotYours,
    SelfApproval,
    NotTheApprover,
    GroundMissing,
    TrustNotPlayed,
    TrustedAlready,
    NotTrusted,
)
