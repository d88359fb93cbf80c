"""What the chapters say is well said and true for other questions too."""

import re
from pathlib import Path

import notebook as nb
import pytest
from matplotlib.figure import Figure

from egdi import lookup

QUESTIONS = {
    "the book's": {},
    "Thailand": {"FOCUS": "THA", "TARGET_PLACE": 3},
    "Denmark in the world": {"FOCUS": "DNK", "GROUP": "World", "TARGET_PLACE": 1},
    "2014": {"EDITION": 2014},
    "2012": {"EDITION": 2012},
    "Timor-Leste": {"FOCUS": "TLS", "GROUP": "South-East Asia"},
    "Kenya": {"FOCUS": "KEN", "GROUP": "Africa", "TARGET_PLACE": 3},
    "Kiribati": {"FOCUS": "KIR", "GROUP": "Oceania", "TARGET_PLACE": 2},
    "Libya 2014": {"FOCUS": "LBY", "GROUP": "Africa", "EDITION": 2014},
    "two states": {"GROUP": "VNM,THA", "TARGET_PLACE": 1},
    "income group": {"GROUP": "Lower middle income"},
    "Singapore": {"FOCUS": "SGP", "TARGET_PLACE": 1},
    "South Sudan": {"FOCUS": "SSD", "GROUP": "LDC", "TARGET_PLACE": 10},
}

DRAWN = ("Denmark in the world", "Timor-Leste", "two states", "Libya 2014")
"""Asked with all their pictures and tables; the others in words alone."""

FORBIDDEN = {
    "a field left open": r"[{}]",
    "a missing number": r"\bnan\b|<NA>|\bNone\b(?!:|\.| of)",
    "a plural of one": r"(?<![\d.,])1 (states|places|editions|members|targets|statements|origins"
    r"|ranks|parts|rows|years|points)\b|\b1 (are|were|have|hold)\b"
    r"|\bone (states|places|editions)\b",
    "a singular of many": r"(?<![\d.,–])\b(?!1\b)\d+ (state|place|edition|member|target|statement|"
    r"origin)\b",
    "a wrong ordinal": r"\b\d*(?<!1)1th\b|\b\d*(?<!1)2th\b|\b\d*(?<!1)3th\b|\b1[123](st|nd|rd)\b",
    "a signed zero": r"[+−-]0(\.0+)?(?![\d.])",
    "a hyphen for minus": r"(?<![\w\d])-\d",
    "a doubled word": r"\b(the|of|in|a|is|to) \1\b",
    "a label in a sentence": r"\bin World\b|\bof World\b|\bthe World\b(?! Bank)|best 1\b|1st best",
    "no name where one is due": r"  +|\s,|\.\.(?!\.)|\(\)",
    "percent without a hard space": r"\d%|\d %",
}


@pytest.fixture(autouse=True)
def exports(tmp_path, monkeypatch):
    monkeypatch.setenv("EGDI_EXPORTS", str(tmp_path / "exports"))


@pytest.fixture(scope="module")
def told(few_draws):
    """What each chapter says to each question, said once; the book's own as it was committed."""
    kept: dict = {path: {"the book's": nb.committed(path)} for path in nb.NOTEBOOKS}

    def tell(path, question):
        if question not in kept[path]:
            drawn = question in DRAWN
            kept[path][question] = nb.sentences(path, drawn, **QUESTIONS[question])
        return kept[path][question]

    # pictures are laid out and not written: what is written is tested with the book's question
    write = Figure.savefig

    def lay_out(figure, target, **settings):
        drawn = isinstance(target, Path)
        figure.draw_without_rendering() if drawn else write(figure, target, **settings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Figure, "savefig", lay_out)
        yield tell


each = pytest.mark.parametrize(
    ("path", "question"),
    [(path, question) for path in nb.NOTEBOOKS for question in QUESTIONS],
    ids=[f"{path.stem[:2]}-{question}" for path in nb.NOTEBOOKS for question in QUESTIONS],
)


@pytest.mark.parametrize("question", DRAWN)
@pytest.mark.parametrize("path", nb.NOTEBOOKS, ids=[path.stem for path in nb.NOTEBOOKS])
def test_every_cell_runs_for_another_question(path, question, told):
    assert told(path, question)


@each
def test_nothing_forbidden_is_said(path, question, told):
    for text in told(path, question):
        plain = re.sub(r"\$[^$]*\$|\]\([^)]*\)|`[^`]*`", "", text)
        for fault, pattern in FORBIDDEN.items():
            found = re.search(pattern, plain)
            assert not found, f"{fault}: «{found[0]}» in «{text}»"


@each
def test_the_state_asked_about_is_the_one_told_of(path, question, told):
    parameters = QUESTIONS[question]
    focus = parameters.get("FOCUS", "VNM")
    text = "\n".join(told(path, question))
    if focus != "VNM" and path.stem[:2] not in ("11", "04"):
        group = lookup.members(parameters.get("GROUP", "ASEAN"), parameters.get("EDITION", 2024))
        if "VNM" not in group or parameters.get("GROUP") == "World":
            assert "Viet Nam" not in text
    if path.stem[:2] not in ("13", "12") and nb.cells(path, "question"):
        assert lookup.name(focus) in text


@each
def test_a_chapter_opens_with_a_question_and_its_answer(path, question, told):
    if not nb.cells(path, "question"):
        pytest.skip("not yet told in outputs")
    title = told(path, question)[0]
    assert title.startswith("# ") and title.endswith("?")
    assert told(path, question)[1].startswith("**")


def test_with_too_few_outcomes_the_rule_is_not_tried_on_resamples(told):
    """It has nothing to choose by: a share of resamples would say that its model was not taken."""
    (path,) = [path for path in nb.NOTEBOOKS if path.stem.startswith("12")]
    for question, few in (("2014", True), ("the book's", False)):
        text = " ".join(told(path, question))
        assert ("fewer are known, so the rule takes" in text) is few
        assert ("would have taken the same in" in text) is not few
