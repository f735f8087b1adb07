// Vectors of floats for one instruction set, which the other bodies begin with and undefine what it
// defines. Included once for each, with
//   NAME(x)    the function's name for it
//   TARGET     the attribute that turns it on
//   WIDTH      floats in a vector

#define INLINE TARGET static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float NAME(vector) __attribute__((vector_size(4 * WIDTH), aligned(4)));
#if WIDTH == 16
typedef float NAME(half) __attribute__((vector_size(32)));
#endif
typedef float NAME(quarter) __attribute__((vector_size(16)));
#define VECTOR NAME(vector)

INLINE VECTOR NAME(load)(const float *from) { return *(const VECTOR *)from; }

INLINE float NAME(sum)(VECTOR values) {
#if WIDTH == 16
  NAME(half) h = __builtin_shufflevector(values, values, 0, 1, 2, 3, 4, 5, 6, 7) +
                 __builtin_shufflevector(values, values, 8, 9, 10, 11, 12, 13, 14, 15);
#elif WIDTH == 8
  VECTOR h = values;
#endif
#if WIDTH >= 8
  NAME(quarter) q = __builtin_shufflevector(h, h, 0, 1, 2, 3) +
                    __builtin_shufflevector(h, h, 4, 5, 6, 7);
#else
  VECTOR q = values;
#endif
  return (q[0] + q[2]) + (q[1] + q[3]);
}
