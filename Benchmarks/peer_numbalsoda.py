"""The benchmark problems with LSODA through numbalsoda (test and benchmark use only), restarted at every dose:
the peer beside which `scripts/compare-with-peers` runs Speciosa. Prints one JSON line a tolerance: patients
per CPU-second of the solve alone with outputs in memory, and the largest error by the same measure.

Equations, patients and doses are those of `problems/`. What is constant for a patient is worked out once a
patient; the doses of all patients are put in time order before the clock starts.

usage: peer_numbalsoda.py PROBLEM PATIENTS RTOL:ATOL,…"""

import json
import sys
import time

import numba
import numpy as np
from numbalsoda import lsoda, lsoda_sig

from equations import Problem


def source(p):
    """Functions `constants(p, k, y)`, `rates(time, y, k, f)`, `readout(y, k, o)` as Python text. The last
    rows of `k` are the rates of input into each state."""
    names = list(p.constants)
    index = {name: i for i, name in enumerate(p.states)}

    def local(expressions):
        lines = [f"    {n} = k[{names.index(n)}]" for n in p.used(expressions, names)]
        lines += [f"    {n} = y[{index[n]}]" for n in p.used(expressions, p.states)]
        return lines + [f"    {n} = {p.rules[n]}" for n in p.used(expressions, p.rules)]

    infused = sorted({state for _, _, state, _, rate in p.moments() if rate != 0})
    lines = ["from math import cos, exp, pow, sqrt", "def constants(p, k, y):"]
    for i, (name, expression) in enumerate(p.constants.items()):
        value = f"p[{p.parameters.index(name)}]" if name in p.parameters else expression
        lines += [f"    {name} = {value}", f"    k[{i}] = {name}"]
    lines += [f"    y[{i}] = {p.given[n]}" for n, i in index.items()]
    lines += ["def rates(time, y, k, f):", *local(p.rates.values())]
    for name, expression in p.rates.items():
        i = index[name]
        lines.append(f"    f[{i}] = {expression}" + (f" + k[{len(names) + i}]" if i in infused else ""))
    lines += ["def readout(y, k, o):", *local(p.outputs)]
    lines += [f"    o[{i}] = {name}" for i, name in enumerate(p.outputs)]
    return "\n".join(lines)


def schedule(p, patients):
    """Doses of each patient in time order: patient × moment × (time, state, amount, change of rate)."""
    rows = []
    for patient in patients:
        moments = sorted((t + (patient[lag] if lag >= 0 else 0.0), s, a, r) for t, lag, s, a, r in p.moments())
        rows.append(moments)
    return np.array(rows)


def main():
    p, count = Problem(sys.argv[1]), int(sys.argv[2])
    tolerances = [tuple(float(x) for x in pair.split(":")) for pair in sys.argv[3].split(",")]
    space = {}
    exec(source(p), space)
    constants, readout = numba.njit(space["constants"]), numba.njit(space["readout"])
    rates = numba.njit(inline="always", fastmath=True)(space["rates"])
    states, rows, outputs = len(p.states), len(p.constants) + len(p.states), len(p.outputs)

    @numba.cfunc(lsoda_sig)
    def function(t, y, dy, k):
        rates(t, numba.carray(y, (states,)), numba.carray(k, (rows,)), numba.carray(dy, (states,)))

    address = function.address
    grid = np.array(p.times)
    inputs = len(p.constants)

    @numba.njit
    def run(patients, moments, rtol, atol):
        out = np.zeros((patients.shape[0], grid.size, outputs))
        k, y = np.zeros(rows), np.zeros(states)
        failed = 0
        for i in range(patients.shape[0]):
            k[inputs:] = 0.0
            constants(patients[i], k, y)
            t, next_output, fine = grid[0], 0, True
            for m in range(moments.shape[1] + 1):
                stop = min(moments[i, m, 0], grid[-1]) if m < moments.shape[1] else grid[-1]
                if stop > t or m == moments.shape[1]:
                    if grid[next_output] <= t:
                        readout(y, k, out[i, next_output])
                        next_output += 1
                    after = next_output
                    while after < grid.size and grid[after] <= stop:
                        after += 1
                    n = after - next_output
                    if stop > t:
                        times = np.empty(n + 2)
                        times[0] = t
                        times[1:n + 1] = grid[next_output:after]
                        times[n + 1] = stop
                        last = n + 1 if times[n] >= stop else n + 2
                        u, success = lsoda(address, y, times[:last], k, rtol=rtol, atol=atol, mxstep=1000000)
                        fine = fine and success
                        for j in range(n):
                            readout(u[j + 1], k, out[i, next_output + j])
                        y = u[last - 1].copy()
                        t = stop
                        next_output = after
                if m < moments.shape[1] and moments[i, m, 0] <= stop:
                    state = int(moments[i, m, 1])
                    y[state] += moments[i, m, 2]
                    k[inputs + state] += moments[i, m, 3]
            failed += not fine
        return out, failed

    patients = np.array(p.patients[:count])
    moments = schedule(p, patients)
    run(patients[:1], moments[:1], 1e-3, 1e-3)
    for rtol, atol in tolerances:
        start = time.process_time()
        out, failed = run(patients, moments, rtol, atol)
        seconds = time.process_time() - start
        print(json.dumps({
            "tool": "numbalsoda", "problem": p.name, "method": "lsoda", "rtol": rtol, "atol": atol,
            "patients": len(patients), "seconds": [seconds], "patientsPerCPUSecond": len(patients) / seconds,
            "largestError": p.largest_error(out), "failedPatients": int(failed)}), flush=True)


main()
