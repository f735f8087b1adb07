import Files

/// Where data, models and configurations lie unless a command is told otherwise.
package struct ProjectFolders: Sendable {
  /// DATA_PATH, or "data".
  package let data: String
  /// MODELS_PATH, or "models".
  package let models: String
  /// CONFIGS_PATH, or "configs".
  package let configurations: String

  /// - Parameter lookup: The value of an environment variable, nil where it is not set.
  package init(lookup: (String) -> String?) {
    data = lookup("DATA_PATH") ?? "data"
    models = lookup("MODELS_PATH") ?? "models"
    configurations = lookup("CONFIGS_PATH") ?? "configs"
  }

  /// The configuration that a word names: a path, or a file of the configurations' folder.
  package func configuration(named name: String) -> String {
    if name == "-" || FileSystem.exists(name) { return name }
    for candidate in [name, name + ".yaml"] {
      let path = FileSystem.joined(configurations, candidate)
      if FileSystem.exists(path) { return path }
    }
    return name
  }
}
