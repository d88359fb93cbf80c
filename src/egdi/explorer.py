"""The data of the explorer: every joint draw of all states, in files that a page can load.

The page answers for any country without a server, so it needs the draws themselves, not tables
made from them: with fewer draws it would print another chance than the chapters. :func:`pack`
writes them as scripts, because a page opened from a folder (``file://``) may load a script and
nothing else:

- ``record.js``: names, groups, and the panel of record;
- ``scores-2026.js``: the score of every state in every draw at one edition, in 12 bits;
- ``parts-2026-VNM.js``: OSI, TII and HCI of one state in the same draws, a byte each, for the
  sliders.

Scores are whole multiples of one step (:class:`Quantised`), so that ties and ranks are the same
in the page as in :mod:`egdi.projection` on the same numbers. Each file calls
``egdiExplorer.receive``, which the page's own scripts define (``book/_static/explorer``).
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from egdi import lookup, panel
from egdi.panel import PARTS, DataError
from egdi.projection import Draws
from egdi.words import State, speaking
from egdi.words.names import state_name

SCORE_BITS = 12
PART_BITS = 8

_PARTITIONS = ("region", "subregion", "intermediate_region", "income_group_2025")
_FLAGS = ("LDC", "LLDC", "SIDS")


@dataclass(frozen=True)
class Quantised:
    """Draws of one edition as the page has them.

    Attributes:
        iso3: the S states, sorted.
        edition: the edition drawn.
        steps: steps between 0 and 1: a score is a whole number of ``1 / steps``.
        low: each state's smallest score, in steps (S).
        counts: what each draw adds to it, in steps (S x D), 0 to 4095.
        part_low: each state's smallest OSI, TII and HCI (S x 3).
        part_step: what one step of a part is worth (S x 3).
        part_counts: what each draw adds, in steps (S x 3 x D), 0 to 255.
    """

    iso3: tuple[str, ...]
    edition: int
    steps: int
    low: np.ndarray
    counts: np.ndarray
    part_low: np.ndarray
    part_step: np.ndarray
    part_counts: np.ndarray

    @property
    def scores(self) -> np.ndarray:
        """EGDI as the page computes it, D x S."""
        return (self.low[:, None] + self.counts).T / self.steps

    @property
    def parts(self) -> np.ndarray:
        """OSI, TII and HCI as the page computes them, D x S x 3."""
        values = self.part_low[..., None] + self.part_counts * self.part_step[..., None]
        return values.transpose(2, 0, 1)


def quantised(draws: Draws, edition: int) -> Quantised:
    """Return one edition's draws in the steps that the files hold.

    The step of the scores is the smallest for which every state's range fits in 12 bits: about a
    ten-thousandth at the next edition. Parts only serve to cap a shifted part at 0 and 1, so a
    byte is enough; each state and part has a step of its own.

    Args:
        draws: joint draws.
        edition: one of ``draws.editions``.

    Raises:
        DataError: if the edition was not drawn.
    """
    scores = draws.scores[:, :, draws.at(edition)].T
    most = 2**SCORE_BITS - 1
    # One step less, as rounding may widen a range by one; no finer than 16 bits over 0 to 1.
    steps = min(int((most - 1) / max(np.ptp(scores, axis=1).max(), 1e-9)), 2**16 - 1)
    whole = np.rint(scores * steps).astype(int)
    low = whole.min(axis=1)
    parts = draws.parts[:, :, draws.at(edition)].transpose(1, 2, 0)
    part_low = parts.min(axis=2)
    part_step = np.ptp(parts, axis=2) / (2**PART_BITS - 1)
    held = np.where(part_step > 0, part_step, 1)[..., None]
    part_counts = np.rint((parts - part_low[..., None]) / held).astype(int)
    return Quantised(
        draws.iso3, edition, steps, low, whole - low[:, None], part_low, part_step, part_counts
    )


def packed(values: np.ndarray, bits: int) -> str:
    """Return whole numbers one after the other, ``bits`` each, highest first, in base64."""
    if values.size and not 0 <= values.min() <= values.max() < 2**bits:
        raise ValueError(f"A value does not fit in {bits} bits.")
    places = np.arange(bits - 1, -1, -1)
    stream = (values.reshape(-1, 1) >> places) & 1
    return b64encode(np.packbits(stream.astype(np.uint8).ravel()).tobytes()).decode("ascii")


def pack(sources: Sequence[Draws], folder: Path) -> list[Path]:
    """Write the explorer's data.

    Args:
        sources: draws of one origin; an edition is taken from the first source that has it, so a
            nowcast of the next edition goes before the projection.
        folder: where the files go; made if need be.

    Returns:
        The files written, in order. The same draws give the same bytes.

    Raises:
        DataError: if there are no draws, or they differ in origin or states.

    Example:
        >>> draws = projection.project(panel.load(), 2024, [2026])      # doctest: +SKIP
        >>> explorer.pack([draws], Path("_build/html/_static/explorer"))  # doctest: +SKIP
    """
    if not sources:
        raise DataError("The explorer needs draws of one edition at least.")
    if len({(d.origin, d.iso3, len(d.parts)) for d in sources}) > 1:
        raise DataError("The explorer's draws differ in origin, states or number.")
    folder.mkdir(parents=True, exist_ok=True)
    chosen: dict[int, Draws] = {}
    for draws in sources:
        for edition in draws.editions:
            chosen.setdefault(edition, draws)
    chosen = dict(sorted(chosen.items()))
    written = [_write(folder / "record.js", "record", record(chosen))]
    for edition, draws in chosen.items():
        held = quantised(draws, edition)
        scores = {
            "edition": edition,
            "iso3": list(held.iso3),
            "draws": len(draws.parts),
            "steps": held.steps,
            "low": held.low.tolist(),
            "weights": draws.weights.tolist(),
            "model": draws.model,
            "data": packed(held.counts, SCORE_BITS),
        }
        written.append(_write(folder / f"scores-{edition}.js", "scores", scores))
        for i, iso in enumerate(held.iso3):
            parts = {
                "edition": edition,
                "iso3": iso,
                "low": held.part_low[i].tolist(),
                "step": held.part_step[i].tolist(),
                "data": packed(held.part_counts[i], PART_BITS),
            }
            written.append(_write(folder / f"parts-{edition}-{iso}.js", "parts", parts))
    return written


def _write(path: Path, kind: str, content: dict[str, Any]) -> Path:
    """Write one script; NaN has no place in it."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    path.write_text(f"egdiExplorer.receive({json.dumps(kind)},{text});\n", encoding="utf-8")
    return path


def record(drawn: dict[int, Draws]) -> dict[str, Any]:
    """Return what the page has to know besides the draws.

    Args:
        drawn: the draws of each edition ahead.

    Returns:
        origin, editions (held), ahead (drawn), weights by edition held, states (code, names),
        groups (name, kind, members by edition) and panel: for each state, by edition held, EGDI,
        OSI, TII and HCI, nothing where it was not ranked.
    """
    origin = next(iter(drawn.values())).origin
    data = panel.load()
    data = data[data["edition"].le(origin) & data["status"].eq("ranked")]
    editions = sorted(int(e) for e in data["edition"].unique())
    columns = ["egdi", *PARTS]
    values = data.set_index(["iso3", "edition"])[columns]
    rows = {
        iso: [values.loc[(iso, e)].tolist() if (iso, e) in values.index else None for e in editions]
        for iso in sorted(lookup.short_names())
    }
    return {
        "origin": origin,
        "editions": editions,
        "ahead": list(drawn),
        "weights": {e: panel.weights(e).tolist() for e in editions},
        "breaks": {e: parts for e, parts in panel.redefined().items() if parts and e in editions},
        "states": states(),
        "groups": groups([*editions, *drawn], origin),
        "panel": rows,
        "source": panel.source_line(),
    }


def states() -> list[list[str]]:
    """Return codes and names of every state.

    Returns:
        Code, two-letter code, English name, full English name, Vietnamese name, and the English
        name as it stands inside a sentence ("the Netherlands").
    """
    with speaking("en"):  # whatever the page speaks: the file is the same for all languages
        return [
            [
                *(r.iso3, r.iso2, r.short_name, r.country),
                state_name(r.iso3, "vi"),
                State(r.iso3).said(),
            ]
            for r in panel.load("countries").itertuples()
        ]


def groups(editions: Iterable[int], origin: int) -> list[dict[str, Any]]:
    """Return every group that can be asked for by name, those of one kind together.

    Args:
        editions: editions, held or to come, at which membership is needed.
        origin: the last edition held; groups of fewer than two ranked states are left out.

    Returns:
        name (as :func:`egdi.lookup.members` knows it), kind (dated, world, one of the partitions
        or flag) and members by edition, or one list where membership does not depend on it.
    """
    countries = panel.load("countries")
    names = [(str(n), "dated") for n in panel.load("groups")["group"].unique()]
    names += [("South-East Asia", "dated"), ("World", "world")]
    for column in _PARTITIONS:
        found = sorted(set(countries[column].dropna()))
        names += [(name, column) for name in found if name != "South-eastern Asia"]
    names += [(name, "flag") for name in _FLAGS]
    out = []
    for name, kind in names:
        first = lookup.members(name, origin)
        if len(first) < 2:
            continue
        by_edition = {e: lookup.members(name, e) for e in editions} if kind == "dated" else {}
        same = all(found == first for found in by_edition.values())
        out.append({"name": name, "kind": kind, "members": first if same else by_edition})
    return out
