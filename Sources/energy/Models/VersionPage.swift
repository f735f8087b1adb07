import Disaggregation
import Files
import Registry

/// One registered version: what it is, where it was trained, how good it was where.
struct VersionPage {
  private let facts: VersionFacts
  private let known: ApplianceVersions
  private let registry: ModelRegistry

  init(_ version: RegisteredVersion, of known: ApplianceVersions, in registry: ModelRegistry) {
    facts = VersionFacts(version, in: registry)
    self.known = known
    self.registry = registry
  }

  private var metadata: JSON { facts.version.metadata }
  private var isChampion: Bool { known.champion == facts.version.version }

  /// The page for people; with a width, the table is cut to it.
  func text(width: Int?, style: TerminalStyle) -> String {
    let title = style.painted("\(facts.version.appliance) \(facts.version.version)", .strong)
    let parts = [title + "   " + state, description.render(width: width, style: style)]
    guard !facts.records.isEmpty else {
      return parts.joined(separator: "\n\n")
        + "\n\nNot evaluated yet:  energy evaluate --checkpoint "
        + "\(registry.folder(of: facts.version).shellWord) --data STORE --record"
    }
    return (parts + [evaluations.render(width: width, style: style)]).joined(separator: "\n\n")
  }

  private var state: String {
    guard isChampion else {
      return known.previous == facts.version.version
        ? "what energy models rollback returns to" : "not in production"
    }
    guard let time = known.promotion(of: facts.version.version) else { return "in production" }
    return "in production since \(ISOTime.format(time, in: .utc))"
  }

  private var description: TextTable {
    var table = TextTable(columns: [.left(""), .left("", shrinksTo: 20)])
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { table.add([name, value]) }
    }
    let period = metadata["period_s"]?.double.flatMap { TimeSpan(seconds: $0) }?.spaced
    let parameters = metadata["parameters"]?.whole.map(DecimalText.grouped)
    add("network", facts.network + (parameters.map { ", \($0) parameters" } ?? ""))
    add(
      "mains",
      [metadata["mains_quantity"]?.string, period.map { "every \($0)" }]
        .compactMap { $0 }.joined(separator: ", "))
    for range in metadata["ranges"]?.elements ?? [] {
      add(range["use"] == "train" ? "trained on" : "validated on", VersionPage.spelled(range))
    }
    add("registered", metadata["registered"]?.string)
    add("tool", metadata["tool_version"]?.string.map { "energy \($0)" })
    add("weights", metadata["weights_sha256"]?.string.map { "SHA-256 \($0)" })
    add("file", registry.folder(of: facts.version) + "/model.safetensors")
    return table
  }

  /// "house 1, 2014-03-17 to 2014-03-24 (Simulated)".
  private static func spelled(_ range: JSON) -> String {
    func day(_ key: String) -> String { String((range[key]?.string ?? "").prefix { $0 != "T" }) }
    let dataset = range["dataset"]?.string.map { " (\($0))" } ?? ""
    return "house \(range["building"]?.text ?? "?"), \(day("from")) to \(day("to"))\(dataset)"
  }

  private var evaluations: TextTable {
    var columns = [TextTable.Column.left("evaluated on", shrinksTo: 16)]
    columns += (Metric.headline + [.mae]).map { .right($0.title) }
    columns += [.right("samples", optional: true), .left("", optional: true)]
    var table = TextTable(columns: columns)
    for record in facts.records {
      table.add(
        [record.range.text]
          + (Metric.headline + [.mae]).map { VersionFacts.text(record, $0) }
          + [DecimalText.grouped(record.samples), record.isSeenInTraining ? "learnt from it" : ""])
    }
    return table
  }

  /// The same for programs.
  var document: JSON {
    let since = known.promotion(of: facts.version.version).map { ISOTime.format($0, in: .utc) }
    return .object(
      [
        .init(key: "appliance", value: .string(facts.version.appliance)),
        .init(key: "production", value: .bool(isChampion)),
        .init(key: "since", value: isChampion ? JSON(since) : .null),
      ] + facts.document(registry).members)
  }
}
