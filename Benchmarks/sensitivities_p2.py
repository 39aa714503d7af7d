#!/usr/bin/env python3
"""Derivatives of problem P2 by complex steps: what the tests of sensitivities compare with.

    python3 Benchmarks/sensitivities_p2.py > Tests/SimulationTests/SensitivityReference+Rows.swift

dy/dp = Im y(p + iε) / ε with ε = 1e-30: no difference is taken, so only the integration's own error is left
(Squire & Trapp 1998, doi:10.1137/S003614459631241X). The equations of problems/p2.ant, written again, are
integrated by Gauss-Legendre collocation with 6 stages (order 12) in equal steps; the doses' times are complex
where the lag time is varied. Half the number of steps gives the same derivatives to 1e-12. Needs numpy.
"""
import numpy as np

STATES = "Ag A1 A2 Am Ce Cme R1 R2 M T1 T2 L".split()
PARAMETERS = "ka tlag CL V Km hill kout1 F T1(0)".split()
OUTPUTS = "C oT1 oT2 oM oL".split()
TIMES = [5.0, 9.0, 13.5, 24.0, 40.0]
DOSES = [(1.0, 30.0), (7.0, 30.0), (13.0, 45.0)]
BASE = dict(
    ka=1.0, tlag=0.3, CL=120.0, V=2000.0, Vp=8000.0, CLm=300.0, Vmax=4.0, ke0=0.8, Kd1=60.0, S50=0.25,
    kout2=0.05, kt=0.004, Q=300.0, Km=0.05, fm=0.1, Vm=500.0, ke0m=1.2, koff1=2.0, koff2=1.0, Kd2=1.5, e1=0.4,
    e2=1.0, M50=0.3, a1=0.3, Imax=0.8, IE50=0.2, kout1=0.35, Smax=3.0, hill=1.7, kL=0.02, aE=2.0, aW=1.5,
    F=0.7)


def rhs(t, y, p):
    Ag, A1, A2, Am, Ce, Cme, R1, R2, M, T1, T2, L = y
    c1 = A1 / p["V"]
    elim = p["CL"] * c1 + p["Vmax"] * c1 / (p["Km"] + c1)
    Rf = 1 - R1 - R2
    E0 = p["e1"] * R1 + p["e2"] * R2
    E = E0 / (1 + M / p["M50"])
    Eh = (E * E + 1e-12) ** (p["hill"] / 2)
    dw = M - E0
    w = 0.5 * (dw + np.sqrt(dw * dw + 1e-4))
    k12, k21 = p["Q"] / p["V"], p["Q"] / p["Vp"]
    return np.array([
        -p["ka"] * Ag,
        p["ka"] * Ag - elim - k12 * A1 + k21 * A2,
        k12 * A1 - k21 * A2,
        p["fm"] * elim - p["CLm"] / p["Vm"] * Am,
        p["ke0"] * (1000 * c1 - Ce),
        p["ke0m"] * (1000 / p["Vm"] * Am - Cme),
        p["koff1"] / p["Kd1"] * Ce * Rf - p["koff1"] * R1,
        p["koff2"] / p["Kd2"] * Cme * Rf - p["koff2"] * R2,
        p["kt"] * (E0 - M),
        p["kout1"] * ((1 + p["a1"] * np.cos(0.26179938779914943654 * (t - 8)))
                      * (1 - p["Imax"] * E / (p["IE50"] + E)) - T1),
        p["kout2"] * (1 + p["Smax"] * Eh / (p["S50"] ** p["hill"] + Eh) - T2),
        p["kL"] * (p["aE"] * E - p["aW"] * w - L),
    ])


def gauss(s):
    x, w = np.polynomial.legendre.leggauss(s)
    c = (x + 1) / 2
    powers = np.vander(c, s, increasing=True)
    integrals = np.array([[ci ** (k + 1) / (k + 1) for k in range(s)] for ci in c])
    return c, integrals @ np.linalg.inv(powers), w / 2


C, A, B = gauss(6)


def advance(t0, t1, y, p, steps_per_unit):
    n = max(2, int(np.ceil((t1 - t0).real * steps_per_unit)))
    h = (t1 - t0) / n
    for i in range(n):
        t = t0 + i * h
        k = np.tile(rhs(t, y, p), (6, 1)).T
        for _ in range(60):
            new = np.array([rhs(t + C[j] * h, y + h * (k @ A[j]), p) for j in range(6)]).T
            # The real parts set the size of the rounding; imaginary parts are 1e-30 of the derivatives.
            change = max(np.abs((new - k).real).max(), np.abs((new - k).imag).max() * 1e30)
            k = new
            if change < 1e-15 * (1 + np.abs(k.imag).max() * 1e30):
                break
        y = y + h * (k @ B)
    return y


def solve(p, T1, steps_per_unit):
    y = np.zeros(12, dtype=complex)
    y[9], y[10] = T1, 1
    events = sorted([(t + p["tlag"], a * p["F"]) for t, a in DOSES] + [(t, None) for t in TIMES],
                    key=lambda e: complex(e[0]).real)
    now, out = 0j, []
    for t, amount in events:
        y = advance(now, complex(t), y, p, steps_per_unit)
        now = complex(t)
        if amount is None:
            out.append([1000 * y[1] / p["V"], y[9], y[10], y[8], y[11]])
        else:
            y = y.copy()
            y[0] += amount
    return np.array(out)


def derivatives(name, steps_per_unit):
    p, T1 = {k: complex(v) for k, v in BASE.items()}, 1 + 0j
    if name == "T1(0)":
        T1 += 1e-30j
    else:
        p[name] += 1e-30j
    return solve(p, T1, steps_per_unit).imag / 1e-30


def main():
    table, worst = {}, 0.0
    for name in PARAMETERS:
        coarse, fine = derivatives(name, 8), derivatives(name, 16)
        worst = max(worst, np.max(np.abs(fine - coarse) / (np.abs(fine) + 1e-9)))
        table[name] = fine
    print("// Made by Benchmarks/sensitivities_p2.py; coarse and fine steps differ by %.1e." % worst)
    print("extension SensitivityReference {")
    print("  /// ∂output/∂parameter of problem P2 at the times, by complex steps.")
    print("  static let rows: [(output: String, parameter: String, values: [Double])] = [")
    for o, output in enumerate(OUTPUTS):
        for name in PARAMETERS:
            values = [repr(float(v)) for v in table[name][:, o]]
            print('    (\n      "%s", "%s",\n      [' % (output, name))
            print("        %s,\n        %s,\n      ]\n    )," % (", ".join(values[:3]), ", ".join(values[3:])))
    print("  ]\n}")


main()
