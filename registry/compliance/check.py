"""Check a bundle against a market's offset rule, JSON in and JSON out, for command line and API."""

from __future__ import annotations

from typing import Any

from ledger.kernel.json_text import JsonWrong, read_json
from registry.compliance.bundle import Bundle, input_wrong, read_bundle
from registry.compliance.errors import BundleEmpty, OffsetMarketUnknown, OffsetYearUncovered
from registry.compliance.evaluator import Answer, Violation, evaluate
from registry.compliance.packs import Rule, RuleBook
from registry.compliance.reader import shipped


def check_text(text: bytes, *, book: RuleBook | None = None) -> dict[str, Any]:
    """The answer to a bundle as JSON text; refuses invalid JSON and duplicate fields."""
    try:
        bundle = read_json(text)
    except JsonWrong as wrong:
        en, zh = wrong.en, wrong.zh
        if wrong.field:
            en, zh = f"{wrong.field}: {en}", f"{wrong.field}：{zh}"
        raise input_wrong([(en, zh)]) from None
    return check(bundle, book=book)


def check(parsed: Any, *, book: RuleBook | None = None) -> dict[str, Any]:
    """The answer to a bundle as a parsed JSON value; refuses input that no rule can judge."""
    bundle = read_bundle(parsed)
    rule = rule_for(bundle, book if book is not None else shipped())
    answer = evaluate(rule, bundle)
    if not bundle.lots:
        raise BundleEmpty
    return answer_json(answer, year=bundle.year)


def rule_for(bundle: Bundle, book: RuleBook) -> Rule:
    """The version of the rule for the bundle's market and year, without a year the newest.

    Refuses with OffsetMarketUnknown or OffsetYearUncovered.
    """
    rule_set, market = bundle.rule_set, bundle.market
    rule = book.pick(rule_set=rule_set, market=market, year=bundle.year)
    if rule is not None:
        return rule
    versions = book.versions(rule_set=rule_set, market=market)
    if not versions:
        known = book.markets(rule_set) or book.rule_sets()
        raise OffsetMarketUnknown(rule_set=rule_set, market=market, known=", ".join(known))
    periods = "; ".join(
        f"{version.valid_from or '…'} – {version.valid_to or '…'}" for version in versions
    )
    raise OffsetYearUncovered(rule_id=versions[0].id, year=str(bundle.year), periods=periods)


def answer_json(answer: Answer, *, year: int | None = None) -> dict[str, Any]:
    """The answer as plain JSON values."""
    rule = answer.rule
    return {
        "accepted": answer.accepted,
        "violations": [_violation(rule, violation) for violation in answer.violations],
        "offending_lots": list(answer.offending_lots),
        "cap_t": answer.cap_t,
        "used_t": answer.used_t,
        "left_t": answer.left_t,
        "largest_admissible": answer.largest_admissible,
        "sub_caps": [
            {
                "code": sub_cap.code,
                "percent": sub_cap.percent,
                "base": sub_cap.base,
                "cap_t": sub_cap.cap_t,
                "used_t": sub_cap.used_t,
                "left_t": sub_cap.left_t,
            }
            for sub_cap in answer.sub_caps
        ],
        "market": rule.market,
        "rule_set": rule.rule_set,
        "year": year,
        "base_t": answer.base_t,
        "recognise_belt_and_road": answer.recognised,
        "rule": rule_json(rule),
    }


def rule_json(rule: Rule) -> dict[str, Any]:
    """A rule as plain JSON values: version, dates, source, status, text, base, cap, readings."""
    return {
        "rule": rule.id,
        "rule_set": rule.rule_set,
        "market": rule.market,
        "name": {"en": rule.name_en, "zh": rule.name_zh},
        "version": rule.version,
        "valid_from": rule.valid_from or None,
        "valid_to": rule.valid_to or None,
        "source": rule.source,
        "documents": list(rule.documents),
        "status": rule.status,
        "text": {"en": rule.text_en, "zh": rule.text_zh},
        "base": rule.base or None,
        "cap_percent": rule.cap_percent,
        "admitted": None if rule.admitted is None else sorted(rule.admitted),
        "conditions": [
            *(
                _printed(condition.code, condition.en, condition.zh)
                for condition in rule.conditions
            ),
            *(_printed(share.code, share.en, share.zh) for share in rule.shares),
            *(_printed(sub_cap.code, sub_cap.en, sub_cap.zh) for sub_cap in rule.sub_caps),
        ],
        "readings": [
            {
                "name": reading.name,
                "value": reading.value,
                "text": {"en": reading.en, "zh": reading.zh},
            }
            for reading in rule.readings
        ],
        "recognise_belt_and_road": rule.recognise_belt_and_road,
    }


def _printed(code: str, en: str, zh: str) -> dict[str, Any]:
    return {"code": code, "text": {"en": en, "zh": zh}}


def lines(answer: dict[str, Any]) -> list[str]:
    """The answer for a person at a terminal, in both languages."""
    rule = answer["rule"]
    text = [
        f"{rule['name']['en']} {rule['name']['zh']} · {rule['rule']} v{rule['version']}"
        f" · {rule['status']}",
        rule["source"],
        _outcome(answer),
    ]
    for violation in answer["violations"]:
        sentence = violation["text"]
        text += [f"- {violation['code']}: {sentence['en']}", f"  {sentence['zh']}"]
    for name in ("cap_t", "used_t", "left_t"):
        value = answer[name]
        text.append(f"{name:<8} {'-' if value is None else f'{value:,}'}")
    largest = ", ".join(f"{lot} {part:,} t" for lot, part in answer["largest_admissible"].items())
    return [*text, f"largest admissible part: {largest or '-'}"]


def _outcome(answer: dict[str, Any]) -> str:
    """The verdict in both languages; with an admissible part a bundle is partly accepted."""
    if answer["accepted"]:
        return "accepted 接受"
    return (
        "partly accepted 部分接受"
        if any(answer["largest_admissible"].values())
        else "refused 不接受"
    )


def _violation(rule: Rule, violation: Violation) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "code": violation.code,
        "version": rule.version,
        "source": rule.source,
        "status": rule.status,
        "figures": violation.figures,
        "lots": list(violation.lots),
        "text": {"en": violation.en, "zh": violation.zh},
    }
