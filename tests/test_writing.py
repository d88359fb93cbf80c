"""Whatever happens to who writes the record, it is the old one or the new one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import synthetic
from kills import contents

from egdi import check, editions, panel, writing
from egdi.__main__ import main
from egdi.panel import DataError

RECORD = panel.data_folder()
LATEST = panel.latest_edition(RECORD)
HERE = Path(__file__).resolve().parent


@pytest.fixture
def upload(record: Path, tmp_path: Path) -> Path:
    """Return the file of a synthetic next edition."""
    return synthetic.write(tmp_path)


def run(code: str, *arguments: object, **environment: str) -> subprocess.CompletedProcess:
    """Run Python code in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip


# --- Killed


def test_killed_at_any_moment_the_next_command_finds_or_makes_a_whole_record():
    """Fifteen kills, a path with blanks and Vietnamese letters, a bare C locale.

    ``make kills`` does many more.
    """
    if not hasattr(os, "fork"):
        pytest.skip("no fork on this system")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [sys.executable, str(HERE / "kills.py"), "--commands", "15"],
        env={**os.environ, **plain}, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "every record whole" in done.stdout


# Ends at the last of the renames named, as a killed process does; those before it fail.
KILLED = """
import os, sys
from egdi.__main__ import main
rename, calls = os.replace, []
*failing, last = map(int, sys.argv[1].split(","))
def replace(source, target):
    calls.append(target)
    if len(calls) == last:
        os._exit(9)
    if len(calls) in failing:
        raise OSError(5, "Input/output error")
    rename(source, target)
os.replace = replace
main(["add-edition", sys.argv[2]])
"""


@pytest.mark.parametrize("renames", ["1", "2", "3", "3,4", "3,5"])
def test_killed_at_a_rename_the_next_run_mends_it(renames, record, upload, capsys):
    """The note comes by a rename, then the tables; after one that fails comes the way back."""
    before = contents(record)
    assert run(KILLED, renames, upload).returncode == 9
    assert contents(record) != before
    assert panel.latest_edition() == LATEST
    assert panel.load("editions")["edition"].max() in (LATEST, LATEST + 2)
    assert main(["check"]) == 0
    forward = renames in ("2", "3", "3,4")
    assert ("Completed a writing that was interrupted" in capsys.readouterr().out) is (
        forward or renames == "3,5"
    )
    assert panel.latest_edition() == LATEST + 2 * forward
    if not forward:
        assert contents(record) == before
    assert main(["add-edition", str(upload)]) == 0
    assert check.faults() == []
    assert main(["remove-edition", str(LATEST + 2)]) == 0
    assert contents(record) == before


def test_what_was_not_written_to_its_end_is_cleared_away(record, capsys):
    """Files without a note, a note that is cut off, a file that is not what the note says."""
    before = contents(record)
    for left in (
        {".panel.csv.part": "half a"},
        {".panel.csv.part": "half a", writing.NOTE: '{"panel": "12'},
        {".panel.csv.part": "half a", writing.NOTE: '{"panel": "12"}'},
        {".writing.json.part": "{"},
        {writing.NOTE: "[]"},
        {writing.NOTE: '{"countries": "12"}', ".editions.csv.part": ""},
    ):
        for name, text in left.items():
            (record / name).write_text(text, encoding="utf-8")
        assert any("left over from an interrupted writing" in line for line in check.faults())
        assert main(["check"]) == 0
        assert contents(record) == before
    assert "Completed" not in capsys.readouterr().out


def test_a_file_of_somebody_else_is_told_and_left(record, capsys):
    (record / ".groups.csv.part").write_text("mine")
    assert main(["check"]) == 1
    assert ".groups.csv.part: left over" in capsys.readouterr().out
    assert (record / ".groups.csv.part").read_text() == "mine"


# --- Refused by the disk


def test_no_permission_to_write(record: Path, upload: Path, monkeypatch, capsys):
    before = contents(record)
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    assert main(["add-edition", str(upload)]) == 1
    assert "cannot be written (Permission denied); nothing was changed" in capsys.readouterr().err
    assert contents(record) == before


# Reads all modules while it may, then is nobody: root may write everywhere.
NOBODY = """
import os, sys
from egdi.__main__ import main
main(["add-edition", sys.argv[1], "--dry-run"])
main(["check"])
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
print("now", flush=True)
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="no such users on this system")
@pytest.mark.parametrize("halfway", [False, True])
def test_a_folder_that_may_only_be_read(halfway, upload, tmp_path_factory):
    """Nothing is written; what an interrupted writing left there is told, not touched."""
    # pytest's own folders are closed to others
    open_to_all = Path(tempfile.mkdtemp(prefix="egdi"))
    open_to_all.chmod(0o755)
    top = Path(shutil.copytree(RECORD, open_to_all / "chỉ đọc"))
    try:
        file = Path(shutil.copy(upload, top.with_name(f"{top.name}.csv")))
        if halfway:
            assert run(KILLED, 3, file, EGDI_DATA=str(top)).returncode == 9
            code = NOBODY.replace('main(["add-edition", sys.argv[1], "--dry-run"])\n', "")
            code = code.replace('main(["check"])\n', "from egdi import check, editions\n"
                                "check.faults()\n")  # fmt: skip
        else:
            code = NOBODY
        before = contents(top)
        for path in [*top.iterdir(), file]:
            path.chmod(0o444)
        top.chmod(0o555)
        for argv in (["add-edition", file], ["check"]):
            done = run(code, file, *argv, EGDI_DATA=str(top))
            said = done.stdout.rpartition("now\n")[2] + done.stderr
            assert contents(top) == before
            assert "Traceback" not in said
            if halfway:
                assert done.returncode == 1
                assert "an interrupted writing cannot be completed (Permission denied)" in said
            elif argv == ["check"]:
                assert done.returncode == 0, said
            else:
                assert done.returncode == 1
                assert "cannot be written (Permission denied); nothing was changed" in said
    finally:
        top.chmod(0o755)
        shutil.rmtree(open_to_all)


# No file may grow beyond so many bytes: the system refuses to write, as a full disk does.
FULL = """
import resource, signal, sys
from egdi.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.exit(main(["add-edition", sys.argv[2]]))
"""


@pytest.mark.parametrize("room", [0, 1000, 100_000])
def test_the_system_refuses_to_write(room, record: Path, upload: Path):
    """Nothing fits, half of the first table, half of the second."""
    pytest.importorskip("resource")
    before = contents(record)
    assert len(before["editions.csv"]) < 100_000 < len(before["panel.csv"])
    done = run(FULL, room, upload, PYTHONDONTWRITEBYTECODE="1")
    assert done.returncode == 1
    assert "cannot be written (File too large); nothing was changed" in done.stderr
    assert contents(record) == before


@pytest.mark.parametrize("step", [1, 2, 3])
def test_disk_full_while_writing(step: int, record: Path, upload: Path, monkeypatch, capsys):
    """Half a file is on the disk when it fills up: the first table, the second, the note."""
    before, calls = contents(record), []

    def put(path: Path, content: bytes) -> None:
        calls.append(path)
        path.write_bytes(content[: len(content) // 2 if len(calls) == step else None])
        if len(calls) == step:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_put", put)
    assert main(["add-edition", str(upload)]) == 1
    assert "No space left on device); nothing was changed" in capsys.readouterr().err
    assert contents(record) == before


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("kind", [OSError(5, "Input/output error"), KeyboardInterrupt()])
def test_a_rename_that_fails_is_taken_back(step, kind, record, upload, monkeypatch, capsys):
    """At the third one table is new already: it goes back to what it was."""
    before, calls, rename = contents(record), [], os.replace

    def replace(source, target):
        calls.append(target)
        if len(calls) == step:
            raise kind
        rename(source, target)

    monkeypatch.setattr(os, "replace", replace)
    assert main(["add-edition", str(upload)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert contents(record) == before


def test_where_there_is_no_way_back_the_next_run_goes_on(record, upload, monkeypatch, capsys):
    """From the second table on every rename fails, those of the way back too."""
    calls, rename = [], os.replace

    def replace(source, target):
        calls.append(target)
        if len(calls) > 2:
            raise OSError(30, "Read-only file system")
        rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        assert main(["add-edition", str(upload)]) == 1
    assert "a part of it is written: run the command again" in capsys.readouterr().err
    assert main(["add-edition", str(upload)]) == 0
    assert "nothing changes" in capsys.readouterr().out
    assert check.faults() == []


# --- Together with others


def test_a_record_that_changed_meanwhile_is_not_written_over(record, upload):
    first, second = editions.propose(upload), editions.propose(upload)
    editions.write(first)
    after = contents(record)
    with pytest.raises(DataError, match="has changed since the file was read"):
        editions.write(second)
    assert contents(record) == after


def test_two_at_once_do_not_meet(record, upload):
    """Each is done, or told in a sentence that the other was quicker."""
    before = contents(record)
    add, remove = ["add-edition", str(upload)], ["remove-edition", str(LATEST + 2)]
    editions.write(editions.propose(upload))
    after = contents(record)
    for pair in ([remove, remove], [add, remove, add]):
        running = [
            subprocess.Popen([sys.executable, "-m", "egdi", *argv], text=True,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            for argv in pair
        ]  # fmt: skip
        for process in running:
            error = process.communicate()[1]
            assert process.returncode in (0, 1)
            assert error.count("\n") == process.returncode
            assert not error or re.search("changed since the file was read|no edition", error)
        assert contents(record) in (before, after)
        assert check.faults() == []


# --- Where it lies


def test_paths_with_blanks_and_letters_are_no_matter(record, upload, tmp_path):
    """In a plain C locale, where no letter but ASCII can be printed."""
    folder = tmp_path / "thư mục số liệu Việt Nam"
    shutil.copytree(record, folder / "data")
    file = shutil.copy(upload, folder / "tệp của UN.csv")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment = {**os.environ, "EGDI_DATA": str(folder / "data"), **plain}
    for argv in (["add-edition", str(file)], ["check"], ["remove-edition", str(LATEST + 2)]):
        done = subprocess.run([sys.executable, "-m", "egdi", *argv], env=environment,
                              capture_output=True)  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert contents(folder / "data") == contents(record)


def test_tables_behind_links_are_written_where_they_are(record, upload, tmp_path, monkeypatch):
    """The link stays a link; a writing that was killed is completed behind it."""
    linked = tmp_path / "linked"
    linked.mkdir()
    for path in record.iterdir():
        (linked / path.name).symlink_to(path)
    monkeypatch.setenv("EGDI_DATA", str(linked))
    assert run(KILLED, 3, upload).returncode == 9
    assert main(["check"]) == 0
    assert panel.latest_edition() == LATEST + 2
    assert all(path.is_symlink() for path in linked.iterdir())
    assert not [path for path in record.iterdir() if path.suffix == ".part"]


def test_record_in_another_form_is_not_rewritten(record: Path, upload: Path, capsys):
    """Adding an edition never touches the bytes of another row."""
    path = record / "panel.csv"
    path.write_text(path.read_text().replace(",0.268,", ",0.26800,"))
    before = contents(record)
    assert main(["add-edition", str(upload)]) == 1
    assert "not written as the library writes it" in capsys.readouterr().err
    assert contents(record) == before
