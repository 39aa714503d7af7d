#include "CSleefLanes.h"

// No product and sum are joined but where the text says so.
#pragma STDC FP_CONTRACT OFF
#include "vectors.h"

#define EACH_VECTOR(expression)                                         \
  for (size_t g = 0; g < groups; g++) {                                 \
    for (int i = 0; i < 8; i += N) {                                    \
      V a = *(const V *)(x + (ptrdiff_t)g * stride + i);                \
      *(V *)(result + (ptrdiff_t)g * resultStride + i) = expression;    \
    }                                                                   \
  }                                                                     \
  break;

void sleef_lanes_unary(sleef_lanes_function function, const double *x, ptrdiff_t stride, double *result,
                       ptrdiff_t resultStride, size_t groups) {
  switch (function) {
    case SLEEF_LANES_EXP: EACH_VECTOR(exp_(a))
    case SLEEF_LANES_LOG: EACH_VECTOR(log_(a))
    case SLEEF_LANES_LOG10: EACH_VECTOR(log10_(a))
    case SLEEF_LANES_SIN: EACH_VECTOR(sin_(a))
    case SLEEF_LANES_COS: EACH_VECTOR(cos_(a))
    case SLEEF_LANES_TAN: EACH_VECTOR(tan_(a))
    case SLEEF_LANES_ASIN: EACH_VECTOR(asin_(a))
    case SLEEF_LANES_ACOS: EACH_VECTOR(acos_(a))
    case SLEEF_LANES_ATAN: EACH_VECTOR(atan_(a))
    case SLEEF_LANES_SINH: EACH_VECTOR(sinh_(a))
    case SLEEF_LANES_COSH: EACH_VECTOR(cosh_(a))
    case SLEEF_LANES_TANH: EACH_VECTOR(tanh_(a))
    case SLEEF_LANES_ASINH: EACH_VECTOR(asinh_(a))
    case SLEEF_LANES_ACOSH: EACH_VECTOR(acosh_(a))
    case SLEEF_LANES_ATANH: EACH_VECTOR(atanh_(a))
    case SLEEF_LANES_GAMMA: EACH_VECTOR(gamma_(a))
  }
}

void sleef_lanes_pow(const double *x, ptrdiff_t xStride, const double *y, ptrdiff_t yStride,
                     double *result, ptrdiff_t resultStride, size_t groups) {
  for (size_t g = 0; g < groups; g++) {
    for (int i = 0; i < 8; i += N) {
      V a = *(const V *)(x + (ptrdiff_t)g * xStride + i);
      V b = *(const V *)(y + (ptrdiff_t)g * yStride + i);
      *(V *)(result + (ptrdiff_t)g * resultStride + i) = power_(a, b);
    }
  }
}

void sleef_lanes_remainder(const double *x, ptrdiff_t xStride, const double *y, ptrdiff_t yStride,
                           double *result, ptrdiff_t resultStride, size_t groups) {
  for (size_t g = 0; g < groups; g++) {
    for (int i = 0; i < 8; i++) {
      result[(ptrdiff_t)g * resultStride + i] =
        fmod(x[(ptrdiff_t)g * xStride + i], y[(ptrdiff_t)g * yStride + i]);
    }
  }
}

// The head of the C text of tapes is the text that this file was compiled with.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const char vectors_text[] = {
#embed "vectors.h"
  , 0};
const char *sleef_lanes_vectors_text(void) { return vectors_text; }
