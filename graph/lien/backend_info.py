"""What networkx shows about our back end; read while networkx itself is being imported."""

from __future__ import annotations


def info() -> dict[str, str]:
    """Name, project and summary of the back end `lien.analysis.backend`."""
    return {"backend_name": "lien", "project": "lien", "short_summary": "Arrays of a Lien graph."}
