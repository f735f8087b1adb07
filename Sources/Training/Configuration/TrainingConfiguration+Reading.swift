package import Configuration
import Files

extension TrainingConfiguration {
  /// The environment variables that set a key.
  private static let variables = [
    (name: "TRAIN_EPOCHS", key: "training.epochs"),
    (name: "TRAIN_BATCH_SIZE", key: "training.batch_size"),
    (name: "TRAIN_LR", key: "training.learning_rate"),
  ]

  /// Reads a file ("-" is standard input), and checks all that can be checked without the store.
  ///
  /// The overrides are the command line's; they win over the environment, and that over the file.
  ///
  /// - Throws: `TrainingError`: 78 with file and line, 66 where there is no such file.
  package static func read(
    path: String, overrides: [ConfigurationOverride] = [], environment: (String) -> String?
  ) throws(TrainingError) -> TrainingConfiguration {
    let surroundings = ConfigurationOverride.environment(variables, lookup: environment)
    do throws(ConfigurationError) {
      let root = try YAMLDocument.read(path)
      return try TrainingConfiguration(
        configuration: try root.applying(surroundings + overrides))
    } catch {
      throw TrainingError(error)
    }
  }

  /// Reads the section `training` of a configuration; what it leaves out keeps its default.
  ///
  /// - Throws: `ConfigurationError` (78) with file, line and the nearest key that is known.
  package init(configuration root: YAMLNode) throws(ConfigurationError) {
    let section = try ConfigurationReader(section: "training", of: root)
    try TrainingConfiguration.refuseRandomSplit(section)
    let open = RangeRequest()
    self.init(
      store: "", appliances: [], ranges: Ranges(train: open, validation: open, test: open))
    try TrainingKeys.all.read(section, &self)
    try check(section)
  }

  /// A file that reads as the same configuration, every default written out.
  package var text: String {
    var writer = YAMLWriter()
    writer.section("training") { section in TrainingKeys.all.write(self, &section) }
    return writer.text
  }
}
