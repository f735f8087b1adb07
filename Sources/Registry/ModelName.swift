import Files

/// Names of appliances and versions as folders of the registry spell them.
package enum ModelName {
  /// "dish washer" is "dish_washer".
  package static func folder(of appliance: String) -> String {
    String(appliance.map { $0 == " " ? "_" : $0 })
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
