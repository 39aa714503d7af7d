#include "CSleefLanes.h"

// The functions of lanes, one number at a time.
#pragma STDC FP_CONTRACT OFF
#define WIDTH 8
#include "vectors.h"

#define ONE_NUMBER(expression) return (expression)[0];

double sleef_scalar_unary(sleef_lanes_function function, double x) {
  V a = {x};
  switch (function) {
    case SLEEF_LANES_EXP: ONE_NUMBER(exp_(a))
    case SLEEF_LANES_LOG: ONE_NUMBER(log_(a))
    case SLEEF_LANES_LOG10: ONE_NUMBER(log10_(a))
    case SLEEF_LANES_SIN: ONE_NUMBER(sin_(a))
    case SLEEF_LANES_COS: ONE_NUMBER(cos_(a))
    case SLEEF_LANES_TAN: ONE_NUMBER(tan_(a))
    case SLEEF_LANES_ASIN: ONE_NUMBER(asin_(a))
    case SLEEF_LANES_ACOS: ONE_NUMBER(acos_(a))
    case SLEEF_LANES_ATAN: ONE_NUMBER(atan_(a))
    case SLEEF_LANES_SINH: ONE_NUMBER(sinh_(a))
    case SLEEF_LANES_COSH: ONE_NUMBER(cosh_(a))
    case SLEEF_LANES_TANH: ONE_NUMBER(tanh_(a))
    case SLEEF_LANES_ASINH: ONE_NUMBER(asinh_(a))
    case SLEEF_LANES_ACOSH: ONE_NUMBER(acosh_(a))
    case SLEEF_LANES_ATANH: ONE_NUMBER(atanh_(a))
    case SLEEF_LANES_GAMMA: ONE_NUMBER(gamma_(a))
  }
  return __builtin_nan("");
}

double sleef_scalar_pow(double x, double y) { ONE_NUMBER(power_((V){x}, (V){y})) }
