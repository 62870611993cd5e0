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
    "choose": ("choose a method", "选定方法"),
    "report": ("report an inventory", "报告清单"),
    "request": ("request", "申请"),
    "ask": ("ask", "申请"),
    "answer": ("answer a comment", "答复意见"),
    "ask_assessment": ("ask for the assessment", "提请评估"),
    "circulate_registration": ("circulate the registration", "分发登记议题"),
    "pass": ("pass on", "登记簿内转让"),
    "grant": ("grant", "授权"),
    "apply": ("apply", "申请授权"),
    "register": ("register", "登记"),
    "cancel": ("cancel", "作废注销"),
    "open": ("open", "发起"),
    "respond": ("respond", "应对"),
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
    "project": ("Project", "项目"),
    "revision": ("Project revision", "项目变更"),
    "storage reversal": ("Reversal of storage", "碳逆转"),
    "payment": ("Payment for a project", "项目款项"),
    "monitoring": ("Monitoring period", "监测期"),
    "ndc": ("NDC account", "国家自主贡献账户"),
    "initial report": ("Initial report", "初始报告"),
    "report": ("Annual submission", "年度报送"),
    "risk": ("Risk register", "风险清单"),
    "incident": ("Incident", "事件"),
    "designation": ("Designation", "机构指定"),
    "methodology": ("Methodology", "方法学"),
}
_INCIDENT_SUBJECTS = {
    "transfer": ("transfer", "转让"),
    "item": ("item", "议题"),
    "account": ("account", "账户"),
    "instrument": ("instrument", "交易品种"),
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
_PAYMENT_KINDS = {
    "capex": ("investment", "建设投资"),
    "operating": ("operating cost", "运营成本"),
    "validation": ("validation", "审定"),
    "monitoring": ("monitoring", "监测"),
    "verification": ("verification", "核查"),
    "fee": ("fee", "费用"),
    "funding": ("funding", "出资"),
    "repayment": ("repayment", "还款"),
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
_NDC_METHODS = {
    "averaging": ("averaging", "平均法"),
    "trajectory": ("trajectory", "轨迹法"),
    "multi_year_budget": ("multi-year budget", "多年排放预算法"),
}
_NDC_TARGETS = {
    "single_year": ("single-year", "单年"),
    "multi_year": ("multi-year", "多年"),
}
_REPORT_PARTS = {
    "participation": ("participation", "参与条件"),
    "arrangements": ("arrangements", "授权与跟踪安排"),
    "ndc": ("description of the NDC", "国家自主贡献说明"),
    "approach": ("cooperative approaches", "合作方法"),
    "integrity": ("environmental integrity", "环境完整性"),
    "safeguards": ("safeguards", "保障措施"),
    "inventory": ("inventory", "温室气体清单"),
    "target": ("target", "目标"),
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
REPORT_TABLES = {
    "submission": ("1 Submission", "表1 报送信息"),
    "authorizations": ("2 Authorizations", "表2 授权"),
    "actions": ("3 Actions", "表3 行动"),
    "holdings": ("4 Holdings", "表4 持有量"),
    "entities": ("5 Authorized entities", "表5 获授权实体"),
}
REPORT_COLUMNS = {
    "party": ("Party", "缔约方"),
    "version": ("Version", "版本"),
    "reported_year": ("Reported year", "报告年度"),
    "submitted_on": ("Date of submission", "报送日期"),
    "review_status": ("Review status of the initial report", "初始报告审评状态"),
    "consistency": ("Result of the consistency check", "一致性核对结果"),
    "ndc_first_year": ("First year of the NDC period", "国家自主贡献实施期首年"),
    "ndc_last_year": ("Last year of the NDC period", "国家自主贡献实施期末年"),
    "review_report": ("Review report", "技术专家审评报告"),
    "authorization": ("Authorization ID", "授权编号"),
    "authorized_on": ("Date of authorization", "授权日期"),
    "cooperative_approach": ("Cooperative approach ID", "合作方法编号"),
    "quantity": ("Quantity", "数量"),
    "metric": ("Metric", "计量方式"),
    "gwp": ("Global warming potentials", "全球增温潜势值"),
    "non_ghg_metric": ("Non-GHG metric", "非温室气体计量指标"),
    "sectors": ("Sectors", "部门"),
    "activity_types": ("Activity types", "活动类型"),
    "purposes": ("Purposes", "授权用途"),
    "parties": ("Authorized Parties", "获授权缔约方"),
    "entities": ("Authorized entities", "获授权实体"),
    "oimp": ("Other international mitigation purposes", "其他国际减缓目的"),
    "timeframe": ("Authorized timeframe", "授权时间范围"),
    "terms": ("Terms and conditions", "条款和条件"),
    "documentation": ("Documentation", "授权文件"),
    "definition": ("Definition of the first transfer", "首次转让认定方式"),
    "further": ("Additional information", "补充说明"),
    "action_date": ("Action date", "行动日期"),
    "action_type": ("Action type", "行动类型"),
    "action_subtype": ("Action subtype", "行动子类型"),
    "first_transferring_party": ("First transferring Party", "首次转让缔约方"),
    "itmo_registry": ("Party registry ID", "缔约方登记簿编号"),
    "first_id": ("First ID", "首号"),
    "last_id": ("Last ID", "末号"),
    "unit_registry": ("Underlying unit registry", "基础单位登记簿"),
    "first_unit": ("First unit ID", "基础单位首号"),
    "last_unit": ("Last unit ID", "基础单位末号"),
    "quantity_non_ghg": ("Quantity in the non-GHG metric", "非温室气体计量数量"),
    "mitigation_type": ("Mitigation type", "减缓类型"),
    "vintage": ("Vintage", "减排年份"),
    "transferring_party": ("Transferring Party", "转出缔约方"),
    "acquiring_party": ("Acquiring Party", "获得缔约方"),
    "purpose": ("Purpose of use or cancellation", "使用或注销目的"),
    "using_party": ("Using or cancelling Party", "使用或注销缔约方"),
    "using_entity": ("Using or cancelling entity", "使用或注销实体"),
    "used_year": ("Calendar year of use", "使用所计年度"),
    "name": ("Name", "名称"),
    "country": ("Country of incorporation", "注册国"),
    "entity": ("Identification number", "识别号"),
    "conditions": ("Conditions", "条件"),
    "changes": ("Change and revocation conditions", "变更与撤销条件"),
}
"""The columns of annual information by their keys."""
REPORT_FAULTS = {
    "missing": ("a required column is empty", "必填栏为空"),
    "malformed": ("a value is not of its column", "所填值不符合该栏要求"),
    "not_applicable": ("the column does not apply to this row", "该栏不适用于本行"),
    "filled_by_platform": ("the column is filled by the platform", "该栏由接收平台填写"),
    "pair_illegal": ("the subtype is not one of this type", "行动子类型与类型不匹配"),
    "range_reversed": ("the first number is above the last", "首号大于末号"),
    "unknown_authorization": ("table 2 has no such authorization", "表2 中没有该授权"),
    "unknown_entity": ("table 5 has no such entity", "表5 中没有该实体"),
    "holdings_overlap": ("two holdings share units", "两行持有量的单位重叠"),
    "used_but_held": ("units that were used or cancelled are held", "已使用或注销的单位仍列为持有"),
    "attributes_differ": (
        "an action and a holding of one unit differ",
        "同一单位在行动与持有量中信息不一致",
    ),
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
    "methodology": ("methodology", "方法学"),
    "start_date": ("start of the project", "开工日期"),
    "crediting_first_day": ("first day of crediting", "计入期首日"),
    "crediting_years": ("years of crediting", "计入期年数"),
    "yearly_t": ("tonnes a year", "年减排量"),
    "summary": ("summary", "概要"),
    "investment_yuan": ("investment", "投资额"),
    "yearly_revenue_yuan": ("revenue a year without credits", "不计信用的年收入"),
    "yearly_cost_yuan": ("cost a year", "年成本"),
    "benchmark_percent": ("benchmark", "基准收益率"),
    "similar_installations": ("similar installations", "同类设施数"),
    "similar_without_credits": ("similar ones without credits", "无信用的同类设施数"),
    "legally_required": ("required by law", "法律法规强制要求"),
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
    "monitoring": ("monitoring period", "监测期"),
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
    "monitoring": ("monitoring period", "监测期"),
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
    "wrong": ("wrong figure", "有误数据"),
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
        "ndc_method": _NDC_METHODS, "ndc_target": _NDC_TARGETS, "report_part": _REPORT_PARTS,
        "type_answer": _TYPE_ANSWERS, "agreement_term": _AGREEMENT_TERMS,
        "report_table": REPORT_TABLES, "report_fault": REPORT_FAULTS,
        "payment_kind": _PAYMENT_KINDS,
        "report_column": REPORT_COLUMNS,
        "incident_subject": _INCIDENT_SUBJECTS,
        "function": _FUNCTIONS,
        "dependence": _DEPENDENCES, "attribute": _ATTRIBUTES, "relation": _RELATIONS,
        "desk": _DESKS, "proposal_field": _PROPOSAL_FIELDS,
    }.items():  # fmt: skip
        name_codes(sort, words)


_fill()
