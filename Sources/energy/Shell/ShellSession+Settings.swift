import Files
import MeterData

// What is gathered for the preparation.
extension ShellSession {
  mutating func chooseAppliances(_ line: ShellLine) throws -> String {
    _ = try building()
    guard !line.words.isEmpty else {
      let names = settings.appliances.joined(separator: ", ")
      return "use \(names.isEmpty ? "none yet" : names)"
    }
    let names = line.rest.split(separator: ",").map { Spelling.folded(String($0)) }
      .filter { !$0.isEmpty }
    let dataset = try opened().dataset
    var chosen: [String] = []
    var lines: [String] = []
    for name in names {
      for house in settings.houses {
        let found = try dataset.building(house).resolve(appliance: name, of: dataset.path)
        if !chosen.contains(found.type) { chosen.append(found.type) }
        let meters = found.meters.map(String.init)
        lines.append(
          "house \(house): \(found.type) is meter\(meters.count == 1 ? "" : "s") "
            + ApplianceNames.list(meters)
            + (found.note.map { "; \($0)" } ?? ""))
      }
    }
    guard !chosen.isEmpty else { throw UsageError("no appliance is named") }
    settings.appliances = chosen
    return lines.joined(separator: "\n")
  }

  mutating func chooseMains(_ words: [String]) throws -> String {
    _ = try building()
    var mains = settings.mains
    var meter = settings.mainsMeter
    for word in words {
      switch word.lowercased() {
      case "auto": (mains, meter) = (.automatic, nil)
      case "sum": (mains, meter) = (.sum, nil)
      case "active": mains = .active
      case "apparent": mains = .apparent
      case "meter": continue
      case let word:
        guard let number = Int(word) else {
          throw UsageError(
            "\"\(word)\" is neither a quantity nor a meter",
            remedy: Spelling.question(for: word, among: ["active", "apparent", "sum", "auto"])
              ?? "Usage: \(ShellVerb.mains.usage).")
        }
        meter = number
      }
    }
    var next = settings
    (next.mains, next.mainsMeter) = (mains, meter)
    let text = try describeMains(next, withNotes: true)
    settings = next
    return text
  }

  /// "mains active (house 2's meter 20)".
  private func describeMains(_ settings: ShellSettings, withNotes: Bool = false) throws -> String {
    if settings.mains == .sum { return "mains sum of the chosen appliances" }
    let resolved = try opened().dataset.resolveMains(
      in: settings.houses, quantity: settings.mainsQuantity, meter: settings.mainsMeter)
    let places = resolved.map { mains in
      "house \(mains.building)'s meter \(ApplianceNames.list(mains.meters.map(String.init)))"
    }
    let notes = (withNotes ? resolved.flatMap(\.notes) : []).map { "\n  \($0)" }
    return "mains \(resolved.first?.quantity.type ?? "") (\(places.joined(separator: ", ")))"
      + notes.joined()
  }

  mutating func setPeriod(_ words: [String]) throws -> String {
    if words.first == "auto" {
      settings.period = nil
    } else if !words.isEmpty {
      let period = try span(of: words.joined(), "a duration such as 6s, 30s or 1min")
      guard period.nanoseconds > 0 else { throw UsageError("the period must be longer than 0 s") }
      settings.period = period
    }
    return "period \(periodText)"
  }

  mutating func setGap(_ words: [String]) throws -> String {
    if words.first == "auto" {
      settings.gap = nil
    } else if !words.isEmpty {
      settings.gap = try span(of: words.joined(), "a duration such as 2min, or auto")
    }
    return "gap \(gapText)"
  }

  var periodText: String {
    settings.period?.description ?? "auto (the longest sample period of the chosen meters)"
  }

  var gapText: String {
    settings.gap?.description ?? "auto (the meter's own limit, at least five periods)"
  }

  private var rangeText: String {
    switch (settings.from, settings.to) {
    case (nil, nil): "all"
    case (let from?, nil): "from \(moment(from)) on"
    case (nil, let to?): "up to \(moment(to))"
    case (let from?, let to?): stretch(from..<to)
    }
  }

  mutating func setPlugGaps(_ words: [String]) throws -> String {
    if let word = words.first {
      guard let choice = GapRule.LongGap(rawValue: word), words.count == 1 else {
        throw UsageError(
          "\"\(words.joined(separator: " "))\" is neither missing nor off",
          remedy: "Usage: \(ShellVerb.plugs.usage).")
      }
      settings.plugGaps = choice
    }
    return "plugs \(settings.plugGaps.rawValue)"
  }

  /// Reads "on" or "off"; without a word nothing changes.
  func setFlag(_ flag: inout Bool, _ line: ShellLine) throws -> String {
    switch line.words {
    case []: break
    case ["on"]: flag = true
    case ["off"]: flag = false
    default: throw UsageError("expected on or off", remedy: "Usage: \(line.verb.usage).")
    }
    return "\(line.verb.rawValue) \(flag ? "on" : "off")"
  }

  mutating func setRange(_ words: [String]) throws -> String {
    _ = try opened()
    if words == ["all"] {
      (settings.from, settings.to) = (nil, nil)
    } else if !words.isEmpty {
      let (range, rest) = try ShellTimes(zone: zone).leading(words)
      guard rest.isEmpty else { throw UsageError("unexpected \"\(rest[0])\" after the times") }
      (settings.from, settings.to) = (range.lowerBound, range.upperBound)
    }
    return "range \(rangeText)"
  }

  mutating func exclude(_ words: [String]) throws -> String {
    _ = try opened()
    if words == ["none"] {
      settings.exclusions = []
    } else if !words.isEmpty {
      let (range, reason) = try ShellTimes(zone: zone).leading(words)
      guard !reason.isEmpty else {
        throw UsageError(
          "no reason is given for leaving out \(stretch(range))",
          remedy: "Write the reason after the times; it is kept in the store.")
      }
      settings.exclusions.append(
        ShellSettings.Exclusion(range: range, reason: reason.joined(separator: " ")))
    }
    guard !settings.exclusions.isEmpty else { return "exclude none" }
    return settings.exclusions.map { "exclude \(stretch($0.range)): \($0.reason)" }
      .joined(separator: "\n")
  }

  func describeSettings(_ line: ShellLine) throws -> String {
    try refuseWords(line)
    var rows = [["file", try opened().dataset.path]]
    rows.append(["house", settings.houses.map(String.init).joined(separator: ", ")])
    rows.append(["use", settings.appliances.joined(separator: ", ")])
    if !settings.houses.isEmpty {
      rows.append(["mains", String(try describeMains(settings).dropFirst(6))])
    }
    rows.append(["period", periodText])
    rows.append(["gap", gapText])
    rows.append(["plugs", settings.plugGaps.rawValue])
    if settings.sort { rows.append(["sort", "on"]) }
    if settings.allowsUpsampling { rows.append(["upsample", "on"]) }
    rows.append(["range", rangeText])
    for exclusion in settings.exclusions {
      rows.append(["exclude", "\(stretch(exclusion.range)): \(exclusion.reason)"])
    }
    return rows.map { "  \($0[0].padded(to: 8)) \($0[1].isEmpty ? "none yet" : $0[1])" }
      .joined(separator: "\n")
  }

  private func span(of text: String, _ expected: String) throws(UsageError) -> TimeSpan {
    guard let span = TimeSpan(text) else { throw UsageError("\(text): expected \(expected)") }
    return span
  }
}
