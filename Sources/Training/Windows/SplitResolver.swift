import Files
import MeterData

/// What one role takes of one house.
struct RoleRange {
  let role: RangeRole
  let house: PreparedStore.House
  /// As asked for, nanoseconds UTC.
  let asked: Range<Int64>
  /// What the store has of it, as indices of the grid.
  var samples: Range<Int>
}

/// Settles the three ranges on a store.
struct SplitResolver {
  let store: PreparedStore
  let appliance: String
  let window: Int
  private let zone: TimeZoneRules

  init(store: PreparedStore, appliance: String, window: Int) throws(TrainingError) {
    self.store = store
    self.appliance = appliance
    self.window = window
    zone = try TrainingError.wrapping {
      try TimeZoneRules(named: store.provenance.timezone)
    }
  }

  /// What a role asks of each of its houses, on their grids.
  func ranges(
    _ role: RangeRole, _ request: RangeRequest, _ notes: inout [String]
  ) throws(TrainingError) -> [RoleRange] {
    guard request.store == nil else { return [] }
    var pieces: [Range<Int64>] = []
    for piece in request.pieces {
      let first = try moment(piece.from, role, "from") ?? .min
      let end = try moment(piece.to, role, "to") ?? .max
      guard first < end else {
        throw refusal(
          "the \(role.adjective) range from \(piece.from ?? "the beginning") to "
            + "\(piece.to ?? "the end") is empty",
          "A range includes its start and excludes its end.")
      }
      pieces.append(first..<end)
    }
    return try houses(role, request, &notes).flatMap { house in
      pieces.map { piece in
        // Of bins that a bound cuts through, neither side takes any.
        let bins = Grid.wholeBins(in: clamp(piece, house.grid), period: house.grid.period)
        let offset = house.grid.bins.lowerBound
        return RoleRange(
          role: role, house: house, asked: piece,
          samples: (bins.lowerBound - offset)..<(bins.upperBound - offset))
      }
    }
  }

  /// Refuses two roles that ask for the same time of the same house.
  func requireApart(_ ranges: [RoleRange]) throws(TrainingError) {
    for (index, left) in ranges.enumerated() {
      for right in ranges[(index + 1)...] where left.house.id == right.house.id {
        guard left.role != right.role, left.asked.overlaps(right.asked) else { continue }
        let shared = left.asked.clamped(to: right.asked)
        throw refusal(
          "the \(left.role.adjective) and the \(right.role.adjective) range overlap in house "
            + "\(left.house.id), \(spelled(shared))",
          "Let one end where the other begins, or give them other houses.")
      }
    }
  }

  /// Leaves a window of samples between two ranges of a house, off the start of the later one.
  func cut(_ ranges: [RoleRange], _ notes: inout [String]) -> [RoleRange] {
    var ranges = ranges
    for house in Set(ranges.map(\.house.id)).sorted() {
      let order = ranges.indices.filter { ranges[$0].house.id == house }
        .filter { !ranges[$0].samples.isEmpty }
        .sorted { ranges[$0].samples.lowerBound < ranges[$1].samples.lowerBound }
      for (earlier, later) in zip(order, order.dropFirst()) {
        let start = ranges[earlier].samples.upperBound + window
        let (old, end) = (ranges[later].samples.lowerBound, ranges[later].samples.upperBound)
        guard old < start else { continue }
        ranges[later].samples = min(start, end)..<end
        notes.append(cutNote(ranges[earlier], ranges[later], cut: min(start, end) - old))
      }
    }
    return ranges
  }

  /// Refuses a role in which no house has as much as one window, and notes houses without.
  func requireLength(_ ranges: [RoleRange], _ notes: inout [String]) throws(TrainingError) {
    for role in RangeRole.allCases {
      let own = ranges.filter { $0.role == role }
      // A test range in another store has none here.
      if own.isEmpty { continue }
      let short = own.filter { $0.samples.count < window }
      guard short.count < own.count else { throw tooShort(role, own) }
      for range in short {
        notes.append(
          "house \(range.house.id) has \(samples(range.samples.count)) in the "
            + "\(role.adjective) range, less than a window of \(window): it is left out")
      }
    }
  }

  private func tooShort(_ role: RangeRole, _ ranges: [RoleRange]) -> TrainingError {
    let samples = ranges.reduce(0) { $0 + $1.samples.count }
    let houses = ranges.map { range in
      let grid = range.house.grid
      return "House \(range.house.id) goes \(spelled(grid.start..<grid.end))."
    }
    return refusal(
      "the \(role.adjective) range has no usable window: of \(window) samples that one needs, it "
        + "holds \(samples == 0 ? "none" : DecimalText.grouped(samples))",
      houses.joined(separator: " "))
  }

  private func samples(_ count: Int) -> String {
    "\(DecimalText.grouped(count)) sample\(count == 1 ? "" : "s")"
  }

  private func cutNote(_ earlier: RoleRange, _ later: RoleRange, cut: Int) -> String {
    let grid = later.house.grid
    let start = ISOTime.format(grid.time(at: later.samples.lowerBound), in: zone)
    return "the \(later.role.adjective) range of house \(later.house.id) begins at \(start), "
      + "\(samples(cut)) later than asked for: a window lies between it and the "
      + "\(earlier.role.adjective) range"
  }

  private func houses(
    _ role: RangeRole, _ request: RangeRequest, _ notes: inout [String]
  ) throws(TrainingError) -> [PreparedStore.House] {
    var houses: [PreparedStore.House] = []
    for id in request.buildings where !houses.contains(where: { $0.id == id }) {
      let house = try TrainingError.wrapping { try store.house(id) }
      _ = try house.channel(ofAppliance: appliance, in: store.path)
      houses.append(house)
    }
    guard request.buildings.isEmpty else { return houses }
    var refusals: [TrainingError] = []
    for house in store.houses {
      do throws(TrainingError) {
        _ = try house.channel(ofAppliance: appliance, in: store.path)
        houses.append(house)
      } catch {
        refusals.append(error)
      }
    }
    if houses.isEmpty, let refusal = refusals.first { throw refusal }
    notes += refusals.map { "left out of the \(role.adjective) range: \($0.reason)" }
    return houses
  }

  private func moment(
    _ text: String?, _ role: RangeRole, _ key: String
  ) throws(TrainingError) -> Int64? {
    guard let text else { return nil }
    if let moment = ISOTime.parse(text, in: zone) { return moment }
    throw refusal(
      "ranges.\(role.rawValue).\(key) \"\(text)\" is no time",
      "Write 2013-06-03 for local midnight, or 2013-06-03T06:00.")
  }

  /// The part of a time range in which a grid has bins; empty at its nearer end where it has none.
  private func clamp(_ range: Range<Int64>, _ grid: Grid) -> Range<Int64> {
    range.clamped(to: grid.start..<grid.end)
  }

  private func spelled(_ range: Range<Int64>) -> String {
    let first = range.lowerBound == .min ? "the beginning" : time(range.lowerBound)
    let end = range.upperBound == .max ? "the end" : time(range.upperBound)
    return "from \(first) to \(end)"
  }

  private func time(_ moment: Int64) -> String { ISOTime.format(moment, in: zone) }

  private func refusal(_ reason: String, _ remedy: String) -> TrainingError {
    TrainingError(
      status: .badConfiguration, attempt: "", path: nil, reason: reason, remedy: remedy)
  }
}
