// The convolution loops for one instruction set. Included once for each, with
//   NAME(x)    the function's name for it
//   TARGET     the attribute that turns it on
//   WIDTH      floats in a vector
//   ROWS       filters in a register tile (ROWS × 2 sums stay in registers)
//   GRADIENT_ROWS × GRADIENT_TAPS   sums of the weight gradient that stay in registers

#include "vectors_body.h"

typedef int NAME(bits) __attribute__((vector_size(4 * WIDTH)));

// The values where `gate` is set (all bits), zero elsewhere.
INLINE VECTOR NAME(keep)(NAME(bits) gate, VECTOR values) {
  return (VECTOR)(gate & (NAME(bits))values);
}

// Filters in a block: as even as possible, at most ROWS.
static long NAME(rows)(long filters) {
  long blocks = (filters + ROWS - 1) / ROWS;
  return (filters + blocks - 1) / blocks;
}

// Block after block: [channel][tap][row of the block].
static void NAME(pack)(long channels, long filters, long kernel, const float *weights,
                       float *packed) {
  long rows = NAME(rows)(filters);
  for (long first = 0; first < filters; first += rows) {
    long count = filters - first < rows ? filters - first : rows;
    for (long c = 0; c < channels; c++)
      for (long k = 0; k < kernel; k++)
        for (long o = 0; o < count; o++)
          *packed++ = weights[((first + o) * channels + c) * kernel + k];
  }
}

static void NAME(pack_transposed)(long channels, long filters, long kernel, const float *weights,
                                  float *packed) {
  long rows = NAME(rows)(channels);
  for (long first = 0; first < channels; first += rows) {
    long count = channels - first < rows ? channels - first : rows;
    for (long f = 0; f < filters; f++)
      for (long k = kernel - 1; k >= 0; k--)
        for (long o = 0; o < count; o++)
          *packed++ = weights[(f * channels + first + o) * kernel + k];
  }
}

// One tile: `rows` filters by `vectors` vectors of time; `rest` outputs of it are kept.
INLINE void NAME(tile)(const long rows, const long vectors, const energy_convolution *shape,
                       const float *input, const float *packed, const float *bias,
                       const float *mask, float *output, long rest) {
  VECTOR sums[ROWS][2];
  UNROLL for (long o = 0; o < rows; o++) {
    VECTOR start = (VECTOR){} + (bias ? bias[o] : 0.0f);
    UNROLL for (long v = 0; v < vectors; v++) sums[o][v] = start;
  }
  for (long c = 0; c < shape->channels; c++) {
    const float *row = input + c * shape->input_stride;
    for (long k = 0; k < shape->kernel; k++) {
      VECTOR taken[2];
      UNROLL for (long v = 0; v < vectors; v++) taken[v] = NAME(load)(row + k + v * WIDTH);
      UNROLL for (long o = 0; o < rows; o++) {
        UNROLL for (long v = 0; v < vectors; v++) sums[o][v] += packed[o] * taken[v];
      }
      packed += rows;
    }
  }
  // A NaN stays one: it must reach the loss, where it is seen.
  const VECTOR zero = {};
  UNROLL for (long o = 0; o < rows; o++) {
    UNROLL for (long v = 0; v < vectors; v++) {
      VECTOR sum = sums[o][v];
      if (shape->after == energy_after_relu) sum = NAME(keep)(~(sum < zero), sum);
      if (shape->after == energy_after_mask) {
        VECTOR gate = NAME(load)(mask + o * shape->mask_stride + v * WIDTH);
        sum = NAME(keep)(gate > zero, sum * shape->scale);
      }
      float *place = output + o * shape->output_stride + v * WIDTH;
      if (rest >= (v + 1) * WIDTH) {
        *(VECTOR *)place = sum;
      } else {
        for (long t = v * WIDTH; t < rest; t++) place[t - v * WIDTH] = sum[t - v * WIDTH];
      }
    }
  }
}

INLINE void NAME(row_block)(const long rows, const energy_convolution *shape, const float *input,
                            const float *packed, const float *bias, const float *mask,
                            float *output) {
  for (long t = 0; t < shape->length;) {
    long rest = shape->length - t;
    const float *gate = mask ? mask + t : mask;
    if (rest > WIDTH) {
      NAME(tile)(rows, 2, shape, input + t, packed, bias, gate, output + t, rest);
      t += 2 * WIDTH;
    } else {
      NAME(tile)(rows, 1, shape, input + t, packed, bias, gate, output + t, rest);
      t += WIDTH;
    }
  }
}

#define BLOCK(n) \
  case n: \
    NAME(row_block)(n, shape, input, packed, bias, mask, output); \
    break;

TARGET static void NAME(convolve)(const energy_convolution *shape, const float *input,
                                  const float *packed, const float *bias, const float *mask,
                                  float *output) {
  long rows = NAME(rows)(shape->filters);
  for (long first = 0; first < shape->filters; first += rows) {
    long count = shape->filters - first < rows ? shape->filters - first : rows;
    switch (count) {
      BLOCK(1) BLOCK(2) BLOCK(3) BLOCK(4) BLOCK(5) BLOCK(6)
#if ROWS > 6
      BLOCK(7) BLOCK(8) BLOCK(9) BLOCK(10)
#endif
    }
    packed += count * shape->channels * shape->kernel;
    if (bias) bias += count;
    if (mask) mask += count * shape->mask_stride;
    output += count * shape->output_stride;
  }
}

// A tile of the weight gradient: `rows` filters by `taps` taps of one channel.
INLINE void NAME(gradient_tile)(const long rows, const long taps, const energy_convolution *shape,
                                long samples, const float *input, long input_step,
                                const float *gradient, long gradient_stride, long gradient_step,
                                float *weights) {
  VECTOR sums[GRADIENT_ROWS][GRADIENT_TAPS];
  UNROLL for (long o = 0; o < rows; o++) {
    UNROLL for (long k = 0; k < taps; k++) sums[o][k] = (VECTOR){};
  }
  for (long s = 0; s < samples; s++) {
    for (long t = 0; t < shape->length; t += WIDTH) {
      VECTOR upstream[GRADIENT_ROWS];
      UNROLL for (long o = 0; o < rows; o++) {
        upstream[o] = NAME(load)(gradient + s * gradient_step + o * gradient_stride + t);
      }
      UNROLL for (long k = 0; k < taps; k++) {
        VECTOR taken = NAME(load)(input + s * input_step + t + k);
        UNROLL for (long o = 0; o < rows; o++) sums[o][k] += upstream[o] * taken;
      }
    }
  }
  UNROLL for (long o = 0; o < rows; o++) {
    UNROLL for (long k = 0; k < taps; k++) {
      weights[o * shape->channels * shape->kernel + k] += NAME(sum)(sums[o][k]);
    }
  }
}

#define GRADIENT_TILE(n, m) \
  case n * 16 + m: \
    NAME(gradient_tile)(n, m, shape, samples, row, input_step, upstream, gradient_stride, \
                        gradient_step, place); \
    break;
#define GRADIENT_TILES(n) GRADIENT_TILE(n, 1) GRADIENT_TILE(n, 2) GRADIENT_TILE(n, 3) \
  GRADIENT_TILE(n, 4)

TARGET static void NAME(weight_gradient)(const energy_convolution *shape, long samples,
                                         const float *input, long input_step,
                                         const float *gradient, long gradient_stride,
                                         long gradient_step, float *weights, float *bias) {
  for (long o = 0; o < shape->filters; o++) {
    VECTOR sum = {};
    for (long s = 0; s < samples; s++) {
      const float *row = gradient + s * gradient_step + o * gradient_stride;
      for (long t = 0; t < shape->length; t += WIDTH) sum += NAME(load)(row + t);
    }
    bias[o] += NAME(sum)(sum);
  }
  long steps = (shape->kernel + GRADIENT_TAPS - 1) / GRADIENT_TAPS;
  long width = (shape->kernel + steps - 1) / steps;
  for (long o = 0; o < shape->filters; o += GRADIENT_ROWS) {
    long rows = shape->filters - o < GRADIENT_ROWS ? shape->filters - o : GRADIENT_ROWS;
    const float *upstream = gradient + o * gradient_stride;
    for (long c = 0; c < shape->channels; c++) {
      for (long k = 0; k < shape->kernel; k += width) {
        long taps = shape->kernel - k < width ? shape->kernel - k : width;
        const float *row = input + c * shape->input_stride + k;
        float *place = weights + (o * shape->channels + c) * shape->kernel + k;
        switch (rows * 16 + taps) {
          GRADIENT_TILES(1) GRADIENT_TILES(2) GRADIENT_TILES(3)
#if GRADIENT_ROWS > 3
          GRADIENT_TILES(4) GRADIENT_TILES(5)
          GRADIENT_TILE(1, 5) GRADIENT_TILE(2, 5) GRADIENT_TILE(3, 5) GRADIENT_TILE(4, 5)
          GRADIENT_TILE(5, 5)
#endif
        }
      }
    }
  }
}

#undef GRADIENT_TILES
#undef GRADIENT_TILE
#undef BLOCK
#undef VECTOR
#undef UNROLL
#undef INLINE
