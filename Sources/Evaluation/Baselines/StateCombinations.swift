/// The combination of states whose sum is nearest to a reading, whatever came before it.
///
/// Combinatorial optimisation (Hart 1992), as NILMTK has it. For each whole watt the combination is
/// looked up, so that it takes the same time for any number of appliances: states count as rounded
/// to whole watts here. Of combinations with the same sum the one with the fewest appliances on
/// counts, of several such the one whose last appliances are in the lower states.
struct StateCombinations: Sendable {
  /// The states of all appliances for each watt, one after another.
  private let states: [UInt8]
  private let appliances: Int
  private let base: Double
  private let highest: Int

  init(_ model: HouseholdModel) {
    let levels = model.appliances.map { $0.watts.map { Int($0.rounded()) } }
    let highest = levels.reduce(0) { $0 + ($1.max() ?? 0) }
    let sums = ReachableSums(levels, upTo: highest)
    var states: [UInt8] = []
    states.reserveCapacity((highest + 1) * levels.count)
    for nearest in sums.nearest() { states += sums.states(of: nearest) }
    self.states = states
    self.highest = highest
    appliances = levels.count
    base = model.base
  }

  /// The state of one appliance where the mains read so many watts.
  ///
  /// - Parameters:
  ///   - appliance: Its place in the model.
  ///   - mains: Watts, not NaN.
  /// - Returns: The index of the state.
  func state(of appliance: Int, mains: Float) -> Int {
    let watts = min(max((Double(mains) - base).rounded(), 0), Double(highest))
    return Int(states[Int(watts) * appliances + appliance])
  }
}

/// Which sums of whole watts the states can make, and by how few appliances.
private struct ReachableSums {
  private let levels: [[Int]]
  /// After each appliance, for each sum: its state on the way there.
  private let choices: [[UInt8]]
  /// Appliances that are on, for each sum of all; `Int.max` where it cannot be made.
  private let on: [Int]

  init(_ levels: [[Int]], upTo highest: Int) {
    var on = [Int](repeating: .max, count: highest + 1)
    on[0] = 0
    var choices: [[UInt8]] = []
    for states in levels {
      var next = [Int](repeating: .max, count: highest + 1)
      var choice = [UInt8](repeating: 0, count: highest + 1)
      for (state, watts) in states.enumerated() {
        for sum in watts...highest where on[sum - watts] < .max {
          let count = on[sum - watts] + (state > 0 ? 1 : 0)
          guard count < next[sum] else { continue }
          next[sum] = count
          choice[sum] = UInt8(state)
        }
      }
      on = next
      choices.append(choice)
    }
    self.levels = levels
    self.choices = choices
    self.on = on
  }

  /// For each sum the nearest that can be made; of two the lower.
  func nearest() -> [Int] {
    var nearest = [Int](repeating: 0, count: on.count)
    var below = 0
    for sum in on.indices {
      if on[sum] < .max { below = sum }
      nearest[sum] = below
    }
    var above: Int?
    for sum in on.indices.reversed() {
      if on[sum] < .max { above = sum }
      if let above, above - sum < sum - nearest[sum] { nearest[sum] = above }
    }
    return nearest
  }

  /// The states that make a sum which can be made.
  func states(of sum: Int) -> [UInt8] {
    var rest = sum
    var states: [UInt8] = []
    for (levels, choice) in zip(levels, choices).reversed() {
      states.append(choice[rest])
      rest -= levels[Int(choice[rest])]
    }
    return states.reversed()
  }
}
