"""The commands with their arguments. Made by `tanlu docs` from the API's description: not to be edited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Literal, TypeVar

from registry.client.described.shapes import (
    Deduction,
    Figure,
    Lot,
    Percentage,
    Role,
    StatedPapers,
)

D = TypeVar("D")


class Commands(Generic[D]):
    """A method for each command; `D` is what giving one returns."""

    def __init__(self, give: Callable[[str, dict[str, Any]], D]) -> None:
        self._give = give

    def order_place(self, *, instrument: str, side: Literal['buy', 'sell'], quantity: int, confirmed: bool | None = None, kind: Literal['limit', 'market'] = 'limit', price: int | None = None, time_in_force: Literal['day', 'ioc', 'gtc', 'gtd', 'fok', 'at_open', 'at_close'] = 'day', expires: str = '', post_only: bool = False, peak: int | None = None, trigger: int | None = None, client_order_id: str | None = None) -> D:
        """Place order · 下单. An order; `price` in fen per tonne, null for a market order; `quantity` in tonnes. `time_in_force` at_open: for the current call auction; at_close: for the day's closing call. `expires` is the last day of a gtd order (ISO date), `peak` the displayed quantity of an iceberg, `trigger` the last price that triggers a stop. `client_order_id` is the owner's own name for the order, 1 to 32 printable characters; it need not be unique, and nobody else but the trainer reads it."""
        return self._give("order.place", {"confirmed": confirmed, "instrument": instrument, "side": side, "kind": kind, "price": price, "quantity": quantity, "time_in_force": time_in_force, "expires": expires, "post_only": post_only, "peak": peak, "trigger": trigger, "client_order_id": client_order_id})

    def order_cancel(self, *, order: int) -> D:
        """Cancel order · 撤单. An order by its number."""
        return self._give("order.cancel", {"order": order})

    def order_cancel_all(self, *, instrument: str | None = None) -> D:
        """Cancel all orders · 全部撤单. All own open orders of an instrument; null: of every instrument."""
        return self._give("order.cancel_all", {"instrument": instrument})

    def order_replace(self, *, order: int, price: int, quantity: int, confirmed: bool | None = None) -> D:
        """Replace order · 改单. An open order by its number, with its new price and open quantity in tonnes."""
        return self._give("order.replace", {"confirmed": confirmed, "order": order, "price": price, "quantity": quantity})

    def order_reduce(self, *, order: int, quantity: int) -> D:
        """Reduce order · 减少委托数量. An open order by its number, and the tonnes by which it is reduced."""
        return self._give("order.reduce", {"order": order, "quantity": quantity})

    def order_pick(self, *, maker: int, quantity: int, confirmed: bool | None = None) -> D:
        """Pick a listed order · 点选挂牌. Another seat's resting order by its number, and the tonnes to trade with it at its price."""
        return self._give("order.pick", {"confirmed": confirmed, "maker": maker, "quantity": quantity})

    def block_propose(self, *, instrument: str, side: Literal['buy', 'sell'], counterparty: str, price: int, quantity: int, confirmed: bool | None = None) -> D:
        """Propose block trade · 发起大宗协议. A block trade offered to another seat; `side` is the proposer's."""
        return self._give("block.propose", {"confirmed": confirmed, "instrument": instrument, "side": side, "counterparty": counterparty, "price": price, "quantity": quantity})

    def block_confirm(self, *, proposal: int, confirmed: bool | None = None) -> D:
        """Confirm block trade · 确认大宗协议. Another seat's proposal by its number."""
        return self._give("block.confirm", {"confirmed": confirmed, "proposal": proposal})

    def block_decline(self, *, proposal: int) -> D:
        """Decline block trade · 拒绝大宗协议. A block proposal by its number."""
        return self._give("block.decline", {"proposal": proposal})

    def block_withdraw(self, *, proposal: int) -> D:
        """Withdraw block proposal · 撤回大宗协议. A block proposal by its number."""
        return self._give("block.withdraw", {"proposal": proposal})

    def quote_ask(self, *, instrument: str, side: Literal['buy', 'sell'], quantity: int) -> D:
        """Ask for quotes · 发起询价. Instrument, side and quantity for which all other seats may quote a price."""
        return self._give("quote.ask", {"instrument": instrument, "side": side, "quantity": quantity})

    def quote_offer(self, *, request: int, price: int, confirmed: bool | None = None) -> D:
        """Offer quote · 报价. A price for the whole quantity of a request."""
        return self._give("quote.offer", {"confirmed": confirmed, "request": request, "price": price})

    def quote_accept(self, *, offer: int, confirmed: bool | None = None) -> D:
        """Accept quote · 接受报价. The accepted offer by its number."""
        return self._give("quote.accept", {"confirmed": confirmed, "offer": offer})

    def quote_withdraw(self, *, offer: int) -> D:
        """Withdraw quote · 撤回报价. An offer by its number."""
        return self._give("quote.withdraw", {"offer": offer})

    def quote_end(self, *, request: int) -> D:
        """End request for quotes · 结束询价. A request for quote by its number."""
        return self._give("quote.end", {"request": request})

    def bidding_open(self, *, instrument: str, quantity: int, closes_at: int, pricing: Literal['uniform', 'pay_as_bid'] = 'uniform', reserve: int | None = None, cap: int | None = None, smallest_bid: int | None = None) -> D:
        """Open one-way bidding · 发起单向竞价. An offer that takes bids until `closes_at` (lesson time); `reserve` null: no reserve price. `cap` is the highest price bid, `smallest_bid` the least tonnes; null: the venue's rule, if any."""
        return self._give("bidding.open", {"instrument": instrument, "quantity": quantity, "pricing": pricing, "reserve": reserve, "cap": cap, "smallest_bid": smallest_bid, "closes_at": closes_at})

    def bidding_bid(self, *, session: int, price: int, quantity: int, confirmed: bool | None = None) -> D:
        """Bid · 竞买报价. A sealed bid in a session."""
        return self._give("bidding.bid", {"confirmed": confirmed, "session": session, "price": price, "quantity": quantity})

    def bidding_withdraw(self, *, bid: int) -> D:
        """Withdraw bid · 撤回竞买报价. A bid by its number."""
        return self._give("bidding.withdraw", {"bid": bid})

    def auction_open(self, *, instrument: str, quantity: int, closes_at: int, pricing: Literal['uniform', 'pay_as_bid'] = 'uniform', reserve: int | None = None, cap: int | None = None, smallest_bid: int | None = None, bidder_percent: int | None = None) -> D:
        """Auction allowances · 发起配额拍卖. An auction of allowances; null: the venue's rule, also for the reserve price. `bidder_percent`: the largest share of the offer for which one bidder may bid in all."""
        return self._give("auction.open", {"instrument": instrument, "quantity": quantity, "pricing": pricing, "reserve": reserve, "cap": cap, "smallest_bid": smallest_bid, "closes_at": closes_at, "bidder_percent": bidder_percent})

    def account_ask_opening(self, *, registry: str, reason: str) -> D:
        """Ask for an account · 申请开户. An account in a registry, and what it is for."""
        return self._give("account.ask_opening", {"registry": registry, "reason": reason})

    def account_withdraw(self, *, request: int) -> D:
        """Withdraw account request · 撤回开户申请. A request to open an account by its number."""
        return self._give("account.withdraw", {"request": request})

    def account_open(self, *, request: int) -> D:
        """Open account · 开立账户. A request to open an account by its number."""
        return self._give("account.open", {"request": request})

    def account_decline(self, *, request: int, reason: str) -> D:
        """Decline account request · 驳回开户申请. A request to open an account, and why it is declined."""
        return self._give("account.decline", {"request": request, "reason": reason})

    def account_restore(self, *, account: str, reason: str) -> D:
        """Restore account · 恢复账户. An account by its number with check digits, and the reason of the step."""
        return self._give("account.restore", {"account": account, "reason": reason})

    def account_ask_closing(self, *, account: str, reason: str) -> D:
        """Ask to close account · 申请销户. An account by its number with check digits, and the reason of the step."""
        return self._give("account.ask_closing", {"account": account, "reason": reason})

    def account_restrict(self, *, account: str, sorts: list[Literal['trade', 'transfer', 'retirement', 'cancellation', 'offset']], reason: str) -> D:
        """Restrict account · 限制账户. An account by its number, the sorts of movement that it is barred from (none named: every movement), and the reason."""
        return self._give("account.restrict", {"account": account, "sorts": sorts, "reason": reason})

    def account_suspend(self, *, account: str, reason: str, receives: bool = False) -> D:
        """Suspend account · 暂停账户. An account by its number; `receives` true: it is partially suspended and may receive."""
        return self._give("account.suspend", {"account": account, "receives": receives, "reason": reason})

    def account_close(self, *, account: str, reason: str) -> D:
        """Close account · 销户. An account by its number with check digits, and the reason of the step."""
        return self._give("account.close", {"account": account, "reason": reason})

    def reconciliation_run(self, *, one: str, other: str) -> D:
        """Reconcile · 对账. Two registries that are compared with each other and with the log."""
        return self._give("reconciliation.run", {"one": one, "other": other})

    def account_freeze(self, *, account: str, asset: int, quantity: int, court_order: str, first: int | None = None) -> D:
        """Freeze credits · 司法冻结. Tonnes of a batch in an account, named by a court's order: first in, first out, or from the serial `first` on."""
        return self._give("account.freeze", {"account": account, "asset": asset, "quantity": quantity, "first": first, "court_order": court_order})

    def account_lift(self, *, freeze: int) -> D:
        """Lift freeze · 解除司法冻结. A freeze by its number."""
        return self._give("account.lift", {"freeze": freeze})

    def account_give(self, *, freeze: int, receiver: str) -> D:
        """Give frozen credits · 司法划转. A freeze, and the seat to which the court gives its credits."""
        return self._give("account.give", {"freeze": freeze, "receiver": receiver})

    def movement_approve(self, *, movement: int) -> D:
        """Approve movement · 复核通过. A proposed movement by its number."""
        return self._give("movement.approve", {"movement": movement})

    def movement_reject(self, *, movement: int, reason: str) -> D:
        """Reject movement · 复核不通过. A proposed movement by its number, and why it is rejected."""
        return self._give("movement.reject", {"movement": movement, "reason": reason})

    def movement_withdraw(self, *, movement: int) -> D:
        """Withdraw movement · 撤回业务. A proposed movement by its number."""
        return self._give("movement.withdraw", {"movement": movement})

    def account_trust(self, *, account: str) -> D:
        """Trust account · 列入信任名单. An account of another holder, by its number."""
        return self._give("account.trust", {"account": account})

    def account_distrust(self, *, account: str) -> D:
        """Remove trusted account · 移出信任名单. An account of another holder, by its number."""
        return self._give("account.distrust", {"account": account})

    def allowance_issue(self, *, year: int, quantity: int) -> D:
        """Issue allowances · 发放配额. Allowances of a year for the government's own account."""
        return self._give("allowance.issue", {"year": year, "quantity": quantity})

    def agreement_sign(self, *, agreement: str) -> D:
        """Sign agreement · 签署协定. An agreement by its code."""
        return self._give("agreement.sign", {"agreement": agreement})

    def agreement_notify(self, *, agreement: str) -> D:
        """Notify agreement · 通报协定生效. An agreement by its code."""
        return self._give("agreement.notify", {"agreement": agreement})

    def agreement_suspend(self, *, agreement: str, reason: str) -> D:
        """Suspend agreement · 中止协定. An agreement by its code, and the reason of the step."""
        return self._give("agreement.suspend", {"agreement": agreement, "reason": reason})

    def agreement_resume(self, *, agreement: str) -> D:
        """Resume agreement · 恢复协定. An agreement by its code."""
        return self._give("agreement.resume", {"agreement": agreement})

    def agreement_terminate(self, *, agreement: str, reason: str) -> D:
        """Terminate agreement · 终止协定. An agreement by its code, and the reason of the step."""
        return self._give("agreement.terminate", {"agreement": agreement, "reason": reason})

    def committee_circulate(self, *, item: int) -> D:
        """Circulate item · 分发议题. An item by its number."""
        return self._give("committee.circulate", {"item": item})

    def committee_revise(self, *, item: int) -> D:
        """Send item back to draft · 退回修改议题. An item by its number."""
        return self._give("committee.revise", {"item": item})

    def committee_drop(self, *, item: int, reason: str) -> D:
        """Drop item · 撤销议题. An item by its number, and the reason of the step."""
        return self._give("committee.drop", {"item": item, "reason": reason})

    def committee_publish(self, *, item: int) -> D:
        """Publish decision · 公布决定. An item by its number."""
        return self._give("committee.publish", {"item": item})

    def committee_vote(self, *, item: int, vote: Literal['affirm', 'object', 'abstain'], about: str = '', reason: str = '', behalf: str | None = None) -> D:
        """Vote in the committee · 联委会投票. The vote of a member; an objection names a paper and says why. `behalf` is the member who delegated its vote to the giver, null for the own vote."""
        return self._give("committee.vote", {"item": item, "vote": vote, "about": about, "reason": reason, "behalf": behalf})

    def committee_withdraw(self, *, item: int, reason: str) -> D:
        """Withdraw objection · 撤回反对. An item by its number, and what is said on it."""
        return self._give("committee.withdraw", {"item": item, "reason": reason})

    def committee_comment(self, *, item: int, reason: str) -> D:
        """Comment on item · 发表意见. An item by its number, and what is said on it."""
        return self._give("committee.comment", {"item": item, "reason": reason})

    def committee_recuse(self, *, item: int, reason: str) -> D:
        """Recuse oneself · 声明回避. An item by its number, and what is said on it."""
        return self._give("committee.recuse", {"item": item, "reason": reason})

    def committee_delegate(self, *, item: int, to: str) -> D:
        """Delegate vote · 委托投票. An item by its number, and the member of the same side who votes in the giver's name."""
        return self._give("committee.delegate", {"item": item, "to": to})

    def committee_table(self, *, item: int) -> D:
        """Put item on the agenda · 列入会议议程. An item by its number."""
        return self._give("committee.table", {"item": item})

    def committee_conclude(self, *, item: int, consensus: bool, present: list[str], minutes: str) -> D:
        """State the meeting's outcome · 宣布会议结论. What a co-chair states at the end of the meeting: consensus or none, who of its side was present (seats), and the minutes."""
        return self._give("committee.conclude", {"item": item, "consensus": consensus, "present": present, "minutes": minutes})

    def committee_restate(self, *, item: int, reason: str) -> D:
        """State another reason · 重述动议理由. An item by its number, and what is said on it."""
        return self._give("committee.restate", {"item": item, "reason": reason})

    def agreement_ask_amendment(self, *, agreement: str, reason: str, partner_share: str | None = None, host_share: str | None = None, min_share_percent: str | None = None, sop_percent: str | None = None, omge_percent: str | None = None, purposes: list[str] | None = None) -> D:
        """Ask for an amendment · 提请修订条款. New terms of an agreement, null for those that stay. Shares are whole weights or percentages, as the agreement's rule has them; levies and the least share are percentages. All are exact decimal text."""
        return self._give("agreement.ask_amendment", {"agreement": agreement, "partner_share": partner_share, "host_share": host_share, "min_share_percent": min_share_percent, "sop_percent": sop_percent, "omge_percent": omge_percent, "purposes": purposes, "reason": reason})

    def entity_apply_domestic(self, *, function: str, scope: int, reason: str) -> D:
        """Apply for domestic projects · 申请国内项目机构资质. The function and sectoral scope in which an entity wants to be designated for domestic projects, and its competence in a few words."""
        return self._give("entity.apply_domestic", {"function": function, "scope": scope, "reason": reason})

    def entity_decide(self, *, designation: int, step: str, reason: str) -> D:
        """Decide on a designation · 审批审定与核查机构. A designation by its number, the step taken with it, and why."""
        return self._give("entity.decide", {"designation": designation, "step": step, "reason": reason})

    def entity_apply(self, *, agreement: str, function: str, scope: int, reason: str) -> D:
        """Apply for a designation · 申请机构指定. The agreement, function and sectoral scope in which an entity wants to be designated, and its competence in a few words."""
        return self._give("entity.apply", {"agreement": agreement, "function": function, "scope": scope, "reason": reason})

    def entity_ask_reconsideration(self, *, designation: int, step: str, reason: str) -> D:
        """Ask to reconsider a designation · 提请变更机构指定. A designation by its number, what is to become of it, and why."""
        return self._give("entity.ask_reconsideration", {"designation": designation, "step": step, "reason": reason})

    def entity_withdraw(self, *, designation: int) -> D:
        """Withdraw from a designation · 退出机构指定. A designation of one's own by its number."""
        return self._give("entity.withdraw", {"designation": designation})

    def methodology_propose(self, *, code: str, name_en: str, name_zh: str, source: str, scope: int, crediting_years: int, reason: str, agreement: str = '', storage: str = 'none', buffer_percent: str = '0', types: str = '', hosts: str = '', least_mw: str = '', most_mw: str = '', not_before: str = '', not_after: str = '') -> D:
        """Propose a methodology · 提出方法学. A methodology under an agreement ("" for the list for domestic projects): a new code, or the next version of a known one. `crediting_years` is the longest crediting period, `buffer_percent` (exact text) what a methodology that stores carbon (`storage` sink or ccs) sets aside for reversals. Its conditions on projects are "" for none: types and codes of hosts with commas, least and most capacity in MW (exact text), first and last day (ISO) on which operation may begin."""
        return self._give("methodology.propose", {"agreement": agreement, "code": code, "name_en": name_en, "name_zh": name_zh, "source": source, "scope": scope, "crediting_years": crediting_years, "storage": storage, "buffer_percent": buffer_percent, "types": types, "hosts": hosts, "least_mw": least_mw, "most_mw": most_mw, "not_before": not_before, "not_after": not_after, "reason": reason})

    def methodology_resubmit(self, *, methodology: int, reason: str) -> D:
        """Complete a proposal · 补正方法学材料. A version of a methodology by its number, and the reason of the step."""
        return self._give("methodology.resubmit", {"methodology": methodology, "reason": reason})

    def methodology_withdraw(self, *, methodology: int) -> D:
        """Take a methodology back · 撤回方法学. A version of a methodology by its number."""
        return self._give("methodology.withdraw", {"methodology": methodology})

    def methodology_comment(self, *, methodology: int, reason: str) -> D:
        """Give a public input · 提交公众意见. A version of a methodology by its number, and the reason of the step."""
        return self._give("methodology.comment", {"methodology": methodology, "reason": reason})

    def methodology_check_completeness(self, *, methodology: int, reason: str, complete: bool) -> D:
        """Check a proposal · 核对方法学材料. A version of a methodology by its number, whether its proposal is complete, and why."""
        return self._give("methodology.check_completeness", {"methodology": methodology, "reason": reason, "complete": complete})

    def methodology_publish(self, *, methodology: int) -> D:
        """Publish a proposal · 公示方法学. A version of a methodology by its number."""
        return self._give("methodology.publish", {"methodology": methodology})

    def methodology_extend(self, *, methodology: int, reason: str) -> D:
        """Extend a consideration · 延长方法学审议期. A version of a methodology by its number, and the reason of the step."""
        return self._give("methodology.extend", {"methodology": methodology, "reason": reason})

    def methodology_decide(self, *, methodology: int, reason: str, step: str) -> D:
        """Decide on a domestic methodology · 审批国内方法学. A version of a methodology on the list for domestic projects, and the step taken with it."""
        return self._give("methodology.decide", {"methodology": methodology, "reason": reason, "step": step})

    def methodology_tighten(self, *, code: str, percent: str, first_day: str, reason: str) -> D:
        """Tighten a domestic baseline · 收紧国内基准线. A methodology on the list for domestic projects, the percentage by which its factor falls (exact text), for periods that begin on the first day (ISO) or later, and why."""
        return self._give("methodology.tighten", {"code": code, "percent": percent, "first_day": first_day, "reason": reason})

    def methodology_state_revisions(self, *, methodology: int, revisions: str, crediting_years: int | None = None, buffer_percent: str | None = None) -> D:
        """Revise a methodology · 修订方法学提案. A version whose item is a draft, the revisions in words, and new figures where they change: the longest crediting period in years, the buffer in percent (exact text)."""
        return self._give("methodology.state_revisions", {"methodology": methodology, "revisions": revisions, "crediting_years": crediting_years, "buffer_percent": buffer_percent})

    def methodology_ask_change(self, *, methodology: int, reason: str, step: str) -> D:
        """Ask to reconsider a methodology · 提请变更方法学. A version of a methodology by its number, what is to become of it, and why."""
        return self._give("methodology.ask_change", {"methodology": methodology, "reason": reason, "step": step})

    def methodology_ask_tightening(self, *, agreement: str, code: str, percent: str, first_day: str, reason: str) -> D:
        """Ask to tighten a baseline · 提请收紧基准线. A methodology under an agreement, the percentage by which its factor falls (exact text), for periods that begin on the first day (ISO) or later, and why."""
        return self._give("methodology.ask_tightening", {"agreement": agreement, "code": code, "percent": percent, "first_day": first_day, "reason": reason})

    def project_submit_note(self, *, project: str, yearly_t: int, summary: str) -> D:
        """Submit an idea note · 提交项目概念书. A project's idea note: tonnes avoided in a year, and what the project is, in a few words."""
        return self._give("project.submit_note", {"project": project, "yearly_t": yearly_t, "summary": summary})

    def project_submit_design(self, *, methodology: str, start_date: str, crediting_first_day: str, crediting_years: int, yearly_t: int, investment_yuan: int, yearly_revenue_yuan: int, yearly_cost_yuan: int, benchmark_percent: str, similar_installations: int, similar_without_credits: int, legally_required: bool, project: str, participants: list[str], validator: str) -> D:
        """Submit a design document · 提交项目设计文件. A project's design document: its figures, the seats that take part in the project, and the entity that is to validate it."""
        return self._give("project.submit_design", {"methodology": methodology, "start_date": start_date, "crediting_first_day": crediting_first_day, "crediting_years": crediting_years, "yearly_t": yearly_t, "investment_yuan": investment_yuan, "yearly_revenue_yuan": yearly_revenue_yuan, "yearly_cost_yuan": yearly_cost_yuan, "benchmark_percent": benchmark_percent, "similar_installations": similar_installations, "similar_without_credits": similar_without_credits, "legally_required": legally_required, "project": project, "participants": participants, "validator": validator})

    def project_publish_design(self, *, project: str) -> D:
        """Publish a design document · 公示项目设计文件. A project by its code."""
        return self._give("project.publish_design", {"project": project})

    def project_recall(self, *, project: str, reason: str) -> D:
        """Recall a publication · 撤回公示. A project by its code, and the reason of the step."""
        return self._give("project.recall", {"project": project, "reason": reason})

    def project_comment(self, *, project: str, text: str) -> D:
        """Comment on a design document · 对项目设计文件提出意见. What one has to say on a project's published design document."""
        return self._give("project.comment", {"project": project, "text": text})

    def project_answer_comment(self, *, comment: int, answer: str) -> D:
        """Answer a comment · 答复意见. A comment by its number, and the validator's answer to it."""
        return self._give("project.answer_comment", {"comment": comment, "answer": answer})

    def project_validate(self, *, project: str, positive: bool, wrong: list[str] | None = None, remark: str = '') -> D:
        """Report on a validation · 提交审定报告. The validation of a project: whether it is positive, which figures of the design document are not those of the site, and a remark."""
        return self._give("project.validate", {"project": project, "positive": positive, "wrong": wrong, "remark": remark})

    def project_ask_assessment(self, *, project: str, reason: str) -> D:
        """Ask for the reference emissions · 提请评估参考排放. A project by its code, and the reason of the step."""
        return self._give("project.ask_assessment", {"project": project, "reason": reason})

    def project_file_allocation(self, *, project: str, shares: list[str]) -> D:
        """File a first allocation · 提交首份分配比例. The recipients of a project's credits, each as seat and percentage: `S15 50`; they sum to 100."""
        return self._give("project.file_allocation", {"project": project, "shares": shares})

    def project_sign_allocation(self, *, project: str) -> D:
        """Sign an allocation · 签署分配比例. A project by its code."""
        return self._give("project.sign_allocation", {"project": project})

    def project_request_registration(self, *, project: str) -> D:
        """Request registration · 申请项目登记. A project by its code."""
        return self._give("project.request_registration", {"project": project})

    def project_circulate_registration(self, *, project: str, reason: str) -> D:
        """Circulate a registration · 分发登记议题. A project by its code, and the reason of the step."""
        return self._give("project.circulate_registration", {"project": project, "reason": reason})

    def project_return_request(self, *, project: str, reason: str) -> D:
        """Return a request for registration · 退回登记申请. A project by its code, and the reason of the step."""
        return self._give("project.return_request", {"project": project, "reason": reason})

    def project_withdraw_request(self, *, project: str, reason: str) -> D:
        """Withdraw a request for registration · 撤回登记申请. A project by its code, and the reason of the step."""
        return self._give("project.withdraw_request", {"project": project, "reason": reason})

    def project_register(self, *, project: str) -> D:
        """Register a domestic project · 登记国内项目. A project by its code."""
        return self._give("project.register", {"project": project})

    def project_refuse(self, *, project: str, reason: str) -> D:
        """Refuse a domestic project · 不予登记国内项目. A project by its code, and the reason of the step."""
        return self._give("project.refuse", {"project": project, "reason": reason})

    def project_ask_change(self, *, methodology: str, start_date: str, crediting_first_day: str, crediting_years: int, yearly_t: int, investment_yuan: int, yearly_revenue_yuan: int, yearly_cost_yuan: int, benchmark_percent: str, similar_installations: int, similar_without_credits: int, legally_required: bool, project: str, reason: str) -> D:
        """Ask for a project change · 申请项目变更. A registered project's new figures, and why they change."""
        return self._give("project.ask_change", {"methodology": methodology, "start_date": start_date, "crediting_first_day": crediting_first_day, "crediting_years": crediting_years, "yearly_t": yearly_t, "investment_yuan": investment_yuan, "yearly_revenue_yuan": yearly_revenue_yuan, "yearly_cost_yuan": yearly_cost_yuan, "benchmark_percent": benchmark_percent, "similar_installations": similar_installations, "similar_without_credits": similar_without_credits, "legally_required": legally_required, "project": project, "reason": reason})

    def project_ask_renewal(self, *, project: str, years: int, reason: str) -> D:
        """Ask for a renewal · 申请更新计入期. A registered project, and for how many years its crediting is to go on."""
        return self._give("project.ask_renewal", {"project": project, "years": years, "reason": reason})

    def project_endorse(self, *, revision: int, positive: bool, remark: str) -> D:
        """Endorse a change or renewal · 审查项目变更或计入期更新. A change or renewal by its number: whether its validator endorses it, and a remark."""
        return self._give("project.endorse", {"revision": revision, "positive": positive, "remark": remark})

    def project_ask_withdrawal(self, *, project: str, reason: str) -> D:
        """Ask to withdraw a project · 申请撤出项目. A project by its code, and the reason of the step."""
        return self._give("project.ask_withdrawal", {"project": project, "reason": reason})

    def project_deregister(self, *, project: str, reason: str) -> D:
        """Deregister a domestic project · 注销国内项目登记. A project by its code, and the reason of the step."""
        return self._give("project.deregister", {"project": project, "reason": reason})

    def project_ask_deregistration(self, *, project: str, reason: str) -> D:
        """Ask for deregistration · 提请注销项目登记. A project, and why it is to lose its registration."""
        return self._give("project.ask_deregistration", {"project": project, "reason": reason})

    def project_ask_type(self, *, agreement: str, type: str, answer: str, reason: str) -> D:
        """Ask about a project type · 提请认定项目类型. A type of project on which an agreement's terms say nothing, and the answer that is asked."""
        return self._give("project.ask_type", {"agreement": agreement, "type": type, "answer": answer, "reason": reason})

    def project_ask_allocation(self, *, project: str, shares: list[Percentage], reason: str) -> D:
        """File an allocation · 提交分配比例. The recipients of a project's credits with their percentages, which sum to 100."""
        return self._give("project.ask_allocation", {"project": project, "shares": shares, "reason": reason})

    def monitoring_open(self, *, project: str, period: int, gap: str = '') -> D:
        """Open monitoring period · 开启监测期. A project's monitoring period, and why days before it are in none; "" where none are."""
        return self._give("monitoring.open", {"project": project, "period": period, "gap": gap})

    def monitoring_report(self, *, project: str, period: int, verifier: str, figures: list[Figure]) -> D:
        """Submit monitoring report · 提交监测报告. A monitoring report: a figure for each month or calendar year, and who is to verify it."""
        return self._give("monitoring.report", {"project": project, "period": period, "verifier": verifier, "figures": figures})

    def monitoring_read(self, *, project: str, period: int) -> D:
        """Read meters · 抄录计量表. A project's monitoring period."""
        return self._give("monitoring.read", {"project": project, "period": period})

    def verification_sample(self, *, project: str, period: int, part: str) -> D:
        """Take sample · 抽样核查. The month or year of a report that is to be measured."""
        return self._give("verification.sample", {"project": project, "period": period, "part": part})

    def verification_conclude(self, *, project: str, period: int, positive: bool, deductions: list[Deduction] | None = None, note: str = '') -> D:
        """Conclude verification · 作出核查结论. A conclusion on the report that waits: positive with what is deducted, or negative."""
        return self._give("verification.conclude", {"project": project, "period": period, "positive": positive, "deductions": deductions, "note": note})

    def verification_state(self, *, project: str, period: int, positive: bool, reason: str = '') -> D:
        """Make statement on report · 就报告作出声明. A government's statement on a verified report, and its reason if it is negative."""
        return self._give("verification.state", {"project": project, "period": period, "positive": positive, "reason": reason})

    def issuance_request(self, *, project: str, period: int, deducted_mwh: str = '0', statement: str = '', papers: StatedPapers | None = None) -> D:
        """Request issuance · 申请签发. A project's monitoring period, the generation (MWh, exact decimal text) that the owner does not claim, and what it says about the figures. `papers` null: the register's own figures."""
        return self._give("issuance.request", {"project": project, "period": period, "deducted_mwh": deducted_mwh, "statement": statement, "papers": papers})

    def issuance_amend(self, *, request: int, deducted_mwh: str = '0', statement: str = '', papers: StatedPapers | None = None) -> D:
        """Amend issuance request · 修改签发申请. An issuance request whose item is a draft, with its new deduction, statement and papers."""
        return self._give("issuance.amend", {"request": request, "deducted_mwh": deducted_mwh, "statement": statement, "papers": papers})

    def issuance_issue(self, *, request: int, registry: str) -> D:
        """Issue credits · 签发. A decided issuance request, and the registry that issues its part."""
        return self._give("issuance.issue", {"request": request, "registry": registry})

    def ccer_register(self, *, project: str, period: int) -> D:
        """Register CCER · 登记 CCER. A project's monitoring period."""
        return self._give("ccer.register", {"project": project, "period": period})

    def issuance_ask_correction(self, *, transaction: int, seat: str, quantity: int, reason: str) -> D:
        """Ask for a correction · 提请更正签发. The transaction that issued too much, its receiver, and the tonnes that were too many."""
        return self._give("issuance.ask_correction", {"transaction": transaction, "seat": seat, "quantity": quantity, "reason": reason})

    def import_ask(self, *, registry: str, origin: str, project: str, first_day: str, last_day: str, first: int, last: int, proof: str, installation: str = '') -> D:
        """Ask for an import · 申请转入外部减排量. The registry that is to take over, and the serials in the other registry with their proof. `installation` names what the project measures, if this lesson has it too."""
        return self._give("import.ask", {"registry": registry, "origin": origin, "project": project, "first_day": first_day, "last_day": last_day, "first": first, "last": last, "proof": proof, "installation": installation})

    def import_withdraw(self, *, request: int) -> D:
        """Withdraw import request · 撤回转入申请. A request for an import by its number."""
        return self._give("import.withdraw", {"request": request})

    def import_admit(self, *, request: int) -> D:
        """Admit import · 准予转入. A request for an import by its number."""
        return self._give("import.admit", {"request": request})

    def import_decline(self, *, request: int, reason: str) -> D:
        """Decline import · 驳回转入. A request for an import, and why it is declined."""
        return self._give("import.decline", {"request": request, "reason": reason})

    def permanence_report(self, *, project: str, quantity: int, reason: str, event: int | None = None) -> D:
        """Report a reversal of storage · 报告碳逆转. A project, the tonnes that it no longer stores, the event that caused it (null: none on record), and why."""
        return self._give("permanence.report", {"project": project, "quantity": quantity, "event": event, "reason": reason})

    def permanence_ask_release(self, *, project: str, quantity: int, reason: str) -> D:
        """Ask for the release of a buffer · 提请释放缓冲. A project whose crediting period is over, and the tonnes that leave its buffer."""
        return self._give("permanence.ask_release", {"project": project, "quantity": quantity, "reason": reason})

    def finance_pay(self, *, payment: int) -> D:
        """Pay for a project · 支付项目款项. A payment for a project that could not be collected, by its number."""
        return self._give("finance.pay", {"payment": payment})

    def ndc_choose_method(self, *, year: int, method: str) -> D:
        """Choose method · 选定相应调整方法. A method (averaging, trajectory, multi_year_budget) for the NDC period that has `year`."""
        return self._give("ndc.choose_method", {"year": year, "method": method})

    def ndc_report_inventory(self, *, year: int | None = None, emissions_t: int | None = None) -> D:
        """Report inventory · 报告温室气体清单. The emissions of a year that is over, in tonnes; null: as the government knows them. Without a year: of every year that is known and not reported yet."""
        return self._give("ndc.report_inventory", {"year": year, "emissions_t": emissions_t})

    def ndc_publish_year(self, *, year: int) -> D:
        """Give annual information · 提供年度信息. A year of an NDC period."""
        return self._give("ndc.publish_year", {"year": year})

    def ndc_close(self, *, party: str, year: int) -> D:
        """End the review of an NDC period · 结束实施期审评. A party by its registry's code, and a year of its NDC period."""
        return self._give("ndc.close", {"party": party, "year": year})

    def ndc_draft_report(self, *, year: int, participation: str | None = None, arrangements: str | None = None, ndc: str | None = None, approach: str | None = None, integrity: str | None = None, safeguards: str | None = None) -> D:
        """Write initial report · 起草初始报告. The texts of an initial report for the NDC period that has `year` (para. 18 of the annex). `participation`: how the party takes part (para. 4); `arrangements`: how it authorises and tracks; `ndc`: what its NDC covers; `approach`: each cooperative approach and its parties; `integrity`: how environmental integrity is ensured; `safeguards`: effects on people and nature. Null: as it was, or not written yet."""
        return self._give("ndc.draft_report", {"year": year, "participation": participation, "arrangements": arrangements, "ndc": ndc, "approach": approach, "integrity": integrity, "safeguards": safeguards})

    def ndc_submit_report(self, *, report: int) -> D:
        """Submit initial report · 提交初始报告. An initial report by its number."""
        return self._give("ndc.submit_report", {"report": report})

    def ndc_renew_report(self, *, report: int) -> D:
        """Update initial report · 更新初始报告. An initial report by its number."""
        return self._give("ndc.renew_report", {"report": report})

    def ndc_take_up(self, *, report: int) -> D:
        """Begin review · 开始审评. An initial report by its number."""
        return self._give("ndc.take_up", {"report": report})

    def ndc_conclude(self, *, report: int, finding: Literal['consistent', 'inconsistent'] | None = None, found: str = '') -> D:
        """Conclude review · 结束审评. An initial report by its number, and what its review has found. `finding`: consistent or inconsistent; null: what the comparison of its figures says."""
        return self._give("ndc.conclude", {"report": report, "finding": finding, "found": found})

    def ndc_raise_target(self, *, party: str, year: int, level_t: int, reason: str) -> D:
        """Raise a target · 提高目标力度. A party by its registry's code, a year, the tonnes that it may emit then, and why."""
        return self._give("ndc.raise_target", {"party": party, "year": year, "level_t": level_t, "reason": reason})

    def ndc_transfer_indicator(self, *, party: str, metric: str, quantity: int, year: int) -> D:
        """First transfer in another metric · 首次转让其他指标. A quantity in whole units of a metric other than tonnes, and the other party. `year`: that in which the outcome occurred; of a use, that of the use."""
        return self._give("ndc.transfer_indicator", {"party": party, "metric": metric, "quantity": quantity, "year": year})

    def ndc_use_indicator(self, *, party: str, metric: str, quantity: int, year: int) -> D:
        """Use in another metric · 使用其他指标. A quantity in whole units of a metric other than tonnes, and the other party. `year`: that in which the outcome occurred; of a use, that of the use."""
        return self._give("ndc.use_indicator", {"party": party, "metric": metric, "quantity": quantity, "year": year})

    def authorisation_apply(self, *, project: str, purposes: list[str] | None = None, quantity: int | None = None, no_maximum: bool = False, parties: list[str] | None = None, entities: list[str] | None = None, vintage_first: int | None = None, vintage_last: int | None = None, last_day: str | None = None, definition: str | None = None, circumstances: list[str] | None = None) -> D:
        """Apply for authorisation · 申请授权. An application to the host's government: a project, and the terms that are asked for."""
        return self._give("authorisation.apply", {"purposes": purposes, "quantity": quantity, "no_maximum": no_maximum, "parties": parties, "entities": entities, "vintage_first": vintage_first, "vintage_last": vintage_last, "last_day": last_day, "definition": definition, "circumstances": circumstances, "project": project})

    def authorisation_grant(self, *, project: str, purposes: list[str] | None = None, quantity: int | None = None, no_maximum: bool = False, parties: list[str] | None = None, entities: list[str] | None = None, vintage_first: int | None = None, vintage_last: int | None = None, last_day: str | None = None, definition: str | None = None, circumstances: list[str] | None = None, application: str | None = None, confirmed: bool | None = None) -> D:
        """Grant authorisation · 授权. An authorisation: project, purposes, parties, at most so many tonnes, and its terms. `parties` are registry codes; null: the partner of the agreement. `application`: the code of the application that it answers; its terms are those stated here. `confirmed` false: a maximum above what the periods that are over have reduced is refused; true or null: it passes."""
        return self._give("authorisation.grant", {"purposes": purposes, "quantity": quantity, "no_maximum": no_maximum, "parties": parties, "entities": entities, "vintage_first": vintage_first, "vintage_last": vintage_last, "last_day": last_day, "definition": definition, "circumstances": circumstances, "project": project, "application": application, "confirmed": confirmed})

    def authorisation_reject(self, *, authorisation: str, reason: str) -> D:
        """Reject application · 驳回授权申请. An application by its code, and why it is rejected."""
        return self._give("authorisation.reject", {"authorisation": authorisation, "reason": reason})

    def authorisation_amend(self, *, authorisation: str, reason: str, purposes: list[str] | None = None, quantity: int | None = None, no_maximum: bool = False, parties: list[str] | None = None, entities: list[str] | None = None, vintage_first: int | None = None, vintage_last: int | None = None, last_day: str | None = None, definition: str | None = None, circumstances: list[str] | None = None) -> D:
        """Amend authorisation · 修改授权. New terms of an authorisation, and why; what is null stays as it is."""
        return self._give("authorisation.amend", {"purposes": purposes, "quantity": quantity, "no_maximum": no_maximum, "parties": parties, "entities": entities, "vintage_first": vintage_first, "vintage_last": vintage_last, "last_day": last_day, "definition": definition, "circumstances": circumstances, "authorisation": authorisation, "reason": reason})

    def authorisation_suspend(self, *, authorisation: str, reason: str) -> D:
        """Suspend authorisation · 中止授权. An authorisation by its code, and the reason of the step."""
        return self._give("authorisation.suspend", {"authorisation": authorisation, "reason": reason})

    def authorisation_resume(self, *, authorisation: str) -> D:
        """Resume authorisation · 恢复授权. An authorisation by its code."""
        return self._give("authorisation.resume", {"authorisation": authorisation})

    def authorisation_revoke(self, *, authorisation: str, reason: str, circumstance: str | None = None) -> D:
        """Revoke authorisation · 撤销授权. An authorisation by its code, and why it is revoked. `circumstance`, one of those that its terms name: the revocation reaches credits that were first transferred, too; null: only what was not first transferred yet."""
        return self._give("authorisation.revoke", {"authorisation": authorisation, "reason": reason, "circumstance": circumstance})

    def authorisation_authorise_use(self, *, authorisation: str, entities: list[str] | None = None) -> D:
        """Authorise use · 授权使用. A host's authorisation, and the seats that its government's party authorises to use credits under it; null: the project's participant of that country."""
        return self._give("authorisation.authorise_use", {"authorisation": authorisation, "entities": entities})

    def transfer_request(self, *, source: str, target: str, quantity: int, purpose: str, unit: str = 'BRC', asset: int | None = None, receiver: str | None = None) -> D:
        """Request transfer · 申请转让. A cross-border transfer; `asset` null takes batches first in first out. `receiver` is a seat or the number of an account, null for the holder itself."""
        return self._give("transfer.request", {"source": source, "target": target, "unit": unit, "asset": asset, "quantity": quantity, "purpose": purpose, "receiver": receiver})

    def transfer_approve(self, *, transfer: int) -> D:
        """Approve transfer · 批准转让. A transfer request by its number."""
        return self._give("transfer.approve", {"transfer": transfer})

    def transfer_accept(self, *, transfer: int) -> D:
        """Accept transfer · 接收转让. A transfer request by its number."""
        return self._give("transfer.accept", {"transfer": transfer})

    def transfer_refuse(self, *, transfer: int, reason: str) -> D:
        """Refuse transfer · 拒收转让. A transfer request by its number, and why it is refused."""
        return self._give("transfer.refuse", {"transfer": transfer, "reason": reason})

    def transfer_reject(self, *, transfer: int) -> D:
        """Reject transfer · 驳回转让. A transfer request by its number."""
        return self._give("transfer.reject", {"transfer": transfer})

    def transfer_withdraw(self, *, transfer: int) -> D:
        """Withdraw transfer request · 撤回转让申请. A transfer request by its number."""
        return self._give("transfer.withdraw", {"transfer": transfer})

    def transfer_within(self, *, registry: str, asset: int, quantity: int, receiver: str) -> D:
        """Transfer within the registry · 登记簿内转让. Credits that pass to another holder's account in the same registry."""
        return self._give("transfer.within", {"registry": registry, "asset": asset, "quantity": quantity, "receiver": receiver})

    def transfer_adaptation(self, *, registry: str, asset: int, quantity: int, receiver: str) -> D:
        """Transfer for the Adaptation Fund · 代适应基金转出. Credits of the Adaptation Fund in a registry that pass to a holder's account there."""
        return self._give("transfer.adaptation", {"registry": registry, "asset": asset, "quantity": quantity, "receiver": receiver})

    def transfer_resend(self, *, message: int, reason: str) -> D:
        """Resend message · 重发报文. A message by its number, and why it is sent again."""
        return self._give("transfer.resend", {"message": message, "reason": reason})

    def transfer_redo(self, *, transfer: int, reason: str) -> D:
        """Redo step · 补做步骤. A transfer by its number, and why its outstanding step is taken from the sender's record."""
        return self._give("transfer.redo", {"transfer": transfer, "reason": reason})

    def transfer_correct(self, *, transfer: int, reason: str) -> D:
        """Correct log record · 更正日志记录. A complete transfer by its number, and why the log's record of it is corrected."""
        return self._give("transfer.correct", {"transfer": transfer, "reason": reason})

    def fault_message(self, *, kind: Literal['lose', 'double', 'delay', 'alter', 'misrecord'], step: Literal['proposal', 'notification', 'acceptance', 'refusal', 'confirmation', 'termination', 'debited', 'release', 'credited'] = 'credited', source: str | None = None, target: str | None = None, hours: int = 24, quantity: int = 1) -> D:
        """Fault of a message · 设置报文故障. A card for the next message of a step: what happens to it, and between which registries. `source` and `target` null: of any transfer. `hours` is the delay of kind delay; `quantity` the tonnes that are missing in a message of kind alter, and in the log's record of kind misrecord."""
        return self._give("fault.message", {"kind": kind, "step": step, "source": source, "target": target, "hours": hours, "quantity": quantity})

    def fault_offline(self, *, registry: str, hours: int) -> D:
        """Registry offline · 登记簿离线. A registry, and the lesson hours for which it is offline from now on."""
        return self._give("fault.offline", {"registry": registry, "hours": hours})

    def fault_recall(self, *, fault: int) -> D:
        """Recall fault · 撤回故障. A card by its number."""
        return self._give("fault.recall", {"fault": fault})

    def retirement_retire(self, *, registry: str, asset: int, quantity: int, purpose: Literal['voluntary', 'ndc'] = 'voluntary', beneficiary: str = '') -> D:
        """Retire credits · 使用注销. Credits used against emissions, for good."""
        return self._give("retirement.retire", {"registry": registry, "asset": asset, "quantity": quantity, "purpose": purpose, "beneficiary": beneficiary})

    def retirement_cancel(self, *, registry: str, asset: int, quantity: int, reason: str, purpose: Literal['voluntary', 'oimp', 'other'] = 'voluntary') -> D:
        """Cancel credits · 作废注销. Credits withdrawn for good; `purpose` oimp: for an international mitigation purpose (IMP), such as an airline's, other: for other purposes (OP), both of credits authorised for it."""
        return self._give("retirement.cancel", {"registry": registry, "asset": asset, "quantity": quantity, "reason": reason, "purpose": purpose})

    def issuance_correct(self, *, motion: int) -> D:
        """Correct issuance · 执行更正. An ordered correction by the number of its motion."""
        return self._give("issuance.correct", {"motion": motion})

    def issuance_compensate(self, *, motion: int, registry: str, asset: int, quantity: int) -> D:
        """Compensate for a correction · 补偿注销. An ordered correction, and the tonnes of a batch that are cancelled in place of the gone."""
        return self._give("issuance.compensate", {"motion": motion, "registry": registry, "asset": asset, "quantity": quantity})

    def permanence_replace(self, *, motion: int, registry: str, asset: int, quantity: int) -> D:
        """Replace lost tonnes · 补足逆转. A decided reversal by its motion, and the tonnes of a batch that replace lost ones."""
        return self._give("permanence.replace", {"motion": motion, "registry": registry, "asset": asset, "quantity": quantity})

    def retirement_reverse(self, *, transaction: int, reason: str) -> D:
        """Reverse a use · 冲正. A use by the number of its transaction in the books, and why it is taken back."""
        return self._give("retirement.reverse", {"transaction": transaction, "reason": reason})

    def report_draft(self, *, year: int) -> D:
        """Draft annual information · 起草年度信息. A year of which the giver's country submits its annual information."""
        return self._give("report.draft", {"year": year})

    def report_correct(self, *, year: int, part: str, row: int, field: str, remark: str, value: str = '') -> D:
        """Correct a figure of a draft · 更正草稿数据. A cell of the draft: table, row from 1, column; its new value ("" for none), and why."""
        return self._give("report.correct", {"year": year, "part": part, "row": row, "field": field, "value": value, "remark": remark})

    def report_validate(self, *, year: int) -> D:
        """Validate a draft · 校验草稿. A year of which the giver's country submits its annual information."""
        return self._give("report.validate", {"year": year})

    def report_submit(self, *, year: int) -> D:
        """Submit annual information · 报送年度信息. A year of which the giver's country submits its annual information."""
        return self._give("report.submit", {"year": year})

    def report_revise(self, *, year: int) -> D:
        """Revise a submission · 修订报送. A year of which the giver's country submits its annual information."""
        return self._give("report.revise", {"year": year})

    def risk_respond(self, *, risk: str, response: str, text: str, due_day: str) -> D:
        """Respond to risk · 登记风险应对. A risk, the way to respond (avoid, reduce, share, accept), what is done, and by which day."""
        return self._give("risk.respond", {"risk": risk, "response": response, "text": text, "due_day": due_day})

    def incident_open(self, *, agreement: str, risk: str, about: str, subject: str, reason: str) -> D:
        """Open incident · 提出事件. An agreement, the risk, what it concerns (transfer, item, account or instrument, and which), and what has happened."""
        return self._give("incident.open", {"agreement": agreement, "risk": risk, "about": about, "subject": subject, "reason": reason})

    def incident_name(self, *, incident: int, member: str) -> D:
        """Name team member · 指派小组成员. An incident, and the seat that one's side sends into its team."""
        return self._give("incident.name", {"incident": incident, "member": member})

    def incident_assess(self, *, incident: int, note: str) -> D:
        """Assess incident · 评估事件. An incident, and what the member has found or done."""
        return self._give("incident.assess", {"incident": incident, "note": note})

    def incident_contain(self, *, incident: int, note: str) -> D:
        """Contain incident · 控制事件. An incident, and what the member has found or done."""
        return self._give("incident.contain", {"incident": incident, "note": note})

    def incident_rectify(self, *, incident: int, note: str) -> D:
        """Rectify incident · 纠正事件. An incident, and what the member has found or done."""
        return self._give("incident.rectify", {"incident": incident, "note": note})

    def incident_report(self, *, incident: int, note: str) -> D:
        """Report on incident · 报告事件. An incident, and what the member has found or done."""
        return self._give("incident.report", {"incident": incident, "note": note})

    def incident_draft(self, *, incident: int, text: str) -> D:
        """Propose public note · 提出公告稿. An incident, and the text that the public is to read."""
        return self._give("incident.draft", {"incident": incident, "text": text})

    def incident_agree(self, *, incident: int, note: int) -> D:
        """Consent to public note · 同意公告. An incident, and the number of the text to which one's side consents."""
        return self._give("incident.agree", {"incident": incident, "note": note})

    def offset_submit(self, *, lots: list[Lot]) -> D:
        """Submit offsets · 提交抵销. A bundle for the offset desk."""
        return self._give("offset.submit", {"lots": lots})

    def lesson_start(self) -> D:
        """Start lesson · 开始上课. No arguments."""
        return self._give("lesson.start", {})

    def lesson_pause(self) -> D:
        """Pause lesson · 暂停课堂. No arguments."""
        return self._give("lesson.pause", {})

    def lesson_speed(self, *, speed: int) -> D:
        """Set speed · 调整速度. Lesson seconds per real second."""
        return self._give("lesson.speed", {"speed": speed})

    def lesson_next_day(self, *, day: int | None = None) -> D:
        """Go to next day · 进入下一交易日. `day` is the trading day that is played to its end, so that a late answer ends no other."""
        return self._give("lesson.next_day", {"day": day})

    def lesson_advance(self, *, to: int | None = None, day: int | None = None, phase: Literal['closed', 'call', 'continuous', 'closing'] | None = None) -> D:
        """Advance and stand · 推进并停留. The moment at which lesson time is to stand, in one of three ways; none: the next event. `to` is a lesson time in ms, `day` the opening of a trading day by its number from 1, `phase` the next beginning of a phase of the lesson's own hours."""
        return self._give("lesson.advance", {"to": to, "day": day, "phase": phase})

    def lesson_end(self) -> D:
        """End lesson · 结束课程. No arguments."""
        return self._give("lesson.end", {})

    def seat_claim(self, *, seat: str, orders: Literal['keep', 'cancel'] = 'keep') -> D:
        """Take seat · 入座. A seat by its name, and whether the orders that its bot has open stay or are cancelled."""
        return self._give("seat.claim", {"seat": seat, "orders": orders})

    def seat_leave(self, *, seat: str) -> D:
        """Leave seat · 离席. A seat by its name."""
        return self._give("seat.leave", {"seat": seat})

    def seat_move(self, *, seat: str, target: str, orders: Literal['keep', 'cancel'] = 'keep', bot_orders: Literal['keep', 'cancel'] = 'keep') -> D:
        """Move a person · 调换席位. The seat of a person, the one to which the person moves, and what becomes of open orders. `orders` are the person's own, which stay with the seat or are cancelled; `bot_orders` those of the bot at the new seat."""
        return self._give("seat.move", {"seat": seat, "target": target, "orders": orders, "bot_orders": bot_orders})

    def seat_open(self, *, role: Role) -> D:
        """Open seat · 增设席位. A role, by its name."""
        return self._give("seat.open", {"role": role})

    def lesson_halt(self, *, instrument: str) -> D:
        """Halt instrument · 停牌. An instrument by its code."""
        return self._give("lesson.halt", {"instrument": instrument})

    def lesson_resume(self, *, instrument: str) -> D:
        """Resume instrument · 复牌. An instrument by its code."""
        return self._give("lesson.resume", {"instrument": instrument})

    def lesson_halt_all(self) -> D:
        """Halt all instruments · 全场停牌. No arguments."""
        return self._give("lesson.halt_all", {})

    def lesson_resume_all(self) -> D:
        """Resume all instruments · 全场复牌. No arguments."""
        return self._give("lesson.resume_all", {})

    def lesson_call(self, *, instrument: str, minutes: int | None = None, real_seconds: int | None = None) -> D:
        """Begin call auction · 发起集合竞价. A call auction in an instrument, for so many minutes of lesson time, or so many real seconds at the present speed; neither: 5 minutes of lesson time."""
        return self._give("lesson.call", {"instrument": instrument, "minutes": minutes, "real_seconds": real_seconds})

    def lesson_uncross(self, *, instrument: str) -> D:
        """End call auction · 结束集合竞价. An instrument by its code."""
        return self._give("lesson.uncross", {"instrument": instrument})

    def announcement_make(self, *, text_zh: str | None = None, text_en: str | None = None) -> D:
        """Make announcement · 发布公告. An announcement in Chinese, in English or in both; at most 500 characters each."""
        return self._give("announcement.make", {"text_zh": text_zh, "text_en": text_en})

    def help_ask(self, *, words: str | None = None) -> D:
        """Ask for help · 请求帮助. A few words about what is not clear; none are needed."""
        return self._give("help.ask", {"words": words})

    def help_take(self, *, seat: str) -> D:
        """Take a request for help · 受理求助. The seat of a person who asked for help."""
        return self._give("help.take", {"seat": seat})

    def help_close(self, *, seat: str | None = None) -> D:
        """Close a request for help · 了结求助. The seat whose request for help is closed; null: one's own."""
        return self._give("help.close", {"seat": seat})

    def help_hint(self, *, seat: str, text_zh: str | None = None, text_en: str | None = None) -> D:
        """Give a hint · 给出提示. A hint for a seat's person in Chinese, in English or in both; at most 200 characters each."""
        return self._give("help.hint", {"seat": seat, "text_zh": text_zh, "text_en": text_en})

    def help_read(self, *, note: int) -> D:
        """Put a note away · 收起提示. The number of a note at one's own seat that was read."""
        return self._give("help.read", {"note": note})

    def lesson_bots(self, *, on: bool, role: Role | None = None) -> D:
        """Let bots play or rest · 机器人代管开关. Whether bots play, on the seats of one role or (null) of every role."""
        return self._give("lesson.bots", {"on": on, "role": role})

    def lesson_level(self, *, level: int) -> D:
        """Raise the level · 提升级别. A level of the lesson, counted from 1."""
        return self._give("lesson.level", {"level": level})
