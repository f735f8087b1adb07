import Disaggregation
import Files
import HDF5

/// Reads estimates from datasets of an HDF5 file: `/building2/kettle` for each house.
///
/// It reads files of ours with saved series too, where `/building2/kettle` is a group.
struct HDF5Predictions {
  private let frame: PredictionFrame

  init(_ frame: PredictionFrame) { self.frame = frame }

  func read() throws(EvaluationError) -> [[Float]] {
    try EvaluationError.wrapping {
      let file = try HDF5File(reading: frame.path)
      var values = frame.empty
      var placed = 0
      for (index, series) in frame.series.enumerated() {
        for name in try names(in: file, building: series.house) {
          let part = try estimates(file, name)
          placed += try part.copy(into: &values[index], series)
        }
      }
      guard placed > 0 else { throw try strayed(file) }
      return values
    }
  }

  /// The datasets of a house that are of the appliance, one as a rule.
  private func names(in file: borrowing HDF5File, building: Int) throws -> [String] {
    let place = "building\(building)"
    guard try file.root().kind(of: place) == .group else {
      throw frame.refusal(
        "there is no group /\(place) in it", "It needs the dataset /\(place)/\(frame.channel).")
    }
    let children = try file.group(place).children().map(\.name)
    let own = children.filter { frame.isNamed(SeriesFile.appliance(ofGroup: $0)) }
    guard !own.isEmpty else {
      throw frame.refusal(
        "/\(place) holds \(children.isEmpty ? "nothing" : children.joined(separator: ", "))",
        "It needs the dataset /\(place)/\(frame.channel).")
    }
    return own.map { "\(place)/\($0)" }
  }

  private func estimates(
    _ file: borrowing HDF5File, _ name: String
  ) throws -> StoredEstimates {
    let isGroup = try file.root().kind(of: name) == .group
    let parent = isGroup ? name : String(name.prefix { $0 != "/" })
    return try StoredEstimates(
      try file.dataset(isGroup ? "\(name)/estimate" : name), in: try file.group(parent), frame)
  }

  /// Why none of the estimates is of a time that is scored.
  private func strayed(_ file: borrowing HDF5File) throws -> EvaluationError {
    var spans: [Range<Int64>] = []
    for series in frame.series {
      for name in try names(in: file, building: series.house) {
        spans.append(try estimates(file, name).times(series))
      }
    }
    let first = spans.map(\.lowerBound).min() ?? 0
    return frame.noneShared(first..<max(first, spans.map(\.upperBound).max() ?? first))
  }
}

/// One dataset of estimates and its grid.
private struct StoredEstimates: ~Copyable {
  private let dataset: HDF5Dataset
  private let description: HDF5Description
  private let field: HDF5Field
  /// Nanoseconds UTC of the first value; nil where the file does not say.
  private let start: Int64?
  private let period: Int64?
  private let frame: PredictionFrame

  init(
    _ dataset: consuming HDF5Dataset, in group: borrowing HDF5Group, _ frame: PredictionFrame
  ) throws {
    let start = try dataset.attributeInteger("start_ns") ?? group.attributeInteger("start_ns")
    let period = try dataset.attributeInteger("period_ns") ?? group.attributeInteger("period_ns")
    let description = try dataset.description()
    try dataset.requireReadable(description)
    guard description.shape.count == 1, let field = description.layout.fields.first,
      description.layout.fields.count == 1, field.count == 1, field.kind.isNumber
    else {
      throw frame.refusal("\(dataset.location) is no array of numbers in one dimension")
    }
    (self.start, self.period) = (start, period)
    (self.description, self.field, self.frame) = (description, field, frame)
    self.dataset = dataset
  }

  /// From the first value to the end of the last.
  borrowing func times(_ series: ScoredSeries) -> Range<Int64> {
    let start = start ?? series.start
    let (length, overflows) = series.period.multipliedReportingOverflow(by: Int64(description.rows))
    let (end, passes) = start.addingReportingOverflow(length)
    return start..<(overflows || passes ? .max : max(start, end))
  }

  /// Copies the estimates of the times that are shared.
  ///
  /// - Returns: How many those are.
  borrowing func copy(into values: inout [Float], _ series: ScoredSeries) throws -> Int {
    let skipped = try samplesBefore(series)
    let (first, end) = (max(0, skipped), min(description.rows, skipped + series.count))
    guard first < end else { return 0 }
    var rows = HDF5Rows()
    try dataset.readRows(first..<end, into: &rows, description)
    var read: [Float] = []
    rows.append(field, to: &read)
    for (place, value) in read.enumerated() {
      try frame.requirePlausible(Double(value), place: "\(dataset.location)[\(first + place)]")
    }
    values.replaceSubrange((first - skipped)..<(end - skipped), with: read)
    return read.count
  }

  /// Values that lie before the first sample that is scored; negative where that comes first.
  private borrowing func samplesBefore(_ series: ScoredSeries) throws -> Int {
    guard let start else {
      guard description.rows == series.count else {
        throw frame.refusal(
          "\(dataset.location) has \(DecimalText.grouped(description.rows)) values and no "
            + "attribute start_ns, and house \(series.house) has "
            + "\(DecimalText.grouped(series.count)) samples, \(frame.spelled(series.start..<series.end))",
          "Set start_ns and period_ns, or give a value for each sample.")
      }
      return 0
    }
    if let period, period != series.period {
      throw frame.refusal(
        "\(dataset.location) has a value every \(TimeSpan(nanoseconds: period).spaced), and the "
          + "store a sample every \(frame.period.spaced)",
        "Bring the estimates onto the store's grid first.")
    }
    guard start.magnitude < 1 << 62 else {
      throw frame.refusal("the start_ns of \(dataset.location) is no time of this age")
    }
    try frame.requireOnGrid(start, series)
    return Int((series.start - start) / series.period)
  }
}

extension HDF5ElementKind {
  fileprivate var isNumber: Bool {
    if case .text = self { false } else { true }
  }
}
