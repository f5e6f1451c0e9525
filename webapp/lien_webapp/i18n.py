"""Three languages: message catalogues, the language of a request, dates as precise as given.

The texts in the code are English and are the keys. `i18n/fr.po` and `i18n/zh.po` are read once
at start; a text without translation is shown in English, and a test fails on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit
from flask import Flask, g, has_request_context, request

from lien_webapp.context import settings

LANGUAGES: Final = {"fr": "Français", "en": "English", "zh": "中文"}
"""Code and own name of every interface language, in the order of the switcher."""

_LOCALES: Final = {
    "fr": Locale("fr"),
    "en": Locale("en", "GB"),
    "zh": Locale("zh", "CN", script="Hans"),
}
_FOLDER: Final = Path(__file__).parent / "i18n"
_DATE: Final = re.compile(r"(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_APART: Final = re.compile(r"\b(?:en le|[àÀ] [Ll]e)(s?) ")
_HAN: Final = re.compile(
    r"([⺀-⿟㐀-䶿一-鿿豈-﫿]+(?:[·・，、（）《》：；。\s]*[⺀-⿟㐀-䶿一-鿿豈-﫿（）《》]+)*)"
)


@cache
def catalogue(lang: str) -> Mapping[str, str | tuple[str, ...]]:
    """Message to translation (a tuple where there is a plural); empty for English."""
    path = _FOLDER / f"{lang}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        messages: Any = read_po(file, locale=lang)
    return {
        message.id if isinstance(message.id, str) else message.id[0]: message.string
        for message in messages
        if message.id and not message.fuzzy
    }


def language() -> str:
    """Language of this page: `?lang`, else what the browser prefers, else the setting."""
    if not has_request_context():
        return "en"
    if "language" not in g:
        asked = request.args.get("lang", "")
        g.language = asked if asked in LANGUAGES else _preferred(request.accept_languages.values())
    return str(g.language)


def _preferred(tags: Iterable[str]) -> str:
    """The first of the tags, best first, whose language we have; `zh-CN` counts as `zh`."""
    primary = (tag.replace("_", "-").partition("-")[0].lower() for tag in tags)
    return next((lang for lang in primary if lang in LANGUAGES), settings().language)


def gettext(message: str) -> str:
    """`message` in the language of the page."""
    found = catalogue(language()).get(message, "")
    return (found if isinstance(found, str) else found[0]) or message


def ngettext(singular: str, plural: str, number: int) -> str:
    """`singular` or `plural` in the language of the page; French counts 0 as singular.

    `number` stands in the place of `%(num)s`, as the language writes it; other places stay open.
    """
    lang = language()
    found = catalogue(lang).get(singular, (singular, plural))
    forms = (found,) if isinstance(found, str) else found
    one = number <= 1 if lang == "fr" else number == 1
    return forms[0 if one else -1].replace("%(num)s", number_text(number))


def mark(message: str) -> str:
    """`message` itself: marks a text for the catalogues that is translated where it is shown."""
    return message


def date_text(value: object) -> str:
    """A date in words with the precision it was given in: year, month or day.

    `1978-10` gives "octobre 1978", "October 1978", "1978年10月". What is not a date stays as it is.
    """
    found = _DATE.fullmatch(str(value))
    return _date_text(*found.groups(), language()) if found else str(value)


@lru_cache(maxsize=4096)  # a page says the same dates many times, and Babel takes long
def _date_text(year: str, month: str | None, day: str | None, lang: str) -> str:
    if not month:
        return f"{year}年" if lang == "zh" else year
    try:
        given = date(int(year), int(month), int(day or 1))
    except ValueError:
        return "-".join(part for part in (year, month, day) if part)
    if not day:
        return format_skeleton("yMMMM", given, locale=_LOCALES[lang])
    text = format_date(given, "long", locale=_LOCALES[lang])
    return text.replace("1 ", "1er ", 1) if lang == "fr" and given.day == 1 else text


def span_text(start: object, end: object) -> str:
    """A period in words: "1978–1995", "since 2011", "until 2019", or nothing."""
    if start and end:
        first, last = date_text(start), date_text(end)
        if first == last:
            return first
        return f"{first}–{last}" if " " not in first + last else f"{first} – {last}"
    if start:
        return gettext("since %(date)s") % {"date": with_article(start)}
    if end:
        return contracted(gettext("until %(date)s") % {"date": with_article(end)})
    return ""


def contracted(text: str) -> str:
    """`text` with French prepositions and articles in one: "à Le Mans" becomes "au Mans"."""
    return _APART.sub(r"au\1 ", text) if language() == "fr" else text


def seen_text(days: Iterable[object]) -> str:
    """The days on which sources show something, in words: "seen 2011, 2013"; nothing for none."""
    dates = ", ".join(date_text(day) for day in days)
    return gettext("seen %(dates)s") % {"dates": dates} if dates else ""


def duration_text(value: object) -> str:
    """A length in years and months in words: "P4Y6M" is "4 years 6 months"; nothing for None."""
    counts = re.findall(r"(\d+)([YM])", str(value or ""))
    units = {"Y": "duration-year", "M": "duration-month"}
    locale = _LOCALES[language()]
    length: Any = "short" if language() == "zh" else "long"  # Babel has no long form for Chinese
    words = (format_unit(int(count), units[unit], length, locale=locale) for count, unit in counts)
    return " ".join(words)


def with_article(value: object) -> str:
    """The date as it stands after a preposition: French says "le" before a day."""
    day = language() == "fr" and len(str(value)) == len("2011-11-04")
    return f"le {date_text(value)}" if day else date_text(value)


def number_text(value: object) -> str:
    """A number with the separators of the language; anything else as it is."""
    try:
        return format_decimal(str(value), locale=_LOCALES[language()])
    except (ValueError, ArithmeticError):
        return str(value)


def by_script(text: object) -> list[tuple[str, bool]]:
    """The pieces of `text`, each with whether it is written in Chinese characters."""
    return [(piece, index % 2 == 1) for index, piece in enumerate(_HAN.split(str(text))) if piece]


def init_app(app: Flask) -> None:
    """Give the templates their translations and their date words."""
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    install: Any = environment
    install.install_gettext_callables(gettext, ngettext, newstyle=True)
    environment.filters.update(
        date=date_text, number=number_text, by_script=by_script, translated=gettext
    )
    environment.globals.update(span=span_text, languages=LANGUAGES, language=language)
