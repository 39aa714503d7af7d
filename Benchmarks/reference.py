"""Makes NAME-reference.csv: Gragg–Bulirsch–Stoer extrapolation of order 16 in long double (Hairer, Nørsett &
Wanner, Solving Ordinary Differential Equations I, §II.9), tolerance 1e-15 a step, restarted at every dose and
output, first 20 patients. Shares nothing with the engine but the problem's text.

usage: reference.py p4 FROM:TO:STEP OUTPUT,… > p4-reference.csv        (needs a C compiler, `cc`)"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from equations import Problem

PATIENTS = 20

SOLVER = r"""
static int attempt(long double t, long double H, const long double *y, long double *best, const long double *k) {
  enum { columns = 8 };
  long double table[columns][NS], f0[NS], a[NS], b[NS], f[NS];
  rates(t, y, k, f0);
  long double worst = 0;
  for (int j = 0; j < columns; j++) {
    int n = 2 * (j + 1);
    long double h = H / n;
    for (int i = 0; i < NS; i++) { a[i] = y[i]; b[i] = y[i] + h * f0[i]; }
    for (int m = 1; m < n; m++) {
      rates(t + m * h, b, k, f);
      for (int i = 0; i < NS; i++) { long double next = a[i] + 2 * h * f[i]; a[i] = b[i]; b[i] = next; }
    }
    rates(t + H, b, k, f);
    long double last[NS];
    for (int i = 0; i < NS; i++) last[i] = 0.5L * (a[i] + b[i] + h * f[i]);
    for (int q = 0; q < j; q++) {
      long double ratio = (long double)n / (2 * (j - q)), factor = 1 / (ratio * ratio - 1);
      for (int i = 0; i < NS; i++) {
        long double above = table[q][i];
        table[q][i] = last[i];
        last[i] += (last[i] - above) * factor;
      }
    }
    if (j == columns - 1)
      for (int i = 0; i < NS; i++) {
        long double scale = 1e-18L + 1e-15L * (fabsl(last[i]) > fabsl(y[i]) ? fabsl(last[i]) : fabsl(y[i]));
        long double error = fabsl(last[i] - table[j - 1][i]) / scale;
        if (!(error <= worst)) worst = error;
      }
    for (int i = 0; i < NS; i++) table[j][i] = last[i];
  }
  for (int i = 0; i < NS; i++) best[i] = table[columns - 1][i];
  /* 0: too large, 1: accepted, 2: accepted and larger ones may do as well */
  return !(worst <= 1) ? 0 : worst < 1e-4L ? 2 : 1;
}

static long double size = 0.01L;
static void advance(long double t, long double end, long double *y, const long double *k) {
  long double best[NS];
  while (t < end) {
    int last = t + size * 1.0000001L >= end;
    long double H = last ? end - t : size;
    int verdict = attempt(t, H, y, best, k);
    if (verdict == 0) { size = 0.6L * H; continue; }
    for (int i = 0; i < NS; i++) y[i] = best[i];
    t = last ? end : t + H;
    if (verdict == 2 && H >= size) size *= 1.3L;
  }
}
"""


def c(expression):
    """Numbers and functions in long double."""
    text = re.sub(r"(?<![\w.])(\d+\.?\d*(?:[eE][-+]?\d+)?)(?![\w.])", lambda m: (
        m[1] if "." in m[1] or "e" in m[1].lower() else m[1] + ".0") + "L", expression)
    return re.sub(r"\b(pow|sqrt|cos|exp)\(", r"\1l(", text)


def program(p, outputs, times):
    names = list(p.constants)
    index = {name: i for i, name in enumerate(p.states)}

    def local(expressions):
        lines = [f"  long double {n} = k[{names.index(n)}];" for n in p.used(expressions, names)]
        lines += [f"  long double {n} = y[{index[n]}];" for n in p.used(expressions, p.states)]
        return lines + [f"  long double {n} = {c(p.rules[n])};" for n in p.used(expressions, p.rules)]

    lines = ["#include <math.h>", "#include <stdio.h>", "#include <stdlib.h>", f"#define NS {len(index)}",
             "static void rates(long double time, const long double *y, const long double *k, long double *f) {"]
    lines += local(p.rates.values()) + [f"  f[{index[n]}] = INPUT[{index[n]}] + {c(e)};" for n, e in p.rates.items()]
    lines.insert(4, "static long double INPUT[NS];")
    lines += ["}", SOLVER, "static void load(const long double *p, long double *k, long double *y) {"]
    for name, expression in p.constants.items():
        value = f"p[{p.parameters.index(name)}]" if name in p.parameters else c(expression)
        lines += [f"  long double {name} = {value}; k[{names.index(name)}] = {name};"]
    lines += [f"  y[{i}] = {c(p.given[n])};" for n, i in index.items()]
    lines += ["}", "static void show(int id, long double time, const long double *y, const long double *k) {"]
    lines += local(outputs) + [f'  printf("%d,%.17Lg", id, time);']
    lines += [f'  printf(",%.17g", (double){n});' for n in outputs] + ['  printf("\\n");', "}"]
    moments = p.moments()
    rows = ",".join(f"{{{m[0]}L,{m[1]},{m[2]},{m[3]}L,{m[4]}L}}" for m in moments)
    patients = ",".join("{" + ",".join(f"{x!r}L" for x in row) + "}" for row in p.patients[:PATIENTS])
    lines += [
        "struct moment { long double time; int lag, state; long double amount, rate; };",
        f"static const struct moment all[] = {{{rows}}};",
        f"static const long double patients[][{len(p.parameters)}] = {{{patients}}};",
        f"static const long double times[] = {{{','.join(f'{t!r}L' for t in times)}}};",
        "static const long double *lags;",
        "static long double at(const struct moment *m) { return m->time + (m->lag < 0 ? 0 : lags[m->lag]); }",
        "static int order(const void *a, const void *b) {",
        "  long double d = at(a) - at(b); return d < 0 ? -1 : d > 0; }",
        f"int main(void) {{ enum {{ moments = {len(moments)}, count = {len(times)} }};",
        f"  for (int id = 0; id < {min(PATIENTS, len(p.patients))}; id++) {{",
        f"    struct moment m[moments]; long double k[{len(names)}], y[NS], t = 0; int next = 0;",
        "    for (int i = 0; i < moments; i++) m[i] = all[i];",
        "    lags = patients[id]; qsort(m, moments, sizeof m[0], order); load(patients[id], k, y);",
        "    for (int i = 0; i < NS; i++) INPUT[i] = 0;",
        "    for (int n = 0; n < count; n++) {",
        "      while (next < moments && at(&m[next]) <= times[n]) {",
        "        advance(t, at(&m[next]), y, k); t = at(&m[next]); size = 0.01L;",
        "        y[m[next].state] += m[next].amount; INPUT[m[next].state] += m[next].rate; next++; }",
        "      advance(t, times[n], y, k); t = times[n]; show(id + 1, t, y, k); }",
        "  } }"]
    return "\n".join(lines)


def main():
    problem, (start, end, step), outputs = Problem(sys.argv[1]), map(float, sys.argv[2].split(":")), sys.argv[3].split(",")
    times = [start + i * step for i in range(int(round((end - start) / step)) + 1)]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "reference.c"
        source.write_text(program(problem, outputs, times))
        subprocess.run(["cc", "-O2", source, "-o", folder + "/reference", "-lm"], check=True)
        print(",".join(["ID", "time", *outputs]), flush=True)
        subprocess.run([folder + "/reference"], check=True)


main()
