import CKernels

extension Tensor {
  /// Zeroes the first rows of a gradient where an activation is not positive, and scales the rest:
  /// the backward pass of a rectified layer and of the dropout behind it.
  ///
  /// A `dropoutRate` of 0 stands for none.
  package mutating func mask(by activation: Tensor, count: Int, dropoutRate: Double) {
    precondition(activation.shape == shape, "gradient \(shape), activation \(activation.shape)")
    let width = shape.dropFirst().reduce(1, *)
    unsafe energy_mask(writable, activation.readable, 1 / (1 - Float(dropoutRate)), count * width)
  }

  /// Drops values in the first rows, each of which is a sample.
  package mutating func drop(_ mask: DropoutMask, rate: Double, count: Int) {
    let width = shape.dropFirst().reduce(1, *)
    let values = unsafe writable
    for sample in 0..<count {
      unsafe mask.apply(
        values + sample * width, rate: rate, sample: sample, first: 0, count: width)
    }
  }

  /// Multiplies every value.
  package mutating func scale(by factor: Double) {
    unsafe energy_scale(writable, Float(factor), count)
  }

  /// The largest magnitude; not a number where a value is none.
  package var largestMagnitude: Float { unsafe energy_largest(readable, count) }

  /// Σ of the squares, in double.
  package var squareSum: Double { unsafe energy_square_sum(readable, count) }

  /// Copies the first `count` values of rows laid end to end.
  package mutating func replace(with values: [Float], count: Int) {
    precondition(count <= self.count && count <= values.count, "\(count) of \(values.count)")
    let place = unsafe writable
    unsafe values.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      unsafe place.update(from: base, count: count)
    }
  }

  /// A copy of the first values.
  package func prefix(_ count: Int) -> [Float] {
    precondition(count <= self.count, "\(count) of \(self.count)")
    return unsafe Array(UnsafeBufferPointer(start: readable, count: count))
  }

  /// Copies `count` rows of `width` values, laid end to end, to the beginning of each row.
  package mutating func replaceRows(with values: [Float], width: Int, count: Int) {
    let stride = shape[1]
    precondition(
      count <= shape[0] && width <= stride && values.count >= count * width,
      "\(values.count) values, \(count) × \(width) for \(shape)")
    let place = unsafe writable
    unsafe values.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      for row in 0..<count {
        unsafe (place + row * stride).update(from: base + row * width, count: width)
      }
    }
  }

  /// A copy of the first `width` values of the first `count` rows, laid end to end.
  package func rows(_ count: Int, width: Int) -> [Float] {
    let stride = shape[1]
    precondition(count <= shape[0] && width <= stride, "\(count) × \(width) of \(shape)")
    return unsafe [Float](unsafeUninitializedCapacity: count * width) { buffer, filled in
      if let base = buffer.baseAddress {
        for row in 0..<count {
          unsafe (base + row * width).initialize(from: readable + row * stride, count: width)
        }
      }
      filled = count * width
    }
  }
}
