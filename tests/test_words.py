"""A number, a name, a list or a chance is said one way, true to its value, in every language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egdi import lookup, panel
from egdi.words import Best, Group, State, Term, chance, join, numbers, percent, phrase

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (71, "71st"), (102, "102nd"), (111, "111th"), (193, "193rd")],
)  # fmt: skip
def test_ordinals_end_as_english_writes_them(n, said):
    assert numbers.ordinal(n) == said


@pytest.mark.parametrize(
    ("value", "how", "said"),
    [
        (0.0279, "points", "0.028"),
        (-0.0279, "points", "0.028"),
        (-0.0279, "+points", "−0.028"),
        (0.0279, "+points", "+0.028"),
        (0.0001, "+points", "0.000"),
        (-0.0001, "+points", "0.000"),
        (0.77094, "score", "0.7709"),
        (-3, "+", "−3"),
        (3, "+", "+3"),
        (0, "+", "0"),
        (-3, "abs", "3"),
        (1335, "number", "1,335"),
        (2024, "", "2024"),
        (4, "word", "four"),
        (11, "word", "11"),
        (1, "place|places", "place"),
        (2, "place|places", "places"),
        (0, "place|places", "places"),
        (-1, "place|places", "place"),
        (1.26, ".1", "1.3"),
        (0.015, "percent.1", f"1.5{NBSP}%"),
        (-0.25, "+percent", f"−25{NBSP}%"),
    ],
)
def test_a_number_is_said_as_asked(value, how, said):
    assert numbers.said(value, how) == said


def test_an_unknown_way_of_saying_a_number_is_refused():
    with pytest.raises(ValueError, match="cannot be said as 'shiny'"):
        numbers.said(1, "shiny")


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0 %"), (0.001, "under 1 %"), (0.0049, "under 1 %"), (0.0051, "1 %"), (0.33225, "33 %"),
     (0.9949, "99 %"), (0.996, "over 99 %"), (1.0, "100 %")],
)  # fmt: skip
def test_only_none_is_no_percent_and_only_all_is_all(share, said):
    assert percent(share).replace(NBSP, " ") == said


def test_a_chance_counted_in_draws_is_never_none_or_all():
    assert chance(0.0) == f"under 1{NBSP}%"
    assert chance(1.0) == f"over 99{NBSP}%"
    assert [chance(p, unit=False) for p in (0.0, 0.33, 1.0)] == ["<1", "33", ">99"]


@given(st.floats(0, 1))
def test_a_chance_said_is_within_half_a_percent(p):
    text = chance(p, unit=False)
    if text == "<1":
        assert p < 0.01
    elif text == ">99":
        assert p > 0.99
    else:
        assert abs(100 * p - int(text)) <= 0.5


@given(st.floats(-1, 1), st.integers(0, 5))
def test_a_sign_stands_only_before_what_is_not_zero(value, digits):
    text = numbers.decimal(value, digits, sign=True)
    read = float(text.replace("−", "-"))
    assert read == pytest.approx(round(value, digits), abs=1e-12)
    assert (text[0] in "+−") == (read != 0)


def test_lists_dates_and_months():
    assert phrase("{x}", x=["a"]) == "a"
    assert phrase("{x}", x=["a", "b", "c"]) == "a, b and c"
    assert phrase("{x:or}", x=[2026, 2028]) == "2026 or 2028"
    assert phrase("{x:count} {x:count:edition|editions}", x=[2026]) == "1 edition"
    assert phrase("{d:day}", d="2025-10-26") == "26 October 2025"
    assert phrase("{d:month}", d="2025-07-16") == "July 2025"
    with pytest.raises(ValueError, match="nothing to say"):
        phrase("{x}", x=[])


@pytest.mark.parametrize(
    ("iso", "inside", "start", "possessive"),
    [
        ("VNM", "Viet Nam", "Viet Nam", "Viet Nam’s"),
        ("NLD", "the Netherlands", "The Netherlands", "the Netherlands’"),
        ("PHL", "the Philippines", "The Philippines", "the Philippines’"),
    ],
)
def test_states_take_their_article(iso, inside, start, possessive):
    state = State(iso)
    assert phrase("{s}", s=state) == inside
    assert phrase("{s:start}", s=state) == start
    assert phrase("{s:s}", s=state) == possessive
    assert not phrase("{s:name}", s=state).lower().startswith("the ")


def test_an_unknown_state_is_told_in_a_sentence():
    with pytest.raises(panel.DataError, match="did you mean"):
        phrase("{s}", s=State("VTN"))


@pytest.mark.parametrize(
    ("group", "forms"),
    [
        ("ASEAN", ("ASEAN", "in ASEAN", "ASEAN", "members")),
        ("world", ("the world", "in the world", "World", "states")),
        ("south-east asia", ("South-East Asia", "in South-East Asia", "South-East Asia",
                             "members")),
        ("South-eastern Asia", ("South-East Asia", "in South-East Asia", "South-East Asia",
                                "members")),
        ("lower middle income", ("the lower middle income states",
                                 "among the lower middle income states", "Lower middle income",
                                 "states")),
        ("LDC", ("the least developed countries", "among the least developed countries", "LDC",
                 "members")),
        ("VNM,THA", ("the two chosen states", "among the two chosen states", "Chosen states",
                     "states")),
        (["VNM"], ("the chosen state", "among the chosen state", "Chosen states", "states")),
        ("caribbean", ("the Caribbean", "in the Caribbean", "Caribbean", "members")),
    ],
)  # fmt: skip
def test_a_group_has_one_name_however_it_was_asked(group, forms):
    name = Group(group)
    assert tuple(phrase(f"{{g{how}}}", g=name) for how in ("", ":in", ":name", ":members")) == forms


def test_every_group_of_the_record_can_be_said_and_found_again():
    countries = panel.load("countries")
    names = set(panel.load("groups")["group"])
    for column in ("region", "subregion", "intermediate_region", "income_group_2025"):
        names |= set(countries[column].dropna())
    for name in names:
        group = Group(name.upper())
        assert group.key == name
        assert phrase("{g:in}", g=group).split()[0] in ("in", "among")
        assert lookup.members(group.key, 2024) == lookup.members(name, 2024)


@pytest.mark.parametrize(
    ("place", "forms"),
    [
        (1, ("the first place", "first", "First place", "the first place")),
        (4, ("a place among the best four", "among the best four", "Top 4", "the 4th place")),
        (50, ("a place among the best 50", "among the best 50", "Top 50", "the 50th place")),
    ],
)
def test_targets(place, forms):
    said = tuple(phrase(f"{{b{how}}}", b=Best(place)) for how in ("", ":be", ":label", ":place"))
    assert said == forms


def test_measures_inside_a_sentence_and_as_labels():
    assert phrase("{t}", t=Term("osi")) == "online services (OSI)"
    assert phrase("{t:start}", t=Term("osi")) == "Online services (OSI)"
    assert phrase("{t:label}", t=Term("osi")) == "OSI"


def test_the_case_chooses_the_sentence_and_none_says_nothing():
    texts = {"up": "It rose.", "down": "It fell."}
    assert phrase(texts, case="down") == "It fell."
    assert phrase(texts, case="level") == ""
    assert join("A.", "", "B.") == "A. B."


def test_a_template_that_names_what_was_not_given_fails():
    with pytest.raises(KeyError):
        phrase("{missing}")


def test_only_languages_of_the_book_are_spoken(monkeypatch):
    monkeypatch.setenv("EGDI_LANG", "xx")
    with pytest.raises(panel.DataError, match="the book speaks en and vi"):
        phrase("Hello.")


def test_numbers_follow_the_language(monkeypatch):
    monkeypatch.setenv("EGDI_LANG", "vi")
    assert numbers.score(0.77094) == "0,7709"
    assert numbers.ordinal(5) == "thứ 5"
    assert numbers.said(2316, "number") == "2.316"
    assert numbers.day("2025-10-26") == "ngày 26 tháng 10 năm 2025"
