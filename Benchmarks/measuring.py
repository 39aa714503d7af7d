"""Runs the measuring programs and reads their JSON lines."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROBLEMS = ["p1", "p2", "p3", "p4"]

# Largest error at which the speed is asked for, and the ratio to numbalsoda that is asked for there.
DEMANDED = {"p1": (1e-10, 80), "p2": (2e-6, 18), "p3": (1e-5, 20), "p4": (1e-5, None)}

# Versions that the results were measured with.
PEER = ["numba==0.68.1", "numbalsoda==0.3.4", "numpy==2.4.6"]


def build():
    """The measuring program, built for this machine."""
    flags = subprocess.check_output([ROOT / "scripts" / "flags"], text=True).split()
    subprocess.run([ROOT / "scripts" / "setup"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["swift", "build", *flags, "--product", "speciosa-benchmark"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)
    folder = subprocess.check_output(["swift", "build", *flags, "--show-bin-path"], cwd=ROOT, text=True)
    return Path(folder.strip()) / "speciosa-benchmark"


def speciosa(tool, problem, rtols, *, method="auto", atol="1e-8", patients, repeats=1, engine="native"):
    """Measurements, one a tolerance. `atol` may be a share of rtol: `x1e-2`."""
    return lines([tool, problem, "--folder", ROOT / "Benchmarks" / "problems", "--method", method,
                  "--rtol", ",".join(f"{r:g}" for r in rtols), "--atol", atol, "--patients", str(patients),
                  "--repeats", str(repeats), "--engine", engine, "--json", "only"])


def numbalsoda(problem, tolerances, patients):
    """Measurements of the peer, one a pair (rtol, atol)."""
    pairs = ",".join(f"{r:g}:{a:g}" for r, a in tolerances)
    return lines([peer_python(), ROOT / "Benchmarks" / "peer_numbalsoda.py", problem, str(patients), pairs])


def peer_python():
    """Interpreter of .venv-benchmark, which is made on first use."""
    python = ROOT / ".venv-benchmark" / "bin" / "python"
    if not python.exists():
        print("installing numbalsoda (built from source; needs cmake and gfortran)", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", python.parent.parent], check=True)
        subprocess.run([python.parent / "pip", "install", "-q", *PEER], check=True)
    return python


def fastest(measurements, error):
    """The fastest measurement that meets an error, without a failed patient; None where there is none."""
    fit = [m for m in measurements if m["failedPatients"] == 0 and (m["largestError"] or 1e300) <= error]
    return max(fit, key=lambda m: m["patientsPerCPUSecond"], default=None)


# Freed memory stays with the process, so that repeats after the first measure the solve and not the kernel
# handing out pages.
ENVIRONMENT = os.environ | {
    "GLIBC_TUNABLES": "glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=8589934592"}


def lines(command):
    result = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
    if result.returncode != 0:
        sys.exit(f"{command[0]} ended with status {result.returncode}")
    return [json.loads(line) for line in result.stdout.splitlines()]
