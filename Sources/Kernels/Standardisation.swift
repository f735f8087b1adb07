extension Span where Element == Float {
  /// Writes `(value − mean) / deviation` for each value, from a place of `target` on.
  package func standardise(
    mean: Float, deviation: Float, into target: inout MutableSpan<Float>, at place: Int
  ) {
    precondition(
      place >= 0 && place + count <= target.count, "\(count) at \(place) of \(target.count)")
    // Each pointer is used within its span's bounds alone, checked above; bounds checks in the loop
    // would keep it from being vectorised.
    unsafe withUnsafeBufferPointer { source in
      unsafe target.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        let first = unsafe target + place
        for index in 0..<count { unsafe first[index] = (source[index] - mean) / deviation }
      }
    }
  }
}
