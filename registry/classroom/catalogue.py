"""Every command of a lesson in one table: arguments, who may give it, what runs it.

The API, the pages, bots and scripts all go through these rows. Knows no HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from ledger.kernel.errors import name_codes
from registry.authorisation import commands as authorisation
from registry.classroom import commands as classroom
from registry.classroom import deal_arguments as deal
from registry.classroom.arguments import Arguments, Confirmable, Number, Text, Tonnes, Whole
from registry.classroom.asking import look_again
from registry.committee import commands as committee
from registry.compliance import commands as compliance
from registry.issuance import allowances, ccer
from registry.issuance import commands as issuance
from registry.market import commands as market
from registry.market import deals
from registry.retirement import commands as retirement
from registry.roles import Actor, Role
from registry.transfers import commands as transfers

if TYPE_CHECKING:
    from registry.classroom.lesson import Lesson

Run = Callable[..., dict[str, Any]]


class Nothing(Arguments):
    """No arguments."""


class PlaceOrder(Confirmable):
    """An order; `price` in fen per tonne, null for a market order; `quantity` in tonnes.

    `time_in_force` at_open: for the call auction that gathers orders now; at_close: for the day's
    closing call. `expires` is the last day of a gtd order (ISO date), `peak` what an iceberg shows,
    `trigger` the last price for which a stop waits.
    """

    instrument: Text
    side: Literal["buy", "sell"]
    kind: Literal["limit", "market"] = "limit"
    price: Whole | None = None
    quantity: Tonnes
    time_in_force: Literal["day", "ioc", "gtc", "gtd", "fok", "at_open", "at_close"] = "day"
    expires: Text = ""
    post_only: bool = False
    peak: Tonnes | None = None
    trigger: Whole | None = None


class ReplaceOrder(Confirmable):
    """An open order by its number, with another price and other open tonnes."""

    order: Number
    price: Whole
    quantity: Tonnes


class ReduceOrder(Arguments):
    """An open order by its number, and the tonnes that are taken off it."""

    order: Number
    quantity: Tonnes


class PickOrder(Confirmable):
    """Another seat's resting order by its number, and the tonnes taken of it at its price."""

    maker: Number
    quantity: Tonnes


class CancelAll(Arguments):
    """All own open orders of an instrument; null: of every instrument."""

    instrument: Text | None = None


class OneOrder(Arguments):
    """An order by its number."""

    order: Number


class OnePeriod(Arguments):
    """A project's monitoring period."""

    project: Text
    period: Number


class Vote(Arguments):
    """The vote of a government's side on a committee item."""

    item: Number
    vote: Literal["affirm", "object"]


class OneRequest(Arguments):
    """An issuance request by its number."""

    request: Number


class Grant(Arguments):
    """An authorisation: project, purposes, at most so many tonnes."""

    project: Text
    purposes: list[Text]
    quantity: Tonnes


class TransferRequest(Arguments):
    """A cross-border transfer; `asset` null takes batches first in first out."""

    source: Text
    target: Text
    unit: Text = "BRC"
    asset: Number | None = None
    quantity: Tonnes
    purpose: Text
    receiver: Text | None = None


class OneTransfer(Arguments):
    """A transfer request by its number."""

    transfer: Number


class Retire(Arguments):
    """Credits used against emissions, for good."""

    registry: Text
    asset: Number
    quantity: Tonnes
    purpose: Literal["voluntary", "ndc"] = "voluntary"
    beneficiary: Text = ""


class Cancel(Arguments):
    """Credits withdrawn without use, for good."""

    registry: Text
    asset: Number
    quantity: Tonnes
    reason: Text


class Lot(Arguments):
    """Tonnes of one batch."""

    asset: Number
    quantity: Tonnes


class Offset(Arguments):
    """A bundle for the offset desk."""

    lots: Annotated[list[Lot], Field(max_length=200)]


class Speed(Arguments):
    """Lesson seconds in one real second."""

    speed: Whole


class OneInstrument(Arguments):
    """An instrument by its code."""

    instrument: Text


class OneSeat(Arguments):
    """A seat by its name."""

    seat: Text


class OneRole(Arguments):
    """A role, by its name."""

    role: Annotated[Role, Field(strict=False)]


class DayStart(Arguments):
    """A trading day by its number and date."""

    day: int
    date: str


class DayEnd(Arguments):
    """A trading day by its number."""

    day: int


class Phase(Arguments):
    """A phase of the market; `instruments` are those with hours of their own, null: all others."""

    phase: Literal["closed", "call", "continuous", "closing"]
    instruments: list[Text] | None = None


class Call(Arguments):
    """A call auction in an instrument, for so many minutes of lesson time."""

    instrument: Text
    minutes: Number = 5


class Create(Arguments):
    """Everything a lesson starts from; replay needs nothing else."""

    plan: dict[str, Any]
    seed: int
    rules: dict[str, Any]
    venues: dict[str, Any] = Field(default_factory=dict)
    periods: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One command. `hot`: working state and buffered rows only.

    `paused`: also while lesson time stands; `over`: also after the last trading day.
    """

    name: str
    en: str
    zh: str
    arguments: type[Arguments]
    roles: frozenset[Role]
    run: Callable[[Lesson, dict[str, Any], Actor, int], dict[str, Any]]
    hot: bool = False
    paused: bool = False
    over: bool = False


_SEATS = frozenset(set(Role) - {Role.TRAINER, Role.CLOCK})
_HOLDERS = frozenset({Role.PROJECT_OWNER, Role.EMITTER, Role.TRADER, Role.VOLUNTARY_BUYER})
_GOVERNMENTS = frozenset({Role.GOVERNMENT_CN, Role.GOVERNMENT_HOST})
_TRAINER, _CLOCK = frozenset({Role.TRAINER}), frozenset({Role.CLOCK})


def _books(command: Run) -> Callable[..., dict[str, Any]]:
    return lambda lesson, args, by, at: command(lesson.books, **args, by=by, at=at)


def _desk(command: Run) -> Callable[..., dict[str, Any]]:
    return lambda lesson, args, by, at: command(lesson.desk, **args, by=by, at=at)


def _deals(command: Run) -> Callable[..., dict[str, Any]]:
    return lambda lesson, args, by, at: command(lesson.deals, **args, by=by, at=at)


def _class(command: Run) -> Callable[..., dict[str, Any]]:
    return lambda lesson, args, by, at: command(lesson, **args, by=by, at=at)


def _create(lesson: Lesson, args: dict[str, Any], by: Actor, at: int) -> dict[str, Any]:
    return lesson.build(**args)


_ROWS = (
    Entry("order.place", "Place an order", "下单", PlaceOrder, _HOLDERS,
          _desk(market.place_order), hot=True),
    Entry("order.cancel", "Cancel an order", "撤单", OneOrder, _HOLDERS,
          _desk(market.cancel_order), hot=True, paused=True, over=True),
    Entry("order.cancel_all", "Cancel all orders", "全部撤单", CancelAll, _HOLDERS,
          _desk(market.cancel_all), hot=True, paused=True, over=True),
    Entry("order.replace", "Replace an order", "改单", ReplaceOrder, _HOLDERS,
          _desk(market.replace_order), hot=True),
    Entry("order.reduce", "Reduce an order", "减少委托数量", ReduceOrder, _HOLDERS,
          _desk(market.reduce_order), hot=True),
    Entry("order.pick", "Pick a listed order", "点选挂牌", PickOrder, _HOLDERS,
          _desk(market.pick_order), hot=True),
    Entry("block.propose", "Propose a block trade", "发起大宗协议", deal.ProposeBlock, _HOLDERS,
          _deals(deals.propose_block), hot=True),
    Entry("block.confirm", "Confirm a block trade", "确认大宗协议", deal.ConfirmBlock, _HOLDERS,
          _deals(deals.confirm_block), hot=True),
    Entry("block.decline", "Decline a block trade", "拒绝大宗协议", deal.OneProposal, _HOLDERS,
          _deals(deals.decline_block), hot=True, paused=True, over=True),
    Entry("block.withdraw", "Withdraw a block proposal", "撤回大宗协议", deal.OneProposal, _HOLDERS,
          _deals(deals.withdraw_block), hot=True, paused=True, over=True),
    Entry("quote.ask", "Ask for quotes", "询价", deal.AskQuote, _HOLDERS,
          _deals(deals.ask_quote), hot=True),
    Entry("quote.offer", "Offer a quote", "报价", deal.OfferQuote, _HOLDERS,
          _deals(deals.offer_quote), hot=True),
    Entry("quote.accept", "Accept a quote", "接受报价", deal.AcceptQuote, _HOLDERS,
          _deals(deals.accept_quote), hot=True),
    Entry("quote.withdraw", "Withdraw a quote", "撤回报价", deal.OneOffer, _HOLDERS,
          _deals(deals.withdraw_quote), hot=True, paused=True, over=True),
    Entry("quote.end", "End a request for quotes", "结束询价", deal.OneQuoteRequest, _HOLDERS,
          _deals(deals.end_quote), hot=True, paused=True, over=True),
    Entry("bidding.open", "Open one-way bidding", "发起单向竞价", deal.OpenBidding, _HOLDERS,
          _deals(deals.open_bidding), hot=True),
    Entry("bidding.bid", "Bid", "竞买报价", deal.MakeBid, _HOLDERS, _deals(deals.bid), hot=True),
    Entry("bidding.withdraw", "Withdraw a bid", "撤回竞买报价", deal.OneBid, _HOLDERS,
          _deals(deals.withdraw_bid), hot=True, paused=True, over=True),
    Entry("auction.open", "Auction allowances", "拍卖配额", deal.OpenAuction,
          frozenset({Role.GOVERNMENT_CN}), _deals(deals.open_auction), hot=True),
    Entry("allowance.issue", "Issue allowances", "发放配额", deal.IssueAllowances,
          frozenset({Role.GOVERNMENT_CN}), _books(allowances.issue)),
    Entry("issuance.request", "Request issuance", "申请签发", OnePeriod,
          frozenset({Role.PROJECT_OWNER}), _books(issuance.request)),
    Entry("committee.vote", "Cast a side's vote", "投票", Vote, _GOVERNMENTS,
          _books(committee.vote)),
    Entry("issuance.issue", "Issue what was decided", "签发", OneRequest,
          frozenset({Role.SECRETARIAT}), _books(issuance.issue)),
    Entry("ccer.register", "Register CCER", "登记 CCER", OnePeriod,
          frozenset({Role.REGISTRY_MANAGER}), _books(ccer.register)),
    Entry("authorisation.grant", "Authorise", "授权", Grant,
          frozenset({Role.GOVERNMENT_HOST}), _books(authorisation.grant)),
    Entry("transfer.request", "Request a transfer", "申请转让", TransferRequest,
          _HOLDERS | _GOVERNMENTS, _books(transfers.request)),
    Entry("transfer.approve", "Approve and send a transfer", "批准转让", OneTransfer,
          _GOVERNMENTS, _books(transfers.approve)),
    Entry("transfer.accept", "Accept a transfer", "接收转让", OneTransfer,
          frozenset({Role.REGISTRY_MANAGER}), _books(transfers.accept)),
    Entry("transfer.reject", "Reject a transfer", "拒绝转让", OneTransfer,
          _GOVERNMENTS, _books(transfers.reject)),
    Entry("transfer.withdraw", "Withdraw a transfer request", "撤回转让申请", OneTransfer,
          _HOLDERS | _GOVERNMENTS, _books(transfers.withdraw)),
    Entry("retirement.retire", "Retire credits", "使用注销", Retire, _HOLDERS | _GOVERNMENTS,
          _books(retirement.retire)),
    Entry("retirement.cancel", "Cancel credits", "作废注销", Cancel, _HOLDERS | _GOVERNMENTS,
          _books(retirement.cancel)),
    Entry("offset.submit", "Submit offsets", "提交抵销", Offset, frozenset({Role.EMITTER}),
          _books(compliance.submit)),
    Entry("lesson.start", "Start or go on", "开始或继续", Nothing, _TRAINER,
          _class(classroom.start), hot=True, paused=True),
    Entry("lesson.pause", "Pause", "暂停", Nothing, _TRAINER,
          _class(classroom.pause), hot=True, paused=True),
    Entry("lesson.speed", "Set the speed", "调速", Speed, _TRAINER,
          _class(classroom.set_speed), hot=True, paused=True),
    Entry("lesson.next_day", "Go to the next day", "下一日", Nothing, _TRAINER,
          _class(classroom.next_day), hot=True),
    Entry("lesson.halt", "Halt an instrument", "停牌", OneInstrument, _TRAINER,
          _class(classroom.halt), hot=True, paused=True),
    Entry("lesson.resume", "Resume an instrument", "复牌", OneInstrument, _TRAINER,
          _class(classroom.resume), hot=True, paused=True),
    Entry("lesson.call", "Begin a call auction", "发起集合竞价", Call, _TRAINER,
          _class(classroom.call), hot=True),
    Entry("lesson.uncross", "End a call auction", "结束集合竞价", OneInstrument, _TRAINER,
          _class(classroom.uncross), hot=True),
    Entry("seat.claim", "Claim a seat", "入席", OneSeat, _TRAINER,
          _class(classroom.claim), hot=True, paused=True, over=True),
    Entry("seat.leave", "Leave a seat", "离席", OneSeat, _TRAINER,
          _class(classroom.leave), hot=True, paused=True, over=True),
    Entry("seat.open", "Open one more seat", "增开席位", OneRole, _TRAINER,
          _class(classroom.open_seat), paused=True, over=True),
    Entry("clock.day_start", "A trading day opens", "交易日开始", DayStart, _CLOCK,
          _class(classroom.day_start), hot=True, paused=True),
    Entry("clock.phase", "The market changes phase", "市场换阶段", Phase, _CLOCK,
          _class(classroom.phase), hot=True, paused=True),
    Entry("clock.call_end", "A call auction of its own ends", "临时集合竞价结束", OneInstrument,
          _CLOCK, _class(classroom.call_end), hot=True, paused=True),
    Entry("clock.deals_end", "Trades outside the book end", "场外事项到期", Nothing, _CLOCK,
          _deals(deals.end_due), hot=True, paused=True),
    Entry("clock.day_end", "A trading day ends", "交易日结束", DayEnd, _CLOCK,
          _class(classroom.day_end), hot=True, paused=True),
    Entry("lesson.create", "Create the lesson", "建课", Create, _TRAINER, _create,
          paused=True, over=True),
)  # fmt: skip


def _asking(entry: Entry) -> Entry:
    """The same command, which asks for confirmation first where its arguments ask for that."""
    if not issubclass(entry.arguments, Confirmable):
        return entry

    def run(lesson: Lesson, args: dict[str, Any], by: Actor, at: int) -> dict[str, Any]:
        given = dict(args)
        if given.pop("confirmed", None) is False:
            look_again(lesson, entry.name, given, by, at)
        return entry.run(lesson, given, by, at)

    return replace(entry, run=run)


CATALOGUE: dict[str, Entry] = {entry.name: _asking(entry) for entry in _ROWS}
"""Every command by its name."""

name_codes("command", {entry.name: (entry.en, entry.zh) for entry in _ROWS})
