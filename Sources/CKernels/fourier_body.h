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

#include "vectors_body.h"

#define LANES energy_vector
// Floats of a complex point.
#define POINT (2 * LANES)

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

// One pass over `count` blocks that lie end to end.
INLINE void NAME(pass)(const long radix, const int is_forward, float *values, long count,
                       long length, const float *twiddles) {
  const long step = length / radix;
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
          if (!is_forward && q > 0) NAME(turn)(&re[q], &im[q], twiddle + 2 * (q - 1));
        }
        NAME(butterfly)(radix, re, im);
        UNROLL for (long q = 0; q < radix; q++) {
          if (is_forward && q > 0) NAME(turn)(&re[q], &im[q], twiddle + 2 * (q - 1));
          NAME(store)(place + q * step * POINT + real, re[q]);
          NAME(store)(place + q * step * POINT + imaginary, im[q]);
        }
      }
    }
  }
}

#define PASS(radix) \
  case radix: \
    NAME(pass)(radix, is_forward, values, count, length, twiddles); \
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

// The passes from `stage` to the last but one over `count` blocks: each pass over all of them where
// they are near together, else block after block.
TARGET static void NAME(forward_blocks)(const energy_fourier *plan, long stage, float *values,
                                        long count, long length, const float *twiddles) {
  if (stage == plan->stages - 1) return;
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
  if (stage == plan->stages - 1) return;
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

// The last pass and the spectrum in one. Block k of that pass, whose points are the frequencies
// f = k + p·blocks, meets block -k: with Z the transform of the M complex points, -f for M - f,
// s = Z[f] + conj Z[-f], d = Z[f] - conj Z[-f] and t = -i·e^(-2πi·f/N), twice the
// spectrum is s + t·d at f and conj(s - t·d) at M - f.
INLINE void NAME(part)(const long radix, const int is_first, const energy_fourier *plan, long k,
                       const float *values, float scale, float *spectrum, long stride) {
  const long points = plan->size / 2, blocks = points / radix;
  const float *low = values + plan->places[k] * POINT;
  const float *high = values + plan->places[is_first ? 0 : blocks - k] * POINT;
  const float *split = plan->split + 2 * radix * k;
  const VECTOR half = (VECTOR){} + scale / 2;
  for (long lane = 0; lane < LANES; lane += WIDTH) {
    VECTOR low_re[8], low_im[8], high_re[8], high_im[8];
    UNROLL for (long p = 0; p < radix; p++) {
      low_re[p] = NAME(load)(low + p * POINT + lane);
      low_im[p] = NAME(load)(low + p * POINT + LANES + lane);
      high_re[p] = NAME(load)(high + p * POINT + lane);
      high_im[p] = NAME(load)(high + p * POINT + LANES + lane);
    }
    NAME(butterfly)(radix, low_re, low_im);
    NAME(butterfly)(radix, high_re, high_im);
    UNROLL for (long p = 0; p < radix; p++) {
      const long q = is_first ? (radix - p) % radix : radix - 1 - p;
      float *to = spectrum + (k + p * blocks) * stride + lane;
      float *mirror = spectrum + (points - k - p * blocks) * stride + lane;
      VECTOR turn_re = half * split[2 * p];
      VECTOR turn_im = half * split[2 * p + 1];
      VECTOR sum_re = half * (low_re[p] + high_re[q]), sum_im = half * (low_im[p] - high_im[q]);
      VECTOR rest_re = low_re[p] - high_re[q], rest_im = low_im[p] + high_im[q];
      VECTOR turned_re = turn_re * rest_re - turn_im * rest_im;
      VECTOR turned_im = turn_re * rest_im + turn_im * rest_re;
      NAME(store)(to, sum_re + turned_re);
      NAME(store)(to + LANES, sum_im + turned_im);
      NAME(store)(mirror, sum_re - turned_re);
      NAME(store)(mirror + LANES, turned_im - sum_im);
    }
  }
}

// The same equations undone: Z = s + conj(t)·d of the spectrum is twice the transform.
INLINE void NAME(merge)(const long radix, const int is_first, const energy_fourier *plan, long k,
                        const float *spectrum, long stride, float scale, float *values) {
  const long points = plan->size / 2, blocks = points / radix;
  float *low = values + plan->places[k] * POINT;
  float *high = values + plan->places[is_first ? 0 : blocks - k] * POINT;
  const float *split = plan->split + 2 * radix * k;
  const VECTOR factor = (VECTOR){} + scale;
  for (long lane = 0; lane < LANES; lane += WIDTH) {
    VECTOR low_re[8], low_im[8], high_re[8], high_im[8];
    UNROLL for (long p = 0; p < radix; p++) {
      const long q = is_first ? (radix - p) % radix : radix - 1 - p;
      const float *from = spectrum + (k + p * blocks) * stride + lane;
      const float *mirror = spectrum + (points - k - p * blocks) * stride + lane;
      VECTOR turn_re = factor * split[2 * p];
      VECTOR turn_im = factor * split[2 * p + 1];
      VECTOR from_re = NAME(load)(from), mirror_re = NAME(load)(mirror);
      VECTOR from_im = {}, mirror_im = {};
      if (!is_first || p > 0) {
        from_im = NAME(load)(from + LANES);
        mirror_im = NAME(load)(mirror + LANES);
      }
      VECTOR sum_re = factor * (from_re + mirror_re), sum_im = factor * (from_im - mirror_im);
      VECTOR rest_re = from_re - mirror_re, rest_im = from_im + mirror_im;
      VECTOR turned_re = turn_re * rest_re + turn_im * rest_im;
      VECTOR turned_im = turn_re * rest_im - turn_im * rest_re;
      low_re[p] = sum_re + turned_re;
      low_im[p] = sum_im + turned_im;
      high_re[q] = sum_re - turned_re;
      high_im[q] = turned_im - sum_im;
    }
    NAME(butterfly)(radix, low_im, low_re);
    if (!is_first) NAME(butterfly)(radix, high_im, high_re);
    UNROLL for (long p = 0; p < radix; p++) {
      NAME(store)(low + p * POINT + lane, low_re[p]);
      NAME(store)(low + p * POINT + LANES + lane, low_im[p]);
      if (is_first) continue;
      NAME(store)(high + p * POINT + lane, high_re[p]);
      NAME(store)(high + p * POINT + LANES + lane, high_im[p]);
    }
  }
}

#define PART(radix) \
  case radix: \
    NAME(part)(radix, 1, plan, 0, values, scale, spectrum, stride); \
    for (long k = 1; 2 * k <= blocks; k++) \
      NAME(part)(radix, 0, plan, k, values, scale, spectrum, stride); \
    break;
#define MERGE(radix) \
  case radix: \
    NAME(merge)(radix, 1, plan, 0, spectrum, stride, scale, values); \
    for (long k = 1; 2 * k <= blocks; k++) \
      NAME(merge)(radix, 0, plan, k, spectrum, stride, scale, values); \
    break;

TARGET static void NAME(forward)(const energy_fourier *plan, float *values, float scale,
                                 float *spectrum, long stride) {
  const long points = plan->size / 2, last = plan->radices[plan->stages - 1];
  const long blocks = points / last;
  NAME(forward_blocks)(plan, 0, values, 1, points, plan->twiddles);
  switch (last) { PART(1) PART(2) PART(3) PART(4) PART(5) PART(8) }
}

TARGET static void NAME(inverse)(const energy_fourier *plan, const float *spectrum, long stride,
                                 float scale, float *values) {
  const long points = plan->size / 2, last = plan->radices[plan->stages - 1];
  const long blocks = points / last;
  switch (last) { MERGE(1) MERGE(2) MERGE(3) MERGE(4) MERGE(5) MERGE(8) }
  NAME(inverse_blocks)(plan, 0, values, 1, points, plan->twiddles);
}

#undef MERGE
#undef PART
#undef PASSES
#undef PASS
#undef VECTOR
#undef POINT
#undef LANES
#undef UNROLL
#undef INLINE
