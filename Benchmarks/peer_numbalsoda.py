"""Problems P1 and P2 with LSODA through numbalsoda, restarted at every dose: the peer beside which
`scripts/benchmark` runs Speciosa. Prints one JSON line: patients per CPU-second of the solve alone.

usage: peer_numbalsoda.py p1|p2 PATIENTS RTOL ATOL"""

import csv
import json
import math
import sys
import time
from pathlib import Path

import numba
import numpy as np
from numbalsoda import lsoda, lsoda_sig

PROBLEMS = Path(__file__).parent / "problems"


def p1(t, y, p, dy):
    ka, CL, V, Vp, CLm = p[0], p[2], p[3], p[4], p[5]
    dy[0] = -ka * y[0]
    dy[1] = ka * y[0] - (CL + 300.0) / V * y[1] + 300.0 / Vp * y[2]
    dy[2] = 300.0 / V * y[1] - 300.0 / Vp * y[2]
    dy[3] = 0.1 * CL / V * y[1] - CLm / 500.0 * y[3]


def p2(t, y, p, dy):
    ka, CL, V, Vp, CLm, Vmax = p[0], p[2], p[3], p[4], p[5], p[6]
    ke0, Kd1, S50, kout2, kt = p[7], p[8], p[9], p[10], p[11]
    c1 = y[1] / V
    elimination = CL * c1 + Vmax * c1 / (0.05 + c1)
    free = 1.0 - y[6] - y[7]
    E0 = 0.4 * y[6] + y[7]
    E = E0 / (1.0 + y[8] / 0.3)
    Eh = (E * E + 1e-12) ** 0.85
    d = y[8] - E0
    w = 0.5 * (d + math.sqrt(d * d + 1e-4))
    dy[0] = -ka * y[0]
    dy[1] = ka * y[0] - elimination - 300.0 / V * y[1] + 300.0 / Vp * y[2]
    dy[2] = 300.0 / V * y[1] - 300.0 / Vp * y[2]
    dy[3] = 0.1 * elimination - CLm / 500.0 * y[3]
    dy[4] = ke0 * (1000.0 * c1 - y[4])
    dy[5] = 1.2 * (2.0 * y[3] - y[5])
    dy[6] = 2.0 / Kd1 * y[4] * free - 2.0 * y[6]
    dy[7] = 1.0 / 1.5 * y[5] * free - y[7]
    dy[8] = kt * (E0 - y[8])
    circadian = 1.0 + 0.3 * math.cos(0.26179938779914943654 * (t - 8.0))
    dy[9] = 0.35 * (circadian * (1.0 - 0.8 * E / (0.2 + E)) - y[9])
    dy[10] = kout2 * (1.0 + 3.0 * Eh / (S50**1.7 + Eh) - y[10])
    dy[11] = 0.02 * (2.0 * E - 1.5 * w - y[11])


def main():
    name, count, rtol, atol = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
    states = {"p1": 4, "p2": 12}[name]
    rows = list(csv.reader(open(PROBLEMS / f"{name}-patients.csv")))[1 : count + 1]
    patients = np.array([[float(x) for x in row[1:]] for row in rows])
    rhs = numba.njit(inline="always")({"p1": p1, "p2": p2}[name])
    width = patients.shape[1]

    @numba.cfunc(lsoda_sig)
    def function(t, y, dy, p):
        rhs(t, numba.carray(y, (states,)), numba.carray(p, (width,)), numba.carray(dy, (states,)))

    address = function.address
    initial = np.zeros(states)
    if name == "p2":
        initial[9] = initial[10] = 1.0
    doses = (
        np.array([8.0 * i for i in range(42)])
        if name == "p1"
        else np.array([24.0 * d + h for d in range(84) for h in (7.0, 13.0, 19.0)])
    )
    step, end = (1.0, 336.0) if name == "p1" else (24.0, 2016.0)

    @numba.njit
    def run(patients):
        total = 0.0
        for i in range(patients.shape[0]):
            p = patients[i].copy()
            y = initial.copy()
            t, output = 0.0, step
            for k in range(len(doses) + 1):
                stop = doses[k] + p[1] if k < len(doses) else end
                if stop > t:
                    n = int(math.floor((stop - output) / step)) + 1 if output <= stop else 0
                    times = np.empty(n + 2)
                    times[0] = t
                    for j in range(n):
                        times[j + 1] = output + j * step
                    times[n + 1] = stop
                    last = n + 1 if n > 0 and times[n] >= stop - 1e-12 else n + 2
                    u, success = lsoda(address, y, times[:last], p, rtol=rtol, atol=atol, mxstep=1000000)
                    y = u[last - 1].copy()
                    total += u[last - 1, 1]
                    output += n * step
                    t = stop
                if k < len(doses):
                    y[0] += 30.0
        return total

    run(patients[:1])
    start = time.process_time()
    run(patients)
    seconds = time.process_time() - start
    print(json.dumps({"tool": "numbalsoda", "problem": name, "patients": count,
                      "patientsPerCPUSecond": count / seconds}))


main()
