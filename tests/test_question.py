"""A question is checked once and answers from its own data; its records are true to the tables."""

import csv

import pytest

import egdi
from egdi import contributions, panel
from egdi.standing import move


def rows(edition):
    """The ranked rows of one edition, read with the standard library alone."""
    with (panel.data_folder() / "panel.csv").open(encoding="utf-8") as file:
        found = [r for r in csv.DictReader(file) if int(r["edition"]) == edition]
    return {r["iso3"]: r for r in found if r["status"] == "ranked"}


ASEAN = ["BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "VNM"]


@pytest.mark.parametrize(
    ("focus", "place", "edition"),
    [("VNM", 4, 2024), ("VNM", 4, 2012), ("THA", 3, 2022), ("SGP", 1, 2024), ("LAO", 4, 2018)],
)
def test_a_standing_is_what_the_scores_give(focus, place, edition):
    scores = {iso: float(r["egdi"]) for iso, r in rows(edition).items()}
    ours = scores[focus]
    others = sorted((scores[iso], iso) for iso in ASEAN if iso != focus)[::-1]
    standing = egdi.ask(focus, "ASEAN", place=place, edition=edition).standing()
    assert standing.rank == 1 + sum(s > ours for s in scores.values())
    assert standing.ranked == len(scores)
    assert standing.place == 1 + sum(s > ours for s, _ in others)
    assert standing.n == 10
    line, rival = others[place - 1]
    assert standing.rival.iso3 == rival
    assert standing.points == pytest.approx(ours - line)
    behind = [s for s, _ in others if s < ours]
    assert standing.spare == (pytest.approx(ours - max(behind)) if behind else None)
    expected = "short" if ours < line else "leads" if place == 1 else "ahead"
    assert standing.side == expected


def test_a_path_counts_the_editions_at_which_the_place_was_reached():
    path = egdi.ask("VNM").path()
    held = {}
    for edition in path.editions:
        scores = {iso: float(r["egdi"]) for iso, r in rows(edition).items() if iso in ASEAN}
        held[edition] = 1 + sum(s > scores["VNM"] for s in scores.values())
    assert path.reached == [e for e, p in held.items() if p <= 4] == [2012]
    assert (path.first, path.last, path.best) == (held[2003], held[2024], min(held.values()))
    assert path.met == "once"


def test_a_move_and_its_direction():
    for focus, direction in (("VNM", "gained"), ("DNK", "kept")):
        own = move(egdi.ask("VNM").world, focus)
        before, after = (
            1 + sum(float(r["egdi"]) > float(rows(e)[focus]["egdi"]) for r in rows(e).values())
            for e in (2022, 2024)
        )
        assert own.gain == before - after
        assert own.direction == direction


@pytest.mark.parametrize("part", panel.PARTS)
def test_a_rival_that_differs_in_one_part_holds_back_in_that_part(data, part):
    """And in no other: labels of parts cannot be exchanged unseen."""
    spoilt = data.copy()
    twin = spoilt["iso3"].eq("IDN") & spoilt["edition"].eq(2024)
    own = spoilt["iso3"].eq("VNM") & spoilt["edition"].eq(2024)
    for column in ("egdi", *panel.PARTS):
        spoilt.loc[twin, column] = float(spoilt.loc[own, column].iloc[0])
    spoilt.loc[twin, part] += 0.09
    spoilt.loc[twin, "egdi"] += 0.03
    gap = contributions.gap_record(spoilt, "VNM", "IDN", 2024)
    assert gap.weakest.key == part
    assert [term.key for term in gap.behind] == [part]
    assert gap.parts[part] == pytest.approx(-0.03)
    assert gap.total == pytest.approx(-0.03)
    ahead = contributions.gap_record(spoilt, "IDN", "VNM", 2024)
    assert ahead.side == "clear"
    assert ahead.total == pytest.approx(0.03)


def test_a_change_tells_apart_what_the_world_did_too(data):
    """The four stories: gained, lost, overtaken and spared."""
    steps = contributions.changes(data)
    stories = set()
    for iso, edition in ((i, e) for i in data["iso3"].unique() for e in (2014, 2024)):
        change = contributions.change_record(steps, iso, edition)
        if change is None:
            continue
        own, world = change.total, change.world_total
        stories.add(change.story)
        assert (change.story in ("gained", "spared")) == (own >= world)
        assert (change.story in ("gained", "overtaken")) == (own >= 0)
        sign = 1 if own >= world else -1
        best = max(panel.PARTS, key=lambda p: sign * (change.absolute[p] - change.world[p]))
        assert change.drive.key == best
    assert stories == {"gained", "lost", "overtaken", "spared"}


def test_the_question_knows_the_group_asked_for():
    ask = egdi.ask("tha", "south-east asia", place=3, edition=2024)
    assert (ask.focus, len(ask.members), ask.outsider) == ("THA", 11, False)
    assert egdi.ask("KEN", "ASEAN", place=3).outsider
    assert egdi.ask("VNM", "world", place=50).worldwide
    assert ask.other_reading().where.key == "ASEAN"
    assert egdi.ask("KEN", "Africa").other_reading() is None


def test_nothing_after_the_edition_is_known():
    ask = egdi.ask("VNM", edition=2018)
    assert ask.data["edition"].max() == 2018
    assert ask.places["edition"].max() == 2018
    assert ask.draws([2020]).origin == 2018
    assert ask.origins((2014, 2020)) == [2014]


def test_how_firm_a_place_is_is_asked_of_the_same_states():
    ask = egdi.ask("VNM", edition=2022)
    found = ask.firmness
    assert list(found.league.iso3) == ask.states
    assert (found.league.edition, found.place) == (2022, 4)
    assert found.published == ask.standing().place


def test_what_it_would_take_starts_from_the_chance_that_is_told():
    """By default from the projection; a nowcast's draws can be handed in instead."""
    ask = egdi.ask("VNM")
    race = ask.needed()
    assert (race.edition, race.origin) == (2026, 2024)
    assert race.chance() == ask.outlook().chance
    assert ask.needed(edition=2028).chance() == ask.outlook(2028).chance
    other = ask.draws([2026], model="no_change")
    assert ask.needed(other).model == "no_change"
    assert ask.needed(other).chance() == ask.outlook(2026, model="no_change").chance
    with pytest.raises(egdi.DataError):
        ask.needed(other, edition=2028)


def test_an_outlook_agrees_with_the_draws_it_was_asked_of():
    ask = egdi.ask("VNM")
    outlook, draws = ask.outlook(2026), ask.draws([2026, 2028])
    states = sorted({*egdi.lookup.members("ASEAN", 2026), "VNM"})
    assert outlook.chance == draws.chance("VNM", states, 4, 2026)
    assert outlook.n == len(states) == 11
    places = draws.places(states, 2026)["VNM"]
    assert outlook.mode == places.mode()[0]
    assert outlook.mode_chance == pytest.approx((places == outlook.mode).mean())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("VTN",), "did you mean"),
        (("VNM", "Atlantis"), "did you mean"),
        (("VNM", []), "give a name or at least one ISO code"),
    ],
)
def test_a_question_without_an_answer_is_one_sentence(arguments, sentence):
    with pytest.raises(egdi.DataError, match=sentence):
        egdi.ask(*arguments)
