import Files
package import MeterData
package import Networks
package import Work

/// What is known of some rows, in the order in which they were given.
package struct PredictedRows: Sendable {
  /// Watts that were read; NaN where missing.
  package var watts: [Float] = []
  /// What the estimates rest on: the worst of all networks.
  package var flags: [PredictionFlag] = []
  /// One for each network.
  package var appliances: [Appliance]

  /// One network's part of the rows.
  package struct Appliance: Sendable {
    /// Watts, clamped; NaN where missing.
    package var estimates: [Float] = []
    /// Whether the appliance is on; means nothing where the estimate is missing.
    package var isOn: [Bool] = []
    /// What this network's estimates rest on.
    package var flags: [PredictionFlag] = []
  }

  /// No rows yet, of so many networks.
  package init(appliances count: Int) {
    appliances = [Appliance](repeating: Appliance(), count: count)
  }

  /// Goes on with rows that came behind these.
  package mutating func append(_ rows: PredictedRows) {
    watts += rows.watts
    flags += rows.flags
    for index in appliances.indices {
      appliances[index].estimates += rows.appliances[index].estimates
      appliances[index].isOn += rows.appliances[index].isOn
      appliances[index].flags += rows.appliances[index].flags
    }
  }

  /// The rows.
  package var count: Int { watts.count }

  /// What the estimates leave of a row's power, watts; NaN where one of them is missing.
  package func remainder(_ row: Int) -> Float {
    appliances.reduce(watts[row]) { $0 - $1.estimates[row] }
  }
}

/// Disaggregates a person's readings row by row, in memory that does not grow with their number.
///
/// Rows are given in order, piece by piece; each comes back once with its estimates as soon as
/// nothing to come can change them.
package final class Predictor {
  /// Of the appliances, in the order of the networks.
  package let appliances: [String]
  private let settings: PredictionSettings
  private let streams: [ModelStream]
  private let cancellation: Cancellation
  private var interpreter: ReadingInterpreter
  private var rhythm: ReadingRhythm
  /// Rows that wait until enough is known to judge the rhythm.
  private var opening: [ReadingBlock]? = []
  private var waiting = WaitingRows()
  private var tally = RowTally()
  private var offered: Offered?

  /// Rows that some networks have yet to take.
  private struct Offered {
    let rows: InterpretedRows
    let isEnd: Bool
    var taken = 0
  }

  /// - Parameters:
  ///   - models: One for each appliance.
  ///   - settings: What readings mean, and how estimates are made.
  ///   - pool: The threads.
  ///   - cancellation: Ends the work within a block.
  /// - Throws: `DisaggregationError`: 64 where two networks estimate the same appliance, 78 where
  ///   the engine cannot estimate with one of them.
  package convenience init(
    _ models: [TrainedModel], _ settings: PredictionSettings, pool: ThreadPool,
    cancellation: Cancellation = Cancellation()
  ) throws(DisaggregationError) {
    var estimators: [(plan: NetworkPlan, estimator: any SeriesEstimator)] = []
    try self.init(models, settings, cancellation: cancellation) {
      (plan) throws(DisaggregationError) in
      // Networks of one plan share an engine and its memory.
      if let known = estimators.first(where: { $0.plan == plan }) { return known.estimator }
      do throws(NetworksError) {
        let estimator = try settings.engine.estimator(
          of: plan, memory: settings.memory, pool: pool, cancellation: cancellation)
        estimators.append((plan, estimator))
        return estimator
      } catch { throw DisaggregationError(error) }
    }
  }

  /// With estimators that somebody keeps from one series to the next.
  ///
  /// - Parameters:
  ///   - models: One for each appliance.
  ///   - settings: What readings mean; its engine and memory do not count.
  ///   - cancellation: Ends the work within a block.
  ///   - estimator: What estimates with networks of a plan, on the thread that uses the predictor.
  /// - Throws: `DisaggregationError`: 64 where two networks estimate the same appliance, and what
  ///   `estimator` throws.
  package init(
    _ models: [TrainedModel], _ settings: PredictionSettings,
    cancellation: Cancellation = Cancellation(),
    estimator: (NetworkPlan) throws(DisaggregationError) -> any SeriesEstimator
  ) throws(DisaggregationError) {
    precondition(!models.isEmpty, "no network to predict with")
    self.settings = settings
    self.cancellation = cancellation
    appliances = models.map(\.description.target.appliance)
    try Predictor.requireDistinct(appliances)
    var streams: [ModelStream] = []
    for model in models {
      streams.append(ModelStream(model, try estimator(model.network.plan), settings))
    }
    self.streams = streams
    interpreter = ReadingInterpreter(settings)
    rhythm = ReadingRhythm(settings.semantics)
  }

  private static func requireDistinct(_ appliances: [String]) throws(DisaggregationError) {
    for (index, appliance) in appliances.enumerated()
    where appliances[..<index].contains(appliance) {
      throw DisaggregationError(
        status: .wrongUsage, attempt: "", path: nil,
        reason: "two of the checkpoints estimate the \(appliance)", remedy: "Give one of them.")
    }
  }

  /// Judges the rhythm of all rows to come before the first is added, where they are known.
  ///
  /// - Throws: `DisaggregationError` (65) where readings are far coarser than a network's period.
  package func begin(with block: ReadingBlock) throws(DisaggregationError) {
    precondition(opening?.isEmpty == true, "rows were added before")
    rhythm.add(block)
    for stream in streams { try rhythm.require(stream.model.description) }
    opening = nil
  }

  /// Goes on with a series whose rhythm was judged before.
  package func resume() {
    precondition(opening?.isEmpty == true, "rows were added before")
    opening = nil
  }

  /// Estimates what can be estimated by now, however little it is.
  ///
  /// - Throws: As `add`.
  /// - Returns: What is known now, and nothing to come can change.
  package func settle() throws(DisaggregationError) -> PredictedRows {
    var known = PredictedRows(appliances: streams.count)
    guard opening == nil else { return known }
    for stream in streams { stream.settle() }
    try check()
    release(&known)
    return known
  }

  /// Goes on with the next rows.
  ///
  /// - Parameter block: In order of time, behind what was given before.
  /// - Throws: `DisaggregationError`: 65 where readings are far coarser than a network's period, 130
  ///   once the cancellation is raised.
  /// - Returns: What is known now, of rows given now or earlier.
  package func add(_ block: ReadingBlock) throws(DisaggregationError) -> PredictedRows {
    var known = PredictedRows(appliances: streams.count)
    if opening == nil {
      try take(block, &known)
    } else {
      rhythm.add(block)
      opening?.append(block)
      if rhythm.isKnown { try open(&known) }
    }
    return known
  }

  /// Ends the rows.
  ///
  /// - Throws: As `add`.
  /// - Returns: What is known of all rows that were still waiting.
  package func finish() throws(DisaggregationError) -> PredictedRows {
    var known = PredictedRows(appliances: streams.count)
    try open(&known)
    try take(nil, &known)
    return known
  }

  /// Takes the next rows, whose estimates `step` makes, one network at a time: `add` in parts.
  ///
  /// It has begun, and nothing of what was offered before is left.
  ///
  /// - Parameter block: nil is the end of the rows.
  package func offer(_ block: ReadingBlock?) {
    precondition(opening == nil && offered == nil, "rows are offered too early")
    let rows = block.map { interpreter.rows($0) } ?? interpreter.finish()
    if block != nil { waiting.append(rows) }
    offered = Offered(rows: rows, isEnd: block == nil)
  }

  /// Has the next network take what was offered.
  ///
  /// - Throws: As `add`.
  /// - Returns: After the last network, what is known now.
  package func step() throws(DisaggregationError) -> PredictedRows? {
    guard let present = offered else { return nil }
    let stream = streams[present.taken]
    if present.isEnd { stream.finish(present.rows) } else { stream.add(present.rows) }
    try check()
    offered?.taken += 1
    guard present.taken + 1 == streams.count else { return nil }
    offered = nil
    var known = PredictedRows(appliances: streams.count)
    release(&known)
    return known
  }

  /// What came of all rows; complete once they are finished.
  package var summary: PredictionSummary {
    PredictionSummary(
      tally: tally, readings: interpreter.counts,
      appliances: zip(appliances, streams).map { ($0, $1.totals, $1.period) })
  }

  /// Of each network, in its order: the uses of its appliance that have ended, where the settings
  /// keep them; all of them once the rows are finished.
  package var activations: [[EnergyActivation]] { streams.map(\.activations) }

  /// Begins once the rhythm of the readings is known.
  private func open(_ known: inout PredictedRows) throws(DisaggregationError) {
    guard let blocks = opening else { return }
    opening = nil
    for stream in streams { try rhythm.require(stream.model.description) }
    for block in blocks { try take(block, &known) }
  }

  private func take(
    _ block: ReadingBlock?, _ known: inout PredictedRows
  ) throws(DisaggregationError) {
    offer(block)
    while offered != nil {
      if let rows = try step() { known.append(rows) }
    }
  }

  private func check() throws(DisaggregationError) {
    do { try cancellation.check() } catch { throw DisaggregationError(error) }
  }

  /// Moves rows that every network has decided to those that are known.
  private func release(_ known: inout PredictedRows) {
    let decided = streams.map(\.decided).min() ?? .max
    let moments = waiting.moments(before: decided)
    guard !moments.isEmpty else { return }
    let isImpossible = waiting.isImpossible[moments.indices]
    var worst = [PredictionFlag](repeating: .ok, count: moments.count)
    let first = known.count
    for (index, stream) in streams.enumerated() {
      let found = stream.look(up: moments)
      known.appliances[index].estimates += found.estimates
      known.appliances[index].isOn += found.isOn
      // The row's own reading counts as missing, and that is the reason.
      let flags = zip(isImpossible, found.flags).map { $0 ? PredictionFlag.outOfRange : $1 }
      known.appliances[index].flags += flags
      for row in worst.indices { worst[row] = max(worst[row], flags[row]) }
    }
    known.watts += waiting.watts[moments.indices]
    known.flags += worst
    waiting.dropFirst(moments.count)
    tally.add(known, from: first)
  }
}

/// Rows whose estimates are not all known.
private struct WaitingRows {
  private var moments: [Int64] = []
  private(set) var watts: [Float] = []
  private(set) var isImpossible: [Bool] = []
  private var head = 0

  mutating func append(_ rows: InterpretedRows) {
    moments += rows.moments
    watts += rows.watts
    isImpossible += rows.isImpossible
  }

  /// The moments before one, of the rows from the first that waits on.
  func moments(before limit: Int64) -> ArraySlice<Int64> {
    var (low, high) = (head, moments.count)
    while low < high {
      let middle = (low + high) / 2
      if moments[middle] < limit { low = middle + 1 } else { high = middle }
    }
    return moments[head..<low]
  }

  mutating func dropFirst(_ count: Int) {
    head += count
    guard head >= 1 << 16 || head == moments.count else { return }
    moments.removeFirst(head)
    watts.removeFirst(head)
    isImpossible.removeFirst(head)
    head = 0
  }
}
