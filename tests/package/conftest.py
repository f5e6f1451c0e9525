"""The distribution files, and an environment in which the wheel is installed, away from here."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder builds or installs the package."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("package")


@dataclass(frozen=True)
class Environment:
    """A virtual environment with Lien in it, and the dependencies of the tests behind it."""

    path: Path

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    @property
    def lien(self) -> Path:
        return self.path / "bin" / "lien"

    def run(self, *command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a command in `cwd`, with nothing of this checkout in its environment."""
        return subprocess.run(
            command, cwd=cwd, env=bare(), capture_output=True, text=True, timeout=120, check=False
        )

    def start(self, *arguments: str, cwd: Path) -> subprocess.Popen[bytes]:
        """Start `lien` with these arguments, and come back at once."""
        quiet = subprocess.DEVNULL
        command = [self.lien, *arguments]
        return subprocess.Popen(command, cwd=cwd, env=bare(), stdout=quiet, stderr=quiet)


def bare() -> dict[str, str]:
    """The environment variables without those that would show the way to the checkout."""
    hidden = ("PYTHON", "LIEN_", "VIRTUAL_ENV")
    return {key: value for key, value in os.environ.items() if not key.startswith(hidden)}


def checked(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and with the wheel that was built from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    checked(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return folder


@pytest.fixture(scope="session")
def install(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Environment]:
    """Make an environment and install Lien in it, from a wheel or as an editable checkout.

    The dependencies come from the packages of this environment, by a path file. Path files among
    those packages are not followed, so that the checkout is not found by accident.
    """

    def installed(*what: str | Path) -> Environment:
        made = Environment(tmp_path_factory.mktemp("venv") / "venv")
        venv.create(made.path, symlinks=True)
        packages = made.path / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
        (packages / "zz-dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", made.python)
        alone = ("--no-deps", "--no-index", "--no-build-isolation", "--ignore-installed")
        checked(*pip, "install", *alone, *what)
        return made

    return installed


@pytest.fixture(scope="session")
def elsewhere(distribution: Path, install: Callable[..., Environment]) -> Environment:
    """An environment with the wheel."""
    (wheel,) = distribution.glob("*.whl")
    return install(wheel)
