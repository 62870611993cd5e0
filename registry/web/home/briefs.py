"""What each role is told on its first page, in both languages: a table, one brief a role."""

from __future__ import annotations

from typing import NamedTuple

from registry.debrief.words import Words
from registry.roles import Role


class Step(NamedTuple):
    """A first thing to do: what, why, and the place where it is done (`places.py`)."""

    what: Words
    why: Words
    place: str


class Brief(NamedTuple):
    """What a role does, three first things to do, and how it is judged."""

    does: Words
    steps: tuple[Step, Step, Step]
    judged: Words


_TRACE = Step(
    Words("Trace a tonne", "追踪一吨"),
    Words(
        "Every tonne has a number, through both registries.", "每一吨都有编号，可追到两国登记簿。"
    ),
    "trace",
)
_OFFICIAL = Words(
    "By the tasks that you decided, how many still wait, and how long they waited. No rule says "
    "within what time, so nobody is told to have been late.",
    "看您办结了多少事项、还有多少待办、各等了多久。本课没有规定办理时限，因此不评判是否逾期。",
)

BRIEFS: dict[Role, Brief] = {
    Role.EMITTER: Brief(
        Words(
            "You emitted more than your allowances cover, and have to close the gap.",
            "贵单位的排放量超过所分配额，须补足缺口。",
        ),
        (
            Step(
                Words("Buy CCER", "买入 CCER"),
                Words("Each tonne can take the place of one allowance.", "每吨可代替一吨配额。"),
                "offset_buy",
            ),
            Step(
                Words("Offset", "抵销"),
                Words(
                    "Tonnes count only once they are offset, up to a cap.",
                    "提交抵销后才计入，且不得超过上限。",
                ),
                "offset",
            ),
            Step(
                Words("See the gap", "查看缺口"),
                Words("What you owe, and what is still missing.", "应清缴多少，还差多少。"),
                "meter",
            ),
        ),
        Words(
            "By the part of the gap that is covered at the end, by accepted offsets and by "
            "allowances that you hold. What it cost comes second.",
            "看结束时缺口补足了多少：已接受的抵销量，加上持有的配额。花费多少排在其次。",
        ),
    ),
    Role.TRADER: Brief(
        Words(
            "You owe no allowances: you live on the difference between buying and selling.",
            "您没有清缴义务，靠买卖价差获利。",
        ),
        (
            Step(
                Words("Quote a price", "报出价格"),
                Words(
                    "An order waits in the book until somebody takes it.",
                    "委托留在委托簿中，等待对手方成交。",
                ),
                "buy",
            ),
            Step(
                Words("Watch the price", "观察行情"),
                Words("What was traded today, and at what price.", "今日成交了多少，价格几何。"),
                "chart",
            ),
            Step(
                Words("Know the limits", "了解涨跌幅"),
                Words("No order may go beyond them.", "委托价格不得超出。"),
                "rules",
            ),
        ),
        Words(
            "By what you have at the end against the beginning: cash, and tonnes at the last "
            "prices in the book. Best and dearest orders are measured by later prices, to "
            "talk about only.",
            "看结束时的资产比开始时多出多少：资金，加上按最新成交价计的持仓。"
            "最好和最贵的委托按其后的价格衡量，仅供讨论。",
        ),
    ),
    Role.PROJECT_OWNER: Brief(
        Words(
            "Your project avoids emissions. Once they are verified you ask for credits, and sell "
            "them.",
            "贵方项目产生减排量，核证后申请签发，再行出售。",
        ),
        (
            Step(
                Words("Ask for issuance", "申请签发"),
                Words(
                    "Both governments decide on it; nothing is issued before.",
                    "须经两国政府决定，在此之前什么都不签发。",
                ),
                "tasks",
            ),
            Step(
                Words("Sell", "卖出"),
                Words(
                    "Issued tonnes can be sold on the market of their registry.",
                    "签发后的减排量可在所在登记簿的市场卖出。",
                ),
                "own_sell",
            ),
            Step(
                Words("Follow your requests", "跟踪申请"),
                Words("Who has decided, and what still waits.", "谁已决定，还在等谁。"),
                "asked",
            ),
        ),
        Words(
            "By the tonnes that you sold, of those that cost you no more than the price of the "
            "first day. What they brought above their cost comes second.",
            "看您售出了多少吨，与成本不高于首日价格的吨数相比。高出成本的收入排在其次。",
        ),
    ),
    Role.VOLUNTARY_BUYER: Brief(
        Words(
            "You owe nothing, but promised your customers to retire tonnes.",
            "您没有清缴义务，但向客户承诺使用注销一定吨数。",
        ),
        (
            Step(
                Words("Buy", "买入"),
                Words("Pay no more than a tonne is worth to you.", "出价不要高于一吨对您的价值。"),
                "wanted_buy",
            ),
            Step(
                Words("Retire for a beneficiary", "为受益人使用注销"),
                Words(
                    "A retired tonne is used for good; only then may you claim it.",
                    "使用注销后不可再用，此后方可对外声明。",
                ),
                "retire",
            ),
            _TRACE,
        ),
        Words(
            "By the tonnes that you retired, of those that are worth the price of the first day "
            "to you. Then by what they were worth to you, less what you paid.",
            "先看您使用注销了多少吨，与对您而言值首日价格的吨数相比，再看它们对您的价值减去所付金额。",
        ),
    ),
    Role.GOVERNMENT_PARTNER: Brief(
        Words("You speak for China in the joint committee.", "您在联合委员会中代表中国一方。"),
        (
            Step(
                Words("Vote", "表决"),
                Words("Nothing is issued unless both sides consent.", "双方都同意，方可签发。"),
                "docket",
            ),
            _TRACE,
            Step(
                Words("Read the offset rules", "查阅抵销规则"),
                Words("What emitters may use, and up to which cap.", "可用什么抵销，上限多少。"),
                "offset_rules",
            ),
        ),
        _OFFICIAL,
    ),
    Role.GOVERNMENT_HOST: Brief(
        Words(
            "You speak for the host country: tonnes that leave it no longer count for its own "
            "target.",
            "您代表东道国：转出的减排量不再计入本国的自主贡献。",
        ),
        (
            Step(
                Words("Vote", "表决"),
                Words("Nothing is issued unless both sides consent.", "双方都同意，方可签发。"),
                "docket",
            ),
            Step(
                Words("Authorise", "授权"),
                Words(
                    "Without your authorisation no tonne may be transferred.",
                    "未经授权，任何一吨都不得转让。",
                ),
                "authorise",
            ),
            Step(
                Words("Approve transfers", "批准转让"),
                Words("Requests that wait for you are listed.", "待您办理的申请列在此处。"),
                "docket",
            ),
        ),
        _OFFICIAL,
    ),
    Role.SECRETARIAT: Brief(
        Words("You carry out what the joint committee decided.", "您执行联合委员会的决定。"),
        (
            Step(
                Words("Publish decisions", "公布决定"),
                Words(
                    "What both sides adopted takes effect when you publish it.",
                    "双方通过的决定自您公布时生效。",
                ),
                "docket",
            ),
            _TRACE,
            Step(
                Words("Read the offset rules", "查阅抵销规则"),
                Words("What emitters may use, and up to which cap.", "可用什么抵销，上限多少。"),
                "offset_rules",
            ),
        ),
        _OFFICIAL,
    ),
    Role.REGISTRY_MANAGER: Brief(
        Words(
            "You keep the registries: each issues its own share and receives what the other sends.",
            "您管理登记簿：各自签发本国份额，并接收对方转来的减排量。",
        ),
        (
            Step(
                Words("Issue, accept transfers", "签发、接收转让"),
                Words(
                    "No tonne exists before you issue it; none arrives before you accept it.",
                    "由您签发后减排量方才存在，由您接收后转让方才到账。",
                ),
                "docket",
            ),
            Step(
                Words("See the accounts", "查看账户"),
                Words("Accounts of this seat in both registries.", "本席位在两国登记簿的账户。"),
                "accounts",
            ),
            _TRACE,
        ),
        _OFFICIAL,
    ),
    Role.THIRD_PARTY_ENTITY: Brief(
        Words(
            "You judge projects before they are registered, and what their owners report.",
            "您在项目登记前审定项目，并核查业主的监测报告。",
        ),
        (
            Step(
                Words("Take up what waits", "办理待办"),
                Words(
                    "No credit is issued for what you have not verified.",
                    "未经贵机构核查的减排量不得签发。",
                ),
                "docket",
            ),
            _TRACE,
            Step(
                Words("Read the offset rules", "查阅抵销规则"),
                Words("What emitters may use, and up to which cap.", "可用什么抵销，上限多少。"),
                "offset_rules",
            ),
        ),
        _OFFICIAL,
    ),
}
"""Every role that a person can take."""
