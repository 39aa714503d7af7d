"""Makes p4-patients.csv: value = typical · exp(omega · z), z standard normal within ±3, seven digits.
The CSV text is the truth; this says where it comes from.

usage: patients.py > p4-patients.csv"""

import random
from statistics import NormalDist

OMEGA = {"CLa": 0.3, "Va": 0.2, "kon": 0.5, "R0": 0.35, "kint": 0.3, "VmB": 0.3, "V1": 0.25, "MTT": 0.2,
         "gam": 0.2, "Circ0": 0.3, "EB50": 0.3, "lam0": 0.3, "lam1": 0.3, "w0": 0.5, "k2B": 0.4, "tlag": 0.3,
         "kaO": 0.5, "CLO": 0.35}
TYPICAL = {"CLa": 0.01, "Va": 3, "kon": 0.05, "R0": 40, "kint": 0.1, "VmB": 30, "V1": 14, "MTT": 125,
           "gam": 0.17, "Circ0": 5, "EB50": 0.02, "lam0": 0.0025, "lam1": 0.02, "w0": 3, "k2B": 0.02,
           "tlag": 0.4, "kaO": 0.9, "CLO": 12}

draw = random.Random(20261124)
normal = NormalDist()
print(",".join(["ID", *OMEGA]))
for patient in range(1, 2001):
    row = [str(patient)]
    for name, omega in OMEGA.items():
        z = normal.inv_cdf((draw.getrandbits(52) + 0.5) / 2**52)
        row.append(f"{TYPICAL[name] * 2.718281828459045 ** (omega * max(-3.0, min(3.0, z))):.7g}")
    print(",".join(row))
