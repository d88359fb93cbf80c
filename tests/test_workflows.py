"""What runs elsewhere is pinned, may do little, and says what the README says. None runs here."""

from __future__ import annotations

import doctest
import http.server
import re
import threading
import tomllib
from pathlib import Path

import links
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


def loaded(path: Path) -> dict:
    """Return a workflow; YAML takes the key ``on`` for a truth value."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    document["on"] = document.pop(True)
    return document


def steps(path: Path) -> list[dict]:
    return [step for job in loaded(path)["jobs"].values() for step in job["steps"]]


def test_there_is_one_workflow_for_each_purpose():
    assert [path.stem for path in FILES] == ["links", "publish", "tests"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_actions_are_pinned_by_hash_and_say_their_version(path):
    lines = re.findall(r"uses: *(.*)", path.read_text(encoding="utf-8"))
    assert len(lines) == sum("uses" in step for step in steps(path)) > 0
    for line in lines:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_an_action_has_one_pin_in_all_workflows():
    pins = {line for path in FILES for line in re.findall(r"uses: *(.*)", path.read_text())}
    assert len({pin.partition("@")[0] for pin in pins}) == len(pins)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_workflow_may_read_and_only_the_deployment_more(path):
    workflow = loaded(path)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 120
        if "permissions" in job:
            assert (path.stem, name) == ("publish", "deploy")
            assert job["permissions"] == {"pages": "write", "id-token": "write"}
            assert not [step for step in job["steps"] if "run" in step]
    assert not {"pull_request_target", "workflow_run"} & set(workflow["on"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_checkout_leaves_no_credentials_and_commands_take_nothing_from_outside(path):
    for step in steps(path):
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"] == {"persist-credentials": False}
        assert "${{" not in step.get("run", "")


def test_tests_run_by_the_readme_on_every_python_the_package_takes():
    (path,) = [path for path in FILES if path.stem == "tests"]
    (job,) = loaded(path)["jobs"].values()
    matrix = job["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f">={matrix['python'][0]}" == project["requires-python"]
    assert matrix["python"] == ["3.11", "3.12", "3.13"]
    unix, windows = [step["run"] for step in steps(path) if "run" in step]
    assert unix.startswith("make test") and "make test" in README
    told = README.replace("\n  ", " ")
    for line in windows.splitlines()[1:]:
        assert line in told, line


def test_addresses_are_found_and_nothing_around_them():
    assert not doctest.testmod(links).failed
    found = links.where_from()
    assert len(found) > 20
    assert all(re.fullmatch(r"https?://[\w.-]+\.[a-z]+(/\S*)?", address) for address in found)
    assert "book/references.md" in found["https://hdr.undp.org/data-center"]


class Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(self.path.strip("/")))
        self.end_headers()
        self.wfile.write(b"x")

    def log_message(self, *_):
        pass


def test_only_an_address_that_is_gone_fails_the_check(monkeypatch, capsys):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{server.server_port}"
        assert links.ask(f"{at}/200") == "there"
        assert links.ask(f"{at}/404") == links.ask(f"{at}/410") == "gone"
        assert links.ask(f"{at}/403").startswith("not known")
        monkeypatch.setattr(links, "texts", lambda: [("a.md", f"{at}/403 and {at}/200.")])
        assert links.main(["--pause", "0"]) == 0
        monkeypatch.setattr(links, "texts", lambda: [("a.md", f"{at}/404#part")])
        assert links.main(["--pause", "0"]) == 1
        assert "(a.md)" in capsys.readouterr().out
        server.shutdown()
    assert links.ask("http://127.0.0.1:1/", seconds=2).startswith("not known")
