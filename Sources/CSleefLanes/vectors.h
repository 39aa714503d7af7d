// Vectors of the machine's width, the operations that C does not spell, and elementary functions. Included
// where the interpreter is compiled, and at the head of the C text of every tape: one meaning, one text.
// WIDTH may be given (8: one number at a time).
typedef long long I64;
#if defined(WIDTH)
#elif defined(__AVX512F__) && defined(__AVX512DQ__)
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
INLINE V fma_(V a, V b, V c) {
  V r;
  for (int i = 0; i < N; i++) r[i] = __builtin_fma(a[i], b[i], c[i]);
  return r;
}
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
#else
#define FUNCTION(name, f) \
  extern double Sleef_finz_##f##d1_u10purecfma(double); EACH(name, Sleef_finz_##f##d1_u10purecfma)
#endif
FUNCTION(log10_, log10)
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

// Whether any lane of a comparison holds.
#if defined(HAS_ELEMENTWISE)
#define ANY(m) (__builtin_reduce_or((M)(m)) != 0)
#elif WIDTH == 64
#define ANY(m) (__builtin_ia32_ptestmq512((M)(m), (M)(m), -1) != 0)
#elif WIDTH == 32
#define ANY(m) (__builtin_ia32_movmskpd256((V)(m)) != 0)
#else
INLINE int any_(M m) { I64 r = 0; for (int i = 0; i < N; i++) r |= m[i]; return r != 0; }
#define ANY(m) any_((M)(m))
#endif

// Entry i (0 to 15) of a table in every lane.
#if WIDTH == 64 && defined(__clang__)
#define TABLE(t, i) ((V)__builtin_ia32_vpermi2varpd512(*(V *)(t), i, *(V *)((t) + 8)))
#elif WIDTH == 64
#define TABLE(t, i) ((V)__builtin_ia32_vpermt2varpd512_mask(i, *(V *)(t), *(V *)((t) + 8), -1))
#else
INLINE V table_(const double *t, M i) { V r; for (int k = 0; k < N; k++) r[k] = t[i[k]]; return r; }
#define TABLE(t, i) table_(t, i)
#endif

// exp, log, power, sin and cos are our own, since models spend their time there: within 1 ulp, and the same
// bits at every width, because they consist of operations that IEEE 754 fixes to the bit.

// y * 2^n, rounded once; y about 1, n a whole number below 2^11, from = n + MAGIC.
#define MAGIC 0x1.8p52
#if WIDTH == 64
#define SCALE(y, n, from) ((V)__builtin_ia32_scalefpd512_mask(y, n, ZERO, -1, 4))
#else
INLINE V scale_(V y, V from) {
  M n = (M)from - (M)(ZERO + MAGIC);
  M half = n >> 1;
  return y * (V)((half + 1023) << 52) * (V)((n - half + 1023) << 52);
}
#define SCALE(y, n, from) scale_(y, from)
#endif

// exp(x + low) for a low that is small beside x.
//
//     x = n ln 2 + r,   exp(r) = 1 + r + r^2 Q(r)
//
// Q: interpolated at Chebyshev points of |r| <= ln 2 / 2 with 200 bits; error 2^-61.
INLINE V exponential_(V x, V low) {
  x = MAXIMUM(MINIMUM(x, (ZERO + 1000.0)), (ZERO - 1000.0));
  V from = FMA(x, (ZERO + 0x1.71547652b82fep+0), (ZERO + MAGIC));
  V n = from - MAGIC;
  V first = FMA(n, (ZERO - 0x1.62e42fefa3000p-1), x), second = FMA(n, (ZERO - 0x1.3de6af278ece6p-42), low);
  V r = first + second, rLow = first - r + second;
  V r2 = r * r, r4 = r2 * r2;
  V q01 = FMA(r, (ZERO + 0x1.5555555555557p-3), (ZERO + 0.5));
  V q23 = FMA(r, (ZERO + 0x1.11111111100cep-7), (ZERO + 0x1.5555555555556p-5));
  V q45 = FMA(r, (ZERO + 0x1.a01a01abef415p-13), (ZERO + 0x1.6c16c16c162ccp-10));
  V q67 = FMA(r, (ZERO + 0x1.71de021a90822p-19), (ZERO + 0x1.a01a01a6dcaffp-16));
  V q89 = FMA(r, (ZERO + 0x1.af4e196027428p-26), (ZERO + 0x1.27e4db57442fbp-22));
  V q03 = FMA(r2, q23, q01), q47 = FMA(r2, q67, q45), q8a = FMA(r2, (ZERO + 0x1.1f731ea5352cap-29), q89);
  V rest = FMA(r2, FMA(r4, FMA(r4, q8a, q47), q03), rLow);
  V sum = 1.0 + r, sumLow = 1.0 - sum + r;
  return SCALE(sum + (sumLow + rest), n, from);
}
INLINE V exp_(V x) { return exponential_(x, ZERO); }

// log(x) = high + low for positive normal x, with 2^-64 of relative error.
//
//     x = 2^k m,   m c = 1 + r,   log(x) = k ln 2 - log c + r - r^2 / 2 + r^3 P(r),   |r| <= 1/32
//
// c from a table of 16, exactly 1 about m = 1; k ln 2 - log c is exact in its high parts.
static const double inverse_[16] __attribute__((aligned(64))) = {
  0x1.642c8590b2164p+0, 0x1.5555555555555p+0, 0x1.47ae147ae147bp+0, 0x1.3b13b13b13b14p+0,
  0x1.2f684bda12f68p+0, 0x1.2492492492492p+0, 0x1.1a7b9611a7b96p+0, 0x1.1111111111111p+0,
  0x1.0842108421084p+0, 0x1.0000000000000p+0, 0x1.e1e1e1e1e1e1ep-1, 0x1.c71c71c71c71cp-1,
  0x1.af286bca1af28p-1, 0x1.999999999999ap-1, 0x1.8618618618618p-1, 0x1.745d1745d1746p-1};
static const double logHigh_[16] __attribute__((aligned(64))) = {
  -0x1.522ae0738a000p-2, -0x1.269621134e000p-2, -0x1.f991c6cb3c000p-3, -0x1.a93ed3c8ae000p-3,
  -0x1.5bf406b544000p-3, -0x1.1178e8227e000p-3, -0x1.9335e5d594000p-4, -0x1.08598b59e4000p-4,
  -0x1.0415d89e78000p-5, 0.0, 0x1.f0a30c0118000p-5, 0x1.e27076e2b0000p-4,
  0x1.5ff3070a7a000p-3, 0x1.c8ff7c79aa000p-3, 0x1.1675cababa000p-2, 0x1.4618bc21c6000p-2};
static const double logLow_[16] __attribute__((aligned(64))) = {
  -0x1.eba708164c759p-45, 0x1.1ba1f10522625p-44, 0x1.90b84cd7cc834p-44, 0x1.86a4350562169p-45,
  0x1.28023eb68981cp-46, -0x1.1e778ce2d07f2p-45, -0x1.30f5c3abd47dap-45, 0x1.7e9dd7009902cp-46,
  0x1.ddfc7f461c516p-44, 0.0, -0x1.d579e83368e91p-45, -0x1.a2c2c2af0003cp-45,
  -0x1.8546f183bebf2p-44, -0x1.7814f689f8434p-45, 0x1.83c0e731f55c4p-44, -0x1.3e02f484c84ccp-46};
INLINE V logarithm_(V x, V shift, V *low) {
  M offset = (M)x - 0x3fe6800000000000LL;
  M exponent = offset >> 52;
  V m = (V)((M)x - (exponent << 52));
  M i = (offset >> 48) & 15;
  V k = (V)(exponent + (M)(ZERO + MAGIC)) - MAGIC - shift;
  V c = TABLE(inverse_, i);
  V p = m * c, pLow = FMA(m, c, -p);
  V r = p - 1.0;
  V whole = FMA(k, (ZERO + 0x1.62e42fefa3000p-1), TABLE(logHigh_, i));
  V rest = FMA(k, (ZERO + 0x1.3de6af278ece6p-42), TABLE(logLow_, i)) + pLow;
  // whole + r - r^2 / 2, exactly but for r's square.
  V half = -0.5 * r, square = half * r, squareLow = FMA(half, r, -square);
  V a = whole + r, aLow = whole - a + r;
  V b = a + square, bLow = a - b + square;
  V r2 = r * r, r4 = r2 * r2;
  V p01 = FMA(r, (ZERO - 0x1.fffffffffff8fp-3), (ZERO + 0x1.5555555555555p-2));
  V p23 = FMA(r, (ZERO - 0x1.55555556be639p-3), (ZERO + 0x1.9999999999932p-3));
  V p45 = FMA(r, (ZERO - 0x1.ffffd8f726689p-4), (ZERO + 0x1.24924925df932p-3));
  V p67 = FMA(r, (ZERO - 0x1.9a619e37abca2p-4), (ZERO + 0x1.c71c4dbec40afp-4));
  V p03 = FMA(r2, p23, p01), p47 = FMA(r2, p67, p45);
  V cubic = FMA(r4, FMA(r4, (ZERO + 0x1.7515b9c28d4c9p-4), p47), p03) * (r * r2);
  // log(1 + r + pLow) = log(1 + r) + pLow (1 - r + r^2 ...)
  V slope = r * pLow, tail = FMA(r, slope, rest - slope) + squareLow + aLow + bLow + cubic;
  V high = b + tail;
  *low = b - high + tail;
  return high;
}
#define SMALLEST 0x1p-1022
#define LARGEST 0x1.fffffffffffffp1023
#define INFINITE (LARGEST * 2.0)
INLINE V log_(V x) {
  M odd = ~((M)(x >= SMALLEST) & (M)(x <= LARGEST));
  V y = x, shift = ZERO, low;
  if (ANY(odd)) {
    M isTiny = (M)(x < SMALLEST);
    y = CHOOSE(isTiny, x * 0x1p54, x);
    shift = CHOOSE(isTiny, (ZERO + 54.0), ZERO);
  }
  V high = logarithm_(y, shift, &low);
  V r = high + low;
  if (ANY(odd)) {
    r = CHOOSE(x == INFINITE, x, r);
    r = CHOOSE(x == 0.0, (ZERO - INFINITE), r);
    r = CHOOSE(~(M)(x >= 0.0), (ZERO + (INFINITE - INFINITE)), r);
  }
  return r;
}

// Powers of zero, of negative and of extreme numbers, and extreme powers.
extern double Sleef_finz_powd1_u10purecfma(double, double);
static __attribute__((noinline)) V oddPowers_(V x, V y, V r, M odd) {
  M isZero = (M)((M)x == 0) & (M)(y > 0.0);
  r = CHOOSE(isZero, ZERO, r);
  r = CHOOSE(y == 0.0, ONE, r);
  odd &= ~(isZero | (M)(y == 0.0));
  if (!ANY(odd)) return r;
  for (int i = 0; i < N; i++) {
    if (odd[i]) r[i] = Sleef_finz_powd1_u10purecfma(x[i], y[i]);
  }
  return r;
}
INLINE V power_(V x, V y) {
  // A Hill exponent of 1 is common, and a power of 1 is the base to the bit.
  M isOther = (M)(y != 1.0);
  if (!ANY(isOther)) return x;
  M odd = ~((M)(x >= SMALLEST) & (M)(x <= LARGEST) & (M)(ABSOLUTE(y) <= 0x1p30)) & isOther;
  V low, high = logarithm_(x, ZERO, &low);
  V product = y * high;
  V r = exponential_(product, FMA(y, low, FMA(y, high, -product)));
  r = CHOOSE(isOther, r, x);
  return ANY(odd) ? oddPowers_(x, y, r, odd) : r;
}

// sin and cos of r + low after x = n pi/2 + r + low, |r| <= pi/4; pi/2 in three parts.
//
//     sin(r) = r + r^3 S(r^2),   cos(r) = 1 - r^2 / 2 + r^4 C(r^2)
//
// S, C: interpolated at Chebyshev points with 240 bits; errors 2^-57 and 2^-60. turn: 0 sin, 1 cos.
INLINE V circular_(V x, int turn) {
  V from = FMA(x, (ZERO + 0x1.45f306dc9c883p-1), (ZERO + MAGIC)), n = from - MAGIC;
  V a = FMA(n, (ZERO - 0x1.921fb54442d18p+0), x);
  V p = n * 0x1.1a62633145c07p-54, pLow = FMA(n, (ZERO + 0x1.1a62633145c07p-54), -p);
  V r = a - p, b = r - a;
  V low = (a - (r - b)) - (p + b) - FMA(n, (ZERO - 0x1.f1976b7ed8fbcp-110), pLow);
  V z = r * r, z2 = z * z, z4 = z2 * z2;
  V s01 = FMA(z, (ZERO + 0x1.1111111111110p-7), (ZERO - 0x1.5555555555555p-3));
  V s23 = FMA(z, (ZERO + 0x1.71de3a545f835p-19), (ZERO - 0x1.a01a01a01992fp-13));
  V s45 = FMA(z, (ZERO + 0x1.61217d923a998p-33), (ZERO - 0x1.ae645410e9193p-26));
  V s46 = FMA(z2, (ZERO - 0x1.ab16f5bc68a29p-41), s45);
  V s = FMA(z4, s46, FMA(z2, s23, s01));
  V c01 = FMA(z, (ZERO - 0x1.6c16c16c16963p-10), (ZERO + 0x1.5555555555555p-5));
  V c23 = FMA(z, (ZERO - 0x1.27e4fa16cc1bcp-22), (ZERO + 0x1.a01a019f4ddfdp-16));
  V c45 = FMA(z, (ZERO - 0x1.907cd8f26aa3fp-37), (ZERO + 0x1.1eeb67d014ecep-29));
  V c = FMA(z4, c45, FMA(z2, c23, c01));
  V half = 0.5 * z, top = 1.0 - half;
  V sine = r + FMA(r * z, s, FMA(-low, half, low));
  V cosine = top + (((1.0 - top) - half) + FMA(z2, c, -(r * low)));
  M quarter = (M)from + turn;
  V y = CHOOSE((quarter & 1) != 0, cosine, sine);
  return (V)((M)y ^ ((quarter & 2) << 62));
}
extern double Sleef_finz_sind1_u10purecfma(double), Sleef_finz_cosd1_u10purecfma(double);
static __attribute__((noinline)) V farCircular_(V x, V r, M odd, int turn) {
  for (int i = 0; i < N; i++) {
    if (odd[i]) r[i] = turn ? Sleef_finz_cosd1_u10purecfma(x[i]) : Sleef_finz_sind1_u10purecfma(x[i]);
  }
  return r;
}
INLINE V cos_(V x) {
  M odd = ~(M)(ABSOLUTE(x) <= 1e6);
  V r = circular_(x, 1);
  return ANY(odd) ? farCircular_(x, r, odd, 1) : r;
}
INLINE V sin_(V x) {
  M odd = ~(M)(ABSOLUTE(x) <= 1e6);
  V r = CHOOSE(x == 0.0, x, circular_(x, 0));
  return ANY(odd) ? farCircular_(x, r, odd, 0) : r;
}
