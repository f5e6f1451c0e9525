"""Measures computed in a process of their own that steps back: pages do not wait for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO

import numpy as np
from scipy.sparse import triu

from lien.analysis.arrays import adjacency
from lien.analysis.recording import Result, Run, measured
from lien.analysis.selection import Selection


def measured_apart(chosen: Selection, run: Run) -> Result:
    """As `lien.analysis.recording.measured`.

    Raises:
        RuntimeError: that process failed.
    """
    upper, sent = triu(chosen.matrix, 1, format="coo"), BytesIO()
    u, v = (ends.astype(np.int32) for ends in upper.coords)
    asked = np.array([run.measure, run.network, str(run.year), str(run.seed)])
    np.savez(sent, u=u, v=v, weight=upper.data, asked=asked, iris=np.array(chosen.iris, "S"))
    command = [sys.executable, "-m", "lien.analysis.apart"]
    done = subprocess.run(command, input=sent.getvalue(), capture_output=True, check=False)  # noqa: S603  ourselves
    if done.returncode:
        raise RuntimeError(f"the measures failed: {done.stderr.decode(errors='replace')[-500:]}")
    head, _, body = done.stdout.partition(b"\n")
    found, columns = json.loads(head), np.load(BytesIO(body))
    ties = [(str(n), int(u), int(v), float(w)) for n, u, v, w in found["ties"]]
    return Result(found["iris"], dict(columns), ties, found["totals"])


def _main() -> None:
    os.nice(10)
    given = np.load(BytesIO(sys.stdin.buffer.read()))
    iris = [iri.decode() for iri in given["iris"].tolist()]
    measure, network, year, seed = given["asked"].tolist()
    edges = adjacency(len(iris), given["u"], given["v"])
    chosen = Selection(np.arange(len(iris)), edges, given["weight"], iris)
    found, columns = measured(chosen, Run(measure, network, int(year), int(seed))), BytesIO()
    np.savez(columns, **found.things)  # type: ignore[arg-type]
    head = {"iris": found.iris, "ties": found.ties, "totals": found.totals}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + columns.getvalue())


if __name__ == "__main__":
    _main()
