"""The names of codes in the sentences of refusals, in English and Chinese.

Names of roles, states, triggers, kinds of account and transaction types come from the glossary.
The catalogue adds those of commands, each docket kind its own. The packages that declare refusals
import it.
"""

from __future__ import annotations

import tomllib

from ledger.kernel.errors import name_codes
from registry import paths

_FROM_GLOSSARY = ("role", "state", "trigger", "kind", "type")

_STATES = {
    "registered": ("registered", "已登记"),
    "running": ("running", "进行中"),
    "paused": ("paused", "已暂停"),
    "none": ("not applied for", "未申请"),
}
_TRIGGERS = {
    "request": ("request", "申请"),
    "submit": ("submit", "提交"),
    "ask": ("ask", "申请"),
    "pass": ("pass on", "登记簿内转让"),
    "grant": ("grant", "授权"),
    "apply": ("apply", "申请授权"),
    "register": ("register", "登记"),
    "cancel": ("cancel", "作废注销"),
    "open": ("open", "发起"),
    "retire for voluntary": ("retire for voluntary use", "自愿使用注销"),
    "retire for ndc": ("retire for an NDC", "为国家自主贡献使用注销"),
}
_PROCEDURES = {
    "committee item": ("Committee item", "联委会议题"),
    "agreement": ("Agreement", "协定"),
    "issuance": ("Issuance", "签发"),
    "transfer": ("Transfer", "转让"),
    "retirement": ("Retirement", "注销"),
    "offset": ("Offset desk", "抵销柜台"),
    "authorisation": ("Authorisation", "授权"),
    "ccer": ("Registration of CCER", "CCER 登记"),
    "allowance": ("Allowances", "配额"),
    "auction": ("Auction", "拍卖"),
    "account": ("Account", "账户"),
    "account request": ("Account request", "开户申请"),
    "court freeze": ("Freeze", "司法冻结"),
    "motion": ("Motion", "动议"),
    "correction": ("Correction", "更正"),
    "import": ("Import of credits", "外部减排量转入"),
    "movement": ("Movement", "业务"),
    "designation": ("Designation", "机构指定"),
    "methodology": ("Methodology", "方法学"),
}
_ATTRIBUTES = {
    "type": ("type", "类型"),
    "host": ("host", "东道国"),
    "size_mw": ("capacity in MW", "装机容量（兆瓦）"),
    "start_day": ("first day of operation", "投运日期"),
}
_RELATIONS = {
    "one_of": ("one of", "属于"),
    "at_least": ("at least", "不小于"),
    "at_most": ("at most", "不大于"),
    "not_before": ("not before", "不早于"),
    "not_after": ("not after", "不晚于"),
}
_DESKS = {
    "secretariat": ("the secretariat", "秘书处"),
    "government": ("China's government", "中国主管部门"),
    "committee": ("the committee", "联合委员会"),
}
_PROPOSAL_FIELDS = {
    "code": ("code", "代码"),
    "name_en": ("English name", "英文名称"),
    "name_zh": ("Chinese name", "中文名称"),
    "source": ("source", "来源"),
    "scope": ("sectoral scope", "专业领域"),
    "crediting_years": ("crediting period in years", "计入期（年）"),
    "buffer_percent": ("buffer in percent", "缓冲比例（%）"),
    "condition": ("condition", "适用条件"),
}
_FUNCTIONS = {"validation": ("validation", "审定"), "verification": ("verification", "核查")}
_DEPENDENCES = {
    "participant": ("it is a participant of the project", "该机构为项目参与方"),
    "account": ("it has an account in a registry", "该机构持有登记簿账户"),
}
_CIRCUMSTANCES = {
    "fraud": ("fraud", "欺诈"),
    "over_issuance": ("over-issuance", "超额签发"),
    "reversal": ("reversal", "逆转"),
    "breach": ("breach of the terms", "违反授权条件"),
}
_MOVE_SORTS = {
    "trade": ("trading", "交易"),
    "transfer": ("transfers", "转让"),
    "retirement": ("retirements", "使用注销"),
    "cancellation": ("cancellations", "作废注销"),
    "offset": ("offsets", "抵销"),
}
_PAPERS = {
    "figures": ("figures", "数据"),
    "period": ("monitoring period", "监测期"),
    "project": ("project", "项目"),
    "split": ("split", "分配"),
    "report": ("monitoring report", "监测报告"),
    "statement": ("statement", "说明"),
    "proposal": ("proposal", "提案"),
    "terms": ("terms", "条款"),
    "reason": ("reason", "理由"),
}
_AGREEMENT_TERMS = {
    "partner_share": ("partner's share", "合作方份额"),
    "host_share": ("host's share", "东道国份额"),
    "min_share_percent": ("least share of the partner's government", "合作方政府最低份额"),
    "sop_percent": ("share of proceeds", "收益分成"),
    "omge_percent": ("overall mitigation", "全球总体减缓"),
    "purposes": ("purposes", "用途"),
}
_TYPE_ANSWERS = {"eligible": ("eligible", "合格"), "excluded": ("excluded", "不合格")}
_FIGURES = {
    "claimed_t": ("tonnes claimed", "所主张的吨数"),
    "generation_mwh": ("generation in MWh", "发电量（MWh）"),
    "project": ("project", "项目"),
    "agreement": ("agreement", "协定"),
    "first_day": ("first day", "首日"),
    "last_day": ("last day", "末日"),
    "partner_t": ("partner's share", "伙伴方份额"),
    "host_t": ("host's share", "东道国份额"),
    "report": ("digest of the report", "报告摘要值"),
}
_RECUSALS = {
    "own_project": ("it is its own company's item", "议题涉及其所在公司"),
    "declared": ("it has recused itself", "已声明回避"),
}
_RECORDS = {
    "account": ("account", "账户"),
    "account request": ("account request", "开户申请"),
    "transfer": ("transfer", "转让申请"),
    "import": ("import request", "转入申请"),
    "message": ("message", "报文"),
    "movement": ("movement", "业务"),
}
_RECORD_KINDS = {
    "command": ("command", "指令"),
    "owner": ("owner", "持有人"),
    "registry": ("registry", "登记簿"),
    "asset": ("asset", "资产"),
    "account_kind": ("kind of account", "账户类型"),
    "project": ("project", "项目"),
    "agreement": ("agreement", "协定"),
    "figure": ("figure", "数字"),
    "figure_group": ("group of figures", "数字组别"),
    "mistake": ("mistake", "错误"),
    "mistake_kind": ("kind of mistake", "错误类型"),
}
_LANGUAGES = {"zh": ("Chinese", "中文"), "en": ("English", "英文")}
_HALT_STATES = {"halted": ("halted", "已停牌"), "not halted": ("free of a halt", "未停牌")}
_SIDES = {"partner": ("The partner", "合作方"), "host": ("The host", "东道国一方")}
_OFFICES = {
    "committee_member": ("Member of the committee", "联委会委员"),
    "committee_cochair": ("Co-chair of the committee", "联委会联合主席"),
    "joint_committee": ("The joint committee", "联合委员会"),
}
_DEALS = {
    "proposal": ("proposal", "大宗协议"),
    "request": ("request for quote", "询价"),
    "offer": ("offer", "报价"),
    "session": ("bidding session", "竞价场次"),
    "bid": ("bid", "竞买报价"),
}
_DEAL_STATES = {
    "open": ("open", "有效"),
    "traded": ("traded", "已成交"),
    "declined": ("declined", "已拒绝"),
    "withdrawn": ("withdrawn", "已撤回"),
    "expired": ("expired", "已到期"),
    "closed": ("closed", "已结束"),
    "halted": ("ended in a halt", "停牌中结束"),
}
_MODES = {
    "continuous": ("continuous trading", "连续竞价"),
    "listed": ("listed trades", "挂牌协议"),
    "negotiated": ("negotiated prices", "协商议价"),
    "call": ("call auction", "集合竞价"),
    "block": ("block trades", "大宗协议"),
    "bidding": ("one-way bidding", "单向竞价"),
}
_TERMS = {
    "day": ("good for the day", "当日有效"),
    "ioc": ("immediate or cancel", "即时成交剩余撤销"),
    "fok": ("fill or kill", "全额成交或撤销"),
    "gtc": ("good till cancelled", "撤销前有效"),
    "gtd": ("good till date", "指定日期前有效"),
    "at_open": ("in this call auction only", "仅参加本次集合竞价"),
    "at_close": ("in the closing call only", "仅参加收盘集合竞价"),
}
_PRICINGS = {
    "uniform": ("one price for all winners", "统一价"),
    "pay_as_bid": ("each its own price", "按各自报价"),
}
_FIELDS = {
    "side": ("side", "买卖方向"),
    "kind": ("kind", "委托类型"),
    "time_in_force": ("time in force", "有效期类型"),
    "price": ("price", "价格"),
    "quantity": ("quantity", "数量"),
    "peak": ("peak", "显示数量"),
    "trigger": ("trigger", "触发价"),
    "by": ("by", "减少数量"),
    "reserve": ("reserve", "底价"),
    "cap": ("cap", "报价上限"),
    "smallest_bid": ("smallest bid", "最小报价数量"),
    "bidder_percent": ("bidder's share", "单一竞买人占比"),
    "vote": ("vote", "投票"),
    "purpose": ("purpose", "用途"),
    "purposes": ("purposes", "用途"),
    "parties": ("parties", "缔约方"),
    "definition": ("definition of the first transfer", "首次转让认定方式"),
    "circumstances": ("circumstances", "情形"),
    "circumstance": ("circumstance", "情形"),
    "registry": ("registry", "登记簿"),
    "origin": ("registry of origin", "来源登记簿"),
    "project": ("project", "项目"),
    "installation": ("installation", "设施"),
    "proof": ("number of the cancellation", "注销凭证号"),
    "first": ("first serial", "首个序列号"),
    "last": ("last serial", "末个序列号"),
    "first_day": ("first day", "首日"),
    "last_day": ("last day", "末日"),
    "source": ("source", "转出登记簿"),
    "target": ("target", "转入登记簿"),
    "unit": ("unit", "单位"),
    "order": ("order", "委托编号"),
    "proposal": ("proposal", "大宗协议编号"),
    "request": ("request", "询价编号"),
    "offer": ("offer", "报价编号"),
    "session": ("session", "竞价场次编号"),
    "bid": ("bid", "竞买报价编号"),
    "function": ("function", "职能"),
    "step": ("step", "步骤"),
    "storage": ("storage of carbon", "碳储存方式"),
}
_QUIZ_SITTINGS = {
    "before": ("before the lesson", "课前"),
    "after": ("after the lesson", "课后"),
    "later": ("two weeks later", "两周后"),
}
_MARKETS = {"national": ("national", "全国碳市场")}


def _fill() -> None:
    text = (paths.fixtures() / "glossary.toml").read_text(encoding="utf-8")
    for entry in tomllib.loads(text)["entry"]:
        sort, _, code = entry["key"].partition(".")
        if sort in _FROM_GLOSSARY:
            name_codes(sort, {code: (entry["en"], entry["zh"])})
    for sort, words in {
        "state": _STATES, "trigger": _TRIGGERS, "procedure": _PROCEDURES, "record": _RECORDS,
        "record_kind": _RECORD_KINDS, "paper": _PAPERS, "recusal": _RECUSALS,
        "figure": _FIGURES,
        "role": _OFFICES, "side": _SIDES,
        "language": _LANGUAGES, "halt_state": _HALT_STATES, "deal": _DEALS,
        "deal_state": _DEAL_STATES, "mode": _MODES,
        "term": _TERMS, "pricing": _PRICINGS, "field": _FIELDS, "market": _MARKETS,
        "quiz_sitting": _QUIZ_SITTINGS, "move_sort": _MOVE_SORTS, "circumstance": _CIRCUMSTANCES,
        "type_answer": _TYPE_ANSWERS, "agreement_term": _AGREEMENT_TERMS, "function": _FUNCTIONS,
        "dependence": _DEPENDENCES, "attribute": _ATTRIBUTES, "relation": _RELATIONS,
        "desk": _DESKS, "proposal_field": _PROPOSAL_FIELDS,
    }.items():  # fmt: skip
        name_codes(sort, words)


_fill()
