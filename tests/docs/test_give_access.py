"""What the page on access tells the reader to write is what Lien reads."""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path

from click.testing import CliRunner

from lien import cli
from lien.tokens import Tokens

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "give-access.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_the_command_of_the_page_makes_a_token_that_counts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = shlex.split(blocks("sh")[0])
    made = CliRunner().invoke(cli.main, command[1:])
    found = Tokens(tmp_path / "tokens.toml").find(made.stdout.strip(), date(2027, 6, 30))
    assert (command[0], made.exit_code) == ("lien", 0)
    assert found is not None
    assert found.name == "desk"


def test_the_entry_of_the_page_is_read(tmp_path):
    file = tmp_path / "tokens.toml"
    file.touch(0o600)
    file.write_text(blocks("toml")[0])
    assert Tokens(file).find("anything", date(2026, 1, 1)) is None
    assert "LIEN_TOKENS" in blocks("sh")[1]
