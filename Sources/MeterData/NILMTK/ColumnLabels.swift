import Files

/// Reads the labels that pandas gives a table's columns.
package enum ColumnLabels {
  /// The labels in an attribute `values_block_K_kind`, a pickled list; `place` stands in errors.
  ///
  /// A label is a pair of texts, or one text where the frame has a single level.
  package static func parse(_ bytes: [UInt8], at place: String?) throws(MeterDataError)
    -> [Quantity]
  {
    let value = try PickleParser.parse(bytes, at: place)
    guard let items = value.items else {
      throw MeterDataError(
        status: .badData, attempt: "read the column labels", path: place,
        reason: "they are no list", remedy: "The file was not written by pandas.")
    }
    return items.map(label)
  }

  /// The labels in the frame's order, from an attribute `non_index_axes`: `[(1, [labels])]`.
  package static func parseAxes(
    _ bytes: [UInt8], at place: String?
  ) throws(MeterDataError) -> [Quantity]? {
    try PickleParser.parse(bytes, at: place).items?.first?.items?.last?.items?.map(label)
  }

  private static func label(_ value: PickleValue) -> Quantity {
    guard let parts = value.items else { return Quantity(text(value)) }
    return Quantity(parts.first.map(text) ?? "", parts.count > 1 ? text(parts[1]) : "")
  }

  /// A label may also be a number (an unnamed column) or None and NaN (no AC type).
  private static func text(_ value: PickleValue) -> String {
    value.text ?? value.integer.map(String.init) ?? ""
  }
}

/// The unit of a table's index, as the attribute `index_kind` names it.
package struct IndexUnit: Equatable, Sendable {
  /// Nanoseconds in one step of the index.
  package let nanoseconds: Int64

  /// "datetime64" is nanoseconds, "datetime64[us]" says its unit; nil for what is no time.
  package init?(kind: String) {
    switch kind {
    case "datetime64", "datetime64[ns]": nanoseconds = 1
    case "datetime64[us]": nanoseconds = 1000
    case "datetime64[ms]": nanoseconds = 1_000_000
    case "datetime64[s]": nanoseconds = 1_000_000_000
    default: return nil
    }
  }

  /// Differences of times up to here fit 64 bits: the years 1824 to 2115.
  static let farthest: Int64 = 4_600_000_000_000_000_000

  /// Nanoseconds since 1970 of an index value; nil for NaT and for times that no meter has seen.
  @inline(__always) func time(_ value: Int64) -> Int64? {
    if value == Int64.min { return nil }
    let (time, overflow) = value.multipliedReportingOverflow(by: nanoseconds)
    return overflow || time.magnitude > Self.farthest.magnitude ? nil : time
  }
}

/// The time zone in the pickled `info` of a frame.
package enum FrameTimeZone {
  /// The zone's name, or nil where the index is naive or the object is of an unknown kind.
  ///
  /// pytz, zoneinfo and dateutil all give the name as their first text; offsets beside it (the
  /// -60 of London is its local mean time of 1847) mean nothing.
  package static func parse(_ bytes: [UInt8], at place: String?) throws(MeterDataError) -> String? {
    let info = try PickleParser.parse(bytes, at: place)
    guard let zone = info["index"]?["tz"] else { return nil }
    if let text = zone.text { return text }
    if let name = zone.arguments.lazy.compactMap(\.text).first { return name }
    let callable = zone.callable ?? ""
    let isUTC = ["pytz._UTC", "pytz.UTC", "datetime.timezone.utc"].contains(callable)
    let isZeroOffset =
      callable == "datetime.timezone"
      && zone.arguments.first?.arguments.allSatisfy { $0.integer == 0 } == true
    return isUTC || isZeroOffset ? "UTC" : nil
  }
}
