#include "CKernels.h"

#include <string.h>

// The compiler vectorises these plain loops; the CPU chooses the copy at run time.
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))

CLONES void energy_add_bias(float *values, const float *bias, long count, int rectify) {
  for (long i = 0; i < count; i++) {
    float sum = values[i] + bias[i];
    values[i] = rectify && sum < 0 ? 0 : sum;
  }
}

CLONES void energy_mask(float *gradient, const float *activation, float scale, long count) {
  for (long i = 0; i < count; i++) gradient[i] = activation[i] > 0 ? gradient[i] * scale : 0;
}

CLONES void energy_accumulate(float *sums, const float *values, long count) {
  for (long i = 0; i < count; i++) sums[i] += values[i];
}

CLONES void energy_scale(float *values, float factor, long count) {
  for (long i = 0; i < count; i++) values[i] *= factor;
}

CLONES void energy_dropout(float *values, uint32_t key, uint32_t first, uint32_t threshold,
                           float scale, long count) {
  for (long i = 0; i < count; i++) {
    // Ellis' lowbias32 over a Weyl sequence: no state, so no order of work changes a mask.
    uint32_t x = (first + (uint32_t)i) * 0x9E3779B1u + key;
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    x *= 0x846ca68bu;
    x ^= x >> 16;
    values[i] = x >= threshold ? values[i] * scale : 0;
  }
}

CLONES void energy_adam(const energy_adam_step *step, float *restrict weights,
                        const float *restrict gradient, float *restrict first,
                        float *restrict second, long count) {
  const energy_adam_step s = *step;
  for (long i = 0; i < count; i++) {
    float g = gradient[i];
    float m = s.beta1 * first[i] + s.rest1 * g;
    float v = s.beta2 * second[i] + s.rest2 * g * g;
    first[i] = m;
    second[i] = v;
    weights[i] = s.decay * weights[i] -
                 s.step_size * m / (__builtin_sqrtf(v) * s.root_correction + s.epsilon);
  }
}

// Without their sign the bits of floats are ordered as the floats are, with every NaN on top.
CLONES float energy_largest(const float *values, long count) {
  int32_t largest = 0;
  for (long i = 0; i < count; i++) {
    int32_t bits;
    memcpy(&bits, &values[i], sizeof bits);
    bits &= 0x7fffffff;
    largest = bits > largest ? bits : largest;
  }
  float result;
  memcpy(&result, &largest, sizeof result);
  return result;
}

// Sixteen sums in a fixed order, so that the result is the same on every CPU.
CLONES double energy_square_sum(const float *values, long count) {
  double sums[16] = {0};
  long i = 0;
  for (; i + 16 <= count; i += 16)
    for (long j = 0; j < 16; j++) sums[j] += (double)values[i + j] * values[i + j];
  double sum = 0;
  for (long j = 0; j < 16; j++) sum += sums[j];
  for (; i < count; i++) sum += (double)values[i] * values[i];
  return sum;
}
