"""No file of the repository names the machine it was written on, or where packages came from."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORBIDDEN = {
    "a folder of one machine": r"(?<![\w.])/(?:work|root|home/\w+)/",
    "a package registry": r"://[^\s\"'<>)]*(?:pypi|npmjs|pythonhosted|artifactory)",
    "an option that names a registry": r"--(?:extra-)?index-url|--trusted-host",
    "an address of a package in a lock file": r"\"resolved\":",
}


def files() -> list[Path]:
    """The text files that git knows or would take, but for this one."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    paths = {ROOT / name for name in listed if name} - {Path(__file__)}
    return [p for p in sorted(paths) if p.is_file() and b"\0" not in p.read_bytes()[:8000]]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names_it(what: str):
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in files()
        if (match := pattern.search(path.read_text("utf-8", errors="replace")))
    ]
    assert found == []
