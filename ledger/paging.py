"""One page of a list of numbered rows: the newest, those before a number, or those after one."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlmodel import col
from sqlmodel.sql.expression import SelectOfScalar


class Page(NamedTuple):
    """At most `limit` rows, newest first; with `before` only older ones than that number.

    With `after`, rows newer than that number, oldest first: who asks again with the number of the
    last row reads each row once. 0 as `before` and None as `after`: not given; never both.
    """

    before: int = 0
    after: int | None = None
    limit: int = 50

    def clause(self, number: str, where: list[str]) -> tuple[str, dict[str, Any]]:
        """The end of a SELECT from WHERE on, by the column of the number; and its values."""
        values: dict[str, Any] = {"limit": self.limit}
        conditions, order = [*where], "DESC"
        if self.after is not None:
            conditions.append(f"{number} > :after")
            values["after"], order = self.after, "ASC"
        elif self.before:
            conditions.append(f"{number} < :before")
            values["before"] = self.before
        chosen = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"{chosen} ORDER BY {number} {order} LIMIT :limit", values

    def of(self, asked: SelectOfScalar[Any], number: Any) -> SelectOfScalar[Any]:
        """The same for a statement of models."""
        column = col(number)
        if self.after is not None:
            asked = asked.where(column > self.after).order_by(column)
        else:
            asked = asked.order_by(column.desc())
            asked = asked.where(column < self.before) if self.before else asked
        return asked.limit(self.limit)
