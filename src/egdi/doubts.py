"""What a file may say by right and mostly says by mistake: it enters with a word, not without.

Sums cannot see that a part was typed wrong by a little, that two columns stand under each other's
heading, that the year is a slip, or that a state lost its index. Each such thing is a
:class:`Doubt`: a sentence for a person, and the word with which the person says that it is so
(``egdi add-edition --accept year``); a state whose parts do not give its index is named with the
word (``--accept outliers:VNM``), so that no other enters with it. What the record holds already was
accepted once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from egdi import check, ranks, reconcile
from egdi.panel import PARTS, DataError

WORDS = ("outliers", "columns", "moves", "year", "unranked")
"""What can be accepted."""

NAMED = ("outliers",)
"""Words that are said of states by name, as in ``outliers:VNM``."""

TIMES = 10
"""How many times further than the rest of its edition an index may be off its parts."""

STEP = 2
"""Years between editions, since 2008."""

SINCE = 2010
"""Edition from which moves are those of a survey as it is now; before, parts moved by up to 1.4."""


@dataclass(frozen=True)
class Doubt:
    """Something that looks like a slip.

    Attributes:
        word: with which it is accepted, one of :data:`WORDS`.
        sentence: what looks wrong, where, and what is expected.
        state: ISO code, where the state has to be named.
    """

    word: str
    sentence: str
    state: str = ""

    @property
    def key(self) -> str:
        """What has to be said to accept it."""
        return f"{self.word}:{self.state}" if self.state else self.word


def doubts(
    rows: pd.DataFrame, record: pd.DataFrame, weights: pd.Series, listed: Collection[int]
) -> list[Doubt]:
    """Return what looks like a slip in an edition, beside the editions of record.

    Args:
        rows: the edition, in the panel's columns.
        record: the panel of record; rows that it holds already raise no doubt.
        weights: of osi, tii, hci in this edition, adding up to one.
        listed: editions that the editions table has.
    """
    edition = int(rows["edition"].iat[0])
    held = record[record["edition"].eq(edition)].set_index("iso3")
    new = _new_to(held, rows)
    earlier = record[record["edition"].lt(edition)]
    out = [*_year(edition, listed), *_outliers(rows, new, weights)]
    if len(earlier):
        before = earlier[earlier["edition"].eq(earlier["edition"].max())]
        out += [*_columns(rows, before, new), *_unranked(rows, before, new)]
        out += [*_exchanged(rows, earlier, new), *_moves(rows, before, earlier, new)]
    return out


def require_words(found: Collection[Doubt], accept: Collection[str], where: str) -> None:
    """Raise unless every doubt is accepted.

    Args:
        found: doubts about a file.
        accept: words given, with a state where one has to be named.
        where: file and edition, to begin the sentence.

    Raises:
        DataError: about the first doubt that is not accepted, or a word that is none.
    """
    for key in accept:
        word, _, state = key.partition(":")
        if word not in WORDS or (state and word not in NAMED):
            raise DataError(f"{key!r} cannot be accepted; there are {', '.join(WORDS)}.")
        if word in NAMED and not state:
            raise DataError(f"{key!r} needs a state, such as {key}:VNM; one for each state.")
    open_ = [doubt for doubt in found if doubt.key not in accept]
    if open_:
        keys = ",".join(dict.fromkeys(doubt.key for doubt in open_))
        others = len(open_) - 1
        more = f" ({others} more doubt{'s' if others > 1 else ''}.)" if others else ""
        raise DataError(
            f"{where}: {open_[0].sentence}; correct the file, or, if it is so, say "
            f"--accept {keys}.{more}"
        )


def _new_to(held: pd.DataFrame, rows: pd.DataFrame) -> set[str]:
    """Return the states of which the file says what the record does not."""
    columns = ["egdi", *PARTS, "status"]
    own = rows.set_index("iso3")[columns]
    if held.empty:
        return set(own.index)
    old = held.reindex(own.index)[columns]
    same = own.eq(old) | (own.isna() & old.isna())
    return set(own.index[~same.all(axis=1)])


def _year(edition: int, listed: Collection[int]) -> Iterator[Doubt]:
    latest = max(listed)
    if edition not in listed and edition != latest + STEP:
        yield Doubt(
            "year",
            f"edition {edition} does not follow {latest} by {STEP} years, as editions do since "
            f"2008; expected {latest + STEP}",
        )


def _outliers(rows: pd.DataFrame, new: set[str], weights: pd.Series) -> Iterator[Doubt]:
    """Yield the states whose index is far further off its parts than the others' are."""
    off = check.deviations(rows, weights)
    if off.empty:
        return
    rounding = reconcile.tolerance(ranks.ranked(rows), weights)
    limit = TIMES * max(rounding, float(off.abs().quantile(0.95)))
    scores = rows.set_index("iso3")["egdi"]
    rest = off.abs()[off.abs().le(limit)].max()
    for iso3, value in off[off.abs().gt(limit)].items():
        if iso3 in new:
            yield Doubt(
                "outliers",
                f"{iso3} has index {scores[iso3]:g} where its parts give "
                f"{scores[iso3] - value:.5f}, {abs(value):.5f} off; the other states are off by "
                f"{rest:.5f} at most",
                str(iso3),
            )


def _columns(rows: pd.DataFrame, before: pd.DataFrame, new: set[str]) -> Iterator[Doubt]:
    """Yield the parts that follow another part of the edition before more than their own."""
    if len(new) < len(rows) / 2:
        return
    now = ranks.ranked(rows).set_index("iso3")[PARTS].astype(float)
    then = ranks.ranked(before).set_index("iso3")[PARTS].astype(float)
    both = now.index.intersection(then.index)
    if len(both) < 10:
        return
    for part in PARTS:
        like = {other: now.loc[both, part].corr(then.loc[both, other]) for other in PARTS}
        best = max(like, key=lambda other: like[other])
        if best != part:
            year = int(before["edition"].iat[0])
            yield Doubt(
                "columns",
                f"the column of {part.upper()} is more like {best.upper()} of {year} (correlation "
                f"{like[best]:.2f}) than like {part.upper()} ({like[part]:.2f}), as if two columns "
                "had each other's heading",
            )


def _exchanged(rows: pd.DataFrame, earlier: pd.DataFrame, new: set[str]) -> Iterator[Doubt]:
    """Yield the states of which two parts would follow the edition before better if exchanged.

    By how much better is measured as no sum can see it: the moves of the two parts as they stand,
    less their moves when exchanged; a doubt is what exceeds all that ever was.
    """
    late = earlier[earlier["edition"].ge(SINCE)]
    if late["edition"].nunique() < 2:
        return
    wide = {
        part: ranks.ranked(pd.concat([late, rows]))
        .pivot(index="iso3", columns="edition", values=part)
        .astype(float)
        for part in PARTS
    }
    better = {}
    for one, other in combinations(PARTS, 2):
        a, b = wide[one], wide[other]
        stay = a.diff(axis=1).abs() + b.diff(axis=1).abs()
        cross = (a - b.shift(axis=1)).abs() + (b - a.shift(axis=1)).abs()
        better[one, other] = stay - cross
    year, edition = wide[PARTS[0]].columns[-2:]
    most = max(float(np.nanmax(table.loc[:, :year].to_numpy())) for table in better.values())
    for (one, other), table in better.items():
        a, b = wide[one], wide[other]
        for iso3, value in table.loc[table[edition].gt(most + 1e-9), edition].items():
            if iso3 in new:
                yield Doubt(
                    "columns",
                    f"{one.upper()} ({a.at[iso3, edition]:g}) and {other.upper()} "
                    f"({b.at[iso3, edition]:g}) of {iso3} look exchanged: in {year} they were "
                    f"{a.at[iso3, year]:g} and {b.at[iso3, year]:g}, to which they would be nearer "
                    f"by {value:.3f} the other way round; no state's ever were by more than "
                    f"{most:.3f} since {SINCE}",
                )


def _moves(
    rows: pd.DataFrame, before: pd.DataFrame, earlier: pd.DataFrame, new: set[str]
) -> Iterator[Doubt]:
    """Yield the states of which a part moves further than any ever did."""
    late = earlier[earlier["edition"].ge(SINCE)]
    if late["edition"].nunique() < 2:
        return
    now = ranks.ranked(rows).set_index("iso3")
    then = ranks.ranked(before).set_index("iso3")
    for part in PARTS:
        wide = ranks.ranked(late).pivot(index="iso3", columns="edition", values=part)
        most = float(np.nanmax(wide.astype(float).diff(axis=1).abs().to_numpy()))
        move = (now[part] - then[part]).astype(float).dropna()
        for iso3, value in move[move.abs().gt(most + 1e-9)].items():
            if iso3 in new:
                yield Doubt(
                    "moves",
                    f"{part.upper()} of {iso3} moves from {then.at[iso3, part]:g} to "
                    f"{now.at[iso3, part]:g} ({value:+.3f}); no state's has moved by more than "
                    f"{most:.3f} since {SINCE}",
                )


def _unranked(rows: pd.DataFrame, before: pd.DataFrame, new: set[str]) -> Iterator[Doubt]:
    """Yield the states without an index that had one at the edition before."""
    gone = set(rows.loc[rows["status"].ne("ranked"), "iso3"]) & new
    had = set(ranks.ranked(before)["iso3"])
    for iso3 in sorted(gone & had):
        year = int(before["edition"].iat[0])
        yield Doubt("unranked", f"{iso3} has no index, and had one in {year}")
