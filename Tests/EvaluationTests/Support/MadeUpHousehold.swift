import Files
import Work

@testable import Evaluation

/// Households whose appliances go between known powers.
enum MadeUpHousehold {
  /// Square waves: each appliance goes through its levels, so many samples each.
  static func squareWaves(
    count: Int, _ appliances: [String: (levels: [Float], each: Int)], base: Float
  ) -> FittingStore.House {
    var mains = [Float](repeating: base, count: count)
    var channels: [String: [Float]] = [:]
    for (name, wave) in appliances {
      let values = (0..<count).map { wave.levels[$0 / wave.each % wave.levels.count] }
      channels[name] = values
      for place in mains.indices { mains[place] += values[place] }
    }
    return FittingStore.House(mains: mains, appliances: channels)
  }

  /// A model of appliances with random states, changes and powers.
  static func model(_ states: [Int], seed: UInt64) -> HouseholdModel {
    var generator = RandomGenerator(seed: seed)
    return HouseholdModel(
      appliances: states.enumerated().map { index, count in
        PowerStates(
          appliance: "appliance \(index)",
          watts: [0]
            + (1..<max(count, 1)).prefix(count - 1).map {
              Double($0) * generator.uniform(50...500)
            },
          counts: (0..<count).map { _ in (0..<count).map { _ in generator.whole(0...20) } })
      }, base: generator.uniform(0...100), deviation: generator.uniform(20...200))
  }

  /// Readings of a household in which now and then one appliance changes.
  static func calmReadings(_ model: HouseholdModel, count: Int, seed: UInt64) -> [Float] {
    var generator = RandomGenerator(seed: seed)
    var states = model.appliances.map { _ in 0 }
    return (0..<count).map { _ in
      let place = generator.whole(0...(model.appliances.count * 5))
      if place < states.count {
        states[place] = generator.whole(0...(model.appliances[place].watts.count - 1))
      }
      let sum = zip(model.appliances, states).reduce(0) { $0 + $1.0.watts[$1.1] }
      return Float(model.base + sum + generator.uniform(-30...30))
    }
  }

  /// Readings around what a model can draw.
  static func readings(_ model: HouseholdModel, count: Int, seed: UInt64) -> [Float] {
    var generator = RandomGenerator(seed: seed)
    let most = model.appliances.reduce(0) { $0 + ($1.watts.last ?? 0) }
    return (0..<count).map { _ in Float(model.base + generator.uniform(-50...(most + 50))) }
  }
}

extension HouseholdModel {
  /// The logarithm of how likely a path and the readings are together, as the model defines it.
  func logLikelihood(_ path: [JointState], _ mains: [Float]) -> Double {
    var total = 0.0
    for (place, state) in path.enumerated() {
      var sum = 0.0
      for (index, appliance) in appliances.enumerated() {
        sum += appliance.watts[state[index]]
        total +=
          place == 0
          ? appliance.logShares[state[index]]
          : appliance.logTransitions[path[place - 1][index]][state[index]]
      }
      let distance = (Double(mains[place]) - base - sum) / deviation
      total -= distance * distance / 2
    }
    return total
  }

  /// Every joint state there is.
  var everyState: [JointState] {
    appliances.indices.reduce([JointState()]) { states, index in
      states.flatMap { state in
        appliances[index].watts.indices.map { new in
          var state = state
          state[index] = new
          return state
        }
      }
    }
  }
}
