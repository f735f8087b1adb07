import Files
import MeterData

/// The times of a body's readings, whose zone may stand behind them.
struct BodyTimes: Sendable {
  /// How the times of one body are written: all alike.
  private enum Form: Sendable, Equatable {
    case epoch(decimals: Int)
    case clock
  }

  /// Nanoseconds; of times without an offset, as if the clock were that of UTC.
  private(set) var moments: [Int64] = []
  private var form: Form?
  private var clock = ReadingClock(.utc)

  /// Adds the time that stands next.
  ///
  /// - Throws: `Refusal`: 400 where no value stands there, 422 where it is no time, or written
  ///   otherwise than the one before.
  mutating func add(
    _ scanner: inout BodyScanner, _ place: @autoclosure () -> BodyPlace
  ) throws(Refusal) {
    scanner.skipBlanks()
    let moment: Int64?
    switch scanner.byte {
    case UInt8(ascii: "\""):
      let text = try scanner.stringBytes(place())
      try require(.clock, place())
      moment = try self.clock(text, place())
    case UInt8(ascii: "-"), 48..<58:
      let (written, value) = try scanner.number(place())
      if form == nil { form = .epoch(decimals: ReadingClock.decimals(ofEpoch: value)) }
      guard case .epoch(let decimals) = form else { throw mixed(place()) }
      moment = written.scaled(by: 9 - decimals)
    default: throw scanner.unexpected("a time in ISO 8601, or a number since 1970", place())
    }
    guard let moment, BodyTimes.isUnderstood(moment) else { throw BodyTimes.outside(place()) }
    moments.append(moment)
  }

  private static func isUnderstood(_ moment: Int64) -> Bool {
    moment > TimeOrder.earliest && moment < TimeOrder.latest
  }

  private static func outside(_ place: BodyPlace) -> Refusal {
    place.wrong("the time lies outside the years that are understood, \(TimeOrder.years)")
  }

  private mutating func require(
    _ wanted: Form, _ place: @autoclosure () -> BodyPlace
  ) throws(Refusal) {
    guard let form else { return self.form = wanted }
    guard form == wanted else { throw mixed(place()) }
  }

  private func mixed(_ place: BodyPlace) -> Refusal {
    place.wrong("times must all be texts or all be numbers")
  }

  private mutating func clock(
    _ text: ArraySlice<UInt8>, _ place: @autoclosure () -> BodyPlace
  ) throws(Refusal) -> Int64 {
    do throws(ReadingFault) {
      if let moment = try clock.time(text) { return moment }
    } catch {
      throw place().wrong(error.sentence)
    }
    let spelled = String(decoding: text.prefix(40), as: UTF8.self)
    let isNumber = Double(spelled) != nil
    throw place().wrong(
      "\"\(spelled)\" is no time: write 2013-06-03T06:00:00Z, or "
        + (isNumber ? "the number without quotes" : "a number since 1970"))
  }

  /// The moments, nanoseconds UTC, in the order of time.
  ///
  /// - Parameters:
  ///   - zone: Of times without an offset.
  ///   - place: Of the time with a number.
  /// - Throws: `Refusal` (422) where one comes before the one above it.
  /// - Returns: As many as were added.
  consuming func resolved(
    in zone: TimeZoneRules, _ place: (Int) -> BodyPlace
  ) throws(Refusal) -> [Int64] {
    if clock.hasOffsets == false, zone.name != TimeZoneRules.utc.name {
      localise(zone)
      // The zone moves times, beyond the limits too.
      if let index = moments.firstIndex(where: { !BodyTimes.isUnderstood($0) }) {
        throw BodyTimes.outside(place(index))
      }
    }
    for index in moments.indices.dropFirst() where moments[index] < moments[index - 1] {
      throw place(index).wrong(
        "\(ISOTime.format(moments[index], in: zone)) comes before the time above it; "
          + "sort the readings by time", code: "out_of_order")
    }
    return moments
  }

  private mutating func localise(_ zone: TimeZoneRules) {
    var local = LocalClock(zone)
    for index in moments.indices {
      let seconds = moments[index].flooredDivision(by: ISOTime.second)
      let written = ISOTime.Written(
        seconds: seconds, fraction: moments[index] - seconds * ISOTime.second, offset: nil)
      moments[index] = local.time(written) ?? moments[index]
    }
  }
}

extension ReadingFault {
  /// Reason and remedy in one.
  var sentence: String { remedy.map { "\(reason). \($0)" } ?? reason }
}
