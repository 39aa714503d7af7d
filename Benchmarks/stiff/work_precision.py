"""Rodas5P in lanes beside CVODE on the six classical stiff problems: error against CPU time and work.

usage: work_precision.py SPECIOSA-BENCHMARK FOLDER   writes FOLDER/stiff.csv and one SVG a problem

Needs sympy, matplotlib, a C compiler, SUNDIALS (Debian: libsundials-dev, whose build is not optimised).
CVODE solves one system at a time with an analytic dense Jacobian; Speciosa solves 256 copies in lanes, one
thread, and the time is that of one copy."""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib
import sympy

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "speciosa"
matplotlib.rcParams["svg.fonttype"] = "none"
import matplotlib.pyplot as plt  # noqa: E402

HERE = Path(__file__).resolve().parent
COPIES = 256

# Published solutions: Test Set for IVP Solvers (release 2.4, Bari 2008); see StiffProblemTests.
# name: (auxiliary formulas, equations, start, end, published solution, scale of the error, atol/rtol)
PROBLEMS = {
    "robertson": (
        {}, ["-0.04*y1 + 1e4*y2*y3", "0.04*y1 - 1e4*y2*y3 - 3e7*y2*y2", "3e7*y2*y2"], [1, 0, 0], 1e11,
        [0.2083340149701255e-07, 0.8333360770334713e-13, 0.9999999791665050], 0, 1e-12),
    "hires": (
        {"r": "280*y6*y8"},
        ["-1.71*y1 + 0.43*y2 + 8.32*y3 + 0.0007", "1.71*y1 - 8.75*y2", "-10.03*y3 + 0.43*y4 + 0.035*y5",
         "8.32*y2 + 1.71*y3 - 1.12*y4", "-1.745*y5 + 0.43*y6 + 0.43*y7",
         "-r + 0.69*y4 + 1.71*y5 - 0.43*y6 + 0.69*y7", "r - 1.81*y7", "-r + 1.81*y7"],
        [1, 0, 0, 0, 0, 0, 0, 0.0057], 321.8122,
        [0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
         0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2], 0, 1e-6),
    "vanderpol": (
        {}, ["y2", "((1 - y1*y1)*y2 - y1)*1e6"], [2, 0], 2, [0.1706167732170483e1, -0.8928097010247975], 0,
        1e-3),
    "oregonator": (
        {}, ["77.27*(y2 + y1*(1 - 8.375e-6*y1 - y2))", "(y3 - (1 + y1)*y2)/77.27", "0.161*(y1 - y3)"],
        [1, 2, 3], 360, [0.1000814870318523e1, 0.1228178521549917e4, 0.1320554942846706e3], 0, 1e-3),
    "pollution": (
        {f"r{i + 1}": f"{k}*" + "*".join(f"y{s}" for s in species) for i, (k, species) in enumerate([
            (0.35, [1]), (26.6, [2, 4]), (1.23e4, [5, 2]), (8.6e-4, [7]), (8.2e-4, [7]), (1.5e4, [7, 6]),
            (1.3e-4, [9]), (2.4e4, [9, 6]), (1.65e4, [11, 2]), (9e3, [11, 1]), (0.022, [13]),
            (1.2e4, [10, 2]), (1.88, [14]), (1.63e4, [1, 6]), (4.8e6, [3]), (3.5e-4, [4]), (0.0175, [4]),
            (1e8, [16]), (4.44e11, [16]), (1.24e3, [17, 6]), (2.1, [19]), (5.78, [19]), (0.0474, [1, 4]),
            (1.78e3, [19, 1]), (3.12, [20])])},
        ["".join(f" {'-' if r < 0 else '+'} r{abs(r)}" for r in terms) for terms in [
            [-1, -10, -14, -23, -24, 2, 3, 9, 11, 12, 22, 25], [-2, -3, -9, -12, 1, 21],
            [-15, 1, 17, 19, 22], [-2, -16, -17, -23, 15], [-3, 4, 4, 6, 7, 13, 20],
            [-6, -8, -14, -20, 3, 18, 18], [-4, -5, -6, 13], [4, 5, 6, 7], [-7, -8], [-12, 7, 9],
            [-9, -10, 8, 11], [9], [-11, 10], [-13, 12], [14], [-18, -19, 16], [-20], [20],
            [-21, -22, -24, 23, 25], [-25, 24]]],
        [{2: 0.2, 4: 0.04, 7: 0.1, 8: 0.3, 9: 0.01, 17: 0.007}.get(i + 1, 0) for i in range(20)], 60,
        [0.5646255480022769e-01, 0.1342484130422339e+00, 0.4139734331099427e-08, 0.5523140207484359e-02,
         0.2018977262302196e-06, 0.1464541863493966e-06, 0.7784249118997964e-01, 0.3245075353396018e+00,
         0.7494013383880406e-02, 0.1622293157301561e-07, 0.1135863833257075e-07, 0.2230505975721359e-02,
         0.2087162882798630e-03, 0.1396921016840158e-04, 0.8964884856898295e-02, 0.4352846369330103e-17,
         0.6899219696263405e-02, 0.1007803037365946e-03, 0.1772146513969984e-05, 0.5682943292316392e-04],
        0, 1e-14),
    # y3 = y2 − y4 is put in (StiffProblemTests says why); y4 is called y3 here. Solution: RADAU of scipy 1.17.1.
    "e5": (
        {"x": "y2 - y3"},
        ["-7.89e-10*y1 - 1.1e7*y1*x", "7.89e-10*y1 - 1.13e9*y2*x", "1.1e7*y1*x - 1.13e3*y3"],
        [1.76e-3, 0, 0], 1e13, [0, 8.861233521289e-23, 0], 1e-22, 1e-24),
}


def antimony(name, problem):
    auxiliary, equations, start, *_ = problem
    lines = [f"model {name}()"]
    lines += ["  copy = 1;"]  # what the table of patients may set
    lines += [f"  y{i + 1} = {value};" for i, value in enumerate(start)]
    lines += [f"  {symbol} := {formula};" for symbol, formula in auxiliary.items()]
    lines += [f"  y{i + 1}' = {formula.strip().removeprefix('+')};" for i, formula in enumerate(equations)]
    return "\n".join([*lines, "end", ""])


def header(name, problem):
    auxiliary, equations, start, end, solution, scale, _ = problem
    symbols = sympy.symbols([f"y{i + 1}" for i in range(len(start))])
    table = {s: sympy.sympify(f, rational=False) for s, f in auxiliary.items()}
    formulas = [sympy.sympify(f).subs({sympy.Symbol(s): f for s, f in table.items()}) for f in equations]
    code = {s: sympy.Symbol(f"y[{i}]") for i, s in enumerate(symbols)}
    c = lambda e: sympy.ccode(e.subs(code))  # noqa: E731
    numbers = lambda values: "{" + ", ".join(repr(float(v)) for v in values) + "}"  # noqa: E731
    lines = [f'#define COUNT {len(start)}', f"#define END {end!r}", f'#define NAME "{name}"',
             f"static const double start[COUNT] = {numbers(start)};",
             f"static const double reference[COUNT] = {numbers(solution)};",
             f"static const double scale[COUNT] = {numbers([scale] * len(start))};",
             "static void right_hand_side(double t, const double *y, double *f) {", "(void)t;"]
    lines += [f"f[{i}] = {c(f)};" for i, f in enumerate(formulas)]
    lines += ["}", "static void jacobian(double t, const double *y, double *J) {", "(void)t;"]
    lines += [f"J[{j * len(start) + i}] = {c(sympy.diff(f, s))};" for i, f in enumerate(formulas)
              for j, s in enumerate(symbols) if sympy.diff(f, s) != 0]
    return "\n".join([*lines, "}", ""])


def cvode(folder, name, problem, rtols):
    (folder / "problem.h").write_text(header(name, problem))
    program = folder / f"cvode_{name}"
    subprocess.run(["cc", "-O2", "-march=native", "-I", folder, HERE / "cvode.c", "-o", program,
                    "-lsundials_cvode", "-lsundials_nvecserial", "-lsundials_sunmatrixdense",
                    "-lsundials_sunlinsoldense", "-lm"], check=True)
    return [json.loads(subprocess.check_output([program, repr(r), repr(r * problem[-1])])) for r in rtols]


def speciosa(tool, folder, name, problem, rtols):
    _, _, start, end, solution, scale, share = problem
    known = [i for i, value in enumerate(solution) if value != 0]
    outputs = ",".join(f"y{i + 1}" for i in known)
    values = ",".join(repr(solution[i]) for i in known)
    (folder / f"{name}.ant").write_text(antimony(name, problem))
    (folder / f"{name}-patients.csv").write_text(
        "ID,copy\n" + "".join(f"{i + 1},1\n" for i in range(COPIES)))
    (folder / f"{name}-doses.csv").write_text("TIME,EVID,AMT,CMT\n0,1,0,y1\n")
    (folder / f"{name}-reference.csv").write_text(f"ID,time,{outputs}\n1,{end!r},{values}\n")
    text = subprocess.check_output(
        [tool, name, "--folder", folder, "--method", "rodas5p,auto", "--rtol", ",".join(map(repr, rtols)),
         "--atol", f"x{share!r}", "--repeats", "3", "--json", "only", "--engine", "native"], text=True)
    rows = []
    for measured in map(json.loads, text.splitlines()):
        work = measured["workPerPatient"]
        rows.append({"tool": "speciosa " + measured["method"], "problem": name, "rtol": measured["rtol"],
                     "atol": measured["atol"], "error": measured["largestError"],
                     "seconds": 1 / measured["patientsPerCPUSecond"],
                     **{key: work.get(key, 0) for key in COLUMNS[6:]}})
    return rows


COLUMNS = ["tool", "problem", "rtol", "atol", "error", "seconds", "steps", "rejections", "rightHandSides",
           "jacobians", "factorisations"]


def draw(name, rows, target):
    figure, axes = plt.subplots(1, 2, figsize=(9, 4), constrained_layout=True)
    for tool in sorted({row["tool"] for row in rows}):
        points = [r for r in rows if r["tool"] == tool and isinstance(r["error"], float) and r["error"] > 0]
        points.sort(key=lambda row: row["rtol"])
        errors = [row["error"] for row in points]
        axes[0].loglog(errors, [1e6 * row["seconds"] for row in points], marker="o", markersize=3, label=tool)
        axes[1].loglog(errors, [row["rightHandSides"] for row in points], marker="o", markersize=3, label=tool)
    for axis, label in zip(axes, ["CPU time a solution [µs]", "right-hand sides"]):
        axis.invert_xaxis()
        axis.set_xlabel("largest relative error at the end [1]")
        axis.set_ylabel(label)
        axis.grid(True, which="major", linewidth=0.3)
    axes[0].legend(fontsize=8)
    figure.suptitle(name)
    figure.savefig(target / f"stiff-{name}.svg", metadata={"Date": None})
    plt.close(figure)


def main(tool, target):
    target.mkdir(parents=True, exist_ok=True)
    rtols = [10 ** (-k / 2) for k in range(6, 21)]
    everything = []
    with tempfile.TemporaryDirectory() as scratch:
        for name, problem in PROBLEMS.items():
            folder = Path(scratch)
            rows = speciosa(tool, folder, name, problem, rtols) + cvode(folder, name, problem, rtols)
            draw(name, rows, target)
            everything += rows
    with open(target / "stiff.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in everything:
            writer.writerow({k: f"{v:.4g}" if isinstance(v, float) else v for k, v in row.items()})


main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
