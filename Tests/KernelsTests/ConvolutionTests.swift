import CKernels
import Glibc
import Testing

/// One convolution in the plain words of its formula, in double.
private struct PlainConvolution {
  let (channels, filters, kernel, length): (Int, Int, Int, Int)
  let input: [Float], weights: [Float], gradient: [Float]

  var output: [Double] {
    (0..<filters * length).map { place in
      let (filter, time) = (place / length, place % length)
      return (0..<channels * kernel).reduce(0.0) { sum, index in
        let (channel, tap) = (index / kernel, index % kernel)
        return sum + Double(weights[filter * channels * kernel + index])
          * Double(input[channel * (length + kernel - 1) + time + tap])
      }
    }
  }

  var weightGradient: [Double] {
    (0..<weights.count).map { place in
      let (filter, channel, tap) =
        (place / (channels * kernel), place / kernel % channels, place % kernel)
      return (0..<length).reduce(0.0) { sum, time in
        sum + Double(gradient[filter * length + time])
          * Double(input[channel * (length + kernel - 1) + time + tap])
      }
    }
  }
}

@Suite("A direct convolution")
struct ConvolutionTests {
  static let shapes = [
    [1, 1, 1, 1], [1, 30, 10, 99], [3, 7, 9, 33], [30, 40, 6, 64], [13, 11, 4, 31],
    [2, 21, 33, 17], [50, 50, 5, 100],
  ]

  /// The instruction set is chosen once in a process, by `ENERGY_KERNELS`: scripts/test runs this
  /// suite for each.
  @Test("is what its formula says, forward and for the weights", arguments: shapes)
  func agrees(shape: [Int]) {
    let (channels, filters, kernel, length) = (shape[0], shape[1], shape[2], shape[3])
    func values(_ count: Int, _ salt: Int) -> [Float] {
      (0..<count).map { Float(sin(Double(($0 + salt) * 7919))) }
    }
    let plain = PlainConvolution(
      channels: channels, filters: filters, kernel: kernel, length: length,
      input: values(channels * (length + kernel - 1), 1),
      weights: values(filters * channels * kernel, 2), gradient: values(filters * length, 3))
    let (output, sums, bias) = computed(plain)
    #expect(ConvolutionTests.relativeError(output, plain.output) < 1e-6)
    #expect(ConvolutionTests.relativeError(sums, plain.weightGradient) < 1e-6)
    let biases = (0..<filters).map { filter in
      plain.gradient[filter * length..<(filter + 1) * length].reduce(0.0) { $0 + Double($1) }
    }
    #expect(zip(bias, biases).allSatisfy { abs(Double($0) - $1) < 1e-5 * Double(length) })
  }

  /// What the kernels make of it: output, weight gradient, bias gradient.
  private func computed(_ plain: PlainConvolution) -> ([Float], [Float], [Float]) {
    let lead = 64
    let (filters, stride) = (plain.filters, 2 * lead + plain.length + plain.kernel + 16)
    func rows(_ count: Int, _ values: [Float]) -> [Float] {
      let width = values.count / count
      var laid = [Float](repeating: 0, count: count * stride + lead)
      for place in values.indices {
        laid[place / width * stride + lead + place % width] = values[place]
      }
      return laid
    }
    var form = energy_convolution(
      channels: plain.channels, filters: filters, kernel: plain.kernel, length: plain.length,
      input_stride: stride, output_stride: plain.length, mask_stride: 0,
      after: energy_after_nothing, scale: 1)
    var packed = [Float](repeating: 0, count: plain.weights.count)
    var output = [Float](repeating: .nan, count: filters * plain.length)
    var sums = [Float](repeating: 0, count: plain.weights.count)
    var bias = [Float](repeating: 0, count: filters)
    let (input, upstream) = (rows(plain.channels, plain.input), rows(filters, plain.gradient))
    unsafe input.withUnsafeBufferPointer { input in
      unsafe upstream.withUnsafeBufferPointer { upstream in
        guard let from = input.baseAddress, let gradient = upstream.baseAddress else { return }
        unsafe energy_convolution_pack(
          plain.channels, filters, plain.kernel, plain.weights, &packed)
        unsafe energy_convolve(&form, from + lead, packed, nil, nil, &output)
        unsafe energy_convolution_weight_gradient(
          &form, 1, from + lead, 0, gradient + lead, stride, 0, &sums, &bias)
      }
    }
    return (output, sums, bias)
  }

  static func relativeError(_ found: [Float], _ wanted: [Double]) -> Double {
    let difference = zip(found, wanted).reduce(0) {
      $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
    }
    return (difference / wanted.reduce(1e-30) { $0 + $1 * $1 }).squareRoot()
  }

  @Test("keeps a number that is none, behind a rectifier too")
  func keepsNaN() {
    var form = energy_convolution(
      channels: 1, filters: 1, kernel: 1, length: 3, input_stride: 200, output_stride: 3,
      mask_stride: 0, after: energy_after_relu, scale: 1)
    var input = [Float](repeating: 0, count: 200)
    (input[64], input[65], input[66]) = (.nan, -1, 2)
    var output = [Float](repeating: 7, count: 3)
    unsafe input.withUnsafeBufferPointer { input in
      guard let from = input.baseAddress else { return }
      unsafe energy_convolve(&form, from + 64, [1], nil, nil, &output)
    }
    #expect(output[0].isNaN)
    #expect(output[1...] == [0, 2])
  }
}
