"""What is to be known of the state of a thing on a day."""

from __future__ import annotations

from lien.dates import PartialDate
from lien_webapp.asof import AsOf
from lien_webapp.dossier.facts import stages
from lien_webapp.dossier.moments import by
from lien_webapp.dossier.subject import WITH_LINKS, Subject
from lien_webapp.i18n import (
    date_text,
    gettext,
    ngettext,
    with_article,
)
from lien_webapp.links import short


def state(it: Subject) -> list[str]:
    """What is to be known of the state on the day: whether the thing was there, and so on."""
    if it.on is None:
        return []
    if it.kind not in WITH_LINKS:
        return [gettext("What this page lists is listed over all times, figures up to that day.")]
    told = [_existence(it, it.on)]
    told.extend(
        gettext("According to one source the date is %(date)s: then it was not there yet.")
        % {"date": with_article(row.value)}
        for row in it.asked.competing
        if short(row.property or "") == "lien:start" and not by(row.value, it.on)
    )
    called = [stage.title.text for stage in stages(it).content if stage.standing == "holds"]
    if called:
        names = ", ".join(dict.fromkeys(called))
        told.append(gettext("Names, kinds and codes of that day: %(names)s.") % {"names": names})
    unknown = sum(
        link.standing == "unknown"
        for groups in it.themes.values()
        for group in groups
        for link in group.links
    )
    if unknown:
        told.append(
            ngettext(
                "Of %(num)s link no source says whether it held on that day.",
                "Of %(num)s links no source says whether they held on that day.",
                unknown,
            )
            % {"num": unknown}
        )
    told.append(
        gettext(
            "What was over or had not begun is folded at the end of each list. "
            "Facts and names at the head of the page are those known today."
        )
    )
    return [text for text in told if text]


def _existence(it: Subject, on: AsOf) -> str:
    facts = {short(row.property): str(row.value) for row in it.rows}
    start = facts.get("lien:start") or facts.get("lien:signedOn", "")
    if start and PartialDate.parse(start).earliest > on.day:
        text = gettext("It was not there yet: it begins %(date)s.")
        return text % {"date": with_article(start)}
    end = facts.get("lien:end", "")
    if end and PartialDate.parse(end).latest < on.day:
        return gettext("It had ended: %(date)s.") % {"date": date_text(end)}
    if not start and not end and it.kind != "Person":
        return gettext("No source says when it began or ended.")
    return ""
