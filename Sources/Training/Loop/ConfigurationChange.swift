package import Configuration
import Files

/// What two configurations say differently, key by key.
package enum ConfigurationChange {
  /// A key that does not say the same in both.
  package struct Difference: Equatable {
    /// With dots: "training.network.window".
    package let key: String
    /// As it is written; nil where the key is absent.
    package let before: String?
    package let after: String?
  }

  /// The differences in the order of the keys.
  package static func differences(_ before: YAMLNode, _ after: YAMLNode) -> [Difference] {
    let (before, after) = (flat(before), flat(after))
    return Set(before.keys).union(after.keys).sorted().compactMap { key in
      guard before[key] != after[key] else { return nil }
      return Difference(key: key, before: before[key], after: after[key])
    }
  }

  /// Every value that is no section, by its key with dots; lists are one value.
  private static func flat(_ node: YAMLNode, key: String = "") -> [String: String] {
    guard let entries = node.entries else { return [key: node.json.text] }
    return entries.reduce(into: [:]) { all, entry in
      let name = key.isEmpty ? entry.key : "\(key).\(entry.key)"
      all.merge(flat(entry.value, key: name)) { $1 }
    }
  }
}
