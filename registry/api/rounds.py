"""Over JSON, for the trainer: the next round of a lesson, and a practice market before it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from registry.api.lessons import LessonAnswer, TrainersServer, lesson_answer
from registry.api.shapes import REFUSED
from registry.api.strict import StrictRouter
from registry.edge import lessons, practice, rounds
from registry.terminal import SEED_MOST


class AgainAnswer(LessonAnswer):
    """A lesson whose next round begins."""

    before: str = Field(description="Code of the round before.")


class AgainBody(BaseModel):
    """Which round of a lesson is to end."""

    model_config = ConfigDict(extra="forbid", strict=True)
    of_seed: Annotated[
        int | None,
        Field(
            ge=0,
            le=SEED_MOST,
            description="Seed of the round that is to end: the same request sent twice then ends no"
            " second one; null: whichever round there is.",
        ),
    ] = None


class PracticeBody(BaseModel):
    """Whether a practice market takes the place of a lesson."""

    model_config = ConfigDict(extra="forbid", strict=True)
    on: bool = Field(description="true: it begins; false: it ends.")


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api/lessons", tags=["lessons"], responses=REFUSED)
    for path, endpoint, summary in (
        ("/{code}/again", again, "Begin a lesson again with the same people"),
        ("/{code}/practice", practise, "Begin or end a practice market"),
    ):
        routes.add_api_route(path, endpoint, methods=["POST"], summary=summary)
    return routes


async def again(server: TrainersServer, code: str, body: AgainBody | None = None) -> AgainAnswer:
    """The same plan with the next seed and the same people: the next round of a lesson.

    People keep their seats, tokens and personal codes, and the join code stays. The round before,
    paused if it ran, is a closed lesson of its own, which can be opened and read.
    """
    before = await rounds.again(server, code, of_seed=None if body is None else body.of_seed)
    answer = lesson_answer(server, lessons.listed(server, code))
    return AgainAnswer(**dict(answer), before=before)


async def practise(server: TrainersServer, code: str, body: PracticeBody) -> LessonAnswer:
    """A practice market before a lesson begins: it takes the lesson's place until it is ended.

    It has the same plan, seats, people, join code and tokens, another seed, and trades at once.
    Nothing of it stays: the lesson's log, books and results are as they were, but who came to the
    practice has a seat.
    """
    await (practice.begin if body.on else practice.end)(server, code)
    return lesson_answer(server, lessons.listed(server, code))
