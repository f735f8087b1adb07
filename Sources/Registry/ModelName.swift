import Files

/// Names of appliances and versions as folders of the registry spell them.
package enum ModelName {
  /// "dish washer" is "dish_washer".
  package static func folder(of appliance: String) -> String {
    String(appliance.map { $0 == " " ? "_" : $0 })
  }

  /// Whether text can be a version's name, in folders as in headers: 1 to 64 of `A-Za-z0-9._-`, not
  /// dots alone.
  package static func isVersion(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count) && text.utf8.contains { $0 != UInt8(ascii: ".") }
      && text.utf8.allSatisfy(isPlain)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains(byte)
    }
  }
}

/// Where registered models lie: `registry/<appliance>/<version>/`, and `production/<appliance>`,
/// one symbolic link each.
package struct RegistryFolders: Sendable {
  /// MODELS_PATH.
  package let models: String

  /// - Parameter models: The project's folder of models.
  package init(models: String) { self.models = models }

  /// The folder of all registered versions.
  package var registry: String { FileSystem.joined(models, "registry") }
  /// The folder of the aliases.
  package var production: String { FileSystem.joined(models, "production") }

  /// The folder of an appliance's versions.
  package func versions(of name: String) -> String { FileSystem.joined(registry, name) }
  /// The link to an appliance's version in production.
  package func alias(of name: String) -> String { FileSystem.joined(production, name) }
}
