import Disaggregation
import Files
import Registry

/// All registered versions, a line each.
struct VersionsPage {
  private let appliances: [ApplianceVersions]
  private let registry: ModelRegistry

  init(_ appliances: [ApplianceVersions], in registry: ModelRegistry) {
    self.appliances = appliances
    self.registry = registry
  }

  /// The table for people; with a width it is cut to it.
  func text(width: Int?, style: TerminalStyle) -> String {
    guard !appliances.isEmpty else {
      return "no model is registered in \(registry.folders.registry)\n\n"
        + "Register one:  energy models register RUN"
    }
    var table = TextTable(
      columns: [
        .left("appliance"), .right("version"), .left(""), .left("network", shrinksTo: 10),
        .right(Metric.skill.title), .right(Metric.mae.title, optional: true),
        .left("on", shrinksTo: 16, optional: true), .left("registered", optional: true),
      ], indent: 0)
    for known in appliances { for row in rows(of: known, style) { table.add(row) } }
    return table.render(width: width, style: style)
  }

  private func rows(of known: ApplianceVersions, _ style: TerminalStyle) -> [[String]] {
    let contest = registry.contest(of: known, on: .skill)
    return known.all.map { number in
      let start = [known.appliance, number, mark(number, known, style)]
      guard let version = known.versions.first(where: { $0.version == number }) else {
        return start + ["damaged"]
      }
      let facts = VersionFacts(version, in: registry)
      let record = facts.record(of: contest)
      return start + [
        facts.network, record.map { VersionFacts.text($0, .skill) } ?? "",
        record.map { VersionFacts.text($0, .mae) } ?? "", record?.range.text ?? "", facts.day,
      ]
    }
  }

  private func mark(
    _ number: String, _ known: ApplianceVersions, _ style: TerminalStyle
  ) -> String {
    if number == known.champion { return style.painted("in production", .good) }
    return number == known.previous ? "before" : ""
  }

  /// The same for programs.
  var document: JSON {
    [
      "models": .string(registry.folders.models),
      "appliances": .array(appliances.map(entry)),
    ]
  }

  private func entry(_ known: ApplianceVersions) -> JSON {
    [
      "appliance": .string(known.appliance), "name": .string(known.name),
      "production": JSON(known.champion), "previous": JSON(known.previous),
      "versions": .array(
        known.versions.map { VersionFacts($0, in: registry).document(registry) }),
      "damaged": .array(
        known.damaged.map {
          ["version": .string($0.version), "reason": .string($0.reason.description)]
        }),
    ]
  }
}
