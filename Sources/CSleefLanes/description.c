#include "CSleefLanes.h"

#include <sleef.h>

#define STRINGIFY_(x) #x
#define STRINGIFY(x) STRINGIFY_(x)
#define SLEEF_VERSION_TEXT \
  STRINGIFY(SLEEF_VERSION_MAJOR) "." STRINGIFY(SLEEF_VERSION_MINOR) "." STRINGIFY(SLEEF_VERSION_PATCHLEVEL)

#if defined(__AVX512F__) && defined(__AVX512DQ__)
  #define FORM_NAME "avx512f"
#elif defined(__AVX2__) && defined(__FMA__)
  #define FORM_NAME "avx2"
#elif defined(__aarch64__)
  #define FORM_NAME "advsimd"
#else
  #define FORM_NAME "purecfma"
#endif

const char *sleef_lanes_description(void) {
  return "SLEEF " SLEEF_VERSION_TEXT " finz " FORM_NAME "; exp, log, power, sin, cos of Speciosa, first form";
}
