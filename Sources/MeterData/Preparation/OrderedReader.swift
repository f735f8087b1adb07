import Files

/// Hands samples on in order of time, each time once: the first in the file counts.
///
/// It looks two blocks ahead; a sample that comes later than that is an error, not a loss.
package final class OrderedReader: SampleReader {
  /// Rows in a block at least, whatever the blocks of the source are.
  package static let blockRows = 65_536

  /// Repeated times that were left out.
  package private(set) var repeated = 0
  /// Rows without a usable time (NaT, or centuries away) that were left out.
  package private(set) var untimed = 0
  private let source: any SampleReader
  private let place: String
  private let blockRows: Int
  /// Strictly increasing, later than all that was handed on.
  private var held = SampleBlock()
  private var incoming = SampleBlock()
  private var piece = SampleBlock()
  private var last = Int64.min

  /// - Parameters:
  ///   - source: The samples as they lie in the file.
  ///   - place: The file and the meter, for messages.
  ///   - blockRows: Rows in a block at least.
  package init(
    _ source: any SampleReader, place: String, blockRows: Int = OrderedReader.blockRows
  ) {
    self.source = source
    self.place = place
    self.blockRows = blockRows
  }

  /// The source's rows, repeated ones included.
  package var rows: Int? { source.rows }

  /// Hands on the next samples, at least as many as a block where there are so many.
  package func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool {
    while try gather() {
      let newest = held.times.last ?? last
      if incoming.isIncreasing(after: max(newest, TimeOrder.earliest)) {
        swap(&block, &held)
        swap(&held, &incoming)
      } else {
        try merge(into: &block)
      }
      if let time = block.times.last {
        last = time
        return true
      }
    }
    swap(&block, &held)
    held.removeAll()
    return block.count > 0
  }

  /// Reads the next rows until they make a block; false at the end.
  private func gather() throws(MeterDataError) -> Bool {
    guard try source.read(into: &incoming) else {
      incoming.removeAll()
      return false
    }
    while incoming.count < blockRows, try source.read(into: &piece) { incoming.append(piece) }
    return true
  }

  /// Hands on as many samples as were held, the earliest of those held and those that came.
  private func merge(into block: inout SampleBlock) throws(MeterDataError) {
    let timed = TimeOrder.sorted(incoming)
    untimed += incoming.count - timed.count
    if let first = timed.times.first, first < last { throw tooLate(first) }
    let merged = TimeOrder.merged(held, timed, after: last)
    repeated += held.count + timed.count - merged.count
    let count = min(held.count, merged.count)
    block = merged.slice(0..<count)
    held = merged.slice(count..<merged.count)
  }

  private func tooLate(_ time: Int64) -> MeterDataError {
    let moment = ISOTime.format(time, in: .utc)
    return MeterDataError(
      status: .badData, attempt: "put in order of time", path: place,
      reason: "a reading of \(moment) comes more than two blocks of rows after later ones",
      remedy: "Give --sort, which sorts the whole meter through a temporary file first.")
  }
}

/// Sorting and merging of samples by time.
package enum TimeOrder {
  /// Times up to here are no times: NaT, or centuries from any meter.
  ///
  /// 64 bits hold the difference of any two times that are understood, and years more.
  package static let earliest: Int64 = -3_786_912_000 * ISOTime.second
  /// The first time behind those that are understood.
  package static let latest: Int64 = 4_102_444_800 * ISOTime.second
  /// The years between them, for messages.
  package static let years = "1850 to 2099"

  /// The samples that have a time, by time; of equal times the earlier row stays first.
  static func sorted(_ block: SampleBlock) -> SampleBlock {
    let times = block.times
    var order = times.indices.filter { times[$0] > earliest && times[$0] < latest }
    order.sort { left, right in
      times[left] != times[right] ? times[left] < times[right] : left < right
    }
    return SampleBlock(times: order.map { times[$0] }, values: order.map { block.values[$0] })
  }

  /// Both blocks as one, each time once and none up to `bound`; of equal times `first` counts.
  static func merged(_ first: SampleBlock, _ second: SampleBlock, after bound: Int64) -> SampleBlock
  {
    var merged = SampleBlock()
    merged.reserve(first.count + second.count)
    var (left, right, last) = (0, 0, bound)
    while left < first.count || right < second.count {
      let takesLeft =
        right == second.count || (left < first.count && first.times[left] <= second.times[right])
      let time = takesLeft ? first.times[left] : second.times[right]
      if time > last {
        merged.append(time, takesLeft ? first.values[left] : second.values[right])
        last = time
      }
      if takesLeft { left += 1 } else { right += 1 }
    }
    return merged
  }
}

extension SampleBlock {
  /// True where every time is later than the one before, the first later than `bound`, and the
  /// last a usable time.
  func isIncreasing(after bound: Int64) -> Bool {
    guard let first = times.first, let last = times.last else { return true }
    guard first > bound, last < TimeOrder.latest else { return false }
    let times = times.span
    var falls = false
    // Without an early exit the loop has no branch to predict, and sorted blocks are the rule.
    for index in 1..<max(times.count, 1) { falls = falls || times[index - 1] >= times[index] }
    return !falls
  }

  mutating func removeAll() {
    times.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }

  mutating func reserve(_ count: Int) {
    times.reserveCapacity(count)
    values.reserveCapacity(count)
  }

  mutating func append(_ other: SampleBlock) {
    times.append(contentsOf: other.times)
    values.append(contentsOf: other.values)
  }

  mutating func append(_ time: Int64, _ value: Float) {
    times.append(time)
    values.append(value)
  }

  func slice(_ range: Range<Int>) -> SampleBlock {
    SampleBlock(times: Array(times[range]), values: Array(values[range]))
  }
}
