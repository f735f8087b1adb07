import Files
package import MeterData

/// What a range of samples is for; the raw value is its key in a configuration.
package enum RangeRole: String, Sendable, CaseIterable {
  case training = "train"
  case validation
  case test

  /// "training", as prose calls it.
  var adjective: String { self == .training ? "training" : rawValue }
}

/// A range as a configuration asks for it.
package struct RangeRequest: Sendable, Equatable {
  /// Houses by their number; none named is all that have the appliance.
  package var buildings: [Int]
  /// ISO 8601; a date is local midnight of the store's zone; nil is open.
  package var from: String?
  package var to: String?
  /// A stretch in the middle that is left out; both ends are given or none.
  package var exceptFrom: String?
  package var exceptTo: String?
  /// Another store that the range lies in, which training never opens.
  package var store: String?

  package init(
    buildings: [Int] = [], from: String? = nil, to: String? = nil, exceptFrom: String? = nil,
    exceptTo: String? = nil, store: String? = nil
  ) {
    self.buildings = buildings
    self.from = from
    self.to = to
    self.exceptFrom = exceptFrom
    self.exceptTo = exceptTo
    self.store = store
  }

  /// The range as one stretch, or as the two around what is left out.
  var pieces: [(from: String?, to: String?)] {
    guard let exceptFrom, let exceptTo else { return [(from, to)] }
    return [(from, exceptFrom), (exceptTo, to)]
  }
}

/// Samples of one house, as indices of its grid.
package struct HouseRange: Sendable, Equatable {
  package let house: Int
  package let samples: Range<Int>

  package init(house: Int, samples: Range<Int>) {
    self.house = house
    self.samples = samples
  }
}

/// Which samples of a store are for training, for validation and for the test.
///
/// No two of the three share a sample, and between two that meet in a house lies one window: no
/// sample is ever seen through windows of two ranges. It is made from the store's description alone.
package struct DataSplit: Sendable, Equatable {
  package let training: [HouseRange]
  package let validation: [HouseRange]
  package let test: [HouseRange]
  /// What was cut or left out, as sentences without a full stop.
  package let notes: [String]

  /// Settles three ranges for one appliance.
  ///
  /// - Parameters:
  ///   - store: Where the samples lie.
  ///   - train: What the weights and the statistics come from.
  ///   - validation: What chooses the epoch.
  ///   - test: What is left for the evaluation.
  ///   - appliance: Its name as the user spells it.
  ///   - window: Samples in a window, and in the gap between two ranges.
  /// - Throws: `TrainingError`: 65 where a house or the appliance is not in the store, 78 where
  ///   ranges overlap or one holds less than a window.
  package init(
    of store: PreparedStore, train: RangeRequest, validation: RangeRequest, test: RangeRequest,
    appliance: String, window: Int
  ) throws(TrainingError) {
    precondition(window > 0, "a window of \(window) samples")
    let resolver = try SplitResolver(store: store, appliance: appliance, window: window)
    var ranges: [RoleRange] = []
    var notes: [String] = []
    for (role, request) in [(RangeRole.training, train), (.validation, validation), (.test, test)] {
      ranges += try resolver.ranges(role, request, &notes)
    }
    try resolver.requireApart(ranges)
    ranges = resolver.cut(ranges, &notes)
    try resolver.requireLength(ranges, &notes)
    func samples(_ role: RangeRole) -> [HouseRange] {
      ranges.filter { $0.role == role && $0.samples.count >= window }
        .map { HouseRange(house: $0.house.id, samples: $0.samples) }
    }
    training = samples(.training)
    self.validation = samples(.validation)
    self.test = samples(.test)
    self.notes = notes
  }

  /// The ranges of a role, house by house.
  package subscript(role: RangeRole) -> [HouseRange] {
    switch role {
    case .training: training
    case .validation: validation
    case .test: test
    }
  }
}

extension PreparedStore.House {
  /// The channel of an appliance, however its name is spelled.
  ///
  /// - Throws: `TrainingError` (65) that names those there are.
  package func channel(
    ofAppliance name: String, in path: String
  ) throws(TrainingError) -> PreparedStore.Channel {
    if let channel = channel(of: name) { return channel }
    let spelled = channels.filter { $0.appliance != nil }.map { Spelling.folded($0.name) }
    let question = Spelling.question(for: name, among: spelled)
    let list = "It has \(ApplianceNames.list(spelled))."
    throw TrainingError(
      status: .badData, attempt: "", path: nil,
      reason: "there is no \(name) in house \(id) of \(path)",
      remedy: spelled.isEmpty
        ? "It has none at all." : [question, list].compactMap { $0 }.joined(separator: " "))
  }
}
