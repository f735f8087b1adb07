import Files
import HDF5
import Work

/// One preparation under way: houses one after another into a file aside.
struct PreparationWork {
  /// One column of one meter.
  struct Key: Hashable, Sendable {
    let building: Int
    let meter: Int
    let quantity: Quantity
  }

  let plan: PreparationPlan
  let source: any MeterSource
  let selection: PreparationSelection
  let pool: ThreadPool
  let supervision: Supervision
  /// Bins between the first and the last row, where that was looked at.
  var extents: [Key: Range<Int>] = [:]
  private(set) var rowsRead = 0

  init(
    plan: PreparationPlan, source: any MeterSource, selection: PreparationSelection,
    pool: ThreadPool, supervision: Supervision
  ) {
    self.plan = plan
    self.source = source
    self.selection = selection
    self.pool = pool
    self.supervision = supervision
  }

  /// The plan with its defaults settled, as the store remembers it.
  var settledPlan: PreparationPlan {
    var settled = plan
    settled.buildings = selection.houses.map(\.building.id)
    settled.period = selection.period
    if settled.appliances.isEmpty {
      var names: [String] = []
      for name in selection.houses.flatMap(\.channels).compactMap(\.appliance)
      where !names.contains(name) { names.append(name) }
      settled.appliances = names
    }
    return settled
  }

  /// Makes the store and moves it to its place.
  mutating func publish(
    toolVersion: String, digest: SourceDigest
  ) throws(PreparationInterruption) -> [PreparationReport.House] {
    rowsRead = 0
    do {
      return try Publication.file(at: plan.output) { path in
        do {
          return try write(to: path, toolVersion, digest)
        } catch let failure as HDF5Error {
          throw renamed(failure, from: path)
        } catch let failure as MeterDataError {
          throw renamed(failure, from: path)
        }
      }
    } catch let interruption as PreparationInterruption {
      throw interruption
    } catch let failure as any Failure {
      throw .failed(MeterDataError(failure))
    } catch {
      throw .failed(
        MeterDataError(
          status: .internalFault, attempt: "write", path: plan.output, reason: "\(error)"))
    }
  }

  /// A failure that speaks of the store, not of the file aside that was to become it.
  private func renamed(_ failure: some Failure, from aside: String) -> MeterDataError {
    MeterDataError(
      status: failure.status, attempt: failure.attempt,
      path: failure.path?.replacing(aside, with: plan.output), reason: failure.reason,
      remedy: failure.remedy)
  }

  private mutating func write(
    to path: String, _ toolVersion: String, _ digest: SourceDigest
  ) throws -> [PreparationReport.House] {
    let store = try PreparedStoreWriter(path: path)
    var reports: [PreparationReport.House] = []
    for house in selection.houses {
      let grid = try grid(of: house)
      let writer = try store.house(
        house.building.id, grid: grid, channels: house.channels.map(\.name))
      let run = try run(house, grid, writer)
      let report = HouseSummary(selection: selection, house: house, run: run).report
      try writer.finish(run.valid, report)
      reports.append(report)
    }
    try store.finish(
      StoreProvenance(
        toolVersion: toolVersion, dataset: source.dataset.name, timezone: selection.zone.name,
        period: selection.period, mainsQuantity: selection.mainsQuantity,
        source: try digest.source(),
        configuration: settledPlan.configuration(comment: "Made by energy preprocess.")))
    return reports
  }

  /// Streams one house; without a sink it only looks.
  mutating func run(
    _ house: PreparationSelection.House, _ grid: Grid, _ sink: (any GridSink)?,
    recording: Bool = false
  ) throws -> HouseRun {
    let builder = HouseBuilder(work: self, house: house, grid: grid, isRecording: recording)
    let run = try builder.run(sink)
    let before = rowsRead
    let total = rowsInAll
    let supervision = supervision
    try run.run(pool) { rows throws(MeterDataError) in
      try MeterDataError.wrapping {
        try supervision.advance(to: min(before + rows, total ?? .max), of: total)
      }
    }
    rowsRead += run.rowsRead
    try run.requireSense(house.building.id, source.dataset.path)
    try requireExtents(of: run, house.building.id)
    return run
  }

  /// The rows of all meters, where every meter knows its own.
  private var rowsInAll: Int? {
    var total = 0
    for house in selection.houses {
      for key in keys(of: house) {
        guard let rows = meter(key, house)?.rows else { return nil }
        total += rows
      }
    }
    return total
  }

  private func keys(of house: PreparationSelection.House) -> Set<Key> {
    let channels = house.channels + (house.reference.map { [$0] } ?? [])
    return Set(channels.flatMap(\.meters).map { key($0, house) })
  }

  private func key(
    _ choice: PreparationSelection.MeterChoice, _ house: PreparationSelection.House
  ) -> Key {
    Key(building: house.building.id, meter: choice.id, quantity: choice.quantity)
  }

  private func meter(_ key: Key, _ house: PreparationSelection.House) -> Meter? {
    house.building.meters.first { $0.id == key.meter }
  }
}

extension PreparationWork {
  /// The bins of a house: from the later of the mains' and the first appliance's start to the
  /// earlier of the mains' and the last appliance's end, cut to the range asked for.
  mutating func grid(of house: PreparationSelection.House) throws(MeterDataError) -> Grid {
    let period = selection.period.nanoseconds
    var appliances: [Range<Int>] = []
    for channel in house.channels.dropFirst() {
      appliances.append(try extent(of: channel, house))
    }
    let first = appliances.map(\.lowerBound).min() ?? 0
    let end = appliances.map(\.upperBound).max() ?? 0
    // The sum of the plugs is there wherever a plug is.
    let mains =
      plan.mains == .sum ? first..<end : try extent(of: house.channels[0], house)
    let common =
      max(
        first, mains.lowerBound)..<max(
        first, mains.lowerBound, min(end, mains.upperBound))
    guard !common.isEmpty else { throw apart(house) }
    let bins = common.clamped(to: Grid.wholeBins(in: selection.range, period: period))
    guard !bins.isEmpty else { throw outside(house, Grid(period: period, bins: common)) }
    guard bins.count <= 1 << 31 else { throw tooLong(house, bins.count) }
    return Grid(period: period, bins: bins)
  }

  /// Where all meters of a channel have readings.
  private mutating func extent(
    of channel: PreparationSelection.Channel, _ house: PreparationSelection.House
  ) throws(MeterDataError) -> Range<Int> {
    var common = Int.min..<Int.max
    for choice in channel.meters {
      let extent = try extent(of: key(choice, house), house)
      let first = max(common.lowerBound, extent.lowerBound)
      common = first..<max(first, min(common.upperBound, extent.upperBound))
    }
    return common
  }

  private mutating func extent(
    of key: Key, _ house: PreparationSelection.House
  ) throws(MeterDataError) -> Range<Int> {
    if let known = extents[key] { return known }
    let period = selection.period.nanoseconds
    if let meter = meter(key, house), let start = meter.start, let end = meter.end,
      start > TimeOrder.earliest, end < TimeOrder.latest, start <= end
    {
      return Grid.touchedBins(in: start..<(end + 1), period: period)
    }
    let surveyed = try surveyedExtent(of: key, period)
    extents[key] = surveyed
    return surveyed
  }

  /// Reads all rows for the first and last time: for sources that cannot tell.
  private func surveyedExtent(of key: Key, _ period: Int64) throws(MeterDataError) -> Range<Int> {
    let reader = try source.reader(
      building: key.building, meter: key.meter, quantity: key.quantity)
    var block = SampleBlock()
    var (first, last) = (Int64.max, Int64.min)
    while try reader.read(into: &block) {
      try MeterDataError.wrapping { try supervision.cancellation.check() }
      for time in block.times where time > TimeOrder.earliest && time < TimeOrder.latest {
        first = min(first, time)
        last = max(last, time)
      }
    }
    guard first <= last else {
      throw MeterDataError(
        status: .badData, attempt: "prepare", path: source.dataset.path,
        reason: "meter \(key.meter) of house \(key.building) has no readings",
        remedy: "Leave out its appliance, or choose another meter.")
    }
    return Grid.touchedBins(in: first..<(last + 1), period: period)
  }

  /// The rows must have ended where the grid was told that they end.
  private mutating func requireExtents(of run: HouseRun, _ building: Int) throws {
    for meter in run.meters {
      let key = Key(
        building: building, meter: meter.choice.id, quantity: meter.choice.quantity)
      guard let house = selection.houses.first(where: { $0.building.id == building }) else {
        continue
      }
      let told = try extent(of: key, house)
      guard let first = meter.resampler.firstBin else { continue }
      var end = told.upperBound
      // A meter that goes on far beyond the grid cannot have shortened it.
      if end <= run.grid.bins.upperBound {
        try meter.resampler.drain()
        end = meter.resampler.lastBin.map { $0 + 1 } ?? end
      }
      guard first == told.lowerBound, end == told.upperBound else {
        throw PreparationInterruption.otherExtent(key, first..<end)
      }
    }
  }

  private func apart(_ house: PreparationSelection.House) -> MeterDataError {
    MeterDataError(
      status: .badData, attempt: "", path: nil,
      reason: "the mains and the appliances of house \(house.building.id) in "
        + "\(source.dataset.path) have no time in common",
      remedy: "See their ranges with energy inspect.")
  }

  private func outside(_ house: PreparationSelection.House, _ grid: Grid) -> MeterDataError {
    let zone = selection.zone
    return MeterDataError(
      status: .badData, attempt: "", path: nil,
      reason: "house \(house.building.id) of \(source.dataset.path) has no readings from "
        + "\(plan.from ?? "the beginning") to \(plan.to ?? "the end")",
      remedy: "Its mains and appliances run from \(ISOTime.format(grid.start, in: zone)) to "
        + "\(ISOTime.format(grid.end, in: zone)).")
  }

  private func tooLong(_ house: PreparationSelection.House, _ count: Int) -> MeterDataError {
    MeterDataError(
      status: .badData, attempt: "", path: nil,
      reason: "house \(house.building.id) of \(source.dataset.path) would need "
        + "\(DecimalText.grouped(count)) samples of \(selection.period)",
      remedy: "Choose a longer --period or a range with --from and --to.")
  }
}
