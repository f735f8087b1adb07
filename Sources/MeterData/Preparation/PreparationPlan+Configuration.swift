package import Configuration
import Files

extension PreparationPlan {
  /// Reads the section `preprocess` of a configuration; what it leaves out keeps its default.
  ///
  /// - Throws: `ConfigurationError` (78) with file, line and the nearest key that is known.
  package init(configuration root: YAMLNode) throws(ConfigurationError) {
    var section = try ConfigurationReader(section: "preprocess", of: root)
    self.init(input: try section.text("input") ?? "", output: try section.text("output") ?? "")
    buildings = try section.integers("buildings", in: 1...100_000) ?? []
    appliances = try section.texts("appliances") ?? []
    try readGrid(&section)
    try readMains(&section)
    sort = try section.boolean("sort") ?? sort
    for entry in try section.sections("exclude") { exclusions.append(try Exclusion(entry)) }
    if let rules = try section.section("activations") { try readRules(rules) }
    try section.finish()
  }

  private mutating func readGrid(_ section: inout ConfigurationReader) throws(ConfigurationError) {
    period = try section.span("period")
    if period?.nanoseconds == 0 { throw section.fault("period", "must be longer than nothing") }
    maxGap = try section.span("max_gap")
    from = try section.text("from")
    to = try section.text("to")
    allowUpsampling = try section.boolean("allow_upsampling") ?? allowUpsampling
  }

  private mutating func readMains(_ section: inout ConfigurationReader) throws(ConfigurationError) {
    let mainsWords = Mains.allCases.map(\.rawValue)
    mains = try section.choice("mains", among: mainsWords).flatMap(Mains.init) ?? mains
    mainsMeter = try section.integer("mains_meter", in: 1...100_000)
    let gapWords = GapRule.LongGap.allCases.map(\.rawValue)
    let gaps = try section.choice("plug_gaps", among: gapWords)
    plugGaps = gaps.flatMap(GapRule.LongGap.init) ?? plugGaps
  }

  private mutating func readRules(_ rules: ConfigurationReader) throws(ConfigurationError) {
    var rules = rules
    for name in rules.keys {
      guard var rule = try rules.section(name) else { continue }
      let threshold = try rule.number("threshold_w", in: 0...100_000)
      activationRules[name] = ActivationRule(
        threshold: try rule.require(threshold, "threshold_w"),
        maximum: try rule.number("max_w", in: 0...100_000),
        minimumOn: try rule.number("min_on_s", in: 0...1e6) ?? 0,
        minimumOff: try rule.number("min_off_s", in: 0...1e6) ?? 0)
      try rule.finish()
    }
    try rules.finish()
  }
}

extension PreparationPlan.Exclusion {
  fileprivate init(_ entry: ConfigurationReader) throws(ConfigurationError) {
    var entry = entry
    self.init(
      from: try entry.require(try entry.text("from"), "from"),
      to: try entry.require(try entry.text("to"), "to"),
      reason: try entry.require(try entry.text("reason"), "reason"),
      building: try entry.integer("building", in: 1...100_000),
      appliance: try entry.text("appliance"))
    try entry.finish()
  }
}

extension PreparationPlan {
  /// The plan as a configuration that `energy preprocess --config` runs.
  package func configuration(comment: String) -> String {
    var writer = YAMLWriter()
    writer.comment(comment)
    writer.section("preprocess") { section in write(to: &section) }
    return writer.text
  }

  private func write(to section: inout YAMLWriter) {
    if !input.isEmpty { section.entry("input", input) }
    if !output.isEmpty { section.entry("output", output) }
    if !buildings.isEmpty { section.entry("buildings", buildings) }
    if !appliances.isEmpty { section.entry("appliances", appliances) }
    if let period { section.entry("period", period.description) }
    if let maxGap { section.entry("max_gap", maxGap.description) }
    if let from { section.entry("from", from) }
    if let to { section.entry("to", to, comment: "not included") }
    section.entry("mains", mains.rawValue, comment: "automatic, active, apparent or sum")
    if let mainsMeter { section.entry("mains_meter", mainsMeter) }
    section.entry("plug_gaps", plugGaps.rawValue, comment: "missing, or off: zero watts")
    if sort { section.entry("sort", sort) }
    if allowUpsampling { section.entry("allow_upsampling", allowUpsampling) }
    writeExclusions(to: &section)
    writeRules(to: &section)
  }

  private func writeExclusions(to section: inout YAMLWriter) {
    guard !exclusions.isEmpty else { return }
    section.sections("exclude", exclusions) { exclusion, entry in
      entry.entry("from", exclusion.from)
      entry.entry("to", exclusion.to)
      entry.entry("reason", exclusion.reason)
      if let building = exclusion.building { entry.entry("building", building) }
      if let appliance = exclusion.appliance { entry.entry("appliance", appliance) }
    }
  }

  private func writeRules(to section: inout YAMLWriter) {
    guard !activationRules.isEmpty else { return }
    section.section("activations") { rules in
      for (name, rule) in activationRules.sorted(by: { $0.key < $1.key }) {
        rules.section(name) { entry in
          entry.entry("threshold_w", rule.threshold)
          if let maximum = rule.maximum { entry.entry("max_w", maximum) }
          entry.entry("min_on_s", rule.minimumOn)
          entry.entry("min_off_s", rule.minimumOff)
        }
      }
    }
  }
}
