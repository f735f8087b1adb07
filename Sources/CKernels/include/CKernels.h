#pragma once
#include <stdint.h>

// The hot loops of energy. Floats are float32, rows are contiguous, no function allocates or keeps
// a pointer. Each loop exists for AVX-512, AVX2 and the baseline; the CPU chooses at run time.

/// The instruction set that the loops were dispatched to: "avx512", "avx2" or "baseline".
const char *energy_kernels_name(void);

/// Rows of a signal for one sample: channel c begins at base + c * stride.
///
/// At least `energy_slack` floats before the first and after the last value of each row belong to
/// the row, may be read, and are zero.
enum { energy_vector = 16, energy_slack = 32 };

/// What follows the sum of a convolution.
enum energy_after {
  energy_after_nothing,
  energy_after_relu,
  /// Zero where `mask` is not positive, else times `scale`: the backward pass of ReLU and dropout.
  energy_after_mask
};

/// A 1-D convolution over one sample.
typedef struct {
  long channels, filters, kernel;
  /// Outputs in a row.
  long length;
  /// From one row to the next.
  long input_stride, output_stride, mask_stride;
  enum energy_after after;
  float scale;
} energy_convolution;

/// Floats that packed weights take.
long energy_convolution_packed_count(long channels, long filters, long kernel);

/// Packs weights [filters, channels, kernel] for `energy_convolve`.
void energy_convolution_pack(long channels, long filters, long kernel, const float *weights,
                             float *packed);

/// Packs weights [filters, channels, kernel] for the gradient of the input: a convolution from
/// `filters` to `channels` with the kernel turned round.
void energy_convolution_pack_transposed(long channels, long filters, long kernel,
                                        const float *weights, float *packed);

/// output[o][t] = after(bias[o] + Σc Σk weights[o][c][k] · input[c][t + k]); bias may be null.
void energy_convolve(const energy_convolution *shape, const float *input, const float *packed,
                     const float *bias, const float *mask, float *output);

/// weights[o][c][k] += Σ over samples and t of gradient[o][t] · input[c][t + k], and bias[o] += Σ
/// gradient[o][t]; `input_step` and `gradient_step` lead from one sample to the next.
///
/// Gradients behind a row's end must be zero, inputs there finite.
void energy_convolution_weight_gradient(const energy_convolution *shape, long samples,
                                        const float *input, long input_step,
                                        const float *gradient, long gradient_stride,
                                        long gradient_step, float *weights, float *bias);

/// A Fourier transform of `size` real samples, of `energy_vector` channels at once.
///
/// Samples are [size][16]. A spectrum is size/2 + 1 frequencies [2][16], 16 real parts and 16
/// imaginary parts, `stride` floats apart. Read as [size/2][2][16] the samples are size/2 complex
/// points, even samples real and odd ones imaginary: those are transformed where they lie.
typedef struct {
  /// Even; size/2 is the product of the radices, each 2, 3, 4, 5 or 8 (one radix 1 for size 2).
  long size, stages;
  /// Of the passes from samples to frequencies, in order.
  const int32_t *radices;
  /// For each pass that more follow, over a block of `length` points: [length/radix][radix - 1][2],
  /// real and imaginary part of e^(-2πi·j·p/length) for j from 0 and p from 1.
  const float *twiddles;
  /// -i·e^(-2πi·(k + p·blocks)/size), [blocks/2 + 1][last radix][2] for k and p; `blocks` is size/2
  /// over the last radix.
  const float *split;
  /// Where frequency k of the size/2 complex points lies after the last pass.
  const int32_t *places;
} energy_fourier;

/// spectrum[k] = scale · Σn values[n] · e^(-2πi·k·n/size); the values are lost.
///
/// The frequencies 0 and size/2 get 0 for an imaginary part. A stride that is an odd multiple of 32
/// spreads over the cache; a multiple of 512 meets few of its sets and takes nearly twice as long.
void energy_fourier_forward(const energy_fourier *plan, float *values, float scale,
                            float *spectrum, long stride);

/// values[n] = scale · Σk spectrum[k] · e^(2πi·k·n/size) over all `size` frequencies, those above
/// size/2 being conjugates of those below: size times the inverse of a transform with scale 1.
///
/// The imaginary parts of the frequencies 0 and size/2 count as 0.
void energy_fourier_inverse(const energy_fourier *plan, const float *spectrum, long stride,
                            float scale, float *values);

/// values[i] = relu(values[i] + bias[i]) or values[i] + bias[i].
void energy_add_bias(float *values, const float *bias, long count, int rectify);

/// gradient[i] = activation[i] > 0 ? gradient[i] · scale : 0.
void energy_mask(float *gradient, const float *activation, float scale, long count);

/// sums[i] += values[i].
void energy_accumulate(float *sums, const float *values, long count);

/// values[i] *= factor.
void energy_scale(float *values, float factor, long count);

/// Drops values by a counter hash: kept where it is at least `threshold`, and then times `scale`.
void energy_dropout(float *values, uint32_t key, uint32_t first, uint32_t threshold, float scale,
                    long count);

/// The coefficients of one Adam step.
typedef struct {
  float beta1, beta2, epsilon;
  /// 1 - beta, of the exact betas: 1 - 0.999f is 1.3e-5 off.
  float rest1, rest2;
  /// Learning rate over the first bias correction.
  float step_size;
  /// One over the root of the second bias correction.
  float root_correction;
  /// 1 - learning rate · decoupled weight decay.
  float decay;
} energy_adam_step;

/// One Adam step over `count` weights, in one pass over the memory.
void energy_adam(const energy_adam_step *step, float *weights, const float *gradient, float *first,
                 float *second, long count);

/// The largest magnitude; a NaN anywhere gives NaN.
float energy_largest(const float *values, long count);

/// Σ values², in double.
double energy_square_sum(const float *values, long count);

/// Where channel i stands in a row of a spectrum, [group][2][16]: 16 real parts, then 16 imaginary.
///
/// A product of two spectra at one frequency, output[m][n] = Σk left[m][k] · conj(right[k][n]): the
/// correlation of their signals.
typedef struct {
  /// `groups` counts those of right and output.
  long rows, inner, groups;
  /// Floats from one row to the next.
  long right_stride, output_stride;
} energy_spectral_product;

/// Packs the left side, `3 · rows · inner` floats, from rows m of channels k or, transposed, from
/// rows k of channels m.
void energy_spectral_pack(long rows, long inner, const float *left, long row_stride,
                          int is_transposed, float *packed);

/// `left` is packed.
void energy_spectral_correlate(const energy_spectral_product *shape, const float *left,
                               const float *right, float *output);

/// A product along the channels at one frequency, output[m][c] += Σn left[m][n] · right[c][n]: the
/// convolution of their signals.
typedef struct {
  /// `groups` counts those of left and right.
  long rows, columns, groups;
  long left_stride, right_stride, output_stride;
} energy_spectral_dot;

void energy_spectral_convolve(const energy_spectral_dot *shape, const float *left,
                              const float *right, float *output);

// Channels side by side: [count][16].

/// to[i][r] = from[r][i], zero in the channels from `rows` on.
void energy_interleave(const float *from, long row_stride, long rows, long count, float *to);

/// to[r][i] = from[i][r] · scale, for the first `rows` channels.
void energy_deinterleave(const float *from, long rows, long count, float scale, float *to,
                         long row_stride);

/// values[i] += bias + extra[i · extra_stride], rectified where asked for; extra may be null.
void energy_lanes_bias(float *values, long count, const float *bias, const float *extra,
                       long extra_stride, int rectify);

/// sums[i] += what `energy_lanes_bias` would give, times weight.
void energy_lanes_weigh(const float *values, long count, const float *bias, const float *extra,
                        long extra_stride, int rectify, const float *weight, float *sums);

/// The way back through a last layer with one output: gradients[i] = upstream[i] · weight, times scale
/// where the activation is positive and zero elsewhere, or as it is where `rectify` is 0.
///
/// bias_sum[r] += Σ gradients[i][r], weight_sum[r] += Σ upstream[i] · activations[i][r].
void energy_lanes_unweigh(const float *activations, long count, const float *upstream,
                          const float *weight, int rectify, float scale, float *gradients,
                          float *bias_sum, float *weight_sum);

/// sums[f] += left[f] · right[f · right_stride], complex, channel by channel.
void energy_lanes_multiply_add(const float *left, const float *right, long right_stride,
                               long frequencies, float *sums);

/// to[i] = bias + the sum of the channels.
void energy_lanes_total(const float *from, long count, float bias, float *to);

/// A dense layer over a few windows, which reads each weight from memory once for some fifty of
/// them: inputs [windows][inputs], weights [outputs][inputs].
typedef struct {
  long windows, outputs, inputs;
  /// From one row to the next, in values. Behind each row of inputs are zeros up to a whole vector.
  long input_stride, weight_stride, output_stride;
  /// Whether the weights are IEEE halves.
  int is_half;
  int rectify;
} energy_dense;

/// output[m][n] = bias[n] + Σk weights[n][k] · input[m][k], rectified where asked for.
///
/// A window's outputs do not depend on how many are computed at once, nor on which.
void energy_dense_forward(const energy_dense *shape, const float *input, const void *weights,
                          const float *bias, float *output);

/// Exactly; what is no number stays so.
void energy_halves_to_floats(const uint16_t *halves, long count, float *to);

/// To the nearest half, the even one of two; too large ones become infinite.
void energy_floats_to_halves(const float *from, long count, uint16_t *halves);

/// Gives the system back what was freed; the allocator keeps some of it for what may come.
void energy_return_memory(void);
