"""What one should know before a visit to a partner: the lines of its dossier as of a day."""

from __future__ import annotations

from lien.mediation.visit.dossier import Visit, visit
from lien.mediation.visit.lines import PARTS, Line

__all__ = ["PARTS", "Line", "Visit", "visit"]
