"""Exports carry title, source, date and numbers, and come out the same each time."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import egdi
from egdi import figures, lookup, panel, ranks, tables


@pytest.fixture
def drawn(data):
    figures.theme()
    table = ranks.places(data, lookup.members("ASEAN", 2024))
    fig, ax = figures.new()
    figures.trajectories(ax, table, "VNM")
    figures.mark_breaks(ax)
    yield fig, table
    plt.close(fig)


def test_publishing_writes_picture_and_numbers(drawn, tmp_path):
    fig, table = drawn
    figures.publish(fig, table, name="places", title="Place in ASEAN", folder=tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"places.png", "places.svg", "places.csv"}
    image = Image.open(tmp_path / "places.png")
    assert image.info["dpi"] == pytest.approx((300, 300), abs=1)
    back = pd.read_csv(tmp_path / "places.csv")
    pd.testing.assert_frame_equal(back, table, check_dtype=False)
    assert (tmp_path / "places.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_publishing_carries_title_source_and_date(drawn, tmp_path):
    fig, table = drawn
    with plt.rc_context({"svg.fonttype": "none"}):
        figures.publish(fig, table, name="places", title="Place in ASEAN", folder=tmp_path)
    text = (tmp_path / "places.svg").read_text(encoding="utf-8")
    assert "Place in ASEAN" in text
    assert "UN DESA" in text
    assert panel.describe("panel")["vintage"] in re.sub(r"</text>\s*<text[^>]*>", " ", text)


def test_the_page_shows_what_the_files_show(drawn, tmp_path):
    fig, table = drawn
    figures.publish(fig, table, "places", "Place in ASEAN", "Best on top", folder=tmp_path)
    texts = [text.get_text() for text in fig.texts]
    assert texts[:2] == ["Best on top", "Place in ASEAN"]
    assert texts[2].replace("\n", " ").startswith("Source: ")


@pytest.mark.parametrize("words", ["few", "a good many words that a reader needs"])
def test_a_legend_is_never_wider_than_its_figure_and_uses_the_width_there_is(words):
    fig, ax = figures.new()
    for i in range(3):
        ax.plot([0, 1], [i, i], label=f"{words} {i}")
    figures.legend_above(ax, ncols=3)
    legend = ax.get_legend()
    assert legend.get_window_extent().width <= fig.bbox.width
    assert legend._ncols == (3 if words == "few" else 1)
    assert [t.get_text() for t in legend.get_texts()] == [f"{words} {i}" for i in range(3)]
    plt.close(fig)


def test_files_are_called_after_the_question(drawn, tmp_path):
    fig, table = drawn
    ask = egdi.ask("THA", "VNM,THA,IDN", place=2, edition=2022)
    figures.publish(fig, table, "fig-x", "Title", ask=ask, folder=tmp_path)
    tables.show(table, "tbl-x", ask=ask, folder=tmp_path)
    stems = {p.stem for p in tmp_path.iterdir()}
    assert stems == {"fig-x-THA-IDN-THA-VNM-2022", "tbl-x-THA-IDN-THA-VNM-2022"}


def test_text_in_a_figure_is_no_wider_than_the_figure(drawn, tmp_path):
    fig, table = drawn
    figures.publish(fig, table, "fig-x", "A finding told at length " * 8, "m " * 90,
                    folder=tmp_path)  # fmt: skip
    renderer = fig.canvas.get_renderer()
    for text in fig.texts:
        assert text.get_window_extent(renderer).width <= fig.bbox.width


def test_a_notebook_shows_what_was_published_and_a_change_made_since(drawn, tmp_path):
    fig, table = drawn
    figures.publish(fig, table, "fig-x", "Title", folder=tmp_path)
    published = (tmp_path / "fig-x.svg").read_bytes()
    assert figures._shown(fig)["svg"] == published
    fig.axes[0].set_xlabel("said afterwards")
    assert figures._shown(fig)["svg"] != published


@pytest.mark.parametrize(
    "iso3, group, place", [("VNM", "ASEAN", 4), ("DNK", "World", 1), ("TLS", "South-East Asia", 4)]
)
def test_distances_written_below_a_line_touch_neither_each_other_nor_a_point(iso3, group, place):
    gap = egdi.ask(iso3, group, place=place).gaps.dropna(subset=["line"])
    fig, ax = figures.new(height=3.8)
    figures.gap_lines(ax, gap, {"score": "the state", "line": "the line to reach"})
    fig.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    boxes.append(ax.get_legend().get_window_extent())
    assert len(boxes) > len(gap) / 2
    points = ax.transData.transform(list(gap[["score", "line"]].min(axis=1).items()))
    for i, box in enumerate(boxes[:-1]):
        assert not any(box.overlaps(other) for other in boxes[i + 1 :])
        assert not any(box.contains(x, y) for x, y in points)
    plt.close(fig)


def test_publishing_gives_the_same_bytes_each_time(data, tmp_path):
    for run in ("one", "two"):
        table = ranks.places(data, lookup.members("ASEAN", 2024))
        fig, ax = figures.new()
        figures.trajectories(ax, table, "VNM")
        figures.publish(fig, table, name="places", title="Place", folder=tmp_path / run)
        plt.close(fig)
    for name in ("places.png", "places.svg", "places.csv"):
        one, two = (tmp_path / run / name for run in ("one", "two"))
        assert one.read_bytes() == two.read_bytes(), name


@given(st.lists(st.floats(0, 300), min_size=1, max_size=15))
def test_labels_are_spread_apart_in_order(wanted):
    wanted = np.sort(np.array(wanted))
    at = figures._spread(wanted, 12)
    assert (np.diff(at) >= 12 - 1e-6).all()


def test_labels_with_room_stay_where_they_are():
    np.testing.assert_allclose(figures._spread(np.array([0.0, 50.0, 100.0]), 12), [0, 50, 100])


def test_stacked_bars_end_at_the_sums(data):
    from egdi import contributions

    lead = contributions.gaps_in_group(data, "VNM", lookup.members("ASEAN", 2024), 2024)
    fig, ax = figures.new()
    figures.stacked_bars(ax, lead)
    marks = next(line for line in ax.lines if line.get_marker() == "D")
    np.testing.assert_allclose(marks.get_xdata(), lead.sum(axis=1))
    plt.close(fig)


def test_tables_are_reproducible_and_accessible(data, tmp_path):
    frame = data.head(3)[["iso3", "edition", "egdi"]]
    one = tables.show(frame, "tbl-x", title="A table", formats={"egdi": "{:.2f}"}, folder=tmp_path)
    two = tables.show(frame, "tbl-x", title="A table", formats={"egdi": "{:.2f}"}, folder=tmp_path)
    assert one.html == two.html
    assert 'aria-label="A table"' in one.html
    assert "0.12" in one.html and "0.11752" not in one.html
    assert pd.read_csv(tmp_path / "tbl-x.csv")["egdi"].iloc[0] == 0.11752
    assert "<th" in one.html and "blank" not in one.html


def test_tables_show_some_rows_and_write_all(data, tmp_path):
    shown = tables.show(data, "tbl-x", rows=5, folder=tmp_path)
    assert len(shown.frame) == 5
    assert len(pd.read_csv(tmp_path / "tbl-x.csv")) == len(data)
