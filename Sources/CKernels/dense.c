#include <immintrin.h>
#include <string.h>

#include "CKernels.h"
#include "dispatch.h"

// A vector may be passed between inlined functions of one instruction set alone, which is so here.
#pragma clang diagnostic ignored "-Wpsabi"

// Outputs in a register tile, whose weights over BLOCK inputs stay in the nearest cache while all
// windows pass; so many inputs of some fifty windows fit the next one. BLOCK fixes the order of
// every sum: a multiple of 32, and no matter of the instruction set.
#define OUTPUTS 4
#define BLOCK 2048

// To the nearest half, and to the even one of two.
static uint16_t narrowed(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  uint32_t sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
  // What is no number, quiet, with what fits of its bits.
  if (magnitude > 0x7f800000) return sign | 0x7e00 | (magnitude >> 13 & 0x3ff);
  // From 65,520 on, halfway to what would come after the largest half.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    uint32_t rebased = magnitude - ((127 - 15) << 23);
    return sign | (rebased + 0xfff + (rebased >> 13 & 1)) >> 13;
  }
  // Below 2^-14: counts of 2^-24, which adding 1/2 leaves in the last bits, rounded.
  float shifted;
  memcpy(&shifted, &magnitude, sizeof shifted);
  shifted += 0.5f;
  memcpy(&bits, &shifted, sizeof bits);
  return sign | (bits - 0x3f000000);
}

#define NAME(x) avx512_##x
#define TARGET __attribute__((target("arch=x86-64-v4")))
#define WIDTH 16
#define WINDOWS 6
#include "dense_body.h"
#undef NAME
#undef TARGET
#undef WIDTH
#undef WINDOWS

#define NAME(x) avx2_##x
#define TARGET __attribute__((target("arch=x86-64-v3")))
#define WIDTH 8
#define WINDOWS 2
#include "dense_body.h"
#undef NAME
#undef TARGET
#undef WIDTH
#undef WINDOWS

#define NAME(x) baseline_##x
#define TARGET
#define WIDTH 4
#define WINDOWS 2
#include "dense_body.h"

typedef struct {
  void (*dense)(const energy_dense *, const float *, const void *, const float *, float *);
  void (*to_floats)(const uint16_t *, long, float *);
  void (*to_halves)(const float *, long, uint16_t *);
} kernels;

#define KERNELS(set) {set##_dense, set##_to_floats, set##_to_halves}
static const kernels all[] = {KERNELS(avx512), KERNELS(avx2), KERNELS(baseline)};

void energy_dense_forward(const energy_dense *shape, const float *input, const void *weights,
                          const float *bias, float *output) {
  all[energy_instruction_set()].dense(shape, input, weights, bias, output);
}

void energy_halves_to_floats(const uint16_t *halves, long count, float *to) {
  all[energy_instruction_set()].to_floats(halves, count, to);
}

void energy_floats_to_halves(const float *from, long count, uint16_t *halves) {
  all[energy_instruction_set()].to_halves(from, count, halves);
}
