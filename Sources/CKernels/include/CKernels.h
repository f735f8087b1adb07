#pragma once
#include <stdint.h>

// The hot loops of energy. Each has a plain meaning that its comment states; floats are float32,
// rows are contiguous, and no function allocates or keeps a pointer.

/// The instruction set that the loops were dispatched to: "avx512", "avx2" or "baseline".
const char *energy_kernels_name(void);
