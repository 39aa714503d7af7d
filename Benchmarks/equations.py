"""The benchmark problems as text for other tools: one source, so that every tool runs the same equations.

Reads the plain form in which `problems/*.ant` are written: one statement a line, constants before what uses
them, `name = …` for constants and initial values, `name := …` for what is computed from states,
`name' = …` for rates, functions `pow`, `sqrt`, `cos`."""

import csv
import re
from pathlib import Path

PROBLEMS = Path(__file__).parent / "problems"


class Problem:
    """constants, states, intermediates: ordered {name: expression}; doses and patients as in the tables."""

    def __init__(self, name):
        self.name = name
        self.given, self.rules, self.rates = {}, {}, {}
        for line in open(PROBLEMS / f"{name}.ant"):
            statement = line.split("//")[0].strip().rstrip(";")
            if match := re.fullmatch(r"(\w+)' *= *(.*)", statement):
                self.rates[match[1]] = match[2]
            elif match := re.fullmatch(r"(\w+) *:= *(.*)", statement):
                self.rules[match[1]] = match[2]
            elif match := re.fullmatch(r"(\w+) *= *(.*)", statement):
                self.given[match[1]] = match[2]
        self.states = list(self.rates)
        self.constants = {n: e for n, e in self.given.items() if n not in self.rates}
        reference = PROBLEMS / f"{name}-reference.csv"
        rows = list(csv.reader(open(PROBLEMS / f"{name}-patients.csv")))
        self.parameters = rows[0][1:]
        self.patients = [[float(x) for x in row[1:]] for row in rows[1:]]
        self.doses = list(csv.DictReader(open(PROBLEMS / f"{name}-doses.csv")))
        if reference.exists():
            rows = list(csv.reader(open(reference)))
            self.outputs = rows[0][2:]
            self.reference = rows[1:]
            first = self.reference[0][0]
            self.times = [float(row[1]) for row in self.reference if row[0] == first]

    def used(self, expressions, among):
        """Names of `among` that the expressions need, directly or through rules."""
        words, seen = set(re.findall(r"[A-Za-z_]\w*", " ".join(expressions))), set()
        while words - seen:
            new = words - seen
            seen |= new
            for name in new & self.rules.keys():
                words |= set(re.findall(r"[A-Za-z_]\w*", self.rules[name]))
        return [name for name in among if name in words]

    def moments(self):
        """Changes of a state: (nominal time, index of the parameter that is the lag or −1, state, amount
        added, change of the rate of input), in time order."""
        found = []
        for dose in self.doses:
            lag = dose.get("ALAG") or "."
            lag = self.parameters.index(lag) if lag != "." else -1
            rate = dose.get("RATE") or "."
            state, amount = self.states.index(dose["CMT"]), float(dose["AMT"])
            for k in range(int(dose["ADDL"]) + 1):
                time = float(dose["TIME"]) + k * float(dose["II"])
                if rate == ".":
                    found.append((time, lag, state, amount, 0.0))
                else:
                    found.append((time, lag, state, 0.0, float(rate)))
                    found.append((time + amount / float(rate), lag, state, 0.0, -float(rate)))
        return sorted(found)

    def largest_error(self, values):
        """max |y − reference| / max(|reference|, 1e-3 · peak) over the patients of the reference.

        values: patient × time × output."""
        worst, n = 0.0, len(self.times)
        for patient in range(len(self.reference) // n):
            rows = self.reference[patient * n:(patient + 1) * n]
            for output in range(len(self.outputs)):
                right = [float(row[output + 2]) for row in rows]
                peak = max(abs(y) for y in right)
                for time, y in enumerate(right):
                    error = abs(float(values[patient][time][output]) - y)
                    worst = max(worst, error / (max(abs(y), 1e-3 * peak) if peak > 0 else 1.0))
        return worst
