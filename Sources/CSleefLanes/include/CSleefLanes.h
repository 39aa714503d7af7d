#pragma once
#include <stddef.h>

/// Elementary functions over groups of eight doubles, within 1 ulp: the same bits on every instruction set,
/// whatever the vector width. exp, log, power, sin and cos are in `vectors.h`; the others come from SLEEF's
/// reproducible family (`finz_`).
///
/// `x` and `y` point to 64-byte aligned storage; group g of x stands at x + g*stride, stride a multiple
/// of 8 or 0 (one group read again and again). Results may stand where an argument stood.

typedef enum {
  SLEEF_LANES_EXP, SLEEF_LANES_LOG, SLEEF_LANES_LOG10,
  SLEEF_LANES_SIN, SLEEF_LANES_COS, SLEEF_LANES_TAN,
  SLEEF_LANES_ASIN, SLEEF_LANES_ACOS, SLEEF_LANES_ATAN,
  SLEEF_LANES_SINH, SLEEF_LANES_COSH, SLEEF_LANES_TANH,
  SLEEF_LANES_ASINH, SLEEF_LANES_ACOSH, SLEEF_LANES_ATANH,
  SLEEF_LANES_GAMMA
} sleef_lanes_function;

void sleef_lanes_unary(sleef_lanes_function function, const double *x, ptrdiff_t stride, double *result,
                       ptrdiff_t resultStride, size_t groups);
void sleef_lanes_pow(const double *x, ptrdiff_t xStride, const double *y, ptrdiff_t yStride,
                     double *result, ptrdiff_t resultStride, size_t groups);
/// Remainder with the sign of x (exact in IEEE arithmetic).
void sleef_lanes_remainder(const double *x, ptrdiff_t xStride, const double *y, ptrdiff_t yStride,
                           double *result, ptrdiff_t resultStride, size_t groups);

/// The same functions one number at a time in portable C: what the vector forms are tested against.
double sleef_scalar_unary(sleef_lanes_function function, double x);
double sleef_scalar_pow(double x, double y);

/// The text of `vectors.h`, with which the C text of every tape begins.
const char *sleef_lanes_vectors_text(void);

/// Names of the functions and the vector form that this build uses, beginning "SLEEF 3.5.1 finz avx512f".
const char *sleef_lanes_description(void);

/// Asks the C library to keep large freed pieces for the next, where it would hand them to the kernel.
void lanes_keep_freed_memory(void);
