"""How the calibrated numbers of Models/depression came about.

Needs numpy and scipy; not part of any build or test. Run: python3 depression.py
Prints the statistics of virtual people for the chosen values and for the plain least-squares optimum.
"""

import numpy as np
from scipy.optimize import least_squares
from scipy.stats import norm, qmc

DEVIATES = norm.ppf(np.clip(qmc.Sobol(4, seed=1).random(2**16), 1e-9, 1 - 1e-9))
# name: (target, half of the accepted width)
TARGETS = dict(change=(-8, 1), SD=(7, 1), response=(0.375, 0.025), difference=(1.9, 0.3), SMD=(0.30, 0.05),
               dropout=(0.275, 0.075), dropout_ratio=(1.08, 0.05))
CHOSEN = dict(Pmax=6.6, sd_Pmax=6.1, Emax_ad=2.2, lam0=0.052, HR_ad=1.16)


def arm(drug, Pmax, sd_Pmax, Emax_ad, lam0, HR_ad, weeks=8.0):
    """Mean and SD of change, share of response, share lost, at `weeks`."""
    B = 23 + 3.55 * DEVIATES[:, 0]
    P = Pmax + sd_Pmax * DEVIATES[:, 1]
    at_start, later = 3.5 * DEVIATES[:, 2], 3.5 * DEVIATES[:, 3]

    def score(t):
        gone = 1 - np.exp(-0.375 * t)
        return np.clip(B - 0.119 * B * gone - P * gone - drug * Emax_ad * (1 - np.exp(-0.344 * t)), 0, 52)

    seen_start = np.clip(B + at_start, 0, 52)
    seen = np.clip(score(weeks) + at_start * np.exp(-2 * weeks) + later * np.sqrt(1 - np.exp(-4 * weeks)), 0, 52)
    grid = np.linspace(0, weeks, 65)
    hazard = [lam0 * (HR_ad if drug else 1) * np.exp(0.3 * (score(t) - B) / 7) for t in grid]
    change = seen - seen_start
    lost = (1 - np.exp(-np.trapezoid(hazard, grid, axis=0))).mean()
    return change.mean(), change.std(), (seen <= 0.5 * seen_start).mean(), lost


def statistics(**values):
    placebo, drug = arm(0, **values), arm(1, **values)
    difference = placebo[0] - drug[0]
    return dict(
        change=placebo[0], SD=placebo[1], response=placebo[2], difference=difference,
        SMD=difference / np.sqrt((placebo[1] ** 2 + drug[1] ** 2) / 2), dropout=placebo[3],
        dropout_ratio=drug[3] / placebo[3], SD_ratio=drug[1] / placebo[1])


if __name__ == "__main__":
    def show(title, values):
        print(title, {k: round(float(v), 3) for k, v in values.items()})
        print("  gives", {k: round(float(v), 3) for k, v in statistics(**values).items()})

    def residuals(x):
        s = statistics(**dict(zip(CHOSEN, x)))
        return [(s[k] - target) / half for k, (target, half) in TARGETS.items()]

    show("chosen", CHOSEN)
    show("least squares", dict(zip(CHOSEN, least_squares(residuals, list(CHOSEN.values()), diff_step=1e-3).x)))
