"""Lien: who works with whom, under which agreement, since when, and according to which source."""

__version__ = "0.1.0"
