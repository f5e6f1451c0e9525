"""HermiT and the profile checks of the OWL API, in a Java process of their own.

Both ship in one archive with the package owlready2. The program reads one JSON object a line (the
graph as RDF/XML, and whether to check profiles) and answers each with one line: a JSON object with
the fields of `Verdict`. A process apart, because the tests fork and a Java machine does not
survive that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rdflib import Graph


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reasoner and the profile checks say about a graph.

    `unsatisfiable` are classes that can have no member; empty when the graph is inconsistent,
    because then every class is. `dl` and `rl` are the violations of OWL 2 DL and OWL 2 RL in the
    words of the OWL API.
    """

    consistent: bool
    unsatisfiable: list[str]
    dl: list[str]
    rl: list[str]


class Reasoner:
    """A running Java process that judges graphs one after another."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def judge(self, graph: Graph, *, profiles: bool = False) -> Verdict:
        """The verdict on the graph's statements; `owl:imports` are not followed.

        `dl` and `rl` are empty unless `profiles` are asked for.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        question = {"text": graph.serialize(format="xml"), "profiles": profiles}
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return Verdict(**json.loads(self._process.stdout.readline()))


@contextmanager
def reasoner() -> Iterator[Reasoner]:
    """Start the process; it ends with the block."""
    command = [sys.executable, __file__]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8") as process:
        yield Reasoner(process)


def archive() -> Path:
    """The Java archive that owlready2 ships."""
    spec = find_spec("owlready2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("owlready2 is not installed: make install-test")
    return Path(spec.origin).parent / "hermit" / "HermiT.jar"


def _judged(java: Any, text: str, *, profiles: bool) -> dict[str, Any]:
    """Fields of the verdict on an RDF/XML document."""
    owl = java.org.semanticweb.owlapi
    manager = owl.apibinding.OWLManager.createOWLOntologyManager()
    manager.addIRIMapper(_nowhere(owl))
    manager.setSilentMissingImportsHandling(True)
    source = owl.io.StringDocumentSource(text)
    ontology = manager.loadOntologyFromOntologyDocument(source)
    settings = java.org.semanticweb.HermiT.Configuration()
    settings.ignoreUnsupportedDatatypes = True
    hermit = java.org.semanticweb.HermiT.Reasoner(settings, ontology)
    consistent = bool(hermit.isConsistent())
    empty = hermit.getUnsatisfiableClasses().getEntitiesMinusBottom() if consistent else ()
    return {
        "consistent": consistent,
        "unsatisfiable": sorted(str(cls.getIRI()) for cls in empty),
        "dl": _violations(owl.profiles.OWL2DLProfile(), ontology) if profiles else [],
        "rl": _violations(owl.profiles.OWL2RLProfile(), ontology) if profiles else [],
    }


def _nowhere(owl: Any) -> Any:
    import jpype  # noqa: PLC0415  only the Java process needs it

    nowhere = owl.model.IRI.create("file:///dev/null/nothing")
    return jpype.JProxy(owl.model.OWLOntologyIRIMapper, {"getDocumentIRI": lambda _: nowhere})


def _violations(profile: Any, ontology: Any) -> list[str]:
    return sorted({str(v) for v in profile.checkOntology(ontology).getViolations()})


def main() -> None:
    """Answer each line of the standard input."""
    import jpype  # noqa: PLC0415  only the Java process needs it
    import jpype.imports  # noqa: PLC0415

    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what Java prints is not an answer
    jpype.startJVM("-Xmx1g", "-XX:+UseSerialGC", classpath=[str(archive())])
    java = jpype.JPackage
    packages = type("Java", (), {"org": java("org")})
    for line in sys.stdin:
        print(json.dumps(_judged(packages, **json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
