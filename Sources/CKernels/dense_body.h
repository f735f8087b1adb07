// A dense layer over a few windows for one instruction set. Included once for each, with
//   NAME(x)    the function's name for it
//   TARGET     the attribute that turns it on
//   WIDTH      floats in a vector
//   WINDOWS    windows in a register tile (WINDOWS × OUTPUTS sums stay in registers)

#include "vectors_body.h"

typedef int NAME(whole) __attribute__((vector_size(4 * WIDTH)));
typedef uint16_t NAME(halves) __attribute__((vector_size(2 * WIDTH), aligned(2)));

#if WIDTH == 16
INLINE VECTOR NAME(widen)(const uint16_t *from) {
  return (VECTOR)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)from));
}
INLINE void NAME(narrow)(const float *from, uint16_t *to) {
  __m256i halves = _mm512_cvtps_ph(_mm512_loadu_ps(from), _MM_FROUND_TO_NEAREST_INT);
  _mm256_storeu_si256((__m256i *)to, halves);
}
#elif WIDTH == 8
INLINE VECTOR NAME(widen)(const uint16_t *from) {
  return (VECTOR)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)from));
}
INLINE void NAME(narrow)(const float *from, uint16_t *to) {
  __m128i halves = _mm256_cvtps_ph(_mm256_loadu_ps(from), _MM_FROUND_TO_NEAREST_INT);
  _mm_storeu_si128((__m128i *)to, halves);
}
#else
// Without branches, and without arithmetic on numbers too small for a normal float, which is slow.
INLINE VECTOR NAME(widen)(const uint16_t *from) {
  NAME(whole) bits = __builtin_convertvector(*(const NAME(halves) *)from, NAME(whole));
  NAME(whole) magnitude = bits & 0x7fff, exponents = magnitude >> 10;
  NAME(whole) normal = (magnitude << 13) + ((127 - 15) << 23);
  // An exponent of all ones stays one, for infinities and what is no number.
  normal += (exponents == 31) & ((128 - 16) << 23);
  // 2^-14 · (1 + m/1024) - 2^-14 = m · 2^-24.
  VECTOR small = (VECTOR)((magnitude << 13) + (113 << 23)) - (VECTOR)((NAME(whole)){} + (113 << 23));
  NAME(whole) is_small = exponents == 0;
  return (VECTOR)((is_small & (NAME(whole))small) | (~is_small & normal) | (bits >> 15 << 31));
}
INLINE void NAME(narrow)(const float *from, uint16_t *to) {
  for (long i = 0; i < WIDTH; i++) to[i] = narrowed(from[i]);
}
#endif

TARGET static void NAME(to_floats)(const uint16_t *halves, long count, float *to) {
  long whole = count / WIDTH * WIDTH;
  for (long i = 0; i < whole; i += WIDTH) *(VECTOR *)(to + i) = NAME(widen)(halves + i);
  if (whole == count) return;
  uint16_t rest[WIDTH] = {0};
  memcpy(rest, halves + whole, (count - whole) * sizeof *rest);
  VECTOR last = NAME(widen)(rest);
  memcpy(to + whole, &last, (count - whole) * sizeof *to);
}

TARGET static void NAME(to_halves)(const float *from, long count, uint16_t *halves) {
  long whole = count / WIDTH * WIDTH;
  for (long i = 0; i < whole; i += WIDTH) NAME(narrow)(from + i, halves + i);
  for (long i = whole; i < count; i++) halves[i] = narrowed(from[i]);
}

// The values at a place of a row: as they are, or widened.
INLINE VECTOR NAME(values)(const int is_half, const char *row, long place) {
  if (is_half) return NAME(widen)((const uint16_t *)row + place);
  return NAME(load)((const float *)row + place);
}

// The last values of a row, with zeros behind them.
INLINE VECTOR NAME(rest)(const int is_half, const char *row, long place, long count) {
  if (is_half) {
    uint16_t values[WIDTH] = {0};
    memcpy(values, (const uint16_t *)row + place, count * sizeof *values);
    return NAME(widen)(values);
  }
  VECTOR values = {};
  memcpy(&values, (const float *)row + place, count * sizeof(float));
  return values;
}

// sums += weights · inputs for some windows and outputs; the weights at `next` are asked for.
//
// Each sum is formed in the same order whatever the tile, so that no window's outputs depend on
// those that are computed with it.
INLINE void NAME(dense_tile)(const long windows, const long outputs, const int is_half,
                             const energy_dense *shape, const float *input, const char *weights,
                             const char *next, long count, float *output) {
  const long size = is_half ? 2 : 4, line = 64 / size;
  const long stride = shape->weight_stride * size;
  VECTOR sums[WINDOWS][OUTPUTS];
  UNROLL for (long m = 0; m < windows; m++) {
    UNROLL for (long n = 0; n < outputs; n++) sums[m][n] = (VECTOR){};
  }
  long k = 0;
  for (; k + line <= count; k += line) {
    UNROLL for (long n = 0; n < outputs; n++) __builtin_prefetch(next + n * stride + k * size, 0, 2);
    UNROLL for (long v = 0; v < line; v += WIDTH) {
      VECTOR taken[OUTPUTS];
      UNROLL for (long n = 0; n < outputs; n++) {
        taken[n] = NAME(values)(is_half, weights + n * stride, k + v);
      }
      UNROLL for (long m = 0; m < windows; m++) {
        VECTOR value = NAME(load)(input + m * shape->input_stride + k + v);
        UNROLL for (long n = 0; n < outputs; n++) sums[m][n] += value * taken[n];
      }
    }
  }
  for (; k < count; k += WIDTH) {
    UNROLL for (long n = 0; n < outputs; n++) {
      const char *row = weights + n * stride;
      VECTOR taken = k + WIDTH <= count ? NAME(values)(is_half, row, k)
                                        : NAME(rest)(is_half, row, k, count - k);
      UNROLL for (long m = 0; m < windows; m++) {
        sums[m][n] += NAME(load)(input + m * shape->input_stride + k) * taken;
      }
    }
  }
  UNROLL for (long m = 0; m < windows; m++) {
    UNROLL for (long n = 0; n < outputs; n++) {
      output[m * shape->output_stride + n] += NAME(sum)(sums[m][n]);
    }
  }
}

// All windows by `outputs` outputs, over some inputs.
INLINE void NAME(dense_rows)(const long outputs, const int is_half, const energy_dense *shape,
                             const float *input, const char *weights, const char *next, long count,
                             float *output) {
  long tiles = (shape->windows + WINDOWS - 1) / WINDOWS;
  for (long tile = 0; tile < tiles; tile++) {
    long first = shape->windows * tile / tiles;
    long windows = shape->windows * (tile + 1) / tiles - first;
    const float *from = input + first * shape->input_stride;
    float *to = output + first * shape->output_stride;
    switch (windows) {
#define TILE(n) \
  case n: \
    NAME(dense_tile)(n, outputs, is_half, shape, from, weights, next, count, to); \
    break;
      TILE(1) TILE(2)
#if WINDOWS > 2
      TILE(3) TILE(4) TILE(5) TILE(6)
#endif
#undef TILE
    }
    next = weights;
  }
}

INLINE void NAME(dense_layer)(const int is_half, const energy_dense *shape, const float *input,
                              const char *weights, const float *bias, float *output) {
  const long size = is_half ? 2 : 4, stride = shape->weight_stride * size;
  for (long m = 0; m < shape->windows; m++)
    memset(output + m * shape->output_stride, 0, shape->outputs * sizeof *output);
  for (long k = 0; k < shape->inputs; k += BLOCK) {
    long count = shape->inputs - k < BLOCK ? shape->inputs - k : BLOCK;
    const char *rows = weights + k * size;
    const char *block = k + BLOCK < shape->inputs ? rows + BLOCK * size : rows;
    long n = 0;
    for (; n + OUTPUTS <= shape->outputs; n += OUTPUTS) {
      const char *row = rows + n * stride;
      const char *next = n + 2 * OUTPUTS <= shape->outputs ? row + OUTPUTS * stride : block;
      NAME(dense_rows)(OUTPUTS, is_half, shape, input + k, row, next, count, output + n);
    }
    for (; n < shape->outputs; n++) {
      const char *row = rows + n * stride;
      NAME(dense_rows)(1, is_half, shape, input + k, row, row, count, output + n);
    }
  }
  // What is no number stays so: it must reach whoever looks for it.
  for (long m = 0; m < shape->windows; m++) {
    float *row = output + m * shape->output_stride;
    for (long n = 0; n < shape->outputs; n++) {
      float value = row[n] + bias[n];
      row[n] = shape->rectify && value < 0 ? 0 : value;
    }
  }
}

TARGET static void NAME(dense)(const energy_dense *shape, const float *input, const void *weights,
                               const float *bias, float *output) {
  if (shape->is_half) {
    NAME(dense_layer)(1, shape, input, weights, bias, output);
  } else {
    NAME(dense_layer)(0, shape, input, weights, bias, output);
  }
}

#undef VECTOR
#undef UNROLL
#undef INLINE
