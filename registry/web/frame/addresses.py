"""The address of every page and every form; templates and routes read the same table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import quote, urlencode

ADDRESSES: dict[str, str] = {
    "welcome": "/",
    "join": "/join",
    "come_back": "/return",
    "sign_in": "/sign-in",
    "sign_out": "/sign-out",
    "home": "/home",
    "trade_home": "/trade",
    "trade": "/trade/{instrument}",
    "market": "/market/{instrument}",
    "deals": "/deals/{instrument}",
    "bidding": "/bidding/{instrument}",
    "news": "/news",
    "docket": "/committee",
    "agreements": "/committee/agreements",
    "bodies": "/committee/bodies",
    "projects": "/projects",
    "project": "/projects/{code}",
    "motion": "/committee/motions/{kind}",
    "item": "/committee/items/{item}",
    "printed_decision": "/committee/items/{item}/print",
    "registry_transfers": "/registries/transfers",
    "registry_transfer": "/registries/transfers/{transfer}",
    "reconciliation": "/registries/reconciliation",
    "registry_accounts": "/registries/accounts",
    "registry_account": "/registries/accounts/{account}",
    "imports": "/registries/imports",
    "cash_flow": "/cash-flow",
    "buffers": "/cash-flow/buffers",
    "risks": "/risks",
    "incident": "/risks/incidents/{incident}",
    "reports": "/reports",
    "report": "/reports/{report}",
    "ndc": "/ndc",
    "supply": "/ndc/supply",
    "ndc_account": "/ndc/{party}",
    "monitorings": "/verification",
    "monitoring": "/verification/{project}/{period}",
    "requests": "/requests",
    "papers": "/requests/papers/{project}/{period}",
    "retirement": "/retirement/{number}",
    "serial": "/serial/{host}/{number}",
    "serial_search": "/serial",
    "action": "/action/{command}",
    "live": "/live",
    "trainer": "/trainer",
    "remove": "/trainer/remove",
    "seat_help": "/trainer/seats/{seat}",
    "done": "/admin/done",
    "new_helper_code": "/trainer/helper-code",
    "helper": "/helper",
    "helper_live": "/helper/live",
    "look": "/look/{seat}/home",
    "act": "/act/{seat}/home",
    "backup": "/trainer/backup",
    "start_hour": "/trainer/start-hour",
    "advance": "/trainer/advance",
    "choose_lesson": "/trainer/lesson",
    "lessons": "/trainer/lessons",
    "open_lesson": "/trainer/lessons/open",
    "close_lesson": "/trainer/lessons/close",
    "again": "/trainer/lessons/again",
    "practice": "/trainer/practice",
    "end_practice": "/trainer/practice/end",
    "projector": "/projector",
    "room_live": "/live/room",
    "scenarios": "/trainer/scenarios",
    "demonstration": "/trainer/demonstration",
    "end_demonstration": "/trainer/demonstration/end",
    "confirm_notice": "/trainer/confirm",
    "debrief": "/debrief",
    "certificate": "/debrief/certificate",
    "room_debrief": "/trainer/debrief",
    "debrief_csv": "/trainer/debrief/seats.csv",
    "reveal": "/trainer/debrief/reveal",
    "debrief_questions": "/trainer/debrief/questions",
    "classes": "/trainer/debrief/classes",
    "quiz": "/quiz",
    "quiz_begin": "/quiz/begin",
    "room_quiz": "/trainer/debrief/quiz",
    "quiz_sitting": "/trainer/debrief/quiz/sitting",
    "quiz_typed": "/trainer/debrief/quiz/typed",
    "quiz_print": "/trainer/debrief/quiz/print",
    "quiz_csv": "/trainer/debrief/quiz.csv",
    "seat_debrief": "/trainer/debrief/seats/{seat}",
    "admin": "/admin",
    "accounts": "/admin/accounts",
    "account": "/admin/accounts/{account}",
    "owner": "/admin/owners/{owner}",
    "csv": "/admin/csv/{table}",
    "transactions": "/admin/transactions",
    "transaction": "/admin/transactions/{number}",
    "serials": "/admin/serials",
    "admin_serial": "/admin/serials/{host}/{number}",
    "decisions": "/admin/decisions",
    "decision": "/admin/decisions/{item}",
    "orders": "/admin/orders",
    "trades": "/admin/trades",
    "conduct": "/admin/conduct",
    "commands": "/admin/commands",
    "command": "/admin/commands/{number}",
    "transfers": "/admin/transfers",
    "admin_list": "/admin/lists/{list}",
    "audit": "/admin/audit",
    "rules": "/rules",
    "rule": "/rules/{rule_set}/{market}",
    "desk": "/offsets",
    "calculators": "/calculators",
    "revenue": "/calculators/revenue",
    "figures": "/calculators/figures",
    "aviation": "/calculators/aviation",
    "china": "/calculators/china",
    "reserve": "/calculators/reserve",
    "mistakes": "/mistakes",
    "mistake": "/mistakes/{mistake}",
    "glossary": "/glossary",
    "public_lessons": "/public",
    "public_projects": "/public/{lesson}/projects",
    "public_issuances": "/public/{lesson}/issuances",
    "public_batches": "/public/{lesson}/batches",
    "public_batch": "/public/{lesson}/batches/{asset}",
    "public_retirements": "/public/{lesson}/retirements",
    "public_ndc": "/public/{lesson}/ndc",
    "public_ndc_account": "/public/{lesson}/ndc/{party}",
    "public_notes": "/public/{lesson}/notes",
    "static": "/static/{path}",
}
"""Name -> address. `action` takes POST {key, back, arguments...}: it runs the command, then answers
303 to `back` with ?done=NUMBER or ?refused=NUMBER added; a refusal that is not logged is drawn
at once. `join`, `come_back`, `sign_in`, `sign_out`, `remove`, `scenarios`, `lessons` and
`confirm_notice` take POST too."""


SEATS_OWN = frozenset(
    {
        "action", "agreements", "bidding", "bodies", "deals", "docket", "home", "incident", "item",
        "live", "market", "motion", "ndc", "ndc_account", "papers", "printed_decision", "project",
        "projects", "reconciliation", "registry_account", "registry_accounts", "registry_transfer",
        "registry_transfers", "risks", "serial", "serial_search", "trade", "trade_home",
    }
)  # fmt: skip
"""Pages of a seat that somebody beside it sees under the seat's own prefix."""

_PREFIX: ContextVar[str] = ContextVar("prefix", default="")


@contextmanager
def prefixed(prefix: str) -> Iterator[None]:
    """Inside, addresses of a seat's pages begin with a prefix such as /look/S07."""
    token = _PREFIX.set(prefix)
    try:
        yield
    finally:
        _PREFIX.reset(token)


def to(name: str, /, **parts: object) -> str:
    """The address of a page; `parts` that are not in its path become query parameters."""
    pattern = ADDRESSES[name]
    query: dict[str, str] = {}
    path: dict[str, str] = {}
    for part, value in parts.items():
        if "{" + part + "}" in pattern:
            path[part] = quote(str(value), safe="/")
        elif value not in ("", None):
            query[part] = str(value)
    address = pattern.format(**path)
    if name in SEATS_OWN:
        address = _PREFIX.get() + address
    return f"{address}?{urlencode(query)}" if query else address
