import Configuration
import Files
import MeterData
import Work

// From the settings to a configuration and a store.
extension ShellSession {
  /// Begins with what a configuration or the command line says; the input is open.
  mutating func adopt(_ plan: PreparationPlan) throws {
    let dataset = try opened().dataset
    var adopted = try ShellSettings(plan, in: zone)
    for house in adopted.houses { _ = try dataset.building(house) }
    if adopted.houses.isEmpty { adopted.houses = settings.houses }
    settings = adopted
    output = plan.output.isEmpty ? nil : plan.output
  }

  func save(_ words: [String]) throws -> String {
    guard let path = words.first, words.count == 1 else {
      throw UsageError(
        words.isEmpty ? "no file is named" : "save takes one file",
        remedy: "Usage: \(ShellVerb.save.usage). Quote a name with spaces.")
    }
    let plan = try plan(output: nil)
    let text = plan.configuration(comment: "Run it with: energy preprocess --config \(path)")
    try Publication.text(text, at: path)
    return "saved \(path); later: energy preprocess --config \(path)"
  }

  mutating func run(_ words: [String]) throws -> String {
    guard words.count <= 1 else {
      throw UsageError(
        "run takes one file", remedy: "Usage: \(ShellVerb.run.usage). Quote a name with spaces.")
    }
    let plan = try plan(output: words.first)
    output = plan.output
    if words.isEmpty { try FileSystem.createFolders(FileSystem.parent(of: plan.output)) }
    var made: PreparationReport?
    try surroundings.work("prepare", "rows") { supervision in
      made = try Preparation.run(
        plan, toolVersion: CommandCatalogue.version, supervision: supervision)
      let size = DecimalText.bytes(try FileSystem.size(of: plan.output))
      return "\(style.isUnicode ? "→" : "->") \(plan.output) (\(size))"
    }
    guard let made else { return "" }
    let page = PreprocessPage(made)
    let notes = page.notes.map { "\nnote: \($0)" }
    return page.text(style: style, width: surroundings.tableColumns()) + notes.joined()
  }

  /// The settings as a plan, its store named by the user or after the data set.
  func plan(output chosen: String?) throws -> PreparationPlan {
    _ = try building()
    guard !settings.appliances.isEmpty else {
      throw UsageError(
        "no appliance is chosen",
        remedy: "Type use, then names: \(try building().meteredTypes.joined(separator: ", ")).")
    }
    let input = try opened().dataset.path
    return settings.plan(input: input, output: chosen ?? output ?? usualStore(for: input), in: zone)
  }

  /// "data/processed/ukdale_house2.h5"; the houses are named where not all of them are chosen.
  private func usualStore(for input: String) -> String {
    var stem = FileSystem.name(of: input)
    if let dot = stem.lastIndex(of: "."), dot > stem.startIndex { stem = String(stem[..<dot]) }
    let all = source?.dataset.buildings.map(\.id) ?? []
    if settings.houses != all {
      stem += "_house" + settings.houses.map(String.init).joined(separator: "_")
    }
    let folders = ProjectFolders(lookup: Environment.value)
    return FileSystem.joined(FileSystem.joined(folders.data, "processed"), stem + ".h5")
  }
}
