/// Which appliance has which hue, by Okabe and Ito's list for all kinds of colour vision.
package enum Palette {
  /// On white paper, and on a dark screen, by number.
  package static let hues: [(light: String, dark: String)] = [
    ("#d55e00", "#ff7f2a"),  // vermilion
    ("#0072b2", "#4aa8e8"),  // blue
    ("#b8578f", "#e08fc0"),  // reddish purple
    ("#009e73", "#1fc79a"),  // bluish green
    ("#d08c00", "#f2b134"),  // orange
    ("#56b4e9", "#9ad7fb"),  // sky blue
    ("#8a7f00", "#e6da3c"),  // yellow, darker on white
    ("#7a5230", "#c49a6c"),  // brown
  ]

  /// Those that have a hue of their own, by its number.
  package static let known: [String: Int] = [
    "kettle": 0, "fridge": 1, "fridge freezer": 1, "freezer": 5, "microwave": 2,
    "dish washer": 3, "washing machine": 4, "washer dryer": 4, "boiler": 6,
  ]

  /// A hue for each appliance: its own where the list knows it, else one that is free.
  package static func hues(of appliances: [String]) -> [String: Int] {
    var chosen: [String: Int] = [:]
    for appliance in appliances {
      guard let hue = known[appliance], !chosen.values.contains(hue) else { continue }
      chosen[appliance] = hue
    }
    for appliance in appliances where chosen[appliance] == nil {
      let free = hues.indices.last { !chosen.values.contains($0) }
      chosen[appliance] = free ?? chosen.count % hues.count
    }
    return chosen
  }
}
