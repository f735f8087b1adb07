import Files
import MeterData
import Networks

/// One network's estimates of a series that comes piece by piece.
///
/// Blocks of the grid are estimated with as much of their neighbours as windows reach, so that the
/// estimates are those of the whole series. A gap that no window reaches across ends a stretch.
final class ModelStream {
  let model: TrainedModel
  /// Nanoseconds in a bin.
  let period: Int64
  private(set) var totals = StreamTotals()
  private let estimator: any SeriesEstimator
  private let settings: PredictionSettings
  private let context: WindowContext
  private let window: Int
  /// The longest run of empty bins that takes the value before it.
  private let carried: Int
  /// Nanoseconds over which a register's difference is spread at most.
  private let longestStretch: Int64
  /// Empty bins after which no reading to come belongs to the stretch.
  private let patience: Int
  private let range: ClosedRange<Float>
  private var binner: Binner
  private var stretchBinner: StretchBinner
  private var binned = BinnedBlock()
  /// Mains of the present stretch: what windows of undecided bins may reach.
  private var mains: [Float] = []
  /// The bin of the first of them, and how many of them have their estimate.
  private var base = Int.min / 2
  private var done = 0
  private var tracker: OnTracker
  private var results: [EstimatedBins] = []
  private var isFinished = false

  init(
    _ model: TrainedModel, _ estimator: any SeriesEstimator, _ settings: PredictionSettings
  ) {
    self.model = model
    self.estimator = estimator
    self.settings = settings
    let description = model.description
    period = description.period.nanoseconds
    context = WindowContext(of: model.network.plan)
    window = model.network.plan.window
    carried = Int(description.mains.maximumGap.nanoseconds / period)
    longestStretch =
      settings.semantics == .counter
      ? (settings.maximumHold ?? description.mains.maximumGap).nanoseconds : .max
    patience = max(carried, window)
    range = description.mains.histogram.range
    binner = Binner(period: period)
    stretchBinner = StretchBinner(period: period)
    tracker = OnTracker(
      description.target.rule, period: description.period.seconds,
      keepsEnded: settings.keepsActivations)
  }

  /// Uses of the appliance that have ended, in order, where the settings keep them.
  var activations: [EnergyActivation] {
    tracker.ended.map { activation in
      EnergyActivation(
        start: Int64(activation.samples.lowerBound) * period,
        end: Int64(activation.samples.upperBound) * period, energy: activation.energy)
    }
  }

  /// All rows before this moment can be looked up.
  var decided: Int64 {
    if isFinished { return .max }
    let bin = min(base + done, tracker.decided)
    return bin == .min ? .min : Int64(bin) * period
  }

  /// Goes on with what the next rows say.
  func add(_ rows: InterpretedRows) {
    binner.add(rows.samples, to: &binned)
    takeBinned()
    for stretch in rows.stretches where stretch.end - stretch.start <= longestStretch {
      stretchBinner.add(stretch) { take($0, $1) }
    }
    if let last = rows.moments.last {
      // A register that was read longer ago says nothing of the time since.
      endStretch(before: last - rows.open > longestStretch ? last : rows.open)
    }
  }

  /// Ends the stretch where rows without readings have gone on for so long that nothing to come
  /// can reach back: they need not wait for the next reading.
  ///
  /// A bin that waits may go on with the next rows, and is handed out once.
  private func endStretch(before moment: Int64) {
    let bin = Grid.bin(of: moment, period: period)
    let waiting = binner.waiting ?? stretchBinner.waiting ?? Int.min / 2
    guard bin - max(base + mains.count, waiting + 1) > patience else { return }
    binner.finish(to: &binned)
    takeBinned()
    stretchBinner.finish { take($0, $1) }
    begin(at: bin)
  }

  /// Estimates the bins whose windows are there, however few they are.
  func settle() { estimate(isEnd: false) }

  /// Estimates what is left.
  func finish(_ rows: InterpretedRows) {
    add(rows)
    binner.finish(to: &binned)
    takeBinned()
    stretchBinner.finish { take($0, $1) }
    estimate(isEnd: true)
    tracker.finish()
    totals.activations = tracker.count
    isFinished = true
  }

  private func takeBinned() {
    for index in 0..<binned.count { take(binned.bins[index], binned.means[index]) }
    binned.removeAll()
  }

  /// Adds a bin with a reading of its own, and what becomes of the empty ones before it.
  private func take(_ bin: Int, _ mean: Float) {
    let gap = bin - (base + mains.count)
    precondition(gap >= 0, "bin \(bin) comes behind bin \(base + mains.count)")
    if mains.isEmpty {
      base = bin
    } else if gap <= carried {
      mains.append(contentsOf: repeatElement(mains[mains.count - 1], count: gap))
    } else if gap >= window {
      begin(at: bin)
    } else {
      mains.append(contentsOf: repeatElement(.nan, count: gap))
    }
    mains.append(mean)
    if mains.count - done >= settings.blockSamples + context.after { estimate(isEnd: false) }
  }

  /// Ends the present stretch; the next one begins at a bin, or later.
  private func begin(at bin: Int) {
    estimate(isEnd: true)
    mains.removeAll(keepingCapacity: true)
    (base, done) = (bin, 0)
    tracker.skip(to: bin)
  }

  /// Estimates the bins whose windows are there, or all of them.
  private func estimate(isEnd: Bool) {
    let end = isEnd ? mains.count : mains.count - context.after
    guard end > done else { return }
    let found = model.disaggregate(mains, with: estimator)
    keep(found, done..<end)
    done = end
    if !isEnd { forget() }
  }

  /// Drops what no window of an undecided bin reaches.
  private func forget() {
    // The last one may be carried on.
    var first = min(max(done - context.before, 0), mains.count - 1)
    // From a bin that is there on, so that gaps after it hold the value that they held.
    while first > 0, mains[first].isNaN { first -= 1 }
    mains.removeFirst(first)
    base += first
    done -= first
  }

  private func keep(_ found: Disaggregated, _ places: Range<Int>) {
    var result = EstimatedBins(first: base + places.lowerBound)
    result.estimates.reserveCapacity(places.count)
    result.flags.reserveCapacity(places.count)
    for place in places {
      let watts = mains[place]
      let estimate = settings.clamping.clamped(found.estimates[place], mains: watts)
      let flag: PredictionFlag =
        switch found.flags[place] {
        case .gap: .gap
        case _ where !range.contains(watts): .outOfRange
        case .edge: .edge
        case .ok: .ok
        }
      result.estimates.append(estimate)
      result.flags.append(flag)
      tracker.add(estimate, at: base + place)
      totals.add(estimate, mains: watts)
    }
    results.append(result)
  }

  /// Looks up rows at or after those looked up before.
  func look(up moments: ArraySlice<Int64>) -> FoundRows {
    var found = FoundRows()
    found.reserve(moments.count)
    var front = results.first ?? EstimatedBins(first: .max)
    for moment in moments {
      let bin = Grid.bin(of: moment, period: period)
      while front.end <= bin {
        results.removeFirst()
        front = results.first ?? EstimatedBins(first: .max)
      }
      if bin >= front.first {
        found.estimates.append(front.estimates[bin - front.first])
        found.flags.append(front.flags[bin - front.first])
        found.isOn.append(tracker.isOn(bin))
      } else {
        found.estimates.append(.nan)
        found.flags.append(.gap)
        found.isOn.append(false)
      }
    }
    return found
  }
}

/// What a network says of some rows.
struct FoundRows: Sendable {
  var estimates: [Float] = []
  var flags: [PredictionFlag] = []
  var isOn: [Bool] = []

  mutating func reserve(_ count: Int) {
    estimates.reserveCapacity(count)
    flags.reserveCapacity(count)
    isOn.reserveCapacity(count)
  }
}

/// Estimates of consecutive bins.
private struct EstimatedBins {
  let first: Int
  /// Watts, clamped; NaN where missing.
  var estimates: [Float] = []
  var flags: [PredictionFlag] = []

  init(first: Int) { self.first = first }

  var end: Int { first + estimates.count }
}

/// Sums over the bins of a network's grid that have an estimate.
struct StreamTotals: Sendable {
  var samples = 0
  /// Watts, summed.
  var estimates = 0.0
  var mains = 0.0
  var activations = 0

  mutating func add(_ estimate: Float, mains watts: Float) {
    guard !estimate.isNaN else { return }
    samples += 1
    estimates += Double(estimate)
    mains += Double(watts)
  }
}

extension MainsHistogram {
  /// What counts as seen in training: its bins, and one more of their width at each end.
  var range: ClosedRange<Float> {
    let width = (maximum - minimum) / Double(max(counts.count, 1))
    return Float(minimum - width)...Float(maximum + width)
  }
}
