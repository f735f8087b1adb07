import Files

/// How people and data sets call the same appliance.
package enum ApplianceNames {
  /// Types that one answers for another, the nearest relative first.
  private static let relatives: [String: [String]] = [
    "fridge": ["fridge freezer", "freezer"],
    "fridge freezer": ["fridge", "freezer"],
    "freezer": ["fridge freezer", "fridge"],
    "washing machine": ["washer dryer"],
    "washer dryer": ["washing machine"],
  ]

  /// Everyday words for types of NILM Metadata's vocabulary, without spaces.
  private static let everyday: [String: String] = [
    "refrigerator": "fridge", "fridgefreezer": "fridge freezer", "washer": "washing machine",
    "clotheswasher": "washing machine", "tv": "television", "microwaveoven": "microwave",
    "laptop": "laptop computer", "tumbledryer": "tumble dryer", "dishwasher": "dish washer",
  ]

  /// What makes two spellings the same: case, hyphens, underscores and spaces do not count.
  package static func key(_ name: String) -> String {
    String(Spelling.folded(name).filter { $0 != " " })
  }

  /// The vocabulary's word for what the user typed: "dish washer" for "Dishwasher".
  package static func canonical(_ name: String) -> String {
    let key = key(name)
    if let known = relatives.keys.first(where: { Self.key($0) == key }) { return known }
    return everyday[key] ?? Spelling.folded(name)
  }

  /// The type itself, then those that may stand in for it.
  package static func candidates(for type: String) -> [String] { [type] + (relatives[type] ?? []) }

  /// "dish_washer": the name of the appliance's channel, column or file.
  package static func channel(_ type: String) -> String {
    let spelled = Spelling.folded(type).map { $0 == " " ? "_" : $0 }
    return String(spelled.filter { $0.isLetter || $0.isNumber || $0 == "_" })
  }

  /// "a, b and c".
  package static func list(_ names: [String]) -> String {
    guard let last = names.last else { return "" }
    let others = names.dropLast().joined(separator: ", ")
    return others.isEmpty ? last : "\(others) and \(last)"
  }
}
