extension ConfigurationReader {
  /// The sections that a configuration may have, each for a reader of its own.
  package static let sections = ["preprocess", "training"]

  /// Reads one section of a file, which may hold those of other readers as well.
  ///
  /// - Throws: `ConfigurationError` where it is missing, and for an unknown section.
  package init(section name: String, of root: YAMLNode) throws(ConfigurationError) {
    var file = try ConfigurationReader(root)
    for other in ConfigurationReader.sections { _ = file.value(other) }
    try file.finish()
    self = try file.require(try file.section(name), name)
  }
}
