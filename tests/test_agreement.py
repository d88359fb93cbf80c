"""What is written about a figure or table agrees with it: numbers, and who says them."""

from __future__ import annotations

import re

import notebook as nb
import numpy as np
import pytest
from agreeing import numbers, strangers

from egdi import lookup

QUESTIONS = {
    "the book's": {},
    "Libya 2014": {"FOCUS": "LBY", "GROUP": "Africa", "EDITION": 2014},
}
CONSTANT = {
    "fig-record": [90],  # percent of resamples inside a bar
    "fig-skill": [90],
    "fig-reliability": [90],
    "tbl-horizons": [90],
    "tbl-editions": [80],  # percent intervals
    "tbl-needed": [50, 80],  # levels of probability
    "tbl-brief-needed": [50, 80],
    "tbl-places": [100],  # what a row of chances adds up to
}
"""Numbers that a text explains its figure with and that are not in it."""


def off(frame):
    """How far chances between one and nine tenths were from what came, in points, by model."""
    rows = frame[frame["said"].between(0.1, 0.9)]
    apart = (rows["said"] - rows["came"]).abs().mul(rows["n"]).groupby(rows["model"]).sum()
    return (100 * apart / rows.groupby("model")["n"].sum()).tolist()


def between(frame):
    """How far the middle of one fan is from that of the other, by edition."""
    wide = frame.pivot_table(index="edition", columns="series", values="q50")
    return (wide["line"] - wide.drop(columns="line").iloc[:, 0]).tolist()


DERIVED = {
    "fig-rivals": lambda frame: [(frame.select_dtypes("float").sum(axis=1) < 0).sum()],
    "fig-reliability": off,
    "fig-pit": lambda frame: (
        frame[frame["bin"].ge(5)].groupby(["measure", "model"])["value"].sum().tolist()
    ),
    "fig-race-next": between,
    "fig-race-then": between,
    "fig-world-means": lambda frame: np.diff(frame.drop(columns="edition"), axis=0).ravel(),
}
"""What a text tells of a figure that the eye takes from it: differences, shares, counts."""

COMPUTED = {"probability", "q50", "skill", "chance", "said"}
"""Columns that no survey prints."""
SOURCES = {
    "0[12]|13": r"^$|^UN DESA",  # left to the default, the survey
    "04": "press and ministries",
    "0[5679]|12": "this book",
    "10": "^$|World Bank|Oxford|ITU|UN DESA|Transparency|WIPO",
    "11": "news of",
}
"""Who says what a chapter's figures show."""


@pytest.fixture(scope="module")
def made(few_draws, tmp_path_factory):
    """What each chapter makes for each question, made once."""
    kept: dict = {}

    def make(path, question):
        if (path, question) not in kept:
            kept[path, question] = nb.items(path, **QUESTIONS[question])
        return kept[path, question]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EGDI_EXPORTS", str(tmp_path_factory.mktemp("exports")))
        yield make


each = pytest.mark.parametrize(
    ("path", "question"),
    [(path, question) for path in nb.NOTEBOOKS for question in QUESTIONS],
    ids=[f"{path.stem[:2]}-{question}" for path in nb.NOTEBOOKS for question in QUESTIONS],
)


def known(name, item, question):
    """What a text may say besides what its figure holds."""
    asked = QUESTIONS[question]
    group = lookup.members(asked.get("GROUP", "ASEAN"), asked.get("EDITION", 2024))
    also = [asked.get("TARGET_PLACE", 4), len(group), *CONSTANT.get(name, [])]
    return [*also, *(x for frame in item.frames for x in DERIVED.get(name, lambda _: [])(frame))]


@each
def test_every_number_about_a_figure_is_in_the_figure(path, question, made):
    wrong = {}
    for name, item in made(path, question).items():
        text = " ".join(item.texts)
        if item.frames and (found := strangers(text, item.frames, known(name, item, question))):
            wrong[name] = (found, text)
    assert not wrong


def test_a_number_that_is_a_little_off_is_noticed(made):
    """Most scores, moved by three units of their last digit, are strangers to their figure.

    Whole numbers and percents are not: a table of ranks or of many shares holds most of them.
    """
    moved = noticed = 0
    for path in nb.NOTEBOOKS:
        for name, item in made(path, "the book's").items():
            if not item.frames:
                continue
            for _, value, digits, percent in numbers(" ".join(item.texts)):
                if digits < 2 or percent:
                    continue
                other = f"{value + 3 * 10.0**-digits:.{digits}f}"
                moved += 1
                noticed += bool(strangers(other, item.frames, known(name, item, "the book's")))
    assert moved > 50 and noticed / moved > 0.7, (noticed, moved)


@each
def test_a_figure_names_who_says_what_it_shows(path, question, made):
    for name, item in made(path, question).items():
        if not name.startswith("fig-") or not item.frames:
            continue
        source = item.source or ""
        if any(COMPUTED & set(frame.columns) for frame in item.frames):
            assert "this book" in source, name
        for chapters, expected in SOURCES.items():
            if re.match(chapters, path.stem):
                assert re.search(expected, source), (name, source)


def test_a_title_does_not_deny_what_was_met_on_one_measure(made):
    """Viet Nam's top 4 of 2016 was reached in OSI and missed in the index."""
    (path,) = [path for path in nb.NOTEBOOKS if path.stem.startswith("04")]
    item = made(path, "the book's")["fig-targets-region"]
    assert "was met on all it measures" in item.texts[0]
