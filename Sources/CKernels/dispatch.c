#include "dispatch.h"

#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

static const char *const names[] = {"avx512", "avx2", "baseline"};

// What the CPU has, unless ENERGY_KERNELS asks for less: the tests run every set.
long energy_instruction_set(void) {
  static long cached;
  long found = __atomic_load_n(&cached, __ATOMIC_ACQUIRE);
  if (found) return found - 1;
  __builtin_cpu_init();
  long first = 2;
  if (__builtin_cpu_supports("x86-64-v3")) first = 1;
  if (__builtin_cpu_supports("x86-64-v4")) first = 0;
  const char *wanted = getenv("ENERGY_KERNELS");
  for (long i = first; wanted && i < 3; i++)
    if (strcmp(wanted, names[i]) == 0) first = i;
  __atomic_store_n(&cached, first + 1, __ATOMIC_RELEASE);
  return first;
}

const char *energy_kernels_name(void) { return names[energy_instruction_set()]; }
