"""Everything that can go wrong, as one tree.

    LienError
    ├── SettingsError        a setting cannot be read
    ├── SourceError          a source file cannot be read: names file, line, column, rule
    │   └── InvalidData      the rows break rules; carries every problem found
    ├── UnknownThing         no such identifier (or the reader may not see it)
    ├── UnknownQuestion      no named question of that name, or a wrong parameter
    ├── QueryError           SPARQL text that cannot be answered as written
    │   ├── QuerySyntaxError   malformed: line and column
    │   └── QueryRefused       well-formed but not allowed here (SERVICE, updates, nesting)
    │       └── QuestionTooLong  more characters than a question may have
    ├── QueryLimit           a limit was reached while answering
    │   ├── QueryTimeout       the deadline passed
    │   ├── OutOfMemory        more memory than a question may use
    │   ├── AnswerTooLarge     more bytes than may be sent
    │   ├── TooMuchHistory     the journal is too long to be replayed in a request
    │   ├── Busy               too many questions are waiting
    │   └── TooManyQuestions   one client asks more than its share
    ├── Cancelled            whoever asked went away
    ├── BeingMade            what the answer needs is not there yet; it is being made
    │   └── IndexBeingMade     the search index
    ├── ReaderLost           the process that was answering died; asking again may work
    └── DataDirectoryError   the data directory cannot be used
        ├── NewerDirectory     written by a newer version of Lien
        ├── JournalBroken      the hash chain or the journal file is damaged or missing
        └── DirectoryLocked    another process is writing

An error keeps its facts as attributes and a `hint` that tells the reader what to do next. It
knows no HTTP status: `lien_webapp.errors` holds the one table from error to status.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class LienError(Exception):
    """Root of every error that Lien raises on purpose."""

    hint: str = ""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        if hint:
            self.hint = hint


class SettingsError(LienError):
    """A setting has a value that cannot be read, or a name that does not exist."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule in a source file.

    `line` counts physical lines from 1 with the header as line 1; 0 when the whole file is meant.
    `column` is the header name, empty when the whole row is meant. `rule` is one short sentence.
    """

    file: str
    line: int
    column: str
    rule: str

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}"
        if self.column:
            place += f", column {self.column}"
        return f"{place}: {self.rule}"


class SourceError(LienError):
    """A source file cannot be read."""

    def __init__(
        self, file: str, *, line: int = 0, column: str = "", reason: str, hint: str = ""
    ) -> None:
        self.problem = Problem(file, line, column, reason)
        super().__init__(str(self.problem), hint=hint)


class InvalidData(SourceError):
    """Rows break rules. Nothing was written. `problems` holds all of them, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(
            first.file,
            line=first.line,
            column=first.column,
            reason=first.rule,
            hint="Nothing was written. Correct the rows and load again.",
        )

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class UnknownThing(LienError):
    """No such identifier among what the reader may see."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"nothing is known under {name!r}", hint="Search by name, acronym or code instead."
        )


class UnknownQuestion(LienError):
    """No named question of that name, or a parameter that it does not take."""


class QueryError(LienError):
    """SPARQL text that cannot be answered as it is written."""


class QuerySyntaxError(QueryError):
    """Malformed SPARQL. `line` and `column` count from 1; 0 when the parser does not say."""

    def __init__(self, message: str, *, line: int = 0, column: int = 0) -> None:
        self.line, self.column = line, column
        super().__init__(message, hint="See the line and the column for the place of the error.")


class QueryRefused(QueryError):
    """Well-formed, but not answered here; `setting` names the limit that it is beyond, if any."""

    def __init__(self, message: str, *, hint: str = "", setting: str = "") -> None:
        self.setting = setting
        super().__init__(message, hint=hint)


class QuestionTooLong(QueryRefused):
    """The text of a question has more than `length` characters."""

    def __init__(self, length: int) -> None:
        self.length = length
        super().__init__(
            f"the question is longer than {length} characters",
            hint="Shorten lists of values, or ask in several questions.",
            setting="query_length",
        )


class QueryLimit(LienError):
    """A limit was reached while answering; `setting` is its name, empty when it is not one."""

    setting = ""


class QueryTimeout(QueryLimit):
    """The deadline passed before the answer was ready. `seconds` is the deadline."""

    setting = "query_seconds"

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(
            f"the question was stopped after {seconds:g} s",
            hint="Narrow the question: name a body, a kind or a period, or use LIMIT.",
        )


class AnswerTooLarge(QueryLimit):
    """The answer holds more than `limit` bytes; nothing of it is sent."""

    setting = "answer_bytes"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(
            f"the answer is larger than {limit} bytes",
            hint="Use LIMIT and OFFSET, or take the whole data with an export.",
        )


class OutOfMemory(QueryLimit):
    """The question needed more memory than `limit` (MiB)."""

    setting = "query_memory"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(
            f"the question needed more than {limit} MiB of memory",
            hint="Narrow the question: fewer joins, a smaller product, a LIMIT in a subquery.",
        )


class TooMuchHistory(QueryLimit):
    """The journal holds more than `limit` lines, so its states are not recomputed for a page."""

    setting = "feed_lines"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(
            f"the journal holds more than {limit} lines",
            hint="Ask on the command line: lien watch QUESTION.",
        )


class Busy(QueryLimit):
    """Nobody could be heard: `setting` names what was full. `wait` is in seconds."""

    def __init__(self, setting: str, wait: float) -> None:
        self.setting, self.wait = setting, wait
        super().__init__(
            f"too many questions are waiting ({setting})", hint="Ask again in a moment."
        )


class TooManyQuestions(QueryLimit):
    """One client asks too much: `setting` names its share. `wait` is in seconds."""

    def __init__(self, setting: str, wait: float) -> None:
        self.setting, self.wait = setting, wait
        super().__init__(
            f"you have used your share ({setting})", hint=f"Ask again in {wait:.0f} s."
        )


class Cancelled(LienError):
    """Whoever asked went away before the answer was there."""


class BeingMade(LienError):
    """What the answer needs takes too long to wait for it; it is being made. `wait`: in seconds."""

    def __init__(self, wait: float, what: str = "what the answer needs") -> None:
        self.wait = wait
        super().__init__(f"{what} is being made", hint="Ask again in a moment.")


class IndexBeingMade(BeingMade):
    """The search index is not there yet."""

    def __init__(self, wait: float) -> None:
        super().__init__(wait, "the search index")


class ReaderLost(LienError):
    """The process that was answering died before it had answered."""

    hint = "Ask again. If it happens twice, the question needs more memory than it may use."


class DataDirectoryError(LienError):
    """The data directory cannot be used."""


class NewerDirectory(DataDirectoryError):
    """The data directory was written by a newer version."""

    def __init__(self, path: str, *, found: int, known: int) -> None:
        self.path, self.found, self.known = path, found, known
        super().__init__(
            f"{path} has format {found}; this version of Lien knows formats up to {known}",
            hint="Upgrade Lien, or open a copy made by an older version.",
        )


class JournalBroken(DataDirectoryError):
    """The journal is damaged or missing. `entry` is the first bad sequence number, 0 if none."""

    def __init__(self, path: str, reason: str, *, entry: int = 0) -> None:
        self.path, self.entry = path, entry
        super().__init__(
            f"{path}: {reason}", hint="Restore the journal from a backup; do not delete anything."
        )


class DirectoryLocked(DataDirectoryError):
    """Another process is writing to the data directory."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(
            f"{path} is being written by another process",
            hint="Wait until the other load has finished, then try again.",
        )
