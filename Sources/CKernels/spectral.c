#include "CKernels.h"
#include "dispatch.h"

// A vector may be passed between inlined functions of one instruction set alone, which is so here.
#pragma clang diagnostic ignored "-Wpsabi"

#define ROWS 4

#define NAME(x) avx512_##x
#define TARGET __attribute__((target("arch=x86-64-v4")))
#define WIDTH 16
#define VECTORS 2
#define DOT_ROWS 3
#define DOT_COLUMNS 2
#include "spectral_body.h"
#undef NAME
#undef TARGET
#undef WIDTH
#undef VECTORS
#undef DOT_COLUMNS

#define NAME(x) avx2_##x
#define TARGET __attribute__((target("arch=x86-64-v3")))
#define WIDTH 8
#define VECTORS 1
#define DOT_COLUMNS 1
#include "spectral_body.h"
#undef NAME
#undef TARGET
#undef WIDTH

#define NAME(x) baseline_##x
#define TARGET
#define WIDTH 4
#include "spectral_body.h"

static long lane(long channel) {
  return channel / energy_vector * 2 * energy_vector + channel % energy_vector;
}

void energy_spectral_pack(long rows, long inner, const float *left, long row_stride,
                          int is_transposed, float *packed) {
  for (long first = 0; first < rows; first += ROWS) {
    long count = rows - first < ROWS ? rows - first : ROWS;
    for (long k = 0; k < inner; k++, packed += 3 * count) {
      for (long m = 0; m < count; m++) {
        const float *from = is_transposed ? left + k * row_stride + lane(first + m)
                                          : left + (first + m) * row_stride + lane(k);
        packed[m] = from[0] + from[energy_vector];
        packed[count + m] = from[0];
        packed[2 * count + m] = from[energy_vector];
      }
    }
  }
}

typedef struct {
  void (*correlate)(const energy_spectral_product *, const float *, const float *, float *);
  void (*convolve)(const energy_spectral_dot *, const float *, const float *, float *);
} kernels;

#define KERNELS(set) {set##_product, set##_dot}
static const kernels all[] = {KERNELS(avx512), KERNELS(avx2), KERNELS(baseline)};

void energy_spectral_correlate(const energy_spectral_product *shape, const float *left,
                               const float *right, float *output) {
  all[energy_instruction_set()].correlate(shape, left, right, output);
}

void energy_spectral_convolve(const energy_spectral_dot *shape, const float *left,
                              const float *right, float *output) {
  all[energy_instruction_set()].convolve(shape, left, right, output);
}
