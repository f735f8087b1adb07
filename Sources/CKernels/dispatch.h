#pragma once

/// Which copy of the loops runs: 0 for AVX-512, 1 for AVX2, 2 for the baseline.
long energy_instruction_set(void);
