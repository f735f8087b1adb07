/// Finds the windows of a range that can be used, in one pass over its samples.
struct WindowFinder {
  let shape: WindowShape
  /// Watts from which on a target is on.
  let threshold: Float
  /// Numbers of usable windows among the candidates of all houses.
  private(set) var usable = NumberSet()
  /// Numbers, among the usable windows, of those whose target is on.
  private(set) var on = NumberSet()
  /// Samples in the longest stretch without a gap.
  private(set) var longestStretch = 0

  init(shape: WindowShape, threshold: Double) {
    self.shape = shape
    self.threshold = Float(leastNotBelow: threshold)
  }

  /// Goes on with a house whose first candidate has the number `base`.
  mutating func add(mains: Span<Float>, target: Span<Float>, base: Int) {
    precondition(mains.count == target.count, "\(mains.count) beside \(target.count)")
    var stretch = 0
    for end in mains.indices {
      if mains[end].isNaN || (shape.isSequence && target[end].isNaN) {
        longestStretch = max(longestStretch, end - stretch)
        stretch = end + 1
        continue
      }
      let start = end + 1 - shape.window
      guard start >= stretch, shape.stride == 1 || start.isMultiple(of: shape.stride) else {
        continue
      }
      let value = target[start + shape.target]
      if value.isNaN { continue }
      if value >= threshold { on.append(usable.count) }
      usable.append(base + start / shape.stride)
    }
    longestStretch = max(longestStretch, mains.count - stretch)
  }
}

extension Float {
  /// The smallest Float that is not below a Double, so that `>=` decides as the Double would.
  init(leastNotBelow threshold: Double) {
    let rounded = Float(threshold)
    self = Double(rounded) < threshold ? rounded.nextUp : rounded
  }
}
