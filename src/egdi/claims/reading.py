"""Ways to read a statement, and the verdict that follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HOLDS = "holds"
CONTRADICTED = "contradicted"
ONE_READING = "true in one reading"
NOT_CHECKABLE = "not checkable here"
VERDICTS = (HOLDS, ONE_READING, CONTRADICTED, NOT_CHECKABLE)
"""What becomes of a statement: the four verdicts, as tables hold them."""


@dataclass(frozen=True)
class Reading:
    """One way to read a statement, and what the data say to it.

    Attributes:
        computed: what the data give, in words or digits.
        holds: whether that bears the statement out; None where the data cannot tell.
        name: of the reading; blank where the words leave no choice.
        basis: what the answer rests on.
    """

    computed: str
    holds: bool | None
    name: str = ""
    basis: str = "panel"


def verdict(readings: Iterable[Reading]) -> str:
    """Return the verdict on a statement from its readings.

    It holds if every reading that the data can decide bears it out, and is contradicted if none
    does; otherwise it is true in one reading. Readings that nothing decides do not count.
    """
    decided = [reading.holds for reading in readings if reading.holds is not None]
    if not decided:
        return NOT_CHECKABLE
    if all(decided):
        return HOLDS
    return ONE_READING if any(decided) else CONTRADICTED


def merged(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings as one, without a name, where all say the same."""
    if len({(r.computed, r.holds, r.basis) for r in readings}) == 1:
        return [Reading(readings[0].computed, readings[0].holds, "", readings[0].basis)]
    return list(readings)
