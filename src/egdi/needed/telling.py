"""The points needed as they are told: whole thousandths, sentences, a short table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from egdi.needed.holding import ALL, HELD, LEVELS, MOVING, OUT_OF_REACH, REACHABLE, SHIFT, Race
from egdi.needed.points import points_needed
from egdi.panel import PARTS
from egdi.words import Term, phrase


def in_thousandths(points: float) -> float:
    """Return the smallest whole number of thousandths that is enough, in points.

    What a page tells with three digits: rounded to the nearest, every other figure would fall
    short. The explorer's sliders move in these steps.

    Example:
        >>> in_thousandths(0.05542), in_thousandths(0.055), in_thousandths(0.0)
        (0.056, 0.055, 0.0)
    """
    if not np.isfinite(points):
        return points
    return float(np.ceil(points * 1000 - 1e-6)) / 1000 + 0.0  # no minus zero


@dataclass(frozen=True)
class Need:
    """What holds the place at a probability, given by one part or by all three alike.

    Attributes:
        part: osi, tii, hci or ``all``.
        level: probability.
        status: ``held``, ``reachable`` or ``out_of_reach``.
        points: whole thousandths, enough; not a number where out of reach.
        cases: past changes of states at that level of the part.
        gained: share of them at least as large; not a number where none or not enough is needed.
        above: share larger by so many points than the mean of those states at that edition.
    """

    part: str
    level: float
    status: str
    points: float
    cases: int
    gained: float
    above: float

    @property
    def term(self) -> Term:
        """The part's name; of all three together the index."""
        return Term("egdi" if self.part == ALL else self.part)

    @property
    def told(self) -> bool:
        """Points can be told: some are needed and suffice."""
        return self.status == REACHABLE


@dataclass(frozen=True)
class Answer:
    """What holds the place at one probability.

    Attributes:
        level: probability.
        alone: what each part alone has to give, where it can.
        beyond: parts that cannot give it alone.
        together: what each of the three has to give.
    """

    level: float
    alone: list[Need]
    beyond: list[Term]
    together: Need

    @property
    def case(self) -> str:
        """``held``; ``any``, ``some`` or ``no`` part alone can give it."""
        if self.together.status == HELD:
            return "held"
        return ("any" if not self.beyond else "some") if self.alone else "no"


def answers(race: Race, levels: Sequence[float] = LEVELS, rivals: str = MOVING) -> list[Answer]:
    """Return what holds the place at each probability, for sentences and short tables.

    Args:
        race: as :func:`race` returns it.
        levels: probabilities.
        rivals: reading of the rivals.
    """
    table = points_needed(race, levels, (SHIFT,), (rivals,))
    out = []
    for level, rows in table.groupby("level", sort=False):
        found = {
            r.part: Need(r.part, float(level), r.status, in_thousandths(r.points), r.cases,
                         r.gained, r.above)
            for r in rows.itertuples()
        }  # fmt: skip
        alone = [found[part] for part in PARTS if found[part].told]
        beyond = [found[part].term for part in PARTS if found[part].status == OUT_OF_REACH]
        out.append(Answer(float(level), alone, beyond, found[ALL]))  # type: ignore[arg-type]
    return out


def told(found: Sequence[Answer]) -> list[str]:
    """Return what holds the place, a sentence a probability; the last alone if that is held.

    Args:
        found: as :func:`answers` returns it.
    """
    kept = found[-1:] if found[-1].case == "held" else found
    return [
        phrase(
            {
                "held": "A chance of {a.level:percent} takes nothing more.",
                "any": "A chance of {a.level:percent} takes {alone:or} beyond what is expected, or "
                "{a.together.points:points} of each.",
                "some": "A chance of {a.level:percent} takes {alone:or} beyond what is expected, "
                "or {a.together.points:points} of each; {a.beyond:or} alone cannot give it.",
                "no": "A chance of {a.level:percent} takes {a.together.points:points} points of "
                "each part beyond what is expected; no part alone can give it.",
            },
            case=answer.case,
            a=answer,
            alone=[
                phrase(
                    {
                        True: "{n.points:points} points of {n.term:label}",
                        False: "{n.points:points} of {n.term:label}",
                    },
                    case=need is answer.alone[0],
                    n=need,
                )
                for need in answer.alone
            ],
        )
        for answer in kept
    ]


def short_table(race: Race, levels: Sequence[float] = LEVELS) -> pd.DataFrame:
    """Return the points needed, a row a part and one for all three, by reading of the rivals.

    Args:
        race: as :func:`race` returns it.
        levels: probabilities.

    Returns:
        Columns part, room, and for each level and reading ``moving_50`` and so on (points in whole
        thousandths; blank where out of reach), ``gained_50`` and ``above_50`` (shares of past
        changes), and cases.
    """
    table = points_needed(race, levels, (SHIFT,))
    table["points"] = table["points"].map(in_thousandths)
    out = table.drop_duplicates("part")[["part", "room", "cases"]].set_index("part")
    for (reading, level), rows in table.groupby(["rivals", "level"], sort=False):
        rows, at = rows.set_index("part"), f"{100 * level:.0f}"
        out[f"{reading}_{at}"] = rows["points"]
        if reading == MOVING:
            out[f"gained_{at}"], out[f"above_{at}"] = rows["gained"], rows["above"]
    return out.reset_index()
