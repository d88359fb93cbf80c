"""Which edition of the survey settles a deadline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from egdi import panel as panel_room
from egdi.words import phrase


def publications(folder: Path | None = None) -> dict[int, str]:
    """Return when each edition was published, as far as it is known.

    Returns:
        Edition -> ISO date or month; the end of its year where the editions table has none.
    """
    table = panel_room.load("editions", folder).set_index("edition")["published"]
    return {int(e): p if isinstance(p, str) else f"{e}-12-31" for e, p in table.items()}


def calendar(editions: Sequence[int], last: int) -> list[int]:
    """Return the editions known and those to expect, at the distance of the latest two.

    Args:
        editions: survey years.
        last: the calendar reaches at least this year.
    """
    known = sorted({int(e) for e in editions})
    step = known[-1] - known[-2] if len(known) > 1 else 2
    while known[-1] < last:
        known.append(known[-1] + step)
    return known


def settling(deadline: str, editions: Sequence[int], published: dict[int, str]) -> int | None:
    """Return the last edition published by a deadline, known or to be expected; None before all.

    Args:
        deadline: ISO date.
        editions: survey years in the panel.
        published: as :func:`publications` returns it; others are expected within their year.
    """
    year = int(deadline[:4])
    fit = [e for e in calendar(editions, year) if published.get(e, f"{e}-12-31") <= deadline]
    return max(fit, default=None)


def following(deadline: str, editions: Sequence[int]) -> int:
    """Return the first edition of the deadline's year or after it, known or to be expected."""
    year = int(deadline[:4])
    return min(e for e in calendar(editions, year) if e >= year)


def why(settled: int | None, after: int, published: dict[int, str]) -> str:
    """Say why an edition settles a target; ``after`` is the first at or past its deadline."""
    if settled is None:
        return phrase("no edition comes before the deadline")
    if settled == after:
        return phrase(
            "the edition of {settled} comes out within the year of the deadline", settled=settled
        )
    return phrase(
        {
            True: "the edition of {settled} is the last published before the deadline; the next "
            "comes in {after}",
            False: "the edition of {settled} is the last to be expected before the deadline; the "
            "next comes in {after}",
        },
        case=settled in published,
        settled=settled,
        after=after,
    )
