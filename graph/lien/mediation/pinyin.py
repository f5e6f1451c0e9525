"""How a Chinese name is said: pinyin with tones."""

from __future__ import annotations

import re
from typing import Final

_SURNAMES: Final = {
    "曾": "Zēng", "仇": "Qiú", "解": "Xiè", "单": "Shàn", "區": "Ōu", "区": "Ōu", "查": "Zhā",
    "任": "Rén", "朴": "Piáo", "翟": "Zhái", "盖": "Gě", "华": "Huà", "乐": "Yuè", "覃": "Qín",
    "缪": "Miào", "种": "Chóng", "繁": "Pó", "员": "Yùn", "尹": "Yǐn", "沈": "Shěn", "宁": "Nìng",
    "葛": "Gě", "那": "Nā", "秘": "Bì", "折": "Shé", "黑": "Hè", "哈": "Hǎ", "冼": "Xiǎn",
}  # fmt: skip
"""Surnames that are read otherwise than the character usually is."""
_DOUBLE: Final = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "夏侯", "令狐",
     "宇文", "长孙", "端木", "南宫", "申屠", "轩辕", "独孤", "呼延", "百里", "拓跋")
)  # fmt: skip
"""Surnames of two characters."""
_NAME: Final = re.compile("[\u4e00-\u9fff]{2,4}")
_TWO_READ: Final = {"尉迟": "Yùchí", "长孙": "Zhǎngsūn", "令狐": "Línghú"}


def of_person(name: str) -> str:
    """Surname, then the given name in one word: 曾国藩 is "Zēng Guófān".

    "" for what is not written in two to four Chinese characters.
    """
    if not _NAME.fullmatch(name):
        return ""
    size = 2 if name[:2] in _DOUBLE and len(name) > 2 else 1
    surname, given = name[:size], name[size:]
    read = _TWO_READ.get(surname) or _SURNAMES.get(surname) or "".join(_syllables(surname))
    return " ".join(part.capitalize() for part in (read, "".join(_syllables(given))) if part)


def of_name(name: str) -> str:
    """The syllables of any other name, apart: 中科院 is "zhōng kē yuàn"; "" without characters."""
    return " ".join(_syllables(name))


def _syllables(text: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  its tables take half a second

    return lazy_pinyin(text, style=Style.TONE, errors="ignore")
