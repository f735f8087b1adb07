// The Fourier transform for one instruction set. Included once for each, with
//   NAME(x)    the function's name for it
//   TARGET     the attribute that turns it on
//   WIDTH      floats in a vector
//
// Passes of decimation in frequency, where the points lie (Gentleman and Sande 1966): a block of
// `length` points becomes `radix` blocks, of which block p holds the frequencies p, p + radix, …;
// the inverse undoes the passes in turn, with points and twiddles conjugated by swapping real and
// imaginary parts. An even half and an odd half of real samples then come apart by symmetry
// (Cooley, Lewis and Welch 1970).

#define INLINE TARGET static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define LANES energy_vector
// Floats of a complex point.
#define POINT (2 * LANES)

typedef float NAME(vector) __attribute__((vector_size(4 * WIDTH), aligned(4)));
#define VECTOR NAME(vector)

INLINE VECTOR NAME(load)(const float *from) { return *(const VECTOR *)from; }
INLINE void NAME(store)(float *to, VECTOR values) { *(VECTOR *)to = values; }

// The points' transform of `radix` points, in order.
INLINE void NAME(butterfly2)(VECTOR *re, VECTOR *im, long a, long b) {
  VECTOR r = re[a] - re[b], i = im[a] - im[b];
  re[a] += re[b];
  im[a] += im[b];
  re[b] = r;
  im[b] = i;
}

INLINE void NAME(butterfly3)(VECTOR *re, VECTOR *im) {
  const float sine = 0.86602540378443864676f;
  VECTOR sum_re = re[1] + re[2], sum_im = im[1] + im[2];
  VECTOR turned_re = sine * (im[1] - im[2]), turned_im = sine * (re[2] - re[1]);
  VECTOR mean_re = re[0] - 0.5f * sum_re, mean_im = im[0] - 0.5f * sum_im;
  re[0] += sum_re;
  im[0] += sum_im;
  re[1] = mean_re + turned_re;
  im[1] = mean_im + turned_im;
  re[2] = mean_re - turned_re;
  im[2] = mean_im - turned_im;
}

// Of the points a, b, c, d, which end in this order.
INLINE void NAME(butterfly4)(VECTOR *re, VECTOR *im, long a, long b, long c, long d) {
  VECTOR even_re = re[a] + re[c], even_im = im[a] + im[c];
  VECTOR rest_re = re[a] - re[c], rest_im = im[a] - im[c];
  VECTOR odd_re = re[b] + re[d], odd_im = im[b] + im[d];
  VECTOR turned_re = im[b] - im[d], turned_im = re[d] - re[b];
  re[a] = even_re + odd_re;
  im[a] = even_im + odd_im;
  re[b] = rest_re + turned_re;
  im[b] = rest_im + turned_im;
  re[c] = even_re - odd_re;
  im[c] = even_im - odd_im;
  re[d] = rest_re - turned_re;
  im[d] = rest_im - turned_im;
}

INLINE void NAME(butterfly5)(VECTOR *re, VECTOR *im) {
  const float cosine1 = 0.30901699437494742410f, cosine2 = -0.80901699437494742410f;
  const float sine1 = 0.95105651629515357212f, sine2 = 0.58778525229247312917f;
  VECTOR sum1_re = re[1] + re[4], sum1_im = im[1] + im[4];
  VECTOR sum2_re = re[2] + re[3], sum2_im = im[2] + im[3];
  VECTOR rest1_re = im[1] - im[4], rest1_im = re[4] - re[1];
  VECTOR rest2_re = im[2] - im[3], rest2_im = re[3] - re[2];
  VECTOR mean1_re = re[0] + cosine1 * sum1_re + cosine2 * sum2_re;
  VECTOR mean1_im = im[0] + cosine1 * sum1_im + cosine2 * sum2_im;
  VECTOR mean2_re = re[0] + cosine2 * sum1_re + cosine1 * sum2_re;
  VECTOR mean2_im = im[0] + cosine2 * sum1_im + cosine1 * sum2_im;
  VECTOR turned1_re = sine1 * rest1_re + sine2 * rest2_re;
  VECTOR turned1_im = sine1 * rest1_im + sine2 * rest2_im;
  VECTOR turned2_re = sine2 * rest1_re - sine1 * rest2_re;
  VECTOR turned2_im = sine2 * rest1_im - sine1 * rest2_im;
  re[0] += sum1_re + sum2_re;
  im[0] += sum1_im + sum2_im;
  re[1] = mean1_re + turned1_re;
  im[1] = mean1_im + turned1_im;
  re[4] = mean1_re - turned1_re;
  im[4] = mean1_im - turned1_im;
  re[2] = mean2_re + turned2_re;
  im[2] = mean2_im + turned2_im;
  re[3] = mean2_re - turned2_re;
  im[3] = mean2_im - turned2_im;
}

// The transforms of even and odd points, and then pairs: frequency k ends in place k.
INLINE void NAME(butterfly8)(VECTOR *re, VECTOR *im) {
  const float half = 0.70710678118654752440f;
  NAME(butterfly4)(re, im, 0, 2, 4, 6);
  NAME(butterfly4)(re, im, 1, 3, 5, 7);
  VECTOR even_re[4], even_im[4], odd_re[4], odd_im[4];
  UNROLL for (long k = 0; k < 4; k++) {
    even_re[k] = re[2 * k];
    even_im[k] = im[2 * k];
    odd_re[k] = re[2 * k + 1];
    odd_im[k] = im[2 * k + 1];
  }
  VECTOR sum1 = odd_re[1] + odd_im[1], rest1 = odd_im[1] - odd_re[1];
  VECTOR sum3 = odd_re[3] + odd_im[3], rest3 = odd_im[3] - odd_re[3];
  re[0] = even_re[0] + odd_re[0];
  im[0] = even_im[0] + odd_im[0];
  re[4] = even_re[0] - odd_re[0];
  im[4] = even_im[0] - odd_im[0];
  re[1] = even_re[1] + half * sum1;
  im[1] = even_im[1] + half * rest1;
  re[5] = even_re[1] - half * sum1;
  im[5] = even_im[1] - half * rest1;
  re[2] = even_re[2] + odd_im[2];
  im[2] = even_im[2] - odd_re[2];
  re[6] = even_re[2] - odd_im[2];
  im[6] = even_im[2] + odd_re[2];
  re[3] = even_re[3] + half * rest3;
  im[3] = even_im[3] - half * sum3;
  re[7] = even_re[3] - half * rest3;
  im[7] = even_im[3] + half * sum3;
}

INLINE void NAME(butterfly)(const long radix, VECTOR *re, VECTOR *im) {
  if (radix == 2) NAME(butterfly2)(re, im, 0, 1);
  if (radix == 3) NAME(butterfly3)(re, im);
  if (radix == 4) NAME(butterfly4)(re, im, 0, 1, 2, 3);
  if (radix == 5) NAME(butterfly5)(re, im);
  if (radix == 8) NAME(butterfly8)(re, im);
}

INLINE void NAME(turn)(VECTOR *re, VECTOR *im, const float *twiddle) {
  VECTOR r = *re * twiddle[0] - *im * twiddle[1];
  *im = *im * twiddle[0] + *re * twiddle[1];
  *re = r;
}

// One pass over `count` blocks that lie end to end; blocks of `radix` points have no twiddles.
INLINE void NAME(pass)(const long radix, const int is_forward, const int is_last, float *values,
                       long count, long length, const float *twiddles) {
  const long step = is_last ? 1 : length / radix;
  const long real = is_forward ? 0 : LANES, imaginary = LANES - real;
  for (long block = 0; block < count; block++, values += radix * step * POINT) {
    const float *twiddle = twiddles;
    for (long j = 0; j < step; j++, twiddle += 2 * (radix - 1)) {
      for (long lane = 0; lane < LANES; lane += WIDTH) {
        float *place = values + j * POINT + lane;
        VECTOR re[8], im[8];
        UNROLL for (long q = 0; q < radix; q++) {
          re[q] = NAME(load)(place + q * step * POINT + real);
          im[q] = NAME(load)(place + q * step * POINT + imaginary);
          if (!is_forward && !is_last && q > 0) NAME(turn)(&re[q], &im[q], twiddle + 2 * (q - 1));
        }
        NAME(butterfly)(radix, re, im);
        UNROLL for (long q = 0; q < radix; q++) {
          if (is_forward && !is_last && q > 0) NAME(turn)(&re[q], &im[q], twiddle + 2 * (q - 1));
          NAME(store)(place + q * step * POINT + real, re[q]);
          NAME(store)(place + q * step * POINT + imaginary, im[q]);
        }
      }
    }
  }
}

#define PASS(radix) \
  case radix: \
    if (length == radix) NAME(pass)(radix, is_forward, 1, values, count, length, twiddles); \
    else NAME(pass)(radix, is_forward, 0, values, count, length, twiddles); \
    break;
#define PASSES PASS(2) PASS(3) PASS(4) PASS(5) PASS(8)

TARGET static void NAME(forward_pass)(long radix, float *values, long count, long length,
                                      const float *twiddles) {
  const int is_forward = 1;
  switch (radix) { PASSES }
}

TARGET static void NAME(inverse_pass)(long radix, float *values, long count, long length,
                                      const float *twiddles) {
  const int is_forward = 0;
  switch (radix) { PASSES }
}

// Points that stay in the first cache from pass to pass.
enum { NAME(near) = 256 };

// All passes from `stage` on over `count` blocks: each pass over all of them where they are near
// together, else block after block.
TARGET static void NAME(forward_blocks)(const energy_fourier *plan, long stage, float *values,
                                        long count, long length, const float *twiddles) {
  if (stage == plan->stages) return;
  long radix = plan->radices[stage], step = length / radix;
  const float *next = twiddles + 2 * (radix - 1) * step;
  NAME(forward_pass)(radix, values, count, length, twiddles);
  if (count * length <= NAME(near))
    return NAME(forward_blocks)(plan, stage + 1, values, count * radix, step, next);
  for (long block = 0; block < count * radix; block++)
    NAME(forward_blocks)(plan, stage + 1, values + block * step * POINT, 1, step, next);
}

TARGET static void NAME(inverse_blocks)(const energy_fourier *plan, long stage, float *values,
                                        long count, long length, const float *twiddles) {
  if (stage == plan->stages) return;
  long radix = plan->radices[stage], step = length / radix;
  const float *next = twiddles + 2 * (radix - 1) * step;
  if (count * length <= NAME(near)) {
    NAME(inverse_blocks)(plan, stage + 1, values, count * radix, step, next);
  } else {
    for (long block = 0; block < count * radix; block++)
      NAME(inverse_blocks)(plan, stage + 1, values + block * step * POINT, 1, step, next);
  }
  NAME(inverse_pass)(radix, values, count, length, twiddles);
}

// With Z the transform of the complex points, s = Z[k] + conj Z[M - k], d = Z[k] - conj Z[M - k]
// and t = -i·e^(-2πik/N): twice the spectrum is s + t·d at k, and conj(s - t·d) at M - k.
TARGET static void NAME(forward)(const energy_fourier *plan, float *values, float scale,
                                 float *spectrum, long stride) {
  const long points = plan->size / 2;
  NAME(forward_blocks)(plan, 0, values, 1, points, plan->twiddles);
  for (long lane = 0; lane < LANES; lane++) {
    float real = values[lane], imaginary = values[LANES + lane];
    float *last = spectrum + points * stride;
    spectrum[lane] = scale * (real + imaginary);
    last[lane] = scale * (real - imaginary);
    spectrum[LANES + lane] = last[LANES + lane] = 0;
  }
  const float half = scale / 2;
  for (long k = 1; 2 * k <= points; k++) {
    const float *low = values + plan->places[k] * POINT;
    const float *high = values + plan->places[points - k] * POINT;
    float *to = spectrum + k * stride, *mirror = spectrum + (points - k) * stride;
    float turn_re = half * plan->split[2 * k], turn_im = half * plan->split[2 * k + 1];
    for (long lane = 0; lane < LANES; lane += WIDTH) {
      VECTOR low_re = NAME(load)(low + lane), low_im = NAME(load)(low + LANES + lane);
      VECTOR high_re = NAME(load)(high + lane), high_im = NAME(load)(high + LANES + lane);
      VECTOR sum_re = half * (low_re + high_re), sum_im = half * (low_im - high_im);
      VECTOR rest_re = low_re - high_re, rest_im = low_im + high_im;
      VECTOR turned_re = turn_re * rest_re - turn_im * rest_im;
      VECTOR turned_im = turn_re * rest_im + turn_im * rest_re;
      NAME(store)(to + lane, sum_re + turned_re);
      NAME(store)(to + LANES + lane, sum_im + turned_im);
      NAME(store)(mirror + lane, sum_re - turned_re);
      NAME(store)(mirror + LANES + lane, turned_im - sum_im);
    }
  }
}

// The same equations undone: Z = s + conj(t)·d of the spectrum, which makes 2·M = N times the mean.
TARGET static void NAME(inverse)(const energy_fourier *plan, const float *spectrum, long stride,
                                 float scale, float *values) {
  const long points = plan->size / 2;
  for (long lane = 0; lane < LANES; lane++) {
    float first = scale * spectrum[lane], last = scale * spectrum[points * stride + lane];
    values[lane] = first + last;
    values[LANES + lane] = first - last;
  }
  for (long k = 1; 2 * k <= points; k++) {
    float *to = values + plan->places[k] * POINT;
    float *mirror = values + plan->places[points - k] * POINT;
    const float *low = spectrum + k * stride, *high = spectrum + (points - k) * stride;
    float turn_re = scale * plan->split[2 * k], turn_im = -scale * plan->split[2 * k + 1];
    for (long lane = 0; lane < LANES; lane += WIDTH) {
      VECTOR low_re = NAME(load)(low + lane), low_im = NAME(load)(low + LANES + lane);
      VECTOR high_re = NAME(load)(high + lane), high_im = NAME(load)(high + LANES + lane);
      VECTOR sum_re = scale * (low_re + high_re), sum_im = scale * (low_im - high_im);
      VECTOR rest_re = low_re - high_re, rest_im = low_im + high_im;
      VECTOR turned_re = turn_re * rest_re - turn_im * rest_im;
      VECTOR turned_im = turn_re * rest_im + turn_im * rest_re;
      NAME(store)(to + lane, sum_re + turned_re);
      NAME(store)(to + LANES + lane, sum_im + turned_im);
      NAME(store)(mirror + lane, sum_re - turned_re);
      NAME(store)(mirror + LANES + lane, turned_im - sum_im);
    }
  }
  NAME(inverse_blocks)(plan, 0, values, 1, points, plan->twiddles);
}

#undef PASSES
#undef PASS
#undef VECTOR
#undef POINT
#undef LANES
#undef UNROLL
#undef INLINE
