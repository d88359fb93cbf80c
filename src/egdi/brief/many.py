"""Briefs of many countries, side by side in two processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from egdi import lookup, panel, ranks


def home_group(country: str, edition: int | None = None) -> str:
    """Return the group of a country's brief where none is asked for.

    That is ASEAN for its members and the sub-region for others; the region where no other state
    of the sub-region was ranked.

    Raises:
        DataError: if no state has that code, with near matches.
    """
    iso = lookup.find_country(country)
    edition = panel.latest_edition() if edition is None else lookup.find_edition(edition)
    if iso in lookup.members("ASEAN", edition):
        return "ASEAN"
    row = panel.load("countries").set_index("iso3").loc[iso]
    known = ranks.ranked(panel.load())
    ranked = set(known.loc[known["edition"].eq(edition), "iso3"]) - {iso}
    name = (
        "subregion" if ranked.intersection(lookup.members(row["subregion"], edition)) else "region"
    )
    return "South-East Asia" if row[name] == "South-eastern Asia" else str(row[name])


def write_many(
    countries: Sequence[str],
    group: panel.Group | None = None,
    target_place: int | None = None,
    edition: int | None = None,
    folder: str | Path = ".",
    workers: int = 2,
    letterhead: str | Path | None = None,
) -> list[Path]:
    """Write the briefs of many countries and return the paths of their files, with progress.

    What all of them share, the projection above all, is computed once and read back by the
    workers. In a script of your own call it under ``if __name__ == "__main__":``.

    Args:
        countries: ISO codes.
        group: one for all; default :func:`home_group` of each.
        target_place: as for :func:`egdi.brief.build`.
        edition: as for :func:`egdi.brief.build`.
        folder: made if need be.
        workers: processes; 1 runs in this one.
        letterhead: as for :meth:`egdi.brief.Brief.write`.

    Raises:
        DataError: if no country is named, or about the first country, group or edition that is
            wrong, before any file is written.
    """
    from tqdm import tqdm

    from egdi.brief.facts import gather

    if not countries:
        raise panel.DataError("No country is named; give ISO alpha-3 codes such as VNM.")
    edition = panel.latest_edition() if edition is None else edition
    jobs = []
    for code in dict.fromkeys(lookup.find_country(c) for c in countries):
        own = home_group(code, edition) if group is None else group
        gather(code, own, target_place, edition)
        jobs.append((code, own, target_place, edition, str(folder), letterhead))
    paths: list[Path] = []
    hidden = True if len(jobs) == 1 else None
    bar = tqdm(total=len(jobs), desc="briefs", unit="brief", disable=hidden)
    if workers == 1 or len(jobs) < 8:
        for job in jobs:
            paths += _write(job)
            bar.update()
    else:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            tasks = [pool.submit(_write, job) for job in jobs]
            try:
                for task in as_completed(tasks):
                    paths += task.result()
                    bar.update()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    bar.close()
    return sorted(paths)


def _write(
    job: tuple[str, panel.Group, int | None, int, str, str | Path | None],
) -> list[Path]:
    from egdi.brief.content import build

    country, group, target_place, edition, folder, letterhead = job
    return build(country, group, target_place, edition).write(folder, letterhead=letterhead)
