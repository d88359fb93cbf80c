"""Who has which task about the index: as dated in the table, nobody before, nobody twice."""

import pytest

from egdi import bodies, panel
from egdi.panel import DataError


def test_tasks_pass_on_at_the_day_that_the_table_says():
    assert bodies.body("lead", "2016-12-31") is None
    assert bodies.body("lead", "2017-02-16").key == "mic"
    assert bodies.body("lead", "2025-02-28").key == "mic"
    assert bodies.body("lead", "2025-03-01").key == bodies.body("lead").key == "mst"
    assert bodies.first("lead").key == "mic"


@pytest.mark.parametrize("task", bodies.TASKS)
def test_every_task_has_one_body_now_with_its_source(task):
    table = panel.load("bodies")
    assert (table["task"].eq(task) & table["until"].isna()).sum() == 1
    assert bodies.body(task).source


def test_a_body_is_said_inside_a_sentence_and_alone():
    assert bodies.body("hci").said() == "the Ministry of Education and Training"
    assert bodies.body("osi").said() == "ministries, sectors and localities"
    assert bodies.body("osi").said("name") == "Ministries, sectors and localities"


def test_a_task_that_is_none_is_one_sentence():
    with pytest.raises(DataError, match="no task 'egdi'"):
        bodies.body("egdi")
