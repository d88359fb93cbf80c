"""The faults that `make mutants` plants can be planted; what they find is not asked here."""

import ast

import mutants
import pytest


@pytest.mark.parametrize("name", mutants.ROOMS)
def test_faults_of_a_room_can_be_planted(name):
    """Each changes the file and leaves Python behind; a text written down stands there once."""
    room = mutants.ROOMS[name]
    faults = mutants.faults_of(room, 10)
    assert len(faults) >= 10 and len({fault.key for fault in faults}) == len(faults)
    for fault in faults:
        whole = (mutants.ROOT / mutants.LIBRARY / fault.file).read_text(encoding="utf-8")
        assert ast.dump(ast.parse(fault.source)) != ast.dump(ast.parse(whole)), fault.what
    files = [test for test in room.tests if test.endswith(".py")]
    assert files and all((mutants.ROOT / test).is_file() for test in files)


def test_every_fault_written_down_belongs_to_a_room():
    known = {file for room in mutants.ROOMS.values() for file in room.files}
    assert {file for file, *_ in mutants.written()[0]} <= known
    assert all(mutants.written()[1].values())


def test_the_same_faults_are_made_each_time_and_wherever_they_stand():
    first = [fault.key for fault in mutants.made("ranks.py")]
    assert first == [fault.key for fault in mutants.made("ranks.py")]
    assert len(set(first)) == len(first) > 50


@pytest.mark.parametrize("name", ["ranks", "models"])
def test_a_copy_makes_the_track_record_anew_only_where_the_faults_can_touch_it(name, tmp_path):
    room = mutants.ROOMS[name]
    copy = mutants.copied(tmp_path / "copy", room)
    planted = (copy / mutants.LIBRARY / "cache.py").read_text(encoding="utf-8")
    own = (mutants.ROOT / mutants.LIBRARY / "cache.py").read_text(encoding="utf-8")
    assert (planted == own) == room.record
