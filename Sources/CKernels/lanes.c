#include "CKernels.h"

// Vectors of 16 floats, which the compiler cuts to what each instruction set has.
#pragma clang diagnostic ignored "-Wpsabi"
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))

typedef float lanes __attribute__((vector_size(64), aligned(4)));
typedef int lane_bits __attribute__((vector_size(64)));
typedef float quad __attribute__((vector_size(16), aligned(4)));

static void interleave_rest(const float *from, long row_stride, long rows, long first, long count,
                            float *to) {
  for (long i = first; i < count; i++)
    for (long r = 0; r < energy_vector; r++)
      to[i * energy_vector + r] = r < rows ? from[r * row_stride + i] : 0;
}

// Four rows by four columns at a time.
#define TRANSPOSE(a, b, c, d) \
  quad ab0 = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab1 = __builtin_shufflevector(a, b, 2, 6, 3, 7); \
  quad cd0 = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd1 = __builtin_shufflevector(c, d, 2, 6, 3, 7); \
  a = __builtin_shufflevector(ab0, cd0, 0, 1, 4, 5); \
  b = __builtin_shufflevector(ab0, cd0, 2, 3, 6, 7); \
  c = __builtin_shufflevector(ab1, cd1, 0, 1, 4, 5); \
  d = __builtin_shufflevector(ab1, cd1, 2, 3, 6, 7);

void energy_interleave(const float *from, long row_stride, long rows, long count, float *to) {
  long whole = rows == energy_vector ? count / 4 * 4 : 0;
  for (long i = 0; i < whole; i += 4) {
    for (long r = 0; r < energy_vector; r += 4) {
      const float *place = from + r * row_stride + i;
      quad a = *(const quad *)place, b = *(const quad *)(place + row_stride);
      quad c = *(const quad *)(place + 2 * row_stride), d = *(const quad *)(place + 3 * row_stride);
      TRANSPOSE(a, b, c, d)
      float *target = to + i * energy_vector + r;
      *(quad *)target = a;
      *(quad *)(target + energy_vector) = b;
      *(quad *)(target + 2 * energy_vector) = c;
      *(quad *)(target + 3 * energy_vector) = d;
    }
  }
  interleave_rest(from, row_stride, rows, whole, count, to);
}

void energy_deinterleave(const float *from, long rows, long count, float scale, float *to,
                         long row_stride) {
  long whole = rows == energy_vector ? count / 4 * 4 : 0;
  for (long i = 0; i < whole; i += 4) {
    for (long r = 0; r < energy_vector; r += 4) {
      const float *place = from + i * energy_vector + r;
      quad a = *(const quad *)place, b = *(const quad *)(place + energy_vector);
      quad c = *(const quad *)(place + 2 * energy_vector);
      quad d = *(const quad *)(place + 3 * energy_vector);
      TRANSPOSE(a, b, c, d)
      float *target = to + r * row_stride + i;
      *(quad *)target = a * scale;
      *(quad *)(target + row_stride) = b * scale;
      *(quad *)(target + 2 * row_stride) = c * scale;
      *(quad *)(target + 3 * row_stride) = d * scale;
    }
  }
  for (long i = whole; i < count; i++)
    for (long r = 0; r < rows; r++) to[r * row_stride + i] = from[i * energy_vector + r] * scale;
}

// Macros, because no function without AVX-512 may be handed such a vector.
#define TAKE(from) (*(const lanes *)(from))
// A NaN stays one: it must reach whoever looks for it.
#define RECTIFIED(value) ((lanes)(~((value) < (lanes){}) & (lane_bits)(value)))

CLONES void energy_lanes_bias(float *values, long count, const float *bias, const float *extra,
                              long extra_stride, int rectify) {
  lanes offset = TAKE(bias);
  for (long i = 0; i < count; i++) {
    lanes value = TAKE(values + i * energy_vector) + offset;
    if (extra) value += TAKE(extra + i * extra_stride);
    *(lanes *)(values + i * energy_vector) = rectify ? RECTIFIED(value) : value;
  }
}

CLONES void energy_lanes_weigh(const float *values, long count, const float *bias,
                               const float *extra, long extra_stride, int rectify,
                               const float *weight, float *sums) {
  lanes offset = TAKE(bias), factor = TAKE(weight);
  for (long i = 0; i < count; i++) {
    lanes value = TAKE(values + i * energy_vector) + offset;
    if (extra) value += TAKE(extra + i * extra_stride);
    if (rectify) value = RECTIFIED(value);
    *(lanes *)(sums + i * energy_vector) += value * factor;
  }
}

CLONES void energy_lanes_unweigh(const float *activations, long count, const float *upstream,
                                 const float *weight, int rectify, float scale, float *gradients,
                                 float *bias_sum, float *weight_sum) {
  lanes factor = TAKE(weight) * scale, biases = TAKE(bias_sum), weights = TAKE(weight_sum);
  for (long i = 0; i < count; i++) {
    lanes activation = TAKE(activations + i * energy_vector), gradient = factor * upstream[i];
    if (rectify) gradient = (lanes)((activation > (lanes){}) & (lane_bits)gradient);
    *(lanes *)(gradients + i * energy_vector) = gradient;
    biases += gradient;
    weights += activation * upstream[i];
  }
  *(lanes *)bias_sum = biases;
  *(lanes *)weight_sum = weights;
}

CLONES void energy_lanes_multiply_add(const float *left, const float *right, long right_stride,
                                      long frequencies, float *sums) {
  for (long f = 0; f < frequencies; f++) {
    const float *from = left + f * 2 * energy_vector, *other = right + f * right_stride;
    lanes a = TAKE(from), b = TAKE(from + energy_vector);
    lanes c = TAKE(other), d = TAKE(other + energy_vector);
    lanes *place = (lanes *)(sums + f * 2 * energy_vector);
    place[0] += a * c - b * d;
    place[1] += a * d + b * c;
  }
}

CLONES void energy_lanes_total(const float *from, long count, float bias, float *to) {
  for (long i = 0; i < count; i++) {
    const float *row = from + i * energy_vector;
    float sums[8];
    for (long r = 0; r < 8; r++) sums[r] = row[r] + row[r + 8];
    for (long half = 4; half > 0; half /= 2)
      for (long r = 0; r < half; r++) sums[r] += sums[r + half];
    to[i] = sums[0] + bias;
  }
}
