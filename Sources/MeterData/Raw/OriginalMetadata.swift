import Configuration

/// What a data set's own files say in full, to be written on; the model keeps only what we use.
struct OriginalMetadata: Sendable {
  private let root: PythonValue
  private let buildings: [Int: PythonValue]

  init(root: YAMLNode, buildings: [Int: YAMLNode]) {
    self.root = PythonValue(root)
    self.buildings = buildings.mapValues { PythonValue($0) }
  }

  /// The root's dict: theirs, with the times and numbers of what was written, and every device.
  func root(over ours: PythonValue) -> PythonValue {
    var merged = root.taking(["timezone", "number_of_buildings", "timeframe"], from: ours)
    let devices = ours["meter_devices"] ?? .dictionary([])
    merged.set("meter_devices", devices.overlaid(by: root["meter_devices"]))
    return merged.filled(from: ours)
  }

  /// A house's dict: theirs, with the meters that were written and where they now lie.
  func building(_ id: Int, over ours: PythonValue) -> PythonValue {
    guard let theirs = buildings[id] else { return ours }
    var merged = theirs.taking(["timeframe"], from: ours)
    let meters = (ours["elec_meters"]?.entries ?? []).map { key, meter in
      let original = key.name.flatMap { theirs["elec_meters"]?[$0] }
      let moved = original?.taking(["data_location", "timeframe"], from: meter)
      return (key: key, value: moved?.filled(from: meter) ?? meter)
    }
    merged.set("elec_meters", .dictionary(meters))
    return merged.filled(from: ours)
  }
}

extension PythonValue {
  /// The value as Python's YAML reader would give it, but dates stay texts.
  init(_ node: YAMLNode) {
    switch node.content {
    case .sequence(let elements): self = .list(elements.map { PythonValue($0) })
    case .mapping(let entries):
      self = .dictionary(
        entries.map { entry in
          (Int(entry.key).map(PythonValue.integer) ?? .text(entry.key), PythonValue(entry.value))
        })
    case .scalar(let text, false): self = .text(text)
    case .scalar(let text, true):
      self =
        node.isNull
        ? .none
        : node.integer.map(PythonValue.integer) ?? node.number.map(PythonValue.number)
          ?? node.boolean.map(PythonValue.bool) ?? .text(text)
    }
  }

  /// The members of a dict, none of any other value.
  fileprivate var entries: [(key: PythonValue, value: PythonValue)] {
    if case .dictionary(let entries) = self { entries } else { [] }
  }

  /// The text or number of a key.
  fileprivate var name: String? {
    switch self {
    case .text(let text): text
    case .integer(let number): String(number)
    default: nil
    }
  }

  fileprivate subscript(name: String) -> PythonValue? {
    entries.first { $0.key.name == name }?.value
  }

  fileprivate mutating func set(_ name: String, _ value: PythonValue) {
    var members = entries
    if let index = members.firstIndex(where: { $0.key.name == name }) {
      members[index].value = value
    } else {
      members.append((.text(name), value))
    }
    self = .dictionary(members)
  }

  /// The dict with some members as `other` has them, where it has them.
  fileprivate func taking(_ names: [String], from other: PythonValue) -> PythonValue {
    var merged = self
    for name in names {
      if let value = other[name] { merged.set(name, value) }
    }
    return merged
  }

  /// The dict with those members of `other` that it lacks.
  fileprivate func filled(from other: PythonValue) -> PythonValue {
    .dictionary(
      entries
        + other.entries.filter { entry in
          entry.key.name.map { self[$0] == nil } ?? false
        })
  }

  /// The dict with the members of `other` in place of its own and beside them.
  fileprivate func overlaid(by other: PythonValue?) -> PythonValue {
    other.map { $0.filled(from: self) } ?? self
  }
}
