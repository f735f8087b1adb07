import Files

/// Samples of several columns at equal distances, in whole quanta, with the least and the greatest
/// of each place where a place stands for several samples.
struct TraceSegment: Sendable {
  /// One column's values.
  struct Values: Sendable {
    /// What one step of a code is, in the column's unit; coarser than asked for where samples are
    /// too large for that.
    var quantum: Double
    /// Codes; `missing` where no sample has a value.
    var low: [Int32]
    /// nil where a place is one sample, or a mean.
    var high: [Int32]?
  }

  static let missing = Int32.min

  /// Of the first place, nanoseconds UTC.
  var start: Int64
  /// Between two places, nanoseconds.
  var step: Int64
  /// In the order of the chart's columns, all as long.
  var values: [Values]

  /// Places.
  var count: Int { values.first?.low.count ?? 0 }
  var end: Int64 { start + Int64(count) * step }

  /// How samples become places.
  enum Reduction: Sendable { case extremes, mean }

  /// Takes every `bucket` samples together; NaN is missing.
  ///
  /// - Parameters:
  ///   - start: Of the first sample, nanoseconds UTC.
  ///   - period: Between two samples, nanoseconds.
  ///   - series: The samples of each column, equally many, with its quantum.
  ///   - bucket: Samples of a place.
  ///   - reduction: What a place keeps of them.
  init(
    start: Int64, period: Int64, _ series: [(samples: ArraySlice<Float>, quantum: Double)],
    bucket: Int = 1, reduction: Reduction = .extremes
  ) {
    self.start = start
    step = period * Int64(bucket)
    values = series.map { samples, quantum in
      TraceSegment.reduced(samples, quantum, bucket, reduction)
    }
  }

  private static func reduced(
    _ samples: ArraySlice<Float>, _ quantum: Double, _ bucket: Int, _ reduction: Reduction
  ) -> Values {
    let quantum = coarse(quantum, enoughFor: samples)
    let scale = 1 / quantum
    func code(_ value: Double) -> Int32 { Int32((value * scale).rounded()) }
    if bucket == 1 {
      return Values(
        quantum: quantum, low: samples.map { $0.isFinite ? code(Double($0)) : missing })
    }
    var (low, high): ([Int32], [Int32]) = ([], [])
    var first = samples.startIndex
    while first < samples.endIndex {
      let end = min(first + bucket, samples.endIndex)
      let (least, greatest, mean) = figures(samples[first..<end])
      let isMean = reduction == .mean
      low.append(least.map { code(isMean ? mean : $0) } ?? missing)
      high.append(least == nil ? missing : code(greatest))
      first = end
    }
    return Values(quantum: quantum, low: low, high: reduction == .mean ? nil : high)
  }

  /// The quantum, or ten, a hundred … times as much where a code could not hold the greatest sample.
  private static func coarse(_ quantum: Double, enoughFor samples: ArraySlice<Float>) -> Double {
    var greatest = 0.0
    for sample in samples where sample.isFinite { greatest = max(greatest, Double(abs(sample))) }
    var coarse = quantum
    while greatest / coarse > Double(Int32.max - 1) { coarse *= 10 }
    return coarse
  }

  private static func figures(
    _ samples: ArraySlice<Float>
  ) -> (least: Double?, greatest: Double, mean: Double) {
    var (least, greatest) = (Float.infinity, -Float.infinity)
    var (sum, count) = (0.0, 0)
    for sample in samples where sample.isFinite {
      least = min(least, sample)
      greatest = max(greatest, sample)
      sum += Double(sample)
      count += 1
    }
    return count == 0 ? (nil, 0, 0) : (Double(least), Double(greatest), sum / Double(count))
  }
}

/// What a column shows in one stretch of a chart's width.
struct Stretch: Sendable {
  var low: Double
  var high: Double
  var mean: Double
}

extension TraceSegment {
  /// What a column has between two moments; nil where no place begins there or none has a value.
  func stretch(_ column: Int, _ times: Range<Int64>) -> Stretch? {
    let first = max(0, place(atOrAfter: times.lowerBound))
    let end = min(count, place(atOrAfter: times.upperBound))
    guard first < end else { return nil }
    let values = values[column]
    var (low, high) = (Int32.max, Int32.min)
    var (sum, present) = (0.0, 0)
    for place in first..<end where values.low[place] != TraceSegment.missing {
      let top = values.high?[place] ?? values.low[place]
      low = min(low, values.low[place])
      high = max(high, top)
      sum += (Double(values.low[place]) + Double(top)) / 2
      present += 1
    }
    guard present > 0 else { return nil }
    return Stretch(
      low: Double(low) * values.quantum, high: Double(high) * values.quantum,
      mean: sum / Double(present) * values.quantum)
  }

  private func place(atOrAfter time: Int64) -> Int {
    Int((time - start + step - 1).flooredDivision(by: step))
  }
}
