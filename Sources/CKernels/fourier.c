#include "CKernels.h"
#include "dispatch.h"

// A vector may be passed between inlined functions of one instruction set alone, which is so here.
#pragma clang diagnostic ignored "-Wpsabi"

#define NAME(x) avx512_##x
#define TARGET __attribute__((target("arch=x86-64-v4")))
#define WIDTH 16
#include "fourier_body.h"
#undef NAME
#undef TARGET
#undef WIDTH

#define NAME(x) avx2_##x
#define TARGET __attribute__((target("arch=x86-64-v3")))
#define WIDTH 8
#include "fourier_body.h"
#undef NAME
#undef TARGET
#undef WIDTH

#define NAME(x) baseline_##x
#define TARGET
#define WIDTH 4
#include "fourier_body.h"

typedef struct {
  void (*forward)(const energy_fourier *, float *, float, float *, long);
  void (*inverse)(const energy_fourier *, const float *, long, float, float *);
} kernels;

#define KERNELS(set) {set##_forward, set##_inverse}
static const kernels all[] = {KERNELS(avx512), KERNELS(avx2), KERNELS(baseline)};

void energy_fourier_forward(const energy_fourier *plan, float *values, float scale,
                            float *spectrum, long stride) {
  all[energy_instruction_set()].forward(plan, values, scale, spectrum, stride);
}

void energy_fourier_inverse(const energy_fourier *plan, const float *spectrum, long stride,
                            float scale, float *values) {
  all[energy_instruction_set()].inverse(plan, spectrum, stride, scale, values);
}
