"""Which SPARQL a server gets: of a user the standard's, of ours the lines that it can do.

A server has extensions that reach around the two lists of graphs, or out of the server: Virtuoso
has `define input:…` and functions named `bif:…` and `sql:…`. So what is not in the grammar of
SPARQL 1.1 is refused in a user's text, whatever server it is, and comments, in which pragmas could
hide, are left out.
"""

from __future__ import annotations

import re
from typing import Final

from lien.errors import QueryRefused
from lien.store.remote.tokens import tokens

_GRAMMAR: Final = """
    ABS ALL AS ASC ASK AVG A BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT
    CONTAINS COUNT DATATYPE DAY DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR
    GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG
    LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NOT NOW OFFSET OPTIONAL ORDER PREFIX
    RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SHA1 SHA256 SHA384
    SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM
    TIMEZONE TRUE TZ UCASE UNDEF UNION URI UUID VALUES WHERE YEAR
    """
_WORDS: Final = frozenset(_GRAMMAR.split())
_SIGNS: Final = frozenset(".,;?")
_INSIDE: Final = re.compile(r"(?:bif|sql)(?=:|\Z)", re.IGNORECASE)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_COMMENT: Final = re.compile(r"#[^\r\n]*")
_ONLY: Final = re.compile(r"^( *)#virtuoso: ?", re.MULTILINE)
_NOT: Final = re.compile(r"^.*#not-virtuoso\n", re.MULTILINE)
_HINT: Final = "Ask in the words of SPARQL 1.1."


def variant(query: str) -> str:
    """A trusted query as Virtuoso shall get it.

    Lines that end in `#not-virtuoso` are left out; in lines that begin with `#virtuoso:` what
    follows is asked instead. Everybody else takes both for comments.
    """
    return _ONLY.sub(r"\1", _NOT.sub("", query))


def standard(text: str) -> str:
    """The text without its comments and FROM clauses, if all of it is SPARQL 1.1.

    The graphs of FROM go to the server as parameters of the protocol, like all others.

    Raises:
        QueryRefused: names the word or the sign that is not.
    """
    parts = []
    of_from = False
    for kind, token in tokens(text):
        if kind == "blank":
            parts.append(_COMMENT.sub("", token))
        elif of_from:
            of_from = token.upper() == "NAMED"
        elif kind == "word" and token.upper() == "FROM":
            of_from = True
        else:
            _refuse_extension(kind, token)
            parts.append(token)
    return "".join(parts)


def _refuse_extension(kind: str, token: str) -> None:
    foreign = (
        (kind == "word" and token.upper() not in _WORDS)
        or (kind in ("iri", "name") and _INSIDE.match(_plain(token).lstrip("<")))
        or (kind in ("other", "unicode") and token not in _SIGNS)
    )
    if foreign:
        raise QueryRefused(f"{token[:40]} is not SPARQL 1.1", hint=_HINT)


def _plain(token: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), token)
