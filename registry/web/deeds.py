"""POST /deed/{command}: any command of the caller's seat from a form, then see what came of it.

Post/Redirect/Get: the page that is seen next reads the outcome from the command log, so that
reloading does nothing twice. Knows no command by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_origin

import orjson
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.errors import Refusal
from registry.edge.answers import shape_wrong
from registry.edge.callers import house_of
from registry.edge.commands import COMMANDS, KEY_LONGEST, give
from registry.edge.errors import ShapeWrong, ThingUnknown
from registry.web.addresses import ADDRESSES, to
from registry.web.public import failed_page, refusal_page
from registry.web.visitor import mint, own_address, see, visitor_of

FORM_FIELDS_MOST = 40


def routes() -> list[Route]:
    """The one way in for forms."""
    return [Route(ADDRESSES["deed"], deed, methods=["POST"])]


async def deed(request: Request) -> Response:
    """Run the command and go back to the page with its number."""
    visitor = visitor_of(request.scope)
    who = visitor.seated
    name = request.path_params["command"]
    if name not in COMMANDS:
        raise ThingUnknown(address=visitor.path)
    form = await request.form(max_fields=FORM_FIELDS_MOST)
    fields = {field: ",".join(str(v) for v in form.getlist(field)) for field in form}
    home = to("trainer") if who.is_trainer else to("trade_home")
    back = own_address(fields.pop("back", home), otherwise=home)
    key = fields.pop("key", "") or mint()
    try:
        if len(key) > KEY_LONGEST:
            raise ShapeWrong(count=1, fields="key")
        arguments = arguments_of(COMMANDS[name].arguments, fields)
        outcome = await give(house_of(request.scope), who, name=name, arguments=arguments, key=key)
    except Refusal as refusal:
        return refusal_page(visitor, refusal, deed=name, back=back)
    if outcome.failure is not None:
        return failed_page(visitor, outcome.failure, retry=back)
    return see(with_outcome(back, "done" if outcome.refusal is None else "refused", outcome.number))


def arguments_of(model: type[BaseModel], fields: Mapping[str, str]) -> dict[str, Any]:
    """A form's fields as arguments: empty ones are left out, lists are JSON, digits are numbers."""
    given: dict[str, Any] = {}
    for name, text in fields.items():
        if text == "":
            continue
        declared = model.model_fields.get(name)
        is_list = declared is not None and get_origin(declared.annotation) is list
        given[name] = _list(text) if is_list else text
    try:
        return model.model_validate(given).model_dump(mode="json")
    except ValidationError as error:
        raise shape_wrong(error.errors()) from None


def _list(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text.split(",")


def with_outcome(back: str, parameter: str, number: int) -> str:
    """The address to go back to, with the number of the command whose outcome is told there."""
    address = back.partition("#")[0]
    path, _, query = address.partition("?")
    kept = [p for p in query.split("&") if p and p.split("=")[0] not in ("done", "refused")]
    told = "&".join([*kept, f"{parameter}={number}"])
    return f"{path}?{told}"
