"""The file of tokens: what is read from it, what is refused, and that a change counts at once."""

from __future__ import annotations

import math
import re
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from lien.cli import main
from lien.errors import SettingsError
from lien.store import Level
from lien.tokens import Tokens, add

TODAY = date(2026, 11, 23)
DIGEST = sha256(b"secret").hexdigest()
GOOD = f'[[token]]\nname = "desk"\nlevel = "internal"\nsha256 = "{DIGEST}"\n'


def written(path: Path, text: str | bytes, mode: int = 0o600) -> Path:
    path.touch()
    path.chmod(mode)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tokens.toml"


def test_a_token_has_256_random_bits_and_is_told_by_its_prefix(file):
    made = {add(file, f"t{n}", Level.INTERNAL) for n in range(20)}

    assert len(made) == 20
    assert all(re.fullmatch(r"lien_[A-Za-z0-9_-]{43}", token) for token in made)
    assert 43 * math.log2(64) >= 256


def test_the_file_holds_the_digest_and_not_the_token_and_is_the_owners_alone(file):
    token = add(file, "desk", Level.RESTRICTED, date(2027, 1, 31))

    assert token not in file.read_text()
    assert sha256(token.encode()).hexdigest() in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["tokens.toml"]


def test_a_token_is_found_with_its_name_and_level_until_its_last_day(file):
    token = add(file, "desk", Level.RESTRICTED, TODAY)
    add(file, "other", Level.INTERNAL)
    tokens = Tokens(file)

    found = tokens.find(token, TODAY)
    assert found is not None
    assert (found.name, found.level) == ("desk", Level.RESTRICTED)
    assert tokens.find(token, date(2026, 11, 24)) is None


@pytest.mark.parametrize("text", ["", "lien_", "secrets", " secret", "SECRET", DIGEST, "\udcff"])
def test_what_is_no_token_is_not_found(file, text):
    assert Tokens(written(file, GOOD)).find(text, TODAY) is None


def test_a_token_taken_out_of_the_file_is_gone_at_once(file):
    tokens = Tokens(written(file, GOOD))
    assert tokens.find("secret", TODAY)
    file.write_text(GOOD.replace(DIGEST, sha256(b"secreu").hexdigest()))  # of the same length
    assert tokens.find("secret", TODAY) is None
    assert tokens.find("secreu", TODAY)


def test_comments_and_entries_written_by_hand_stay(file):
    written(file, f"# ours\n{GOOD}\n\n")
    token = add(file, "second", Level.INTERNAL)

    assert file.read_text().startswith(f"# ours\n{GOOD}\n[[token]]\n")
    assert Tokens(file).find(token, TODAY)
    assert Tokens(file).find("secret", TODAY)


WRONG = {
    "not TOML": ("[[token", "it is not TOML"),
    "not UTF-8": (b"\xff", "it is not UTF-8 text"),
    "another table": (f"{GOOD}\n[tokens]\n", "it may hold [[token]] entries and nothing else"),
    "one table": ('[token]\nname = "desk"\n', "it may hold [[token]] entries and nothing else"),
    "no table": ("token = [1]", "token 1: it is not a table"),
    "a key too many": (f"{GOOD}secret = 1", "token 1: there is no key 'secret'"),
    "no name": (GOOD.replace('name = "desk"', ""), "token 1: name is a letter"),
    "an address for a name": (GOOD.replace("desk", "127.0.0.1"), "token 1: name is a letter"),
    "the public level": (GOOD.replace("internal", "public"), "token 1: level is internal or"),
    "a short digest": (GOOD.replace(DIGEST, "ab"), "token 1: sha256 is 64 hexadecimal digits"),
    "a day in quotes": (f'{GOOD}expires = "2027-01-01"', "token 1: expires is a day without"),
    "a time": (f"{GOOD}expires = 2027-01-01T00:00:00", "token 1: expires is a day without"),
    "a name twice": (f"{GOOD}{GOOD}", "token 2: the name 'desk' stands there twice"),
    "a digest twice": (GOOD + GOOD.replace("desk", "b"), "token 2: the sha256 stands there twice"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_refused_with_file_entry_and_rule(file, case):
    text, rule = WRONG[case]
    with pytest.raises(SettingsError) as caught:
        Tokens(written(file, text))
    assert str(caught.value).startswith(f"{file}: {rule}")
    assert "\n" not in str(caught.value)
    assert DIGEST not in str(caught.value)


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o622, 0o601])
def test_a_file_that_others_may_use_is_refused(file, mode):
    with pytest.raises(SettingsError, match="others may read it"):
        Tokens(written(file, GOOD, mode))


def test_a_missing_file_is_refused(file):
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        Tokens(file)


def test_the_command_prints_the_token_once_and_writes_the_entry(file):
    arguments = ["token", "desk", "--level", "internal", "--expires", "2027-06-30"]
    first = CliRunner().invoke(main, [*arguments, "--tokens", str(file)])
    token = first.stdout.strip()

    assert (first.exit_code, "not shown again" in first.stderr) == (0, True)
    assert token not in first.stderr
    assert Tokens(file).find(token, date(2027, 6, 30))
    second = CliRunner().invoke(main, [*arguments, "--tokens", str(file)])
    assert (second.exit_code, second.stdout) == (1, "")
    assert "the name 'desk' stands there twice" in second.stderr


def test_the_command_wants_a_file():
    answer = CliRunner().invoke(main, ["token", "desk", "--level", "internal"])
    assert answer.exit_code == 2
    assert "LIEN_TOKENS" in answer.stderr
