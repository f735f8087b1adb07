import Files

/// An appliance as one house has it: which meters to read, and what to tell the user about them.
package struct ResolvedAppliance: Sendable {
  /// The type that was asked for, so that houses agree: "fridge" also for a fridge freezer.
  package let type: String
  /// The channel's name, with underscores: "dish_washer".
  package let name: String
  /// The meters to sum; never 0, never empty.
  package let meters: [Int]
  /// What the house calls it; the first of several instances on the same meters.
  package let appliance: Appliance
  /// Types of the other appliances on these meters.
  package let sharedWith: [String]
  /// Sentences without their full stop: a relative was taken, the meter is shared.
  package let notes: [String]

  /// All notes as one text, or nil where nothing is unusual.
  package var note: String? { notes.isEmpty ? nil : notes.joined(separator: "; ") }
}

extension Appliance {
  /// The meters that measure it; empty where it is fed by the mains.
  package var submeters: [Int] { meters.filter { $0 > 0 } }
}

extension Building {
  /// Finds an appliance by its type, an everyday word, a relative ("fridge" for a fridge freezer),
  /// a type with its instance ("light 3"), or a meter ("meter 5").
  ///
  /// - Parameters:
  ///   - name: What the user typed.
  ///   - path: The data set's path, for the error.
  /// - Returns: The appliance, its meters and what is to be said about them.
  /// - Throws: `MeterDataError` (65) that names the nearest and lists all that the house has.
  package func resolve(
    appliance name: String, of path: String? = nil
  ) throws(MeterDataError) -> ResolvedAppliance {
    let asked = ApplianceNames.canonical(name)
    for type in ApplianceNames.candidates(for: asked) {
      let all = appliances(of: type)
      if let first = all.first(where: { !$0.submeters.isEmpty }) {
        let isRelative = type != asked
        return resolved(
          first, asked: isRelative ? asked : first.type, isRelative: isRelative, among: all)
      }
    }
    if let numbered = numbered(asked) { return numbered }
    if let meter = bareMeter(asked) { return meter }
    throw absent(name, asked, path)
  }

  /// The types that can be asked for, each once, in the alphabet's order.
  package var meteredTypes: [String] {
    Set(appliances.filter { !$0.submeters.isEmpty }.map(\.type)).sorted()
  }

  private func appliances(of type: String) -> [Appliance] {
    let key = ApplianceNames.key(type)
    return appliances.filter { ApplianceNames.key($0.type) == key }
      .sorted { $0.instance < $1.instance }
  }

  /// "light 3": a type and its instance.
  private func numbered(_ asked: String) -> ResolvedAppliance? {
    var words = asked.split { $0 == " " || $0 == "," }
    guard words.count > 1, let last = words.popLast(), let instance = Int(last) else { return nil }
    let all = appliances(of: words.joined(separator: " ")).filter { $0.instance == instance }
    guard let first = all.first(where: { !$0.submeters.isEmpty }) else { return nil }
    return resolved(first, asked: "\(first.type) \(instance)", among: all)
  }

  /// "meter 5": for files that name no appliances.
  private func bareMeter(_ asked: String) -> ResolvedAppliance? {
    let words = asked.split(separator: " ")
    let named = words.count == 2 && words[0] == "meter" ? Int(words[1]) : nil
    let key = ApplianceNames.key(asked)
    let found = meters.first { meter in
      meter.id == named || meter.label.map { ApplianceNames.key($0) == key } == true
    }
    guard let found else { return nil }
    return ResolvedAppliance(
      type: asked, name: ApplianceNames.channel(asked), meters: [found.id],
      appliance: Appliance(type: asked, meters: [found.id]), sharedWith: sharing([found.id], []),
      notes: [])
  }

  private func resolved(
    _ first: Appliance, asked: String, isRelative: Bool = false, among all: [Appliance]
  ) -> ResolvedAppliance {
    let same = all.filter { $0.submeters == first.submeters }
    let others = all.filter { !$0.submeters.isEmpty && $0.submeters != first.submeters }
    let shared = sharing(first.submeters, [first.type])
    var notes: [String] = []
    if isRelative {
      notes.append("house \(id) has no \(asked), took its \(first.type) (\(meterText(first)))")
    }
    if same.count > 1 {
      let instances = same.map { String($0.instance) }
      notes.append(
        "house \(id)'s \(first.type) is instances \(ApplianceNames.list(instances)) on \(meterText(first))"
      )
    }
    if !others.isEmpty {
      notes.append(
        "house \(id) has \(others.count) more of \(first.type), took instance \(first.instance); "
          + "ask for \"\(first.type) \(others[0].instance)\" to take another")
    }
    if !shared.isEmpty { notes.append(sharedNote(first, shared)) }
    return ResolvedAppliance(
      type: asked, name: ApplianceNames.channel(asked), meters: first.submeters, appliance: first,
      sharedWith: shared, notes: notes)
  }

  /// The types of other appliances on the meters.
  private func sharing(_ meters: [Int], _ own: [String]) -> [String] {
    var types: [String] = []
    for other in appliances where !Set(other.submeters).isDisjoint(with: meters) {
      if !own.contains(other.type), !types.contains(other.type) { types.append(other.type) }
    }
    return types
  }

  private func sharedNote(_ appliance: Appliance, _ shared: [String]) -> String {
    let dominant = appliances.first {
      $0.isDominant && !Set($0.submeters).isDisjoint(with: appliance.submeters)
    }
    let which = dominant.map { "\($0.type) is the dominant one" } ?? "none is marked dominant"
    return "house \(id)'s \(appliance.type) shares \(meterText(appliance)) with "
      + "\(ApplianceNames.list(shared)), \(which)"
  }

  private func meterText(_ appliance: Appliance) -> String {
    let numbers = ApplianceNames.list(appliance.submeters.map(String.init))
    return appliance.submeters.count == 1 ? "meter \(numbers)" : "meters \(numbers)"
  }

  private func absent(_ name: String, _ asked: String, _ path: String?) -> MeterDataError {
    let place = "house \(id)" + (path.map { " of \($0)" } ?? "")
    if let unmetered = appliances(of: asked).first {
      return MeterDataError(
        status: .badData, attempt: "", path: nil,
        reason: "the \(unmetered.type) in \(place) has no meter of its own",
        remedy: "House \(id) has: \(meteredTypes.joined(separator: ", ")).")
    }
    let types = meteredTypes
    let listed =
      types.isEmpty
      ? "House \(id) names no appliances; ask for a meter: "
        + meters.map { "\"meter \($0.id)\"" }.joined(separator: ", ") + "."
      : "House \(id) has: \(types.joined(separator: ", "))."
    let question = Spelling.question(for: name, among: types).map { "\($0) " } ?? ""
    return MeterDataError(
      status: .badData, attempt: "", path: nil, reason: "no appliance \"\(name)\" in \(place)",
      remedy: question + listed)
  }
}
