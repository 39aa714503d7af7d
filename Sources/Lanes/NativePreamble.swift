/// What the C text of a tape rests on: vectors of the machine's width and the operations that C does not
/// spell. Each operation has the meaning of the interpreter's, zeros, infinities and not-a-number included.
///
/// The elementary functions are SLEEF's reproducible ones, which the process has loaded already.
let nativePreamble = #"""
  typedef long long I64;
  #if defined(__AVX512F__) && defined(__AVX512DQ__)
  #define WIDTH 64
  #define FORM(f) Sleef_finz_##f##d8_u10avx512f
  #elif defined(__AVX2__) && defined(__FMA__)
  #define WIDTH 32
  #define FORM(f) Sleef_finz_##f##d4_u10avx2
  #elif defined(__aarch64__)
  #define WIDTH 16
  #define FORM(f) Sleef_finz_##f##d2_u10advsimd
  #else
  #define WIDTH 16
  #endif
  #define N (WIDTH / 8)
  typedef double V __attribute__((vector_size(WIDTH), may_alias));
  typedef I64 M __attribute__((vector_size(WIDTH), may_alias));
  #define INLINE static inline __attribute__((always_inline))
  #define ROW(bank, row) (*(V *)((bank) + 64 * (row)))
  #define ZERO ((V){0})
  #define ONE ((V){0} + 1.0)
  #define EACH(name, f) INLINE V name(V a) { V r; for (int i = 0; i < N; i++) r[i] = f(a[i]); return r; }

  #if defined(__has_builtin)
  #if __has_builtin(__builtin_elementwise_fma)
  #define HAS_ELEMENTWISE
  #endif
  #endif

  #if defined(HAS_ELEMENTWISE)
  #define FMA(a, b, c) __builtin_elementwise_fma(a, b, c)
  #define SQRT(a) __builtin_elementwise_sqrt(a)
  #define FLOOR(a) __builtin_elementwise_floor(a)
  #define CEIL(a) __builtin_elementwise_ceil(a)
  #elif WIDTH == 64
  #define FMA(a, b, c) ((V)__builtin_ia32_vfmaddpd512_mask(a, b, c, -1, 4))
  #define SQRT(a) ((V)__builtin_ia32_sqrtpd512_mask(a, ZERO, -1, 4))
  #define FLOOR(a) ((V)__builtin_ia32_rndscalepd_mask(a, 9, ZERO, -1, 4))
  #define CEIL(a) ((V)__builtin_ia32_rndscalepd_mask(a, 10, ZERO, -1, 4))
  #elif WIDTH == 32
  #define FMA(a, b, c) ((V)__builtin_ia32_vfmaddpd256(a, b, c))
  #define SQRT(a) ((V)__builtin_ia32_sqrtpd256(a))
  #define FLOOR(a) ((V)__builtin_ia32_roundpd256(a, 9))
  #define CEIL(a) ((V)__builtin_ia32_roundpd256(a, 10))
  #else
  INLINE V fma_(V a, V b, V c) { V r; for (int i = 0; i < N; i++) r[i] = __builtin_fma(a[i], b[i], c[i]); return r; }
  EACH(sqrt_, __builtin_sqrt)
  EACH(floor_, __builtin_floor)
  EACH(ceil_, __builtin_ceil)
  #define FMA(a, b, c) fma_(a, b, c)
  #define SQRT(a) sqrt_(a)
  #define FLOOR(a) floor_(a)
  #define CEIL(a) ceil_(a)
  #endif

  INLINE V choose_(M m, V a, V b) { return (V)((m & (M)a) | (~m & (M)b)); }
  #define CHOOSE(m, a, b) choose_((M)(m), a, b)
  #define TRUTH(m) ((V)((M)(m) & (M)ONE))
  #define ABSOLUTE(a) ((V)((M)(a) & 0x7fffffffffffffffLL))
  #if WIDTH == 64 && !defined(__clang__)
  #define MINIMUM(a, b) ((V)__builtin_ia32_minpd512_mask(b, a, ZERO, -1, 4))
  #define MAXIMUM(a, b) ((V)__builtin_ia32_maxpd512_mask(b, a, ZERO, -1, 4))
  #elif WIDTH == 32 && !defined(__clang__)
  #define MINIMUM(a, b) ((V)__builtin_ia32_minpd256(b, a))
  #define MAXIMUM(a, b) ((V)__builtin_ia32_maxpd256(b, a))
  #else
  INLINE V minimum_(V a, V b) { return CHOOSE(b < a, b, a); }
  INLINE V maximum_(V a, V b) { return CHOOSE(b > a, b, a); }
  #define MINIMUM(a, b) minimum_(a, b)
  #define MAXIMUM(a, b) maximum_(a, b)
  #endif

  #if defined(FORM)
  #define FUNCTION(name, f) extern V FORM(f)(V); INLINE V name(V a) { return FORM(f)(a); }
  extern V FORM(pow)(V, V);
  #define POW(a, b) FORM(pow)(a, b)
  #else
  #define SCALAR(f) Sleef_finz_##f##d1_u10purecfma
  #define FUNCTION(name, f) extern double SCALAR(f)(double); EACH(name, SCALAR(f))
  extern double SCALAR(pow)(double, double);
  INLINE V pow_(V a, V b) { V r; for (int i = 0; i < N; i++) r[i] = SCALAR(pow)(a[i], b[i]); return r; }
  #define POW(a, b) pow_(a, b)
  #endif
  FUNCTION(exp_, exp)
  FUNCTION(log_, log)
  FUNCTION(log10_, log10)
  FUNCTION(sin_, sin)
  FUNCTION(cos_, cos)
  FUNCTION(tan_, tan)
  FUNCTION(asin_, asin)
  FUNCTION(acos_, acos)
  FUNCTION(atan_, atan)
  FUNCTION(sinh_, sinh)
  FUNCTION(cosh_, cosh)
  FUNCTION(tanh_, tanh)
  FUNCTION(asinh_, asinh)
  FUNCTION(acosh_, acosh)
  FUNCTION(atanh_, atanh)
  FUNCTION(gamma_, tgamma)

  extern double fmod(double, double);
  static __attribute__((noinline)) V remainder_(V a, V b) {
    V r;
    for (int i = 0; i < N; i++) r[i] = fmod(a[i], b[i]);
    return r;
  }
  // A Hill exponent of 1 is common, and a power of 1 is the base to the bit.
  INLINE V power_(V a, V b) {
    int other = 0;
    for (int i = 0; i < N; i++) other |= b[i] != 1.0;
    return other ? POW(a, b) : a;
  }

  """#
