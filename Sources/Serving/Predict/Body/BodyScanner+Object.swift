extension BodyScanner {
  /// Reads an object whose keys are known.
  ///
  /// - Parameters:
  ///   - known: The keys; each may stand once.
  ///   - member: Reads the value of a key.
  /// - Throws: `Refusal`: 400 where it is no object or a key stands twice, 422 at an unknown key.
  mutating func object(
    known: [String], _ member: (inout BodyScanner, String) throws(Refusal) -> Void
  ) throws(Refusal) {
    guard take("{") else { throw unexpected("an object", .body) }
    var seen: Set<String> = []
    if !take("}") {
      repeat {
        let key = try key(.body)
        let name = String(decoding: key.prefix(64), as: UTF8.self)
        guard key.count <= 64, known.contains(name), seen.insert(name).inserted else {
          throw BodyKeys.refusal(key, known: known, .body)
        }
        try member(&self, name)
      } while take(",")
      try require("}", "a comma or a closing brace is missing", .body)
    }
    try requireEnd()
  }
}
