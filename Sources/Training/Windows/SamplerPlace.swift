package import Files
import Work

/// How far a sampler has come: all that it needs to go on as if it had never stopped.
package struct SamplerPlace: Sendable, Equatable {
  /// Where a walk through one order of numbers stands.
  package struct Walk: Sendable, Equatable {
    /// How many numbers the order has.
    package var count: Int
    /// What the order is drawn from.
    package var seed: UInt64
    /// Numbers that were taken.
    package var position: Int
  }

  /// The generator that seeds further orders.
  package var generator: [UInt64]
  /// One walk through all windows or runs, or one through the windows that are on and one through
  /// the others.
  package var walks: [Walk]
  /// Windows drawn since the beginning; where runs are drawn, runs.
  package var drawn: Int
  /// Windows drawn in this epoch, alone or in runs.
  package var drawnInEpoch: Int
  /// Those of them that the latest step drew.
  package var drawnInStep: Int

  /// As the checkpoint keeps it; numbers of 64 bits are written as text.
  package var json: JSON {
    [
      "generator": .array(generator.map { .string(String($0, radix: 16)) }),
      "walks": .array(walks.map(\.json)), "drawn": .integer(drawn),
      "drawn_in_epoch": .integer(drawnInEpoch), "drawn_in_step": .integer(drawnInStep),
    ]
  }

  /// Reads what `json` wrote.
  ///
  /// - Throws: `TrainingError` (65) where it is something else.
  package init(json: JSON) throws(TrainingError) {
    guard case .array(let words)? = json["generator"], case .array(let walks)? = json["walks"],
      case .integer(let drawn)? = json["drawn"],
      case .integer(let drawnInEpoch)? = json["drawn_in_epoch"]
    else { throw SamplerPlace.damaged }
    generator = words.compactMap(\.word)
    self.walks = walks.compactMap(Walk.init(json:))
    self.drawn = drawn
    self.drawnInEpoch = drawnInEpoch
    // Checkpoints from before there were runs do not tell it, and have no use for it.
    drawnInStep = 0
    if case .integer(let drawnInStep)? = json["drawn_in_step"] { self.drawnInStep = drawnInStep }
    guard generator.count == 4, generator.contains(where: { $0 != 0 }), !self.walks.isEmpty,
      self.walks.count == walks.count, drawn >= 0, drawnInEpoch >= 0, drawnInStep >= 0,
      drawnInStep <= drawnInEpoch
    else { throw SamplerPlace.damaged }
  }

  init(generator: [UInt64], walks: [Walk]) {
    self.generator = generator
    self.walks = walks
    drawn = 0
    drawnInEpoch = 0
    drawnInStep = 0
  }

  /// Begins the next epoch.
  mutating func beginEpoch() {
    drawnInEpoch = 0
    drawnInStep = 0
  }

  /// Seeds another order for a walk that has come to its end, and brings it to its beginning; false
  /// where it has not.
  mutating func renewSeed(ofWalk walk: Int) -> Bool {
    guard walks[walk].position == walks[walk].count else { return false }
    var generator = RandomGenerator(state: generator)
    walks[walk].seed = generator.next()
    walks[walk].position = 0
    self.generator = generator.state
    return true
  }

  /// Refuses a place whose walks are not through so many windows or runs.
  ///
  /// - Throws: `TrainingError` (65).
  func require(_ counts: [Int], _ noun: String) throws(TrainingError) {
    guard walks.map(\.count) != counts else { return }
    throw TrainingError(
      status: .badData, attempt: "", path: nil,
      reason: "the checkpoint's place in the epoch is one among "
        + "\(walks.reduce(0) { $0 + $1.count }) \(noun), and the training range has "
        + "\(counts.reduce(0, +))",
      remedy: "Resume with the store, the ranges and the sampling that training began with.")
  }

  private static var damaged: TrainingError {
    TrainingError(
      status: .badData, attempt: "", path: nil,
      reason: "the checkpoint's place in the epoch makes no sense",
      remedy: "Resume from an older checkpoint.")
  }
}

extension SamplerPlace.Walk {
  /// Takes a number: its place in the order.
  mutating func advance() -> Int {
    defer { position += 1 }
    return position
  }

  fileprivate var json: JSON {
    [
      "count": .integer(count), "seed": .string(String(seed, radix: 16)),
      "position": .integer(position),
    ]
  }

  fileprivate init?(json: JSON) {
    guard case .integer(let count)? = json["count"], let seed = json["seed"]?.word,
      case .integer(let position)? = json["position"], count > 0, (0...count).contains(position)
    else { return nil }
    self.init(count: count, seed: seed, position: position)
  }
}

extension JSON {
  /// 64 bits in hexadecimal.
  fileprivate var word: UInt64? {
    guard case .string(let text) = self else { return nil }
    return UInt64(text, radix: 16)
  }
}
