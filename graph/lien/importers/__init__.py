"""Importers: from source files to named graphs."""
