// Products of spectra for one instruction set. Included once for each, with
//   NAME(x)    the function's name for it
//   TARGET     the attribute that turns it on
//   WIDTH      floats in a vector
//   ROWS × VECTORS        complex sums of the product that stay in registers, three reals each
//   DOT_ROWS × DOT_COLUMNS   the same of the product along the lanes
//
// A complex product of three real ones (Gauss): with left a + ib and right c + id,
//   k1 = c (a + b), k2 = a (c - d), k3 = b (c + d); real k1 - k3, imaginary k1 - k2,
// and with the right side's conjugate the differences and sums of k2 and k3 change places.

#include "vectors_body.h"

// Where the vector of that number begins in a row of [group][2][16].
INLINE long NAME(lane)(long vector) {
  return vector * WIDTH / energy_vector * (2 * energy_vector) + vector * WIDTH % energy_vector;
}

// A tile of the product: `rows` of the left by `vectors` vectors of the right.
INLINE void NAME(product_tile)(const long rows, const long vectors,
                               const energy_spectral_product *shape, const float *left,
                               const float *right, float *output) {
  VECTOR first[ROWS][VECTORS], second[ROWS][VECTORS], third[ROWS][VECTORS];
  UNROLL for (long m = 0; m < rows; m++) {
    UNROLL for (long v = 0; v < vectors; v++) {
      first[m][v] = second[m][v] = third[m][v] = (VECTOR){};
    }
  }
  long places[VECTORS];
  UNROLL for (long v = 0; v < vectors; v++) places[v] = NAME(lane)(v);
  for (long k = 0; k < shape->inner; k++) {
    VECTOR real[VECTORS], sum[VECTORS], difference[VECTORS];
    UNROLL for (long v = 0; v < vectors; v++) {
      VECTOR imaginary = NAME(load)(right + places[v] + energy_vector);
      real[v] = NAME(load)(right + places[v]);
      sum[v] = real[v] + imaginary;
      difference[v] = real[v] - imaginary;
    }
    UNROLL for (long m = 0; m < rows; m++) {
      UNROLL for (long v = 0; v < vectors; v++) {
        first[m][v] += left[m] * real[v];
        second[m][v] += left[rows + m] * sum[v];
        third[m][v] += left[2 * rows + m] * difference[v];
      }
    }
    left += 3 * rows;
    right += shape->right_stride;
  }
  UNROLL for (long m = 0; m < rows; m++) {
    UNROLL for (long v = 0; v < vectors; v++) {
      float *place = output + m * shape->output_stride + places[v];
      *(VECTOR *)place = first[m][v] - third[m][v];
      *(VECTOR *)(place + energy_vector) = first[m][v] - second[m][v];
    }
  }
}

// Vectors outermost: a few columns of the right stay in the nearest cache while all rows pass.
#define PANEL(n) \
  case n: \
    NAME(product_tile)(n, VECTORS, shape, panel, column, place); \
    break;
#define NARROW_PANEL(n) \
  case n: \
    NAME(product_tile)(n, 1, shape, panel, column, place); \
    break;

TARGET static void NAME(product)(const energy_spectral_product *shape, const float *left,
                                 const float *right, float *output) {
  long vectors = shape->groups * energy_vector / WIDTH;
  for (long v = 0; v < vectors;) {
    long wide = vectors - v < VECTORS ? 1 : VECTORS;
    const float *column = right + NAME(lane)(v);
    for (long first = 0; first < shape->rows; first += ROWS) {
      long rows = shape->rows - first < ROWS ? shape->rows - first : ROWS;
      const float *panel = left + 3 * first * shape->inner;
      float *place = output + first * shape->output_stride + NAME(lane)(v);
      if (wide == VECTORS) {
        switch (rows) { PANEL(1) PANEL(2) PANEL(3) PANEL(4) }
      } else {
        switch (rows) { NARROW_PANEL(1) NARROW_PANEL(2) NARROW_PANEL(3) NARROW_PANEL(4) }
      }
    }
    v += wide;
  }
}

// A tile of the product along the lanes, summed over all groups.
INLINE void NAME(dot_tile)(const long rows, const long columns, const energy_spectral_dot *shape,
                           const float *left, const float *right, long column, float *output) {
  VECTOR first[DOT_ROWS][DOT_COLUMNS], second[DOT_ROWS][DOT_COLUMNS];
  VECTOR third[DOT_ROWS][DOT_COLUMNS];
  UNROLL for (long m = 0; m < rows; m++) {
    UNROLL for (long n = 0; n < columns; n++) {
      first[m][n] = second[m][n] = third[m][n] = (VECTOR){};
    }
  }
  long vectors = shape->groups * energy_vector / WIDTH;
  for (long v = 0; v < vectors; v++) {
    long place = NAME(lane)(v);
    VECTOR real[DOT_COLUMNS], sum[DOT_COLUMNS], difference[DOT_COLUMNS];
    UNROLL for (long n = 0; n < columns; n++) {
      const float *from = right + n * shape->right_stride + place;
      VECTOR imaginary = NAME(load)(from + energy_vector);
      real[n] = NAME(load)(from);
      sum[n] = real[n] + imaginary;
      difference[n] = real[n] - imaginary;
    }
    UNROLL for (long m = 0; m < rows; m++) {
      const float *from = left + m * shape->left_stride + place;
      VECTOR a = NAME(load)(from), b = NAME(load)(from + energy_vector);
      VECTOR both = a + b;
      UNROLL for (long n = 0; n < columns; n++) {
        first[m][n] += real[n] * both;
        second[m][n] += difference[n] * a;
        third[m][n] += sum[n] * b;
      }
    }
  }
  UNROLL for (long m = 0; m < rows; m++) {
    UNROLL for (long n = 0; n < columns; n++) {
      long lane = (column + n) / energy_vector * 2 * energy_vector + (column + n) % energy_vector;
      float *place = output + m * shape->output_stride + lane;
      place[0] += NAME(sum)(first[m][n] - third[m][n]);
      place[energy_vector] += NAME(sum)(first[m][n] - second[m][n]);
    }
  }
}

#define DOT_TILE(m, n) \
  case m * 8 + n: \
    NAME(dot_tile)(m, n, shape, from, right + c * shape->right_stride, c, place); \
    break;

TARGET static void NAME(dot)(const energy_spectral_dot *shape, const float *left,
                             const float *right, float *output) {
  for (long c = 0; c < shape->columns; c += DOT_COLUMNS) {
    long columns = shape->columns - c < DOT_COLUMNS ? shape->columns - c : DOT_COLUMNS;
    for (long first = 0; first < shape->rows; first += DOT_ROWS) {
      long rows = shape->rows - first < DOT_ROWS ? shape->rows - first : DOT_ROWS;
      const float *from = left + first * shape->left_stride;
      float *place = output + first * shape->output_stride;
      switch (rows * 8 + columns) {
        DOT_TILE(1, 1) DOT_TILE(2, 1) DOT_TILE(3, 1)
#if DOT_COLUMNS > 1
        DOT_TILE(1, 2) DOT_TILE(2, 2) DOT_TILE(3, 2)
#endif
      }
    }
  }
}

#undef DOT_TILE
#undef NARROW_PANEL
#undef PANEL
#undef VECTOR
#undef UNROLL
#undef INLINE
