"""The nowcast: what it may know, what it does with it, and how it is scored."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import egdi
from egdi import nowcast, panel, projection
from egdi.nowcast import combining, evidence
from egdi.nowcast import record as recorded
from egdi.panel import PARTS
from egdi.projection import Draws
from egdi.projection.history import History, tii_indicators
from egdi.projection.scores import evaluate

MODEL = "reversion_indicators"


def drawn(history, draws=200, model=MODEL):
    rng = np.random.default_rng([1, history.origin])
    parts = projection.MODELS[model].simulate(history, 1, draws, rng)
    edition = projection.after(history.origin, 1)[0]
    return Draws(history.iso3, history.origin, (edition,), parts, history.weights, model)


@pytest.fixture(scope="module")
def known():
    return History.until(panel.load(), 2022)


@pytest.fixture(scope="module")
def found(known):
    return nowcast.gather(known)


@pytest.fixture(scope="module")
def learnt():
    return nowcast.effects(nowcast.past(panel.load(), 2022, MODEL))


def blank(found):
    nothing = np.full(len(found.iso3), np.nan)
    return dataclasses.replace(found, tii=nothing, schooling=nothing, govtech=nothing)


# ------------------------------------------------------------------ known answers


def test_with_all_inputs_missing_the_nowcast_is_the_projection_draw_for_draw(known, found, learnt):
    before = drawn(known)
    after = nowcast.combine(before, blank(found), learnt)
    assert np.array_equal(after.parts, before.parts)
    untaught = {part: nowcast.Effect() for part in PARTS}
    assert np.array_equal(nowcast.combine(before, found, untaught).parts, before.parts)


def test_a_state_of_which_nothing_is_known_stays_as_projected(known, found, learnt):
    i, before = known.iso3.index("VNM"), drawn(known)
    part = dataclasses.replace(found, tii=found.tii.copy())
    part.tii[i] = np.nan
    after = nowcast.combine(before, part, learnt)
    assert np.array_equal(after.parts[:, i, 0, 1], before.parts[:, i, 0, 1])
    assert not np.array_equal(after.parts[:, i - 1, 0, 1], before.parts[:, i - 1, 0, 1])


def test_figures_that_reproduce_every_tii_exactly_leave_it_no_error(data):
    """The panel's TII is replaced, edition by edition, by the one that follows from figures."""
    exact = data.copy()
    for edition in range(2012, 2026, 2):
        history = History.until(exact, edition - 2)
        follows = pd.Series(nowcast.gather(history).tii, index=list(history.iso3))
        rows = exact["edition"].eq(edition) & exact["iso3"].isin(follows.dropna().index)
        exact.loc[rows, "tii"] = exact.loc[rows, "iso3"].map(follows)
    history = History.until(exact, 2022)
    learnt = nowcast.effects(nowcast.past(exact, 2022, MODEL))
    said = nowcast.combine(drawn(history), nowcast.gather(history), learnt)
    came = exact[exact["edition"].eq(2024)].set_index("iso3")["tii"].reindex(list(said.iso3))
    follows = np.isfinite(nowcast.gather(history).tii)
    wrong = said.parts[:, follows, 0, 1] - came.to_numpy()[follows]
    assert follows.sum() > 180
    assert np.abs(wrong).max() < 1e-9
    assert said.parts[:, :, 0, 0].std(axis=0).min() > 0.005, "the other parts stay open"


def test_what_is_known_of_all_is_worth_all(data):
    """Knowing the three parts of all states leaves no place open."""
    one = recorded._made(data, 2022, 50, 1, None)
    ok = np.flatnonzero(np.isfinite(one.score))
    said, came = nowcast.record.knowing(one, "osi_tii_hci", ok)
    assert np.abs(said - came).max() <= 1, "the published score rounds the parts"
    own, came = nowcast.record.knowing(one, "own", ok)
    rivals, _ = nowcast.record.knowing(one, "rivals", ok)
    open_ = projection.competition_ranks(one.projection.scores[:, ok, 0])
    distance = [np.abs(places - came).mean() for places in (own, rivals, open_)]
    assert distance[0] < distance[2] and distance[1] < distance[2]


def test_own_known_counts_the_others_above():
    drawn = np.array([[0.3, 0.5, 0.4], [0.9, 0.1, 0.4]])
    true = np.array([[0.45, 0.2, 0.4], [0.45, 0.2, 0.4]])
    # by hand: others drawn above the true own score
    assert recorded._own_known(drawn, true).tolist() == [[2, 3, 2], [1, 3, 2]]


# ------------------------------------------------------------------ nothing later than the day


def planted(record, table, change):
    file = record / f"{table}.csv"
    rows = pd.read_csv(file, dtype=str, keep_default_na=False)
    change(rows).to_csv(file, index=False, lineterminator="\n")


def halved(values, blank="0.5"):
    return [f"{float(v) / 2:.3f}" if v else blank for v in values]


def test_a_value_first_published_after_the_day_never_enters(record, data):
    """Later copies, later GovTech indices, today's revisions, later years: none is looked at."""
    history = History.until(data, 2020)
    before = nowcast.gather(history)
    assert before.day == "2022-07-01" and before.as_of == "2022-05-01"
    dated = [c for c in evidence.vintages.copies()["as_of"].unique() if c > before.day]
    seen = set(evidence.vintages.known(before.day)["indicator"])

    def later_copies(rows):
        return rows.assign(**{day: halved(rows[day]) for day in dated})

    def later_index(rows):
        late = rows["edition"].gt("2020")
        rows.loc[late, "gtmi"] = halved(rows.loc[late, "gtmi"])
        return rows

    def revised(rows):
        late = rows["indicator"].isin(seen) | rows["year"].gt("2020")
        rows.loc[late, "value"] = halved(rows.loc[late, "value"])
        return rows

    planted(record, "vintages", later_copies)
    planted(record, "gtmi", later_index)
    planted(record, "indicators", revised)
    after = nowcast.gather(history)
    for name in ("tii", "schooling", "govtech"):
        assert np.array_equal(getattr(after, name), getattr(before, name), equal_nan=True), name
    assert after.figures.equals(before.figures)
    days = after.figures["as_of"].dropna()
    assert (days <= before.day).all()

    def at_hand(rows):
        return rows.assign(**{"2022-05-01": halved(rows["2022-05-01"], "")})

    planted(record, "vintages", at_hand)
    assert not np.array_equal(nowcast.gather(history).tii, before.tii, equal_nan=True)


def test_nothing_of_the_coming_edition_or_later_is_learnt_from(data):
    spoilt = data.copy()
    late = spoilt["edition"].gt(2020)
    spoilt.loc[late, list(PARTS)] = spoilt.loc[late, list(PARTS)] ** 2
    both = [nowcast.effects(nowcast.past(d, 2020, MODEL)) for d in (data, spoilt)]
    assert both[0] == both[1]
    assert max(both[0]["tii"].editions) == 2020
    assert nowcast.effects(nowcast.past(spoilt, 2022, MODEL)) != nowcast.effects(
        nowcast.past(data, 2022, MODEL)
    )


def test_a_govtech_index_counts_from_the_month_of_its_dataset_on(known):
    assert not np.isfinite(nowcast.gather(known, "2020-12-30").govtech).any()
    assert np.isfinite(nowcast.gather(known, "2020-12-31").govtech).sum() > 180


def test_figures_without_a_copy_by_the_day_are_marked_as_todays(data):
    early = nowcast.gather(History.until(data, 2012))
    assert early.kind("tii") == "today" and early.as_of is None
    assert early.figures["year"].max() <= 2012
    late = nowcast.gather(History.until(data, 2022))
    assert late.kind("tii") == "mixed" and late.kind("hci") == "dated"
    marks = late.figures.groupby("indicator")["dated"].unique()
    assert list(marks["mobile_broadband_per100"]) == ["today"]
    assert list(marks["internet_users_pct"]) == ["dated"]


# ------------------------------------------------------------------ what follows from figures


def test_tii_follows_by_the_documented_normalisation(known, found):
    """Where every state's figures are whole, the standing stretched over 0 to 1 is the UN's."""
    caps = tii_indicators(2022)
    assert caps["mobile_cellular_per100"] == 120 and caps["internet_users_pct"] == np.inf
    wide = found.figures[found.figures["part"].eq("tii")]
    wide = wide.pivot(index="iso3", columns="indicator", values="value").reindex(list(found.iso3))
    wide = wide.clip(upper=pd.Series(caps), axis=1)
    whole = wide.dropna().index
    z = (wide - wide.mean()) / wide.std(ddof=0)
    by_hand = z.mean(axis=1)
    by_hand = (by_hand - by_hand.min()) / (by_hand.max() - by_hand.min())
    tii = pd.Series(found.tii, index=list(found.iso3))
    assert len(whole) > 150
    assert np.corrcoef(tii[whole], by_hand[whole])[0, 1] > 0.9999
    assert tii.min() == 0 and tii.max() == 1


def test_schooling_counts_only_when_a_newer_report_has_come(data):
    """The eve of 2018 knew no report newer than that of 2015."""
    assert not np.isfinite(nowcast.gather(History.until(data, 2016)).schooling).any()
    newest = nowcast.gather(History.until(data, 2024))
    rise = pd.Series(newest.schooling, index=list(newest.iso3))
    assert rise["VNM"] == rise.nlargest(15)["VNM"], "13.05 to 15.46 expected years"
    assert rise["VNM"] > 0.03


def pasts(known, error, part=1):
    """Past editions of which one part is known, and the errors that the projection made in it."""
    out = []
    for t, (u, e) in enumerate(zip(known, error, strict=True)):
        both = [np.full((len(u), 3), np.nan) for _ in range(2)]
        both[0][:, part], both[1][:, part] = u, e
        out.append(combining._Past(2012 + 2 * t, *both))
    return out


def test_an_effect_is_the_slope_within_editions_and_what_is_left():
    u = [np.array([-1.0, 0, 1]), np.array([-2.0, 0, 2])]
    noise = [np.array([0.1, -0.2, 0.1]), np.array([0.2, -0.4, 0.2])]
    e = [0.5 * a + b + 0.3 for a, b in zip(u, noise, strict=True)]
    effect = nowcast.effects(pasts(u, e))["tii"]
    assert effect.own == pytest.approx(0.5)
    left = sum((b**2).sum() for b in noise)
    assert effect.own_left**2 == pytest.approx(left / (left + 0.25 * 10))
    assert effect.editions == (2012, 2014)


def test_a_hint_is_shrunken_by_how_few_editions_it_has():
    u = np.array([-1.0, 0, 1])
    for n, kept in ((1, 1 / 3), (2, 1 / 2), (4, 2 / 3)):
        found = nowcast.effects(pasts([u] * n, [0.1 * u] * n, part=0))["osi"]
        assert found.own == pytest.approx(0.1 * kept)


def test_what_pointed_the_wrong_way_in_the_past_is_not_used():
    u = np.array([-1.0, 0, 1])
    for part, k in (("osi", 0), ("tii", 1), ("hci", 2)):
        found = nowcast.effects(pasts([u, u], [-u, -u], part=k))[part]
        assert found.own == 0 and found.own_left == 1


def test_schooling_enters_in_the_share_of_draws_that_its_past_gives(known, found, learnt):
    effects = {**learnt, "hci": dataclasses.replace(learnt["hci"], own=0.25)}
    before = drawn(known)
    kinds = {kind: nowcast.combine(before, found, effects, kind) for kind in (None, True, False)}
    moved = {
        kind: said.parts[:, :, 0, 2] - before.parts[:, :, 0, 2] for kind, said in kinds.items()
    }
    assert not moved[False].any() and (np.abs(moved[True]) > 0).any(axis=1).all()
    assert (np.abs(moved[None]) > 0).any(axis=1).mean() == pytest.approx(0.25)


# ------------------------------------------------------------------ the question


@pytest.fixture(scope="module")
def said(few_draws):
    return egdi.ask("VNM", "ASEAN", place=4, edition=2022).nowcast


def test_the_question_gives_chance_parts_day_and_reasons(said):
    assert said.edition == 2024 and said.day == "2024-03-13" and said.basis == "dated"
    assert 0 <= said.chance <= 1 and said.outlook.chance == said.chance
    assert list(said.why.index) == list(PARTS)
    assert said.why.sum() == pytest.approx(said.chance - said.before.chance)
    moved = said.parts[[f"{p}_moved" for p in PARTS]].sum(axis=1)
    assert np.allclose(moved, said.parts["egdi_moved"])
    again = said.draws.scores[:, :, 0].mean(axis=0) - said.projected.scores[:, :, 0].mean(axis=0)
    own = again[said.projected.iso3.index("VNM")]
    assert said.parts.at["VNM", "egdi_moved"] == pytest.approx(own)


def test_chances_of_the_target_place_add_up_to_it(said):
    assert said.parts["chance"].sum() == pytest.approx(4, abs=0.01)


def test_the_first_editions_have_todays_figures_and_say_so(few_draws):
    early = egdi.ask("VNM", "ASEAN", place=4, edition=2012).nowcast
    assert early.basis == "today" and early.used == ["tii"] and early.day == "2014-07-01"
    assert "today’s figures" in early.said()


def test_with_no_effect_learnt_the_nowcast_says_that_it_is_the_projection(said):
    nothing = dataclasses.replace(said, effects={part: nowcast.Effect() for part in PARTS})
    assert nothing.basis == "none" and "is the projection" in nothing.said()
    assert nothing.chance == nothing.before.chance


def test_a_wrong_day_is_told_in_one_sentence():
    with pytest.raises(panel.DataError, match="is not a day"):
        nowcast.nowcast(egdi.ask("VNM", edition=2022), day="soon")


# ------------------------------------------------------------------ the record


@pytest.fixture
def one_model(monkeypatch):
    monkeypatch.setattr(recorded, "chosen_model", lambda *_, **__: MODEL)


def test_an_edition_that_comes_turns_its_nowcast_into_a_scored_row(data, one_model, tmp_path):
    coming = data[data["edition"].eq(2024)].assign(edition=2026)
    coming = coming.assign(egdi=coming["egdi"] * 0.9 + 0.05)
    longer = pd.concat([data, coming], ignore_index=True)
    rows = [recorded._scored(one, None) for one in nowcast.made(longer, draws=60)]
    track = pd.concat(rows)
    new = track[track["edition"].eq(2026)]
    assert set(new["origin"]) == {2024} and set(new["model"]) == {nowcast.EVE, nowcast.EARLY}
    value = new[new["score"].eq("crps_rank") & new["model"].eq(nowcast.EVE)]["value"].iat[0]
    assert 0 < value < 20
    # the same nowcast as before it came
    before = recorded._made(data, 2024, 60, 2025, None)
    after = nowcast.made(longer, draws=60)[-1]
    assert np.array_equal(before.nowcasts[nowcast.EVE].parts, after.nowcasts[nowcast.EVE].parts)
    assert not np.isfinite(before.score).any(), "nothing is known of an edition to come"


def test_the_record_starts_from_the_projections_of_the_track_record(data):
    """The nowcast and the projection beside it have the same draws, models and outcomes."""
    names = projection.rolling.candidates()
    track = projection.with_chosen(projection.backtest(data, names))
    rows = track[track["model"].eq("chosen") & track["horizon"].eq(1)]
    rows = rows[rows["score"].eq("crps_rank")].set_index("origin")["value"]
    for one in nowcast.made(data):
        ok = np.flatnonzero(np.isfinite(one.score))
        where = projection.leagues([one.projection.iso3[i] for i in ok])
        scored = evaluate(one.projection.scores[:, ok, 0], one.score[ok], where)
        again = scored.set_index("score").at["crps_rank", "value"]
        assert again == pytest.approx(rows[one.origin], abs=1e-4)


def test_the_record_is_judged_by_its_own_rows():
    """A nowcast with half the error of each rival meets every bar; one with nine tenths misses."""
    names = ["no_change", "chosen", nowcast.EVE, nowcast.EARLY, "linear_trend", "damped_holt"]

    def judged(share, cover):
        rows = [
            {"model": m, "origin": o, "edition": o + 2, "horizon": 1, "score": s, "bin": -1, "n": 9}
            | {"value": cover if s.startswith("cover") else 4 * (share if m == nowcast.EVE else 1)}
            for m in names
            for o in (2010, 2012, 2014)
            for s in ("crps_rank", "crps_score", "cover80_rank", "cover80_score")
        ]
        return pd.DataFrame(rows)

    near = nowcast.summary(judged(0.5, 0.8))
    assert near.gain == pytest.approx(0.5) and near.more == pytest.approx(0.5)
    assert near.sign == "better" and near.wins == 3 and near.projected == 0
    peers = panel.load("peers").query("model == 'Prophet'")
    rivals = ("no_change", "linear_trend", "damped_holt")
    beat = dict.fromkeys(rivals, 0.2)
    for share, cover, holds in ((0.5, 0.8, True), (0.9, 0.95, False)):
        table = projection.goals(judged(share, cover), peers, rivals, nowcast.EVE, beat)
        assert table["holds"].tolist() == [holds] * 5


def test_the_record_by_edition_says_what_each_nowcast_rested_on():
    table = nowcast.by_edition(egdi.ask("VNM", "ASEAN", edition=2018)).set_index("edition")
    assert table.loc[2012, "parts"] == () and table.loc[2012, "figures"] == "today"
    assert table.loc[2012, "nowcast"] == pytest.approx(table.loc[2012, "chosen"], abs=1e-4)
    assert table.loc[2014, "parts"] == ("tii",) and table.loc[2014, "as_of"] in ("", None)
    assert table.loc[2016, "figures"] == "mixed" and table.loc[2016, "as_of"] == "2016-04-25"
    assert list(table.index) == [2012, 2014, 2016, 2018]


def test_what_is_to_come_is_told_with_what_it_could_change(said):
    due = said.due.set_index("component")
    assert due.loc["internet_users", "state"] == "published"
    assert due["low"].isna().all(), "all of it was out on the eve"
    now = egdi.ask("VNM", "ASEAN", edition=2024).nowcast
    coming = now.due.set_index("component").loc["mobile_broadband"]
    assert coming["state"] == "not_yet" and coming["low"] < 0 < coming["high"] < 0.02
    assert now.evidence.behind == 1 and now.undated == ["mobile_broadband"]
