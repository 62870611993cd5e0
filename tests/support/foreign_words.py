"""Latin words in the text of a Chinese page that nothing allows. Knows no page."""

from __future__ import annotations

import re

HIDDEN = re.compile(
    r"<(head|script|style|code|kbd)\b.*?</\1>|<span lang=\"en\">.*?</span>"
    r"|<[^>]*\blang=\"en\"[^>]*>.*?</p>|<svg.*?</svg>",
    re.S,
)
MONO = re.compile(r'<a class="(?:mono|serial)[^>]*>.*?</a>', re.S)
TYPED = re.compile(
    r"https?://\S+|\b[\w.]+:\d{4,5}\b\S*|\b(?:[A-Z0-9]{4}-[A-Z0-9]{4}|[A-Z0-9]{3}-[A-Z0-9]{3})\b"
)
"""Addresses, join codes and personal codes."""

LATIN = re.compile(r"[A-Za-z][A-Za-z']+")
KNOWN = frozenset(
    {"HHI", "CSV", "CCER", "CEA", "BRC", "VER", "NDC", "ITMO", "CN", "TH", "KZ", "CNY", "EN", "ZZ",
     "GB", "MB", "JC", "MWh"}
)  # fmt: skip
"""Latin words that a Chinese page may show: units, codes of countries and currencies."""

PROGRAMMES = frozenset(
    {"ACR", "ART", "TREES", "CAR", "CDM", "GCC", "VCS", "Gold", "Standard", "GS", "Cercarbono",
     "FCPF", "ISFL", "Isometric"}
)  # fmt: skip
"""Names of crediting programmes, as a bundle writes them."""

ABBREVIATIONS = frozenset(
    {"AM", "AUT", "CA", "CCERs", "CER", "CH", "CHN", "CO", "CORSIA", "EF", "FFCER", "FOK", "IOC",
     "JCM", "KCU", "Klik", "Mt", "Mwh", "PHCER", "RDC", "RFQ", "SEA", "THA"}
)  # fmt: skip
"""Short names of units, orders, gases and institutions in rules, exercises, figures and terms."""


def foreign_words(html: str) -> set[str]:
    """The words of a page that are neither hidden, nor English by their mark, nor allowed."""
    text = re.sub(r"<[^>]+>", " ", MONO.sub(" ", HIDDEN.sub(" ", html)))
    found = set(LATIN.findall(TYPED.sub(" ", text)))
    return found - KNOWN - PROGRAMMES - ABBREVIATIONS
