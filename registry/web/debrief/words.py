"""Words for codes of the debrief's pages: figures that an aim is made of, steps of the script.

Aims, reasons, decisions and steps have theirs in `registry/debrief/words.py`.
"""

from __future__ import annotations

FIGURES = {
    "obligation_t": "Obligation",
    "allocated_t": "Allocated allowances",
    "offset_t": "Offsets accepted",
    "cap_t": "Offsets allowed at most",
    "allowances_held_t": "Allowances held",
    "net_bought_t": "Bought less sold",
    "opening_fen": "Price of the first day",
    "held_t": "Held now",
    "change_fen": "Change",
    "realised_fen": "Gain on sold tonnes",
    "unrealised_fen": "Gain on tonnes that are left",
    "fees_fen": "Fees",
    "issued_t": "Issued",
    "sold_t": "Sold",
    "waiting": "Waiting now",
    "slowest_ms": "Longest wait, lesson time",
    "mean_ms": "Mean wait, lesson time",
}

QUESTIONS = {
    "happened": "What happened?",
    "why": "Why?",
    "would": "What would you do?",
}
"""Steps of the script of questions."""

SITTINGS = {
    "before": "Before the lesson",
    "after": "After the lesson",
    "later": "Two weeks later",
}
"""Sittings of the quiz."""

SITTING_STATES = {"never": "not opened yet", "open": "open now", "closed": "closed"}

RUN_CHANGES = {
    "same": "The same plan, bots only",
    "narrow": "Price limits of 3 %",
    "wide": "Price limits of 30 %",
    "slow": "Bots act once in an hour",
    "lots": "Lots of 100 t",
}
"""What a run changes of the plan."""

TABLES = {
    "debrief_figures": FIGURES,
    "debrief_questions": QUESTIONS,
    "quiz_sittings": SITTINGS,
    "quiz_states": SITTING_STATES,
    "run_changes": RUN_CHANGES,
}
