package import Configuration
import Disaggregation
import Files
import MeterData
import Training

extension ExperimentProtocol {
  /// Reads a file ("-" is standard input), and checks all that can be checked without the data.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - overrides: Of the command line; they win over the file.
  /// - Returns: The protocol, named by its file.
  /// - Throws: `EvaluationError`: 78 with file, line and the nearest key, 66 where there is none.
  package static func read(
    path: String, overrides: [ConfigurationOverride] = []
  ) throws(EvaluationError) -> ExperimentProtocol {
    try EvaluationError.wrapping {
      let name =
        FileSystem.name(of: path).split(separator: ".").first.map(String.init) ?? "protocol"
      return try ExperimentProtocol(
        name == "-" ? "protocol" : name, try YAMLDocument.read(path).applying(overrides))
    }
  }

  /// Reads a protocol from its nodes.
  ///
  /// - Throws: `ConfigurationError` (78) with file, line and the nearest key that is known.
  package init(_ name: String, _ root: YAMLNode) throws(ConfigurationError) {
    var reader = try ConfigurationReader(root)
    _ = try reader.text("description")
    let sources = try Self.sources(try reader.require(try reader.section("sources"), "sources"))
    let appliances = try reader.require(try reader.texts("appliances"), "appliances")
    let shared = reader.value("training")
    let empty = YAMLNode(content: .mapping([]), place: root.place)
    let models = try Self.models(try reader.section("models"), shared ?? empty)
    let folds = try FoldReader(sources: sources.map(\.name))
      .folds(try reader.require(try reader.section("folds"), "folds"))
    let seeds = try reader.integers("seeds", in: 0...Int.max) ?? [1]
    let scoring = try Self.scoring(try reader.section("evaluation"))
    let published = try reader.sections("published").map { entry throws(ConfigurationError) in
      try PublishedResult(entry)
    }
    try reader.finish()
    self.init(
      name: name, sources: sources,
      appliances: Self.distinct(appliances.map(ApplianceNames.canonical)), models: models,
      folds: folds, seeds: Self.distinct(seeds.map { UInt64($0) }), scoring: scoring,
      published: published, text: root.document)
    try check(reader)
  }

  private func check(_ reader: ConfigurationReader) throws(ConfigurationError) {
    if appliances.isEmpty { throw reader.fault("appliances", "names none") }
    if seeds.isEmpty { throw reader.fault("seeds", "names none") }
    if folds.isEmpty {
      throw reader.fault(
        "folds", "holds none", remedy: "Add fixed, leave_one_house_out or blocked.")
    }
    for source in sources where source.preparation == nil && source.store == nil {
      throw reader.fault(
        "sources", "says of \(source.name) neither preprocess nor store",
        remedy: "Name the file to prepare, or a store that is ready.")
    }
  }

  private static func sources(
    _ section: ConfigurationReader
  ) throws(ConfigurationError) -> [Source] {
    var section = section
    var sources: [Source] = []
    for name in section.keys {
      try checkName(name, section)
      guard var reader = try section.section(name) else { continue }
      let preparation = reader.value("preprocess")
      var source = Source(
        name: name, store: try reader.text("store"), release: try reader.text("release"),
        standbyCut: try reader.text("standby_cut") ?? "none")
      if let preparation { source.preparation = try plan(preparation, reader) }
      if source.preparation != nil, source.store != nil {
        throw reader.fault(
          "store", "stands beside preprocess",
          remedy: "Give one of them: what is prepared, or "
            + "what is ready.")
      }
      try reader.finish()
      sources.append(source)
    }
    guard !sources.isEmpty else { throw section.node.place.fault("sources names none") }
    return sources
  }

  private static func plan(
    _ node: YAMLNode, _ reader: ConfigurationReader
  ) throws(ConfigurationError) -> PreparationPlan {
    let entry = YAMLNode.Entry(key: "preprocess", place: node.place, value: node)
    let plan = try PreparationPlan(
      configuration: YAMLNode(content: .mapping([entry]), place: node.place))
    if plan.input.isEmpty { throw reader.fault("preprocess", "has no input") }
    if !plan.output.isEmpty {
      throw reader.fault(
        "preprocess", "has an output",
        remedy: "Leave it out: the experiment keeps its stores in its own folder.")
    }
    return plan
  }

  private static func models(
    _ section: ConfigurationReader?, _ shared: YAMLNode
  ) throws(ConfigurationError) -> [Model] {
    guard var section else {
      return [try checked(Model(name: "model", section: shared))]
    }
    var models: [Model] = []
    for name in section.keys {
      try checkName(name, section)
      guard let own = section.value(name) else { continue }
      models.append(
        try checked(Model(name: name, section: own.isNull ? shared : shared.merged(with: own))))
    }
    guard !models.isEmpty else { throw section.node.place.fault("models names none") }
    return models
  }

  private static func checked(_ model: Model) throws(ConfigurationError) -> Model {
    for entry in model.section.entries ?? [] where Model.decided.contains(entry.key) {
      throw entry.place.fault(
        "training.\(entry.key) is decided by the experiment",
        remedy: "Use sources, appliances, folds and seeds of the protocol.")
    }
    _ = try model.configuration()
    return model
  }

  private static func scoring(
    _ section: ConfigurationReader?
  ) throws(ConfigurationError) -> Scoring {
    var scoring = Scoring()
    guard var section else { return scoring }
    func word<Choice: RawRepresentable & CaseIterable>(
      _ key: String, _ standard: Choice
    ) throws(ConfigurationError) -> Choice where Choice.RawValue == String {
      let words = Choice.allCases.map(\.rawValue)
      return try section.choice(key, among: words).flatMap(Choice.init) ?? standard
    }
    scoring.clamping = try word("clamping", scoring.clamping)
    scoring.baselines = try word("baselines", scoring.baselines)
    scoring.engine = try word("engine", scoring.engine)
    try section.finish()
    return scoring
  }

  /// Names stand in folders and in patterns.
  static func checkName(
    _ name: String, _ section: ConfigurationReader
  ) throws(ConfigurationError) {
    let isFit = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    guard !name.isEmpty, isFit, !name.hasPrefix(".") else {
      throw section.fault(
        name, "is no name", remedy: "Letters, digits, hyphens, dots and underscores stand in one.")
    }
  }

  private static func distinct<Value: Equatable>(_ values: [Value]) -> [Value] {
    values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

extension YAMLNode {
  /// Keys whose section is one choice: another one replaces it.
  private static let choices = ["sampling", "schedule"]

  /// This section with another's keys over its own; sections within are merged as well.
  fileprivate func merged(with other: YAMLNode) -> YAMLNode {
    guard var entries, let others = other.entries else { return other }
    for entry in others {
      if let index = entries.firstIndex(where: { $0.key == entry.key }) {
        let isChoice = YAMLNode.choices.contains(entry.key)
        let value = isChoice ? entry.value : entries[index].value.merged(with: entry.value)
        entries[index] = Entry(key: entry.key, place: entry.place, value: value)
      } else {
        entries.append(entry)
      }
    }
    return YAMLNode(content: .mapping(entries), place: place)
  }
}
