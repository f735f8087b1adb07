/// Finds what a mistyped name was probably meant to be.
package enum Spelling {
  /// The candidate nearest to `name`, or nil where none is close.
  ///
  /// Case, hyphens, underscores and spaces do not count; a third of the letters may be wrong.
  package static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(folded(name).utf8)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(wanted, Array(folded(candidate).utf8))
      if distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    guard let best, best.distance <= max(1, wanted.count / 3) else { return nil }
    return best.name
  }

  /// "Did you mean kettle?", or nil where nothing is close.
  package static func question(
    for name: String, among candidates: some Sequence<String>
  ) -> String? {
    nearest(to: name, among: candidates).map { "Did you mean \($0)?" }
  }

  /// Lower case, with single spaces for hyphens and underscores: how names are compared.
  package static func folded(_ name: String) -> String {
    let spaced = name.lowercased().map { "-_".contains($0) ? " " : $0 }
    return String(spaced).split(separator: " ").joined(separator: " ")
  }

  /// Damerau's distance with adjacent swaps (optimal string alignment).
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforePrevious = [Int]()
    var previous = Array(0...b.count)
    for i in a.indices {
      var current = [i + 1]
      for j in b.indices {
        let substitution = previous[j] + (a[i] == b[j] ? 0 : 1)
        var cost = min(substitution, previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforePrevious[j - 1] + 1)
        }
        current.append(cost)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[b.count]
  }
}
