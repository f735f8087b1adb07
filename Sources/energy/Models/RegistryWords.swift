import Configuration
import Disaggregation
import Files
import Registry

extension OptionSpecification {
  /// Where the registry is.
  static let models = option(
    "--models", "DIR", default: "MODELS_PATH, else models", completion: .folder,
    "The folder of models, which holds registry and production.")
  /// How many versions stay.
  static let kept = option(
    "--keep", "N", default: "3",
    "How many of the newest versions stay, beside the one in production and the one before it.")
}

extension Arguments {
  /// The registry of `--models`, or of the project.
  var registry: ModelRegistry {
    let folders = ProjectFolders(lookup: Environment.value)
    return ModelRegistry(RegistryFolders(models: text("--models") ?? folders.models))
  }

  /// `--keep N`.
  ///
  /// - Throws: `UsageError` where it is no whole number.
  func kept() throws(UsageError) -> Int { try integer("--keep", in: 0...1_000_000) ?? 3 }
}

/// "kettle" or "kettle:2": an appliance, and perhaps a version of its model.
struct VersionWords {
  let appliance: String
  let version: String?

  /// Reads a word of the command line.
  ///
  /// - Throws: `UsageError` where it is neither.
  init(_ word: String) throws(UsageError) {
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let number = parts.dropFirst().first.map(String.init)
    guard let appliance = parts.first, !appliance.isEmpty,
      number.map(VersionWords.isNumber) != false
    else {
      throw UsageError(
        "\(word.isEmpty ? "\"\"" : word) names no version of a model",
        remedy: "Write it as in kettle or kettle:2.")
    }
    self.appliance = String(appliance)
    version = number
  }

  /// Versions count up from 1.
  static func isNumber(_ text: String) -> Bool {
    Int(text).map { $0 > 0 && String($0) == text } ?? false
  }
}

extension ModelRegistry {
  /// The folder of a version as the user named the folder of models.
  func folder(of version: RegisteredVersion) -> String {
    FileSystem.joined(folders.versions(of: version.name), version.version)
  }
}
