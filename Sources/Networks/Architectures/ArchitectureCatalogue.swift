import Files

/// Every architecture there is; a new one is a file beside this one and a line here.
package enum ArchitectureCatalogue {
  /// In the order in which they are listed.
  package static let all: [Architecture] = [
    .seq2point,
    .seq2pointReduced,
    .seq2pointDropout,
    .seq2seq,
    .cnnSeq2seq,
  ]

  /// The architecture of that name; case, hyphens and underscores do not matter.
  ///
  /// - Throws: `NetworksError` (78) where there is none, with the nearest name.
  package static func named(_ name: String) throws(NetworksError) -> Architecture {
    let wanted = Spelling.folded(name)
    if let found = all.first(where: { Spelling.folded($0.name) == wanted }) { return found }
    let names = all.map(\.name)
    throw NetworksError(
      status: .badConfiguration, attempt: "", path: nil, reason: "no architecture \"\(name)\"",
      remedy: Spelling.question(for: name, among: names)
        ?? "There are \(names.joined(separator: ", ")).")
  }
}
