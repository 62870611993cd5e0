"""POST /action/{command}: runs a command of the caller's seat from a form, then redirects.

Post/Redirect/Get: the next page reads the outcome from the command log, so that reloading it
repeats nothing. No command is named here; the arguments' types come from the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.errors import Refusal
from ledger.kernel.numerals import whole_number
from registry.edge.callers import server_of
from registry.edge.commands import COMMANDS, KEY_LONGEST, give
from registry.edge.errors import ThingUnknown
from registry.edge.field_faults import shape_wrong
from registry.edge.reading import form_of, json_of
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.outcomes import with_outcome
from registry.web.frame.refusals import failed_page, refusal_page
from registry.web.frame.visitor import mint, own_address, see, visitor_of

FORM_FIELDS_MOST = 40

WHOLE = "arguments"
"""A field with all arguments as one JSON object, as a preview leaves them in its button."""

_SAID = {"true": True, "false": False}
_LONG_KEY = {"type": "string_too_long", "loc": ("key",), "ctx": {"max_length": KEY_LONGEST}}


def routes() -> list[Route]:
    """The form endpoint."""
    return [Route(ADDRESSES["action"], action, methods=["POST"])]


async def action(request: Request) -> Response:
    """Run the command and redirect back to the page, with the command's number."""
    visitor = visitor_of(request.scope)
    who = visitor.seated
    name = request.path_params["command"]
    if name not in COMMANDS:
        raise ThingUnknown(address=visitor.path)
    model = COMMANDS[name].arguments
    fields = await form_of(request, fields_most=FORM_FIELDS_MOST, lists=lists_of(model))
    home = to("trade_home") if who.state is not None else visitor.console
    back = own_address("".join(fields.pop("back", [home])), otherwise=home)
    key = "".join(fields.pop("key", [])) or mint()
    whole = fields.pop(WHOLE, None)
    try:
        if len(key) > KEY_LONGEST:
            raise shape_wrong([_LONG_KEY])
        arguments = arguments_of(model, fields) if whole is None else previewed(model, whole[0])
        outcome = await give(server_of(request.scope), who, name=name, arguments=arguments, key=key)
    except Refusal as refusal:
        return refusal_page(visitor, refusal, action=name, back=back)
    if outcome.failure is not None:
        return failed_page(visitor, outcome.failure, retry=back)
    return see(with_outcome(back, "done" if outcome.refusal is None else "refused", outcome.number))


def arguments_of(model: type[BaseModel], fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A form's fields as arguments: empty ones are left out, lists are JSON or words.

    Text that is not a number stays text, so that the command refuses it by name.
    """
    given: dict[str, Any] = {}
    for name, texts in fields.items():
        if any(texts):
            declared = model.model_fields.get(name)
            given[name] = _value(str if declared is None else kind_of(declared.annotation), texts)
    return _valid(model, given)


def previewed(model: type[BaseModel], text: str) -> dict[str, Any]:
    """The arguments that a preview wrote into its button: nested ones and empty texts, too."""
    return _valid(model, json_of(text.encode()))


def _valid(model: type[BaseModel], given: Any) -> dict[str, Any]:
    try:
        return model.model_validate(given).model_dump(mode="json")
    except ValidationError as error:
        raise shape_wrong(error.errors()) from None


def lists_of(model: type[BaseModel]) -> set[str]:
    """The names of arguments that are lists."""
    return {n for n, one in model.model_fields.items() if kind_of(one.annotation) is list}


def kind_of(annotation: Any) -> Any:
    """The type of an argument, optional or not: int, bool, list, or str for everything else."""
    kind = get_origin(annotation) or annotation
    if kind in (Union, UnionType):
        kinds = [kind_of(one) for one in get_args(annotation) if one is not NoneType]
        return kinds[0] if len(kinds) == 1 else str
    if kind is Annotated:
        return kind_of(get_args(annotation)[0])
    return kind if kind in (int, bool, list) else str


def _value(kind: Any, texts: Sequence[str]) -> Any:
    """The value of a field; the only place where form texts become numbers, booleans and lists."""
    text = texts[0]
    if kind is list:
        return _list(texts)
    if kind is int:
        number = whole_number(text, signed=True)
        return text if number is None else number
    return _SAID.get(text, text) if kind is bool else text


def _list(texts: Sequence[str]) -> Any:
    """Several ticked boxes, or one text: JSON, or words separated by commas."""
    if len(texts) == 1 and not texts[0].startswith("["):
        return texts[0].split(",")
    return json_of(texts[0].encode()) if len(texts) == 1 else list(texts)
