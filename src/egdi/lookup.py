"""Look up states, groups and editions: names, members on a day, near matches.

A group is given by a name in any case (``ASEAN``, a UN region or sub-region, an income group,
``LDC``, ``LLDC``, ``SIDS``, ``World``) or by ISO codes, ``"VNM,THA,IDN"`` or a sequence. What
cannot be found is told in one sentence with near matches.

Others look in a table that is at hand, whatever panel it comes from: :func:`code_in`,
:func:`state_in`, :func:`edition_in` and :func:`members_in`. The rooms that count and compare ask
them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pandas as pd

from egdi.panel import MEASURES, DataError, Group, data_folder, load, require, stamp, whole

_PARTITIONS = ("region", "subregion", "intermediate_region", "income_group_2025")
_FLAGS = {"LDC": "ldc", "LLDC": "lldc", "SIDS": "sids"}
_ALIASES = {"south-east asia": "South-eastern Asia", "southeast asia": "South-eastern Asia"}


def group_codes(group: Group, folder: Path | None = None) -> list[str]:
    """Return the ISO codes of a group that was given by codes, sorted; empty for one with a name.

    Raises:
        DataError: if a code is unknown, with near matches, or if it is no group at all.
    """
    known = set(load("countries", folder)["iso3"])
    if isinstance(group, str):
        if "," not in group and group.strip().upper() not in known:
            return []
        group = [code for code in group.split(",") if code.strip()]
    elif not isinstance(group, Iterable):
        raise DataError(f"{group!r} is no group; give a name or ISO codes.")
    return sorted(
        {code if code in known else find_country(code, folder) for code in map(str, group)}
    )


def group_key(group: str, folder: Path | None = None) -> str:
    """Return the name that the record gives a group, whatever case it was asked in.

    Raises:
        DataError: if no group has that name, with near matches.
    """
    if not isinstance(group, str):
        raise DataError(f"Expected the name of a group, not {type(group).__name__}.")
    wanted = str(_ALIASES.get(group.strip().lower(), group.strip())).lower()
    names = {name.lower(): name for name in _group_names(folder)}
    if wanted in names:
        return names[wanted]
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.4)
    hint = [names[n] for n in near] or ["ASEAN", "South-East Asia", "Asia", "World"]
    raise DataError(f"Group {group!r} is unknown; did you mean {' or '.join(hint)}?")


def _group_names(folder: Path | None) -> list[str]:
    """Return the names of all groups of the record."""
    countries = load("countries", folder)
    names: list[str] = ["World", *load("groups", folder)["group"].unique(), *_FLAGS]
    for column in _PARTITIONS:
        names += list(countries[column].dropna().unique())
    return names


def members(group: Group, edition: int, folder: Path | None = None) -> list[str]:
    """Return the ISO codes of a group at an edition, sorted.

    Dated groups (ASEAN) count who was a member on 1 July of the edition's year, about when
    surveys are published. Regions and income groups are those of today.

    Args:
        group: ``World``, a group of ``groups.csv`` (``ASEAN``), an M49 region or sub-region
            (``Asia``, ``South-East Asia``), an income group (``Lower middle income``), ``LDC``,
            ``LLDC``, ``SIDS``, or ISO codes (``"VNM,THA,IDN"`` or a list).
        edition: survey year.
        folder: where the tables are.

    Raises:
        DataError: if the group or a code is unknown, with near matches.
    """
    edition = whole(edition, "The edition")
    folder = Path(folder or data_folder())
    if not isinstance(group, str):
        codes = group_codes(group, folder)
        if not codes:
            raise DataError("The group has no members; give a name or at least one ISO code.")
        return codes
    state = stamp("countries", folder) + stamp("groups", folder)
    return list(_members(group, edition, folder, state))


@lru_cache(maxsize=512)
def _members(group: str, edition: int, folder: Path, state: tuple[int, ...]) -> tuple[str, ...]:
    """Look a group up once for each state of the tables' files."""
    codes = group_codes(group, folder)
    if codes:
        return tuple(codes)
    key = group_key(group, folder)
    countries = load("countries", folder)
    if key == "World":
        return tuple(sorted(countries["iso3"]))
    dated = load("groups", folder)
    rows = dated[dated["group"].eq(key)]
    if len(rows):
        day = f"{edition}-07-01"
        return tuple(sorted(rows.loc[(rows["since"] <= day) & ~(rows["until"] < day), "iso3"]))
    if key in _FLAGS:
        return tuple(sorted(countries.loc[countries[_FLAGS[key]].eq(1), "iso3"]))
    within = countries[list(_PARTITIONS)].eq(key).any(axis=1)
    return tuple(sorted(countries.loc[within, "iso3"]))


def find_country(code: str, folder: Path | None = None) -> str:
    """Return the ISO alpha-3 code of a UN member state.

    Raises:
        DataError: if no state has that code, with near matches.
    """
    countries = load("countries", folder)
    wanted = str(code).strip().upper()
    if wanted in set(countries["iso3"]):
        return wanted
    pool = {**dict(zip(countries["country"].str.upper(), countries["iso3"], strict=True))}
    pool |= dict(zip(countries["short_name"].str.upper(), countries["iso3"], strict=True))
    pool |= {iso: iso for iso in countries["iso3"]}
    near = dict.fromkeys(pool[n] for n in difflib.get_close_matches(wanted, pool, n=6, cutoff=0.5))
    names = short_names(folder)
    hint = " or ".join(f"{iso} ({names[iso]})" for iso in list(near)[:3]) or "VNM (Viet Nam)"
    raise DataError(
        f"{code!r} is not the ISO alpha-3 code of a UN member state; did you mean {hint}?"
    )


def short_names(folder: Path | None = None) -> dict[str, str]:
    """Return the name to print in charts and tables for each ISO code."""
    folder = Path(folder or data_folder())
    return dict(_short_names(folder, stamp("countries", folder)))


@lru_cache(maxsize=4)
def _short_names(folder: Path, state: tuple[int, ...]) -> dict[str, str]:
    """Read the names once for each state of the table's files."""
    countries = load("countries", folder)
    return dict(zip(countries["iso3"], countries["short_name"], strict=True))


def name(iso3: str, folder: Path | None = None) -> str:
    """Return a state's name for charts and tables.

    Raises:
        DataError: if no state has that code, with near matches.
    """
    return short_names(folder)[find_country(iso3, folder)]


def find_edition(edition: int, folder: Path | None = None) -> int:
    """Return the edition.

    Raises:
        DataError: if the panel has none of that year.
    """
    return edition_in(load("panel", folder), edition, "panel.csv")


def find_measure(measure: str) -> str:
    """Return the name of a column of scores, whatever case it was asked in.

    Raises:
        DataError: if there is none of that name.
    """
    wanted = str(measure).strip().lower()
    if wanted in MEASURES:
        return wanted
    near = difflib.get_close_matches(wanted, MEASURES, n=2, cutoff=0.5) or MEASURES
    raise DataError(f"{measure!r} is no measure of the panel; did you mean {' or '.join(near)}?")


def code_in(table: pd.DataFrame, state: str) -> str:
    """Return the code of a state, whether a table has rows of it or not.

    Args:
        table: with a column iso3, whose codes are taken as they are.
        state: ISO code, in any case.

    Raises:
        DataError: if no state has that code, with near matches.
    """
    there = require(table, ["iso3"], "a table of states")["iso3"]
    return state if isinstance(state, str) and there.eq(state).any() else find_country(state)


def state_in(table: pd.DataFrame, state: str) -> str:
    """Return the code of a state that has rows in a table; arguments as of :func:`code_in`.

    Raises:
        DataError: if no state has that code, with near matches, or the table has no row of it.
    """
    code = code_in(table, state)
    if not table["iso3"].eq(code).any():
        raise DataError(
            f"{name(code)} is not in the table: it was not ranked, or not among the states asked "
            "for; ask for it with the group, or for another state."
        )
    return code


def edition_in(table: pd.DataFrame, edition: int, where: str = "The table") -> int:
    """Return an edition that has rows in a table.

    Args:
        table: with a column edition.
        edition: survey year.
        where: what the table is called, to begin the sentence with.

    Raises:
        DataError: if it has none of that year.
    """
    require(table, ["edition"], "a table with editions")
    known = sorted(int(e) for e in table["edition"].unique())
    edition = whole(edition, "The edition")
    if edition not in known:
        raise DataError(f"{where} has no edition {edition}; it has {', '.join(map(str, known))}.")
    return edition


def members_in(panel: pd.DataFrame, group: Group, edition: int | None = None) -> list[str]:
    """Return the codes of a group for a table made from a panel.

    Args:
        panel: with columns iso3 and edition.
        group: as of :func:`members`; codes that the panel has are taken as they are.
        edition: decides who is a member of a dated group; default the panel's last.

    Raises:
        DataError: if the group or a code is unknown, with near matches, or there is none.
    """
    require(panel, ["iso3", "edition"], "a panel as egdi.load() returns it")
    if not isinstance(group, str) and isinstance(group, Iterable):
        group = [str(code) for code in group]
        if group and set(group) <= set(panel["iso3"]):
            return sorted(set(group))
    return members(group, int(panel["edition"].max()) if edition is None else edition)


def edition_before(edition: int, folder: Path | None = None) -> int:
    """Return the edition before another.

    Raises:
        DataError: if there is none in the panel.
    """
    edition = whole(edition, "The edition")
    earlier = [e for e in load("panel", folder)["edition"].unique() if e < edition]
    if not earlier:
        raise DataError(f"panel.csv has no edition before {edition}; choose a later one.")
    return int(max(earlier))


def others_ranked(focus: str, group: Group, edition: int, folder: Path | None = None) -> int:
    """Return how many members of a group, the focus apart, were ranked at an edition.

    Raises:
        DataError: if the focus, the group or the edition is unknown.
    """
    focus, edition = find_country(focus, folder), find_edition(edition, folder)
    data = load("panel", folder)
    there = data.loc[data["edition"].eq(edition) & data["status"].eq("ranked"), "iso3"]
    return len(set(there).intersection(members(group, edition, folder)) - {focus})


def called(group: Group) -> str:
    """Return a group as it was asked for, for a sentence about it."""
    return repr(group) if isinstance(group, str) else ", ".join(map(str, group))


def check_place(place: int, group: Group, edition: int, others: int) -> None:
    """Make sure that a target place in a group can be reached or missed.

    Raises:
        DataError: if fewer other members were ranked than the place, or it is below one.
    """
    place = whole(place, "The target place")
    if not 1 <= place <= others:
        raise DataError(
            f"Target place {place} says nothing in {called(group)}: {others} other "
            f"{'member was' if others == 1 else 'members were'} ranked in {edition}; "
            + (f"choose {'1' if others == 1 else f'1 to {others}'}." if others else "add one.")
        )


def check_question(
    focus: str,
    group: Group,
    place: int,
    edition: int,
    earliest: int = 2012,
    folder: Path | None = None,
) -> None:
    """Make sure that a chapter can be about a country, a group, a target place and an edition.

    Raises:
        DataError: one sentence, with near matches, if one of them is unknown or says nothing, or
            if the edition is before the earliest that has enough editions to compare with.
    """
    focus, edition = find_country(focus, folder), find_edition(edition, folder)
    if edition < earliest:
        raise DataError(
            f"EDITION {edition} has too few editions before it to compare with; choose {earliest} "
            "or a later one."
        )
    check_place(place, group, edition, others_ranked(focus, group, edition, folder))
    data = load("panel", folder).set_index(["iso3", "edition"])
    if data.at[(focus, edition), "status"] != "ranked":
        raise DataError(
            f"{short_names(folder)[focus]} has no index in the edition of {edition}; choose "
            "another country or edition."
        )
