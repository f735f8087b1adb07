/// Floats of a shape, row by row: a value, whose memory is copied when a second holder writes.
package struct Tensor: Sendable {
  /// The extents, outermost first: `[outputs, inputs]`.
  package let shape: [Int]
  private var storage: FloatStorage

  /// Zeros of a shape.
  package init(shape: [Int]) {
    precondition(shape.allSatisfy { $0 > 0 }, "a tensor of shape \(shape)")
    self.shape = shape
    storage = FloatStorage(count: shape.reduce(1, *))
  }

  /// The given values, row by row.
  package init(shape: [Int], values: [Float]) {
    self.init(shape: shape)
    precondition(values.count == count, "\(values.count) values for the shape \(shape)")
    for (index, value) in values.enumerated() { unsafe storage.base[index] = value }
  }

  /// How many values there are.
  package var count: Int { storage.count }

  /// A copy of all values, row by row.
  package var values: [Float] {
    unsafe Array(UnsafeBufferPointer(start: storage.base, count: count))
  }

  /// The value at a place counted row by row.
  package subscript(index: Int) -> Float {
    get {
      precondition(index >= 0 && index < count, "place \(index) of \(count)")
      return unsafe storage.base[index]
    }
    set {
      precondition(index >= 0 && index < count, "place \(index) of \(count)")
      own()
      unsafe storage.base[index] = newValue
    }
  }

  /// Lends all values.
  package func withValues<Result, Thrown: Error>(
    _ body: (Span<Float>) throws(Thrown) -> Result
  ) throws(Thrown) -> Result {
    let span = unsafe UnsafeBufferPointer(start: storage.base, count: count).span
    return try body(span)
  }

  /// Lends all values to be written.
  package mutating func withMutableValues<Result, Thrown: Error>(
    _ body: (inout MutableSpan<Float>) throws(Thrown) -> Result
  ) throws(Thrown) -> Result {
    own()
    var span = unsafe UnsafeMutableBufferPointer(start: storage.base, count: count).mutableSpan
    return try body(&span)
  }

  /// Where the values begin, for one call into C; the tensor must outlive it.
  var readable: UnsafePointer<Float> { unsafe UnsafePointer(storage.base) }

  /// Where the values begin, to be written by one call into C.
  var writable: UnsafeMutablePointer<Float> {
    mutating get {
      own()
      return unsafe storage.base
    }
  }

  private mutating func own() {
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
  }
}

extension Tensor: Equatable {
  /// The same shape and the same bits.
  package static func == (left: Tensor, right: Tensor) -> Bool {
    guard left.shape == right.shape else { return false }
    return (0..<left.count).allSatisfy {
      unsafe left.readable[$0].bitPattern == right.readable[$0].bitPattern
    }
  }
}
