"""Goal: every page renders in both languages, with every name defined and every form with its key,
without inline scripts or styles and without files of other servers.

Method: render all samples and read the HTML; compare the contexts' fields with those that
templates read.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import nodes

from registry import web
from registry.paths import templates
from registry.web.areas import PAGES, PARTS
from registry.web.frame.contexts.shared import Language
from registry.web.frame.render import LANGUAGES, environment, render
from tests.support.page_samples import samples

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(web.__path__, "registry.web.")
    if re.search(r"contexts$|\.contexts\.", found.name)
]
DRAWN = [(name, language) for language in LANGUAGES for name in samples("zh")]


class Reader(HTMLParser):
    """The content of a page: tags with attributes, and the fields of each form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.forms: list[tuple[dict[str, str], set[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag == "form":
            self.forms.append((found, set()))
        elif "name" in found and self.forms:
            self.forms[-1][1].add(found["name"])


@cache
def read(name: str, language: Language) -> Reader:
    return Reader(render(*samples(language)[name]))


def test_every_page_has_a_sample() -> None:
    shown = {type(page) for page, _ in samples("zh").values()}

    assert set(PAGES) == shown


@pytest.mark.parametrize(("name", "language"), DRAWN)
def test_a_page_is_what_a_strict_browser_takes(name: str, language: Language) -> None:
    page = read(name, language)
    tags = Counter(tag for tag, _ in page.tags)
    ids = Counter(attrs["id"] for _, attrs in page.tags if "id" in attrs)
    inline = [a for _, attrs in page.tags for a in attrs if a == "style" or a.startswith("on")]
    sources = [
        a.get("src", a.get("href", "")) for t, a in page.tags if t in ("script", "link", "img")
    ]

    assert {"en": "en", "zh": "zh-CN"}[language] == page.tags[0][1]["lang"]
    assert 1 == tags["h1"]
    assert 0 == tags["style"]
    assert [] == inline
    assert [] == [source for source in sources if not source.startswith("/static/")]
    assert [] == [identifier for identifier, count in ids.items() if count > 1]


@pytest.mark.parametrize(("name", "language"), DRAWN)
def test_every_form_that_acts_carries_its_key(name: str, language: Language) -> None:
    acting = [form for form in read(name, language).forms if form[0].get("method") == "post"]

    assert [] == [form for form, fields in acting if "key" not in fields]


@pytest.mark.parametrize(("name", "language"), DRAWN)
def test_every_field_has_a_label(name: str, language: Language) -> None:
    page = read(name, language)
    labelled = {attrs.get("for") for tag, attrs in page.tags if tag == "label"}
    fields = [
        attrs
        for tag, attrs in page.tags
        if tag in ("input", "select") and attrs.get("type") not in ("hidden", "radio", "checkbox")
    ]

    assert [] == [f for f in fields if "id" in f and f["id"] not in labelled | {"find"}]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_empty_field_looks_as_if_something_were_typed_in(language: Language) -> None:
    """An example stands beside the field as text; only words that nobody would type stand in it."""
    shown = {
        attrs["placeholder"]
        for name in samples(language)
        for _, attrs in read(name, language).tags
        if "placeholder" in attrs
    }
    words = {"en": {"none", "all", "Find seat or name"}, "zh": {"无", "全部", "查找席位或姓名"}}

    assert words[language] == shown


def test_every_field_of_a_context_is_drawn() -> None:
    read_by_templates = set(_attributes())
    fields = [
        (context.__name__, field.name)
        for context in _contexts()
        for field in dataclasses.fields(context)
    ]

    assert 1000 < len(fields)
    assert [] == [one for one in fields if one[1] not in read_by_templates]


def test_every_template_belongs_to_a_page() -> None:
    known = {one.template for one in (*PAGES, *PARTS)}
    reached: set[str] = set()
    waiting = set(known)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        source = (templates() / name).read_text(encoding="utf-8")
        waiting |= set(re.findall(r'"([\w/]+\.html)"', source)) - reached
    on_disk = {str(path.relative_to(templates())) for path in templates().rglob("*.html")}

    assert on_disk == reached


AREA_FILE = re.compile(r"""["'](\w+)/[\w/]+\.(?:html|css|js|svg)["']""")


def _strangers(area: str, source: str) -> set[str]:
    """Other areas whose templates or static files a template of an area names."""
    return set(AREA_FILE.findall(source)) - {area, "frame"}


def test_a_template_names_files_of_its_area_and_of_the_frame_only() -> None:
    named = {
        path.relative_to(templates()).as_posix(): _strangers(path.parent.name, text)
        for path in templates().rglob("*.html")
        if (text := path.read_text(encoding="utf-8"))
    }

    assert 40 < len(named)
    assert {} == {path: areas for path, areas in named.items() if areas}


def test_templates_and_static_files_lie_in_the_areas_folders() -> None:
    areas = {path.parent.name for path in Path(web.__file__).parent.glob("*/__init__.py")}
    folders = {path.name for path in templates().iterdir() if path.name != "static"}
    folders |= {path.name for path in (templates() / "static").iterdir()}

    assert folders <= areas


@pytest.mark.planted
@pytest.mark.parametrize(
    "source",
    [
        '{% include "tasks/_units.html" %}',
        '{% from "offbook/_deal_parts.html" import form %}',
        "{{ static('offsets/offsets.js') }}",
    ],
)
def test_a_planted_name_of_another_areas_file_is_seen(source: str) -> None:
    assert _strangers("trade", source)
    assert not _strangers(
        "trade", "{{ static('trade/trade.js') }}{% extends \"frame/base.html\" %}"
    )


def _contexts() -> Iterator[type[Any]]:
    for module in MODULES:
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__:
                yield kind


def _attributes() -> Iterator[str]:
    made = environment("en")
    for path in templates().rglob("*.html"):
        tree = made.parse(path.read_text(encoding="utf-8"))
        for node in tree.find_all(nodes.Getattr):
            yield node.attr


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_console_whose_lesson_is_over_offers_no_clock_and_no_halt(language: Language) -> None:
    actions = {
        name: {
            form["action"]
            for form, _ in read(name, language).forms
            if "lesson." in form.get("action", "")
        }
        for name in ("trainer", "trainer_over")
    }
    said = {"en": "The lesson is over; the books can be read.", "zh": "课程已结束，账本可以查看。"}
    html = {name: render(*samples(language)[name]) for name in actions}

    assert {"/action/lesson.speed", "/action/lesson.next_day", "/action/lesson.halt"} <= actions[
        "trainer"
    ]
    assert set() == actions["trainer_over"]
    # Every bar carries the message; the face decides which one is shown.
    for page in html.values():
        assert f'<span class="message on-over">{said[language]} <a ' in page
    faces = {name: re.findall('id="clockbar" data-face="(.*?)"', html[name]) for name in html}
    assert ["over"] == faces["trainer_over"] != faces["trainer"]
