#include "CKernels.h"
#include "dispatch.h"

// A vector may be passed between inlined functions of one instruction set alone, which is so here.
#pragma clang diagnostic ignored "-Wpsabi"

#define NAME(x) avx512_##x
#define TARGET __attribute__((target("arch=x86-64-v4")))
#define WIDTH 16
#define ROWS 10
#define GRADIENT_ROWS 5
#define GRADIENT_TAPS 5
#include "convolution_body.h"
#undef NAME
#undef TARGET
#undef WIDTH
#undef ROWS
#undef GRADIENT_ROWS
#undef GRADIENT_TAPS

#define NAME(x) avx2_##x
#define TARGET __attribute__((target("arch=x86-64-v3")))
#define WIDTH 8
#define ROWS 6
#define GRADIENT_ROWS 3
#define GRADIENT_TAPS 4
#include "convolution_body.h"
#undef NAME
#undef TARGET
#undef WIDTH

#define NAME(x) baseline_##x
#define TARGET
#define WIDTH 4
#include "convolution_body.h"

typedef struct {
  void (*pack)(long, long, long, const float *, float *);
  void (*pack_transposed)(long, long, long, const float *, float *);
  void (*convolve)(const energy_convolution *, const float *, const float *, const float *,
                   const float *, float *);
  void (*weight_gradient)(const energy_convolution *, long, const float *, long, const float *,
                          long, long, float *, float *);
} kernels;

#define KERNELS(set) {set##_pack, set##_pack_transposed, set##_convolve, set##_weight_gradient}
static const kernels all[] = {KERNELS(avx512), KERNELS(avx2), KERNELS(baseline)};

static const kernels *chosen(void) { return &all[energy_instruction_set()]; }

long energy_convolution_packed_count(long channels, long filters, long kernel) {
  return channels * filters * kernel;
}

void energy_convolution_pack(long channels, long filters, long kernel, const float *weights,
                             float *packed) {
  chosen()->pack(channels, filters, kernel, weights, packed);
}

void energy_convolution_pack_transposed(long channels, long filters, long kernel,
                                        const float *weights, float *packed) {
  chosen()->pack_transposed(channels, filters, kernel, weights, packed);
}

void energy_convolve(const energy_convolution *shape, const float *input, const float *packed,
                     const float *bias, const float *mask, float *output) {
  chosen()->convolve(shape, input, packed, bias, mask, output);
}

void energy_convolution_weight_gradient(const energy_convolution *shape, long samples,
                                        const float *input, long input_step,
                                        const float *gradient, long gradient_stride,
                                        long gradient_step, float *weights, float *bias) {
  chosen()->weight_gradient(shape, samples, input, input_step, gradient, gradient_stride,
                            gradient_step, weights, bias);
}
