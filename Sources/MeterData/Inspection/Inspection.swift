import Files
import Synchronization
package import Work

/// What one pass over one meter's power gives.
package struct MeterInspection: Sendable {
  /// The number of the house.
  package let building: Int
  /// The number of the meter in it.
  package let meter: Int
  /// The column that was read: power where there is any, else the first.
  package let quantity: Quantity
  /// Seconds between readings, as the device declares or else as measured.
  package let period: Double?
  /// Seconds beyond which a step counts as a gap.
  package let gapLimit: Double
  package let scan: MeterScan
}

/// Reads every meter of a data set once, several at a time.
package enum Inspection {
  /// Scans the meters of the houses in parallel.
  ///
  /// - Parameters:
  ///   - source: The data set.
  ///   - buildings: The houses, with the meters to read.
  ///   - pool: The threads.
  ///   - supervision: Told the rows read so far; can stop the work.
  /// - Returns: A result a meter, in order of house and meter; a meter without samples has none.
  /// - Throws: `Interrupted`; a meter that cannot be read is a result.
  package static func scan(
    _ source: any MeterSource, _ buildings: [Building], pool: ThreadPool, supervision: Supervision
  ) throws(Interrupted) -> [Result<MeterInspection, MeterDataError>] {
    let work = buildings.flatMap { building in
      building.meters.filter { !$0.columns.isEmpty }.map { (building.id, $0) }
    }
    let total = work.reduce(0) { $0 + ($1.1.rows ?? 0) }
    let progress = ScanProgress(total: total, supervision: supervision)
    let results = Mutex<[Int: Result<MeterInspection, MeterDataError>]>([:])
    pool.perform(parts: work.count) { part in
      let (building, meter) = work[part]
      let result = Result { () throws(MeterDataError) in
        try scan(source, building, meter, progress)
      }
      results.withLock { $0[part] = result }
    }
    try supervision.cancellation.check()
    return results.withLock { found in work.indices.compactMap { found[$0] } }
  }

  private static func scan(
    _ source: any MeterSource, _ building: Int, _ meter: Meter, _ progress: ScanProgress
  ) throws(MeterDataError) -> MeterInspection {
    let quantity = meter.powerQuantity ?? meter.columns[0]
    let reader = try source.reader(building: building, meter: meter.id, quantity: quantity)
    var block = SampleBlock()
    var hasMore = try reader.read(into: &block)
    let period = meter.samplePeriod ?? block.typicalStep
    let limit = meter.maxSamplePeriod ?? 5 * (period ?? 60)
    var scan = MeterScan(gapLimit: limit)
    while hasMore {
      scan.add(block)
      guard progress.advance(by: block.count) else { break }
      hasMore = try reader.read(into: &block)
    }
    return MeterInspection(
      building: building, meter: meter.id, quantity: quantity, period: period, gapLimit: limit,
      scan: scan)
  }
}

/// Adds up the rows of several threads.
private final class ScanProgress: Sendable {
  private let done = Atomic<Int>(0)
  private let total: Int
  private let supervision: Supervision

  init(total: Int, supervision: Supervision) {
    self.total = total
    self.supervision = supervision
  }

  /// False once the user wants to stop.
  func advance(by rows: Int) -> Bool {
    let now = done.add(rows, ordering: .relaxed).newValue
    do {
      try supervision.advance(to: now, of: total)
      return true
    } catch {
      return false
    }
  }
}
