package import Files

extension ModelDescription {
  /// The description as one document, from which it can be read back.
  package var json: JSON { .object(metadata) }

  /// Reads what `json` wrote.
  ///
  /// - Parameters:
  ///   - json: The document.
  ///   - path: Where it lies, for messages.
  /// - Throws: `DisaggregationError` (65) where something is missing or makes no sense.
  package init(json: JSON, path: String) throws(DisaggregationError) {
    var metadata: [String: String] = [:]
    if case .object(let members) = json {
      for case (let key, .string(let text)) in members.map({ ($0.key, $0.value) }) {
        metadata[key] = text
      }
    }
    let reader = DescriptionReader(path: path, metadata: metadata)
    try reader.checkFormat()
    self = try reader.description(plan: nil)
  }
}
