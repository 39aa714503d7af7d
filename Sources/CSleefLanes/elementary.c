#include "CSleefLanes.h"

#include <math.h>
#include <sleef.h>

#define STRINGIFY_(x) #x
#define STRINGIFY(x) STRINGIFY_(x)
#define SLEEF_VERSION_TEXT \
  STRINGIFY(SLEEF_VERSION_MAJOR) "." STRINGIFY(SLEEF_VERSION_MINOR) "." STRINGIFY(SLEEF_VERSION_PATCHLEVEL)

// One vector form is chosen at build time; all give the same bits.
#if defined(__AVX512F__)
  #define WIDTH 8
  #define VECTOR __m512d
  #define LOAD(p) _mm512_load_pd(p)
  #define STORE(p, v) _mm512_store_pd(p, v)
  #define FORM(f) Sleef_finz_##f##d8_u10avx512f
  #define FORM_NAME "avx512f"
#elif defined(__AVX2__) && defined(__FMA__)
  #define WIDTH 4
  #define VECTOR __m256d
  #define LOAD(p) _mm256_load_pd(p)
  #define STORE(p, v) _mm256_store_pd(p, v)
  #define FORM(f) Sleef_finz_##f##d4_u10avx2
  #define FORM_NAME "avx2"
#elif defined(__aarch64__)
  #define WIDTH 2
  #define VECTOR float64x2_t
  #define LOAD(p) vld1q_f64(p)
  #define STORE(p, v) vst1q_f64(p, v)
  #define FORM(f) Sleef_finz_##f##d2_u10advsimd
  #define FORM_NAME "advsimd"
#else
  #define WIDTH 1
  #define VECTOR double
  #define LOAD(p) (*(p))
  #define STORE(p, v) (*(p) = (v))
  #define FORM(f) Sleef_finz_##f##d1_u10purecfma
  #define FORM_NAME "purecfma"
#endif

#define EACH(expression)                                                \
  for (size_t g = 0; g < groups; g++) {                                 \
    for (int i = 0; i < 8; i += WIDTH) {                                \
      VECTOR a = LOAD(x + (ptrdiff_t)g * stride + i);                   \
      STORE(result + (ptrdiff_t)g * resultStride + i, expression);                            \
    }                                                                   \
  }                                                                     \
  break;

void sleef_lanes_unary(sleef_lanes_function function, const double *x, ptrdiff_t stride, double *result,
                       ptrdiff_t resultStride, size_t groups) {
  switch (function) {
    case SLEEF_LANES_EXP: EACH(FORM(exp)(a))
    case SLEEF_LANES_LOG: EACH(FORM(log)(a))
    case SLEEF_LANES_LOG10: EACH(FORM(log10)(a))
    case SLEEF_LANES_SIN: EACH(FORM(sin)(a))
    case SLEEF_LANES_COS: EACH(FORM(cos)(a))
    case SLEEF_LANES_TAN: EACH(FORM(tan)(a))
    case SLEEF_LANES_ASIN: EACH(FORM(asin)(a))
    case SLEEF_LANES_ACOS: EACH(FORM(acos)(a))
    case SLEEF_LANES_ATAN: EACH(FORM(atan)(a))
    case SLEEF_LANES_SINH: EACH(FORM(sinh)(a))
    case SLEEF_LANES_COSH: EACH(FORM(cosh)(a))
    case SLEEF_LANES_TANH: EACH(FORM(tanh)(a))
    case SLEEF_LANES_ASINH: EACH(FORM(asinh)(a))
    case SLEEF_LANES_ACOSH: EACH(FORM(acosh)(a))
    case SLEEF_LANES_ATANH: EACH(FORM(atanh)(a))
    case SLEEF_LANES_GAMMA: EACH(FORM(tgamma)(a))
  }
}

void sleef_lanes_pow(const double *x, ptrdiff_t xStride, const double *y, ptrdiff_t yStride,
                     double *result, ptrdiff_t resultStride, size_t groups) {
  for (size_t g = 0; g < groups; g++) {
    for (int i = 0; i < 8; i += WIDTH) {
      VECTOR a = LOAD(x + (ptrdiff_t)g * xStride + i);
      VECTOR b = LOAD(y + (ptrdiff_t)g * yStride + i);
      STORE(result + (ptrdiff_t)g * resultStride + i, FORM(pow)(a, b));
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

double sleef_scalar_unary(sleef_lanes_function function, double x) {
  switch (function) {
    case SLEEF_LANES_EXP: return Sleef_finz_expd1_u10purecfma(x);
    case SLEEF_LANES_LOG: return Sleef_finz_logd1_u10purecfma(x);
    case SLEEF_LANES_LOG10: return Sleef_finz_log10d1_u10purecfma(x);
    case SLEEF_LANES_SIN: return Sleef_finz_sind1_u10purecfma(x);
    case SLEEF_LANES_COS: return Sleef_finz_cosd1_u10purecfma(x);
    case SLEEF_LANES_TAN: return Sleef_finz_tand1_u10purecfma(x);
    case SLEEF_LANES_ASIN: return Sleef_finz_asind1_u10purecfma(x);
    case SLEEF_LANES_ACOS: return Sleef_finz_acosd1_u10purecfma(x);
    case SLEEF_LANES_ATAN: return Sleef_finz_atand1_u10purecfma(x);
    case SLEEF_LANES_SINH: return Sleef_finz_sinhd1_u10purecfma(x);
    case SLEEF_LANES_COSH: return Sleef_finz_coshd1_u10purecfma(x);
    case SLEEF_LANES_TANH: return Sleef_finz_tanhd1_u10purecfma(x);
    case SLEEF_LANES_ASINH: return Sleef_finz_asinhd1_u10purecfma(x);
    case SLEEF_LANES_ACOSH: return Sleef_finz_acoshd1_u10purecfma(x);
    case SLEEF_LANES_ATANH: return Sleef_finz_atanhd1_u10purecfma(x);
    case SLEEF_LANES_GAMMA: return Sleef_finz_tgammad1_u10purecfma(x);
  }
  return NAN;
}

double sleef_scalar_pow(double x, double y) { return Sleef_finz_powd1_u10purecfma(x, y); }

const char *sleef_lanes_description(void) { return "SLEEF " SLEEF_VERSION_TEXT " finz " FORM_NAME; }
