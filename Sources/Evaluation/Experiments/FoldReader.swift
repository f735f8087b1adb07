import Configuration
import Files
import MeterData
import Training

/// Reads the section `folds` of a protocol.
struct FoldReader {
  /// Names that a range may give as its source; the only one needs no mention.
  let sources: [String]

  func folds(_ section: ConfigurationReader) throws(ConfigurationError) -> [FoldChoice] {
    var section = section
    var folds: [FoldChoice] = []
    if var fixed = try section.section("fixed") {
      for name in fixed.keys {
        try ExperimentProtocol.checkName(name, fixed)
        guard let fold = try fixed.section(name) else { continue }
        folds.append(.fixed(try self.fixed(name, fold)))
      }
    }
    if var houses = try section.section("leave_one_house_out") {
      folds.append(
        .leaveOneHouseOut(
          FoldChoice.HouseFolds(
            source: try source(&houses), buildings: try buildings(&houses),
            validationShare: try share(&houses))))
      try houses.finish()
    }
    if var blocks = try section.section("blocked") {
      folds.append(
        .blocked(
          FoldChoice.BlockFolds(
            source: try source(&blocks), buildings: try buildings(&blocks),
            blocks: try blocks.integer("blocks", in: 2...100) ?? 5,
            validationShare: try share(&blocks))))
      try blocks.finish()
    }
    try section.finish()
    return folds
  }

  private func fixed(
    _ name: String, _ section: ConfigurationReader
  ) throws(ConfigurationError) -> FoldChoice.FixedFold {
    var section = section
    let appliances = try section.texts("appliances") ?? []
    let (train, trainSource) = try range("train", &section)
    let (validation, validationSource) = try range("validation", &section, else: trainSource)
    let (test, testSource) = try range("test", &section, else: trainSource)
    guard validationSource == trainSource else {
      throw section.fault(
        "validation", "lies in another source than train",
        remedy: "Only the test may: take a part of \(trainSource).")
    }
    try section.finish()
    return FoldChoice.FixedFold(
      name: name, appliances: appliances.map(ApplianceNames.canonical), trainSource: trainSource,
      testSource: testSource, train: train, validation: validation, test: test)
  }

  private func range(
    _ key: String, _ section: inout ConfigurationReader, else standard: String? = nil
  ) throws(ConfigurationError) -> (RangeRequest, source: String) {
    guard var reader = try section.section(key) else {
      throw section.fault(
        key, "is missing",
        remedy: "Name three ranges, train, validation and test, by time or by house.")
    }
    let range = RangeRequest(
      buildings: try buildings(&reader), from: try time("from", &reader),
      to: try time("to", &reader))
    let source = try source(&reader, else: standard)
    try reader.finish()
    return (range, source)
  }

  private func time(
    _ key: String, _ reader: inout ConfigurationReader
  ) throws(ConfigurationError) -> String? {
    try reader.value(key, "a time such as 2013-06-03 or 2013-06-03T06:00") { node in
      node.text.flatMap { ISOTime.written(Array($0.utf8)[...]) == nil ? nil : $0 }
    }
  }

  private func source(
    _ reader: inout ConfigurationReader, else standard: String? = nil
  ) throws(ConfigurationError) -> String {
    if let named = try reader.text("source") {
      guard !sources.contains(named) else { return named }
      throw reader.fault(
        "source", "\"\(named)\" is none of the sources",
        remedy: Spelling.question(for: named, among: sources)
          ?? "There are \(ApplianceNames.list(sources)).")
    }
    if let standard { return standard }
    guard sources.count == 1 else {
      throw reader.fault(
        "source", "is missing", remedy: "There are \(ApplianceNames.list(sources)).")
    }
    return sources[0]
  }

  private func buildings(_ reader: inout ConfigurationReader) throws(ConfigurationError) -> [Int] {
    try reader.integers("buildings", in: 1...100_000) ?? []
  }

  private func share(_ reader: inout ConfigurationReader) throws(ConfigurationError) -> Double {
    try reader.number("validation", in: 0.01...0.5) ?? 0.1
  }
}
