"""Contrast: recomputed from the tokens, light and dark.

Goal: text at least 4.5 : 1, edges of controls and meaningful bars at least 3 : 1 (WCAG 2).
Method: parse tokens.css, compute relative luminance, walk the tables below.
"""

from __future__ import annotations

import re

import pytest

from registry.paths import templates

TEXT = """
  ink ink2 ink3                         on surface paper sunk
  action red green refuse wait cn host  on surface paper sunk
  action                                on action-bg
  red                                   on red-bg
  green                                 on green-bg
  refuse                                on refuse-bg
  wait                                  on wait-bg
  ink                                   on wait-bg refuse-bg action-bg
  cn                                    on cn-bg
  host                                  on host-bg
  on-brand                              on brand
  on-button                             on button
  on-paused                             on paused
  on-lost                               on lost
  on-side                               on red green
"""
EDGES = """
  line2 red-bar green-bar focus chart wait-fill   on surface
"""
DARK = re.compile(r"prefers-color-scheme: dark\) \{(.*)\n\}", re.S)
TOKEN = re.compile(r"--([a-z0-9-]+): (#[0-9A-F]{6});")


def tokens(theme: str) -> dict[str, str]:
    css = (templates() / "static" / "frame" / "tokens.css").read_text(encoding="utf-8")
    dark = DARK.search(css)
    assert dark is not None
    light = dict(TOKEN.findall(css[: dark.start()]))
    return light if theme == "light" else light | dict(TOKEN.findall(dark[1]))


WALL_TEXT = """
  ink ink2                    on surface paper
  ink ink2                    on still agree passed
  red green refuse            on surface
  wait cn host                on paper
  on-brand                    on brand
  brand                       on on-brand
  on-paused                   on paused
  on-lost                     on lost
  on-band                     on band
  surface                     on chart ink
"""
WALL_EDGES = """
  line2 chart volume    on surface
  line2 wait            on paper
"""
WALL_THEME = re.compile(r'data-theme="(\w+)"\] \{(.*?)\n\}', re.S)


def wall(theme: str) -> dict[str, str]:
    """The projector's tokens, over those of all pages."""
    css = (templates() / "static" / "projector" / "tokens.css").read_text(encoding="utf-8")
    own = {name: dict(TOKEN.findall(block)) for name, block in WALL_THEME.findall(css)}
    return tokens("light") | own[theme]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(front: str, back: str) -> float:
    lighter, darker = sorted((luminance(front), luminance(back)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def pairs(table: str) -> list[tuple[str, str]]:
    found = []
    for line in table.strip().splitlines():
        fronts, backs = line.split(" on ")
        found += [(front, back) for front in fronts.split() for back in backs.split()]
    return found


def test_black_on_white_is_twenty_one() -> None:
    assert 21 == contrast("#000000", "#FFFFFF")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_at_least_four_and_a_half(theme: str) -> None:
    of = tokens(theme)

    low = {
        pair: round(contrast(of[pair[0]], of[pair[1]]), 2)
        for pair in pairs(TEXT)
        if contrast(of[pair[0]], of[pair[1]]) < 4.5
    }

    assert {} == low


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_and_bars_are_at_least_three(theme: str) -> None:
    of = tokens(theme)

    low = [p for p in pairs(EDGES) if contrast(of[p[0]], of[p[1]]) < 3]

    assert [] == low


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_weak_projector_gets_seven_for_text_and_three_for_edges(theme: str) -> None:
    of = wall(theme)

    faint = [p for p in pairs(WALL_TEXT) if contrast(of[p[0]], of[p[1]]) < 7]
    thin = [p for p in pairs(WALL_EDGES) if contrast(of[p[0]], of[p[1]]) < 3]

    assert ([], []) == (faint, thin)


def test_styles_use_tokens_only() -> None:
    """All colours are defined in tokens.css; print and the QR code are black on white."""
    kept = {"#FFFFFF", "#15211F", "#000000", "#333333"}
    used = {
        colour
        for path in (templates() / "static").rglob("*.css")
        if path.name != "tokens.css"
        for colour in re.findall(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8"))
    }

    assert set() == used - kept
