"""The wheel, installed elsewhere and used from an empty folder."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lien import cli

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def files(distribution: Path) -> list[str]:
    (wheel,) = distribution.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_only_lien_and_lien_webapp_are_put_at_the_top(files: list[str]):
    top = {name.partition("/")[0] for name in files}
    assert {name for name in top if not name.endswith(".dist-info")} == {"lien", "lien_webapp"}


@pytest.mark.parametrize("folder", ["lien/ontology", "lien/seed"])
def test_the_wheel_holds_all_data_that_is_needed(folder: str, files: list[str]):
    source = {"lien/ontology": ROOT / "ontology", "lien/seed": ROOT / "data" / "seed"}[folder]
    left_out = {"bad", "hygiene"}
    wanted = {
        f"{folder}/{path.relative_to(source)}"
        for path in source.rglob("*")
        if path.is_file() and not left_out & set(path.relative_to(source).parts)
    }
    assert wanted <= set(files)


def test_the_wheel_holds_every_file_of_the_packages(files: list[str]):
    packages = (ROOT / "graph" / "lien", ROOT / "webapp" / "lien_webapp")
    wanted = {
        str(path.relative_to(package.parent))
        for package in packages
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= set(files)


def test_the_wheel_holds_no_tests_and_no_bad_examples(files: list[str]):
    for name in files:
        assert not {"tests", "bad", "hygiene", "node_modules"} & set(name.split("/"))


def test_the_licence_is_in_the_wheel_and_beside_every_third_party_file(files: list[str]):
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in files)
    assert any(name.endswith(".LICENCE.txt") for name in files)


def test_the_installed_library_is_the_one_that_runs(elsewhere: Any, tmp_path: Path):
    code = "import lien, lien_webapp; print(lien.__file__); print(lien_webapp.__file__)"
    done = elsewhere.run(elsewhere.python, "-c", code, cwd=tmp_path)
    assert done.stderr == ""
    assert all(line.startswith(f"{elsewhere.path}/") for line in done.stdout.split())


@pytest.mark.parametrize("command", ["", *sorted(cli.main.commands)])
def test_every_command_of_the_installed_script_has_help(
    command: str, elsewhere: Any, tmp_path: Path
):
    done = elsewhere.run(elsewhere.lien, *command.split(), "--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: lien")


def test_the_reference_facts_load_and_answer_in_an_empty_folder(elsewhere: Any, tmp_path: Path):
    loaded = elsewhere.run(elsewhere.lien, "load", cwd=tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    ask = ("search", "CAS", "--format", "json")
    found = json.loads(elsewhere.run(elsewhere.lien, *ask, cwd=tmp_path).stdout)
    assert found[0]["thing"] == "https://w3id.org/lien/id/org-cas"


@pytest.fixture
def served(elsewhere: Any, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Address and process of `lien serve` in an empty folder."""
    address = f"http://127.0.0.1:{free_port()}"
    process = elsewhere.start("serve", "--port", address.rpartition(":")[2], cwd=tmp_path)
    try:
        wait_for(f"{address}/health", process)
        yield address, process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "lien serve ended"
        try:
            get(address)
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("lien serve did not answer")


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  our own server
        return bytes(answer.read())


def test_lien_serves_from_an_empty_folder_and_stops_when_told(
    served: tuple[str, subprocess.Popen[bytes]], tmp_path: Path
):
    address, process = served
    assert json.loads(get(f"{address}/health"))["status"] == "ok"
    assert "中国科学院" in get(f"{address}/id/org-cas?lang=zh&format=html").decode()
    page = get(f"{address}/explore?focus=org-cas").decode()
    assets = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert any("/static/vendor/" in asset for asset in assets)
    assert all(get(address + asset) for asset in assets)
    assert [path.name for path in tmp_path.iterdir()] == ["lien-data"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0


def test_an_editable_install_reads_the_files_of_the_checkout(
    install: Callable[..., Any], tmp_path: Path
):
    environment = install("--editable", ROOT)
    code = "from lien import resources as r; print(r.folder('seed'), r.folder('ontology'))"
    done = environment.run(environment.python, "-c", code, cwd=tmp_path)
    assert done.stderr == ""
    assert done.stdout.split() == [str(ROOT / "data" / "seed"), str(ROOT / "ontology")]
    shown = environment.run(environment.lien, "serve", "--help", cwd=tmp_path)
    assert shown.stdout.startswith("Usage: lien serve")
