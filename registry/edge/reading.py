"""Reading of requests: addresses, forms and JSON contain valid text and no field twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from starlette.requests import Request
from starlette.types import Scope

from ledger.kernel.json_text import JsonWrong, read_json
from registry.edge.errors import ThingUnknown
from registry.edge.field_faults import field_wrong, shape_wrong

PATH_SHOWN = 200
"""Characters of an address that a log line or a refusal shows."""

SEAT_HEADER, LESSON_HEADER = b"tanlu-seat", b"tanlu-lesson"
URL_ENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


def refuse_unreadable_address(scope: Scope) -> None:
    """Refuse an address, or a name in a header of ours, that is not valid text."""
    if not _is_text(scope.get("raw_path") or scope["path"].encode(errors="surrogatepass")):
        shown = scope["path"].encode(errors="replace").decode().replace("\0", "?")
        raise ThingUnknown(address=shown[:PATH_SHOWN])
    query = scope.get("query_string", b"")
    if query and not _is_text(query):
        raise field_wrong("not_text", "query")
    for header, shown in ((SEAT_HEADER, "Tanlu-Seat"), (LESSON_HEADER, "Tanlu-Lesson")):
        given = [value for name, value in scope["headers"] if name == header]
        if len(given) > 1:
            raise field_wrong("given_twice", shown)
        if given and not _is_text(given[0]):
            raise field_wrong("not_text", shown)


def _is_text(escaped: bytes) -> bool:
    """Whether a percent-encoded text is UTF-8 without NUL."""
    plain = unquote_to_bytes(escaped) if b"%" in escaped else escaped
    try:
        plain.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in plain


def refuse_repeated(scope: Scope, *, lists: Collection[str]) -> None:
    """Refuse parameters that are given twice, except those in `lists`."""
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    given = Counter(name for name, _ in pairs if name not in lists)
    twice = [name for name, times in given.items() if times > 1]
    if twice:
        raise shape_wrong([{"type": "given_twice", "loc": ("query", name)} for name in twice])


def json_of(body: bytes) -> Any:
    """The value of a JSON body; refuses invalid JSON and repeated fields."""
    try:
        return read_json(body)
    except JsonWrong as wrong:
        if not wrong.field:
            raise field_wrong("not_json", "body") from None
        raise field_wrong("given_twice", "body", *map(str, wrong.path), wrong.field) from None


async def form_of(
    request: Request, *, fields_most: int, lists: Collection[str] = ()
) -> dict[str, list[str]]:
    """The fields of a form with their values; only those in `lists` may have more than one."""
    kind = Message()
    kind["content-type"] = request.headers.get("content-type", "")
    if str(kind.get_param("charset", "utf-8")).lower() != "utf-8":
        raise field_wrong("not_utf_8", "body")
    body = await request.body()
    urlencoded = kind.get_content_type() == URL_ENCODED
    if not (_is_text(body) if urlencoded else _is_plain(body)):
        raise field_wrong("not_text", "body")
    form = await request.form(max_files=0, max_fields=fields_most)
    fields = {name: [str(value) for value in form.getlist(name)] for name in form}
    for name, values in fields.items():
        if len(values) > 1 and name not in lists:
            raise field_wrong("given_twice", name)
    return fields


def _is_plain(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in body
