/* Solves one stiff problem with CVODE (BDF, dense, analytic Jacobian) and prints one JSON object:
 * tool, problem, rtol, atol, error, CPU seconds of one solve, work.
 *
 * Compiled by work_precision.py together with problem.h, which it writes: COUNT, END, NAME, start,
 * reference, scale, right_hand_side, jacobian. Test and benchmark only. */
#include <cvode/cvode.h>
#include <math.h>
#include <nvector/nvector_serial.h>
#include <stdio.h>
#include <stdlib.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <time.h>

#include "problem.h"

static int slope(realtype t, N_Vector y, N_Vector out, void *user) {
  (void)user;
  right_hand_side(t, NV_DATA_S(y), NV_DATA_S(out));
  return 0;
}

static int matrix(realtype t, N_Vector y, N_Vector fy, SUNMatrix J, void *user, N_Vector a, N_Vector b,
                  N_Vector c) {
  (void)fy, (void)user, (void)a, (void)b, (void)c;
  jacobian(t, NV_DATA_S(y), SUNDenseMatrix_Data(J));
  return 0;
}

int main(int argc, char **argv) {
  double rtol = argc > 1 ? atof(argv[1]) : 1e-6, atol = argc > 2 ? atof(argv[2]) : 1e-12;
  SUNContext context;
  SUNContext_Create(NULL, &context);
  N_Vector y = N_VNew_Serial(COUNT, context);
  SUNMatrix J = SUNDenseMatrix(COUNT, COUNT, context);
  long steps = 0, slopes = 0, jacobians = 0, factorisations = 0, failures = 0;
  int repeats = 0, status = 0;
  clock_t begin = clock();
  do {
    for (int i = 0; i < COUNT; i++) NV_Ith_S(y, i) = start[i];
    void *cvode = CVodeCreate(CV_BDF, context);
    CVodeInit(cvode, slope, 0, y);
    CVodeSStolerances(cvode, rtol, atol);
    SUNLinearSolver solver = SUNLinSol_Dense(y, J, context);
    CVodeSetLinearSolver(cvode, solver, J);
    CVodeSetJacFn(cvode, matrix);
    CVodeSetMaxNumSteps(cvode, 1000000);
    CVodeSetStopTime(cvode, END);
    double t = 0;
    status = CVode(cvode, END, y, &t, CV_NORMAL);
    CVodeGetNumSteps(cvode, &steps);
    CVodeGetNumRhsEvals(cvode, &slopes);
    CVodeGetNumJacEvals(cvode, &jacobians);
    CVodeGetNumLinSolvSetups(cvode, &factorisations);
    CVodeGetNumErrTestFails(cvode, &failures);
    CVodeFree(&cvode);
    SUNLinSolFree(solver);
    repeats++;
  } while (status >= 0 && (double)(clock() - begin) / CLOCKS_PER_SEC < 0.3);
  double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC / repeats;
  double error = status < 0 ? INFINITY : 0;
  for (int i = 0; i < COUNT && status >= 0; i++) {
    if (reference[i] == 0 && scale[i] == 0) continue;
    error = fmax(error, fabs(NV_Ith_S(y, i) - reference[i]) / fmax(fabs(reference[i]), scale[i]));
  }
  printf("{\"tool\": \"cvode\", \"problem\": \"%s\", \"rtol\": %g, \"atol\": %g, \"error\": %s%.3e%s, "
         "\"seconds\": %.3e, \"steps\": %ld, \"rejections\": %ld, \"rightHandSides\": %ld, "
         "\"jacobians\": %ld, \"factorisations\": %ld}\n",
         NAME, rtol, atol, status < 0 ? "\"" : "", error, status < 0 ? "\"" : "", seconds, steps, failures,
         slopes, jacobians, factorisations);
  return 0;
}
