"""Goal: a refusal is in one language: no code of ours stands in a Chinese sentence.

Method: every class of refusal is rendered with typical facts, codes among them, and searched for
Latin words outside a list; real refusals of the programme beside them.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from ledger.accounts import KINDS
from ledger.kernel.errors import REFUSALS, WORDS, YEAR, Refusal
from ledger.transactions import TYPES
from matching.bidding import Pricing
from matching.deals.models import DealState, SaleState
from matching.orders import TimeInForce
from matching.venue_facts import ModeKind
from registry import docs
from registry.classroom.catalogue import CATALOGUE
from registry.compliance import commands as compliance
from registry.edge.field_faults import OTHER, shape_wrong
from registry.programme.authorisation import commands as authorisation
from registry.programme.committee import voting as committee
from registry.programme.committee.models import Vote
from registry.programme.issuance import commands as issuance
from registry.programme.issuance import issue
from registry.programme.ndc.models import Method, TargetType
from registry.programme.retirement import commands as retirement
from registry.quiz.questions import Sitting
from registry.roles import Role, Side
from registry.web.frame.pictures import refusal_card
from registry.web.frame.render import word
from tests.support.messages import load_all
from tests.support.programme import CHINA, MANAGER_TH, OWNER, TRADER, Programme

load_all()
CLASSES = {
    code: one
    for code, one in REFUSALS.items()
    if one.__module__.partition(".")[0] in ("ledger", "matching", "registry")
}
CODES = {
    "role": list(Role),
    "kind": list(KINDS),
    "type": list(TYPES),
    "state": [s for one in docs.machines().values() for s in one.states]
    + ["running", "paused", "none"],
    "trigger": [move.trigger for one in docs.machines().values() for move in one.moves]
    + list(Vote),
    "procedure": [one.name for one in docs.machines().values()],
    "record": ["issuance 7", "transfer 7"],
    "record_kind": list(WORDS["record_kind"]),
    "side": list(Side),
    "move_sort": list(WORDS["move_sort"]),
    "figure": list(WORDS["figure"]),
    "function": list(WORDS["function"]),
    "dependence": list(WORDS["dependence"]),
    **{sort: list(WORDS[sort]) for sort in ("attribute", "relation", "desk", "proposal_field")},
    "type_answer": list(WORDS["type_answer"]),
    "payment_kind": list(WORDS["payment_kind"]),
    "report_kind": list(WORDS["report_kind"]),
    "agreement_term": list(WORDS["agreement_term"]),
    "circumstance": list(WORDS["circumstance"]),
    "incident_subject": list(WORDS["incident_subject"]),
    "deal": ["proposal", "request", "offer", "session", "bid"],
    "deal_state": [*DealState, *SaleState],
    "mode": list(ModeKind),
    "quiz_sitting": list(Sitting),
    "term": list(TimeInForce),
    "pricing": list(Pricing),
    "command": list(CATALOGUE),
    "field": ["side", "kind", "time_in_force", "quantity", "price", "purpose", "registry"],
    "market": ["national"],
    "report_table": list(WORDS["report_table"]),
    "report_fault": list(WORDS["report_fault"]),
    "report_column": list(WORDS["report_column"]),
    "paper": list(WORDS["paper"]),
    "ndc_method": list(Method),
    "ndc_target": list(TargetType),
    "report_part": list(WORDS["report_part"]),
    "recusal": list(WORDS["recusal"]),
    "language": ["zh", "en"],
    "halt_state": ["halted", "not halted"],
}
"""Every code of each sort that a sentence can name."""

TYPICAL = {
    "state": "on_agenda", "kind": "holding_blocked", "type": "credit.block", "role": "trader",
    "trigger": "affirm", "possible": "affirm, object", "mode": "block", "what": "proposal",
    "machine": "issuance", "command": "order.place", "step": "retirement.retire", "vote": "object",
    "side": "host", "time_in_force": "at_close", "field": "quantity", "argument": "purpose",
    "used_for": "issuance 7", "subject": "transfer 7", "allowed": "trader, emitter",
    "market": "national", "pricing": "uniform",
    "instrument": "CCER", "seat": "S07", "owner": "S01", "receiver": "S01", "counterparty": "S01",
    "project": "TH001", "registry": "CN", "country": "CN", "own": "TH", "host": "TH",
    "party": "TH", "unit": "BRC", "admitted": "CCER", "authorised": "NDC", "purpose": "OIMP",
    "address": "/admin", "method": "PUT", "origin": "http://192.168.1.7", "venue": "beijing v1",
    "rule_set": "seed", "rule_id": "seed/national", "known": "seed", "fields": "quantity",
    "given": "x", "key": "k-1", "join_code": "AB12", "account": "S01 @ CN", "listed": "CCER",
    "transfer_id": "TH-CN-000001", "earlier": "TH-CN-000001", "expected": "TH-CN-000001",
    "first_zh": "市场：应为文字", "tradable": "CCER",
    "circumstance": "fraud", "choices": "affirm, object", "allowance": "CEA",
}  # fmt: skip
KNOWN = frozenset({
    # units, countries, purposes of the nomenclature, terms as exchanges print them, addresses,
    # commands of the terminal
    "CCER", "CEA", "BRC", "CN", "TH", "NDC", "OIMP", "IMP", "OP", "DAY", "GTC", "GTD", "IOC", "FOK",
    "Tanlu", "Seat", "api", "openapi.json", "admin", "PUT", "http", "AB", "beijing", "day",
    "seed", "national", "Unicode", "CSV", "JSON", "UTF", "xlsx", "tanlu", "password", "MWh",
})  # fmt: skip
AS_TYPED = {
    ("book.word_unknown", "allowed"), ("procedure.choice_unknown", "choices"),
    ("procedure.other_side", "choices"), ("procedure.report_word_unknown", "choices"),
    ("access.shape_wrong", "fields"), ("procedure.inputs_wrong", "fields"),
    ("procedure.offset_fields_missing", "fields"), ("procedure.offset_market_unknown", "market"),
}  # fmt: skip
"""Facts that are what a script types, and are told as they are."""

LATIN = re.compile(r"[A-Za-z][A-Za-z_.]+")


def placeholders(one: type[Refusal]) -> set[str]:
    texts = (one.en, one.zh, one.pass_en, one.pass_zh)
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def told(one: type[Refusal]) -> Iterator[tuple[dict[str, str], str]]:
    """The Chinese sentences, and what the page says beside them.

    With typical facts, and with each code of each sort in its place.
    """
    facts = {name: TYPICAL.get(name, "7") for name in placeholders(one)}
    words = {name: sort for name, sort in one.words.items() if sort != YEAR}
    facts |= {name: str(CODES[sort][0]) for name, sort in words.items()}
    facts |= {name: "7" for code, name in AS_TYPED if code == one.code}
    for name, sort in {"": "", **words}.items():
        for code in CODES[sort] if sort else [""]:
            given = facts | ({name: str(code)} if name else {})
            refusal = one(**given)
            card = refusal_card(refusal, action="", number=None, language="zh", back="")
            lines = [
                f"{word(line.name, 'facts', 'zh')} {word(line.value, 'states', 'zh')}"
                for line in card.figures
                if (one.code, line.name) not in AS_TYPED
            ]
            yield given, "。".join([card.text, card.would_pass, *lines])


@pytest.mark.parametrize("code", sorted(CLASSES))
def test_no_code_stands_in_a_chinese_sentence(code: str) -> None:
    found = {
        latin
        for _, sentence in told(CLASSES[code])
        for latin in LATIN.findall(sentence)
        if latin not in KNOWN
    }

    assert set() == found


def test_every_code_has_words_in_both_languages() -> None:
    bare = [
        (sort, str(code))
        for sort, codes in CODES.items()
        for code in codes
        if str(code).split(" ")[0] not in {name.split(" ")[0] for name in WORDS[sort]}
    ]

    assert [] == bare
    for words in WORDS.values():
        for en, zh in words.values():
            assert en and re.search("[\u4e00-\u9fff]", zh), (en, zh)


def test_what_is_named_as_a_code_stands_in_a_sentence() -> None:
    wrong = [code for code, one in CLASSES.items() if not set(one.words) <= placeholders(one)]

    assert [] == wrong


def test_refusals_of_the_programme_speak_one_language(programme: Programme) -> None:
    request = programme.decided()
    programme.issue(request)
    asked: list[tuple[str, Refusal]] = []
    for code, command, arguments, by in (
        ("procedure.decision_used", issue.issue, {"request": request, "registry": "TH"},
         MANAGER_TH),
        ("machine.move_not_allowed", committee.vote, {"item": 1, "vote": "affirm"}, CHINA),
        ("machine.role_not_allowed", compliance.submit, {"lots": []}, OWNER),
        ("machine.role_not_allowed", authorisation.grant,
         {"project": "TH001", "purposes": ["NDC"], "quantity": 1}, TRADER),
        ("machine.role_not_allowed", retirement.retire,
         {"registry": "TH", "asset": 1, "quantity": 1, "purpose": "ndc"}, OWNER),
        ("procedure.asked_before", issuance.request, {"project": "TH001", "period": 1}, OWNER),
    ):  # fmt: skip
        asked.append((code, programme.refuses(code, command, by=by, **arguments)))
    found = {
        latin
        for _, one in asked
        for latin in LATIN.findall(one.text("zh") + one.would_pass("zh"))
        if latin not in KNOWN
    }

    assert set() == found
    assert "签发：状态" not in asked[0][1].text("zh")
    assert "第 1 号决定已用于签发 1。" == asked[0][1].text("zh")
    assert "抵销柜台：“提交”由重点排放单位执行，不由项目业主执行。" == asked[2][1].text("zh")


@pytest.mark.planted
def test_a_code_without_words_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    one = CLASSES["machine.move_not_allowed"]
    monkeypatch.setattr(one, "words", {})

    assert {"on_agenda", "affirm", "object", "issuance"} == {
        latin for _, sentence in told(one) for latin in LATIN.findall(sentence)
    }


JUNK = [None, True, 7, -1, 1.5, 10**30, "", "x", "x" * 5_000, [], [7], {}, {"a": 1}]


def test_a_field_of_the_wrong_shape_is_told_in_chinese() -> None:
    """Every argument of every command, with everything that it is not."""
    kinds, found = set(), set()
    for entry in CATALOGUE.values():
        fields = entry.arguments.model_fields
        for junk in (*({}, {"nonsense": 1}), *({name: j} for name in fields for j in JUNK)):
            try:
                entry.arguments.model_validate(junk)
            except ValidationError as error:
                errors = error.errors()
                for one, check in zip(errors, shape_wrong(errors).checks, strict=True):
                    kinds.add(one["type"])
                    said = check.zh.partition("：")[2]
                    offered = str(one.get("ctx", {}).get("expected", ""))
                    offered += str(one.get("ctx", {}).get("pattern", ""))
                    if said == OTHER[1]:
                        found.add((one["type"], said))
                    found |= {
                        (one["type"], latin)
                        for latin in LATIN.findall(said)
                        if latin not in offered and latin not in ("true", "false", "Unicode")
                    }

    assert set() == found
    assert {"missing", "extra_forbidden", "literal_error"} <= kinds
