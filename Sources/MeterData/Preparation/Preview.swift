package import Files
package import Work

/// What a plan would make of one house, before and after; nothing is written.
package struct PreparationPreview: Sendable {
  /// One channel of the slice.
  package struct Channel: Sendable {
    /// What would be reported of it.
    package var summary: PreparationReport.Channel
    /// Before: its first meter's readings in order of time, each once, at most `mostSamples`.
    package var readings: SampleBlock
    /// After: watts on the grid, NaN where missing, at most `mostSamples` from its start.
    package var values: [Float]
    /// Windows whose mains are complete and whose middle this appliance knows; nil for the mains.
    package var usableWindows: Int?
  }

  /// Readings and values that are kept to be drawn.
  package static let mostSamples = 200_000

  /// What would be reported of the house.
  package var house: PreparationReport.House
  package var channels: [Channel]
  package var zone: TimeZoneRules
  package var mainsQuantity: String
  /// Samples in a window.
  package var window: Int
  /// Windows that fit on the grid, usable or not.
  package var windows: Int
}

extension Preparation {
  /// Runs a plan on one house without writing; the plan's range is the slice.
  ///
  /// - Parameters:
  ///   - plan: What to prepare; its output is not looked at.
  ///   - building: One of the plan's houses; nil is the first.
  ///   - window: Samples in a training window.
  ///   - source: The opened data set; nil opens the plan's input.
  ///   - pool: The threads to work on.
  ///   - supervision: Hears of the rows read, and may stop the work.
  /// - Returns: The slice before and after, and what is lost to gaps.
  /// - Throws: `MeterDataError`, as `run` does.
  package static func preview(
    _ plan: PreparationPlan, building: Int? = nil, window: Int = 599,
    source: (any MeterSource)? = nil, pool: ThreadPool = ThreadPool(),
    supervision: Supervision = Supervision()
  ) throws(MeterDataError) -> PreparationPreview {
    var plan = plan
    if let building { plan.buildings = [building] }
    let source = if let source { source } else { try MeterSources.open(plan.input, pool: pool) }
    let selection = try PreparationResolver(plan: plan, source: source).selection()
    var work = PreparationWork(
      plan: plan, source: source, selection: selection, pool: pool, supervision: supervision)
    return try MeterDataError.wrapping {
      while true {
        do {
          return try work.preview(of: selection.houses[0], window: window)
        } catch PreparationInterruption.otherExtent(let key, let bins) {
          work.extents[key] = bins
        }
      }
    }
  }
}

extension PreparationWork {
  fileprivate mutating func preview(
    of house: PreparationSelection.House, window: Int
  ) throws -> PreparationPreview {
    let grid = try grid(of: house)
    let collector = PreviewCollector(channels: house.channels.count, window: window)
    let run = try run(house, grid, collector, recording: true)
    let report = HouseSummary(selection: selection, house: house, run: run).report
    let channels = report.channels.indices.map { index in
      PreparationPreview.Channel(
        summary: report.channels[index],
        readings: run.meters[run.channels[index].meters[0]].recorder?.recorded ?? SampleBlock(),
        values: collector.values[index],
        usableWindows: index == 0 ? nil : collector.windows[index].usable)
    }
    return PreparationPreview(
      house: report, channels: channels, zone: selection.zone,
      mainsQuantity: selection.mainsQuantity, window: window,
      windows: max(0, grid.count - window + 1))
  }
}

/// Keeps the first values of each channel and counts windows.
private final class PreviewCollector: GridSink {
  private(set) var values: [[Float]]
  private(set) var windows: [WindowCounter]
  private var mains: [Float] = []

  init(channels: Int, window: Int) {
    values = Array(repeating: [], count: channels)
    windows = Array(repeating: WindowCounter(length: window), count: channels)
  }

  func write(_ block: [Float], channel: Int, from first: Int) throws(MeterDataError) {
    if channel == 0 { mains = block }
    windows[channel].add(mains: mains, appliance: block)
    let room = PreparationPreview.mostSamples - values[channel].count
    values[channel] += block.prefix(max(0, room))
  }
}

/// Counts training windows: every mains sample is there, and the appliance's at the middle.
package struct WindowCounter: Sendable {
  /// Windows that can be trained on.
  package private(set) var usable = 0
  private let length: Int
  /// Whether the appliance had a value in the last samples, as a ring.
  private var known: [Bool]
  private var position = 0
  /// Mains samples without a gap up to now.
  private var run = 0

  /// - Parameter length: Samples in a window; its target is the sample at ⌊length/2⌋.
  package init(length: Int) {
    precondition(length > 0, "a window of \(length) samples")
    self.length = length
    known = Array(repeating: false, count: length)
  }

  /// Goes on with the next samples of both channels.
  package mutating func add(mains: [Float], appliance: [Float]) {
    precondition(mains.count == appliance.count, "\(mains.count) beside \(appliance.count)")
    for index in mains.indices {
      known[position % length] = !appliance[index].isNaN
      run = mains[index].isNaN ? 0 : run + 1
      position += 1
      // The window that ends here has its target so far back.
      let target = position - length + length / 2
      if run >= length, known[target % length] { usable += 1 }
    }
  }
}

/// Passes samples on and keeps those of a range, as many as a drawing can use.
final class RecordingReader: SampleReader {
  private(set) var recorded = SampleBlock()
  private let source: any SampleReader
  private let range: Range<Int64>

  init(_ source: any SampleReader, range: Range<Int64>) {
    self.source = source
    self.range = range
  }

  var rows: Int? { source.rows }

  func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool {
    guard try source.read(into: &block) else { return false }
    for (time, value) in zip(block.times, block.values)
    where range.contains(time) && recorded.count < PreparationPreview.mostSamples {
      recorded.append(time, value)
    }
    return true
  }
}
