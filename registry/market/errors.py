"""Refusals of a seat's order before it reaches the exchange, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes


class NotWhole(Refusal):
    """Prices are whole fen per tonne, quantities whole tonnes, and JSON readers keep them exact."""

    code = "procedure.not_whole"
    en = "{field}: '{given}' is not a whole number of at most {most}."
    zh = "{field}：“{given}”不是不超过 {most} 的整数。"
    pass_en = "A whole number, without fraction and without quotes, of at most {most}."
    pass_zh = "不超过 {most} 的整数，不带小数，也不带引号。"
    rule = "Whole numbers only (DECISIONS.md, D-006)"
    words = codes(field="field")


class MayNotTrade(Refusal):
    """Governments, secretariat, registry managers and the trainer do not trade."""

    code = "access.may_not_trade"
    en = "Seats of the role {role} do not trade."
    zh = "“{role}”席位不参与交易。"
    pass_en = "The same order from a seat of: {allowed}."
    pass_zh = "由以下角色的席位提交同一委托：{allowed}。"
    rule = "Who may trade (registry/market/README.md)"
    status = 403
    words = codes(role="role", allowed="role")


class AccountMissing(Refusal):
    """A seat trades an instrument only with an account in the registry where that is listed."""

    code = "procedure.market_account_missing"
    en = "{instrument} is listed in registry {registry}; {seat} has no account there."
    zh = "{instrument} 在登记簿 {registry} 上市；{seat} 在该登记簿没有账户。"
    pass_en = "An instrument of a registry in which the seat has an account: {tradable}."
    pass_zh = "席位有账户的登记簿中的品种：{tradable}。"
    rule = "Registries keep their own accounts (DECISIONS.md, D-009)"


class NotTradable(Refusal):
    """The seat's credits of this host are all of an agreement whose credits are not traded."""

    code = "procedure.not_tradable"
    en = (
        "The {held} t in registry {registry} are of agreement {agreement}, whose credits are not"
        " tradable: {instrument} cannot be sold."
    )
    zh = (
        "登记簿 {registry} 中的 {held} 吨属于协定 {agreement}，"
        "该协定的信用不可交易：不能卖出 {instrument}。"
    )
    pass_en = "A transfer within a registry, a retirement or a cancellation of these credits."
    pass_zh = "对这些信用进行登记簿内划转、注销或自愿注销。"
    rule = "Terms of the agreement: tradable (programme rules, 3.2; S0, footnote 4)"


class CounterpartyUnknown(Refusal):
    """The counterparty is not a seat that trades in the instrument's registry."""

    code = "procedure.counterparty_unknown"
    en = "There is no seat {counterparty} that trades in registry {registry}."
    zh = "登记簿 {registry} 中没有可交易的席位 {counterparty}。"
    pass_en = "A seat that trades and has an account in registry {registry}."
    pass_zh = "在登记簿 {registry} 有账户且可交易的席位。"
    rule = "Registries keep their own accounts (DECISIONS.md, D-009)"
    status = 404


class BiddingOpen(Refusal):
    """The account's holder takes part in a bidding session, which cannot be called off."""

    code = "procedure.bidding_open"
    en = "{seat} takes part in bidding session {session}, which is open."
    zh = "{seat} 正参与第 {session} 场竞价，尚未结束。"
    pass_en = "The same when the session has closed."
    pass_zh = "该场竞价结束后办理。"
    rule = "Bids and offers in bidding are firm (registry/market/README.md)"


class NeedsConfirmation(Refusal):
    """The order has warnings and is not confirmed; nothing has changed."""

    code = "book.needs_confirmation"
    en = "Nothing was submitted yet; points to confirm: {count}."
    zh = "尚未提交：有 {count} 项需要再次确认。"
    pass_en = "The same, confirmed, or an order without these warnings."
    pass_zh = "确认后原样提交，或改为没有上述情形的内容。"
    rule = "Confirmation of orders (registry/market/README.md)"
    confirmed_by = "passes_with"


class PickNotOffered(Refusal):
    """Orders can be picked only in listed trading; here they match by price and time."""

    code = "book.pick_not_offered"
    en = "Orders for {instrument} match by price and time; they cannot be picked."
    zh = "{instrument} 的委托按价格优先、时间优先成交，不可点选。"
    pass_en = "A limit order at the price of the other side: it matches the best price first."
    pass_zh = "按对手方价格提交限价委托：先与最优价格成交。"
    rule = "Continuous trading: price, then time (matching/README.md)"


PRECEDENCE: tuple[type[Refusal], ...] = (
    MayNotTrade,
    NotWhole,
    AccountMissing,
    NotTradable,
    PickNotOffered,
    CounterpartyUnknown,
    BiddingOpen,
    NeedsConfirmation,
)
"""Checked in this order; the exchange's own checks follow."""
