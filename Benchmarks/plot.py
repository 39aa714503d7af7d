"""Draws error against CPU time for each problem.

usage: plot.py measurements.jsonl FOLDER        (needs matplotlib)"""

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "speciosa"
import matplotlib.pyplot as plt  # noqa: E402

measurements = [json.loads(line) for line in open(sys.argv[1])]
for problem in sorted({m["problem"] for m in measurements}):
    figure, axes = plt.subplots(figsize=(6.4, 4.4), constrained_layout=True)
    series = {}
    for m in measurements:
        if m["problem"] == problem and m["role"] in ("sweep", "method") and m["failedPatients"] == 0:
            series.setdefault((m["tool"], m["method"]), []).append(m)
    for (tool, method), points in sorted(series.items()):
        points = [m for m in points if m["largestError"]]
        points.sort(key=lambda m: m["rtol"])
        axes.loglog(
            [m["largestError"] for m in points], [1e3 / m["patientsPerCPUSecond"] for m in points],
            marker="o", markersize=3, linewidth=2 if method == "auto" else 1, label=f"{tool} {method}")
    axes.invert_xaxis()
    axes.set_xlabel("largest relative error [1]")
    axes.set_ylabel("CPU time a patient [ms]")
    axes.set_title(problem.upper())
    axes.grid(True, which="major", linewidth=0.3)
    axes.legend(fontsize=8)
    figure.savefig(Path(sys.argv[2]) / f"{problem}.svg", metadata={"Date": None})
    plt.close(figure)
