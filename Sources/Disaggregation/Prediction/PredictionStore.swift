import Files
import HDF5
import MeterData

/// Writes a prediction as an HDF5 file: each column a dataset, all as long as there are rows.
///
/// docs/predict.md describes the file.
package final class PredictionStore: PredictionSink {
  /// The attribute `format` of its files.
  package static let format = "energy-prediction"

  private var file: HDF5File?
  private var columns: StoreColumns?

  /// Begins the file; `Publication` gives a temporary path.
  ///
  /// - Parameters:
  ///   - path: Of the new file.
  ///   - appliances: By their names; of several, a remainder is written as well.
  /// - Throws: `DisaggregationError`: 73 where it cannot be created, 74 where the disk fails.
  package init(path: String, appliances: [String]) throws(DisaggregationError) {
    do {
      let file = try HDF5File(creating: path)
      columns = try StoreColumns(appliances, in: file.root())
      self.file = consume file
    } catch { throw DisaggregationError(error) }
  }

  /// Takes the next rows, with their times.
  package func write(_ rows: PredictedRows, times: WaitingTimes.Slice) throws {
    do { try columns?.append(rows, times) } catch { throw DisaggregationError(error) }
  }

  /// Says what made the file, and closes it.
  ///
  /// - Parameters:
  ///   - toolVersion: Of energy.
  ///   - timezone: In which people read the times.
  /// - Throws: `DisaggregationError` (74) where the disk fails.
  package func finish(toolVersion: String, timezone: String) throws(DisaggregationError) {
    columns = nil
    guard let file = file.take() else { return }
    do {
      let root = try file.root()
      try root.setAttribute("format", PredictionStore.format)
      try root.setAttribute("format_version", Int64(1))
      try root.setAttribute("tool", "energy")
      try root.setAttribute("tool_version", toolVersion)
      try root.setAttribute("timezone", timezone)
      try file.close()
    } catch { throw DisaggregationError(error) }
  }
}

/// The datasets of a prediction.
private final class StoreColumns {
  private let times: StoreColumn
  private let power: StoreColumn
  private let appliances: [(estimates: StoreColumn, isOn: StoreColumn)]
  private let remainder: StoreColumn?
  private let flags: StoreColumn

  init(_ appliances: [String], in root: borrowing HDF5Group) throws(HDF5Error) {
    times = try StoreColumn("time", .int64, unit: "ns since 1970-01-01 UTC", in: root)
    power = try StoreColumn("power", .float32, unit: "W", in: root)
    var columns: [(StoreColumn, StoreColumn)] = []
    for appliance in appliances {
      let name = ApplianceNames.channel(appliance)
      let estimates = try StoreColumn(name, .float32, unit: "W", in: root)
      try estimates.rows.dataset.setAttribute("appliance", appliance)
      let isOn = try StoreColumn("\(name)_on", .int8, unit: "0 off, 1 on, -1 missing", in: root)
      columns.append((estimates, isOn))
    }
    self.appliances = columns
    remainder =
      appliances.count > 1 ? try StoreColumn("remainder", .float32, unit: "W", in: root) : nil
    let legend = PredictionFlag.allCases.map { "\($0.rawValue) \($0.text)" }
    flags = try StoreColumn("flag", .uint8, unit: legend.joined(separator: ", "), in: root)
  }

  func append(_ rows: PredictedRows, _ times: WaitingTimes.Slice) throws(HDF5Error) {
    try self.times.append(Array(times.moments))
    try power.append(rows.watts)
    for (columns, appliance) in zip(appliances, rows.appliances) {
      try columns.estimates.append(appliance.estimates)
      try columns.isOn.append(
        zip(appliance.isOn, appliance.estimates).map { $1.isNaN ? Int8(-1) : $0 ? 1 : 0 })
    }
    try remainder?.append((0..<rows.count).map { rows.remainder($0) })
    try flags.append(rows.flags.map(\.rawValue))
  }
}

/// A dataset that grows.
private final class StoreColumn {
  var rows: HDF5RowWriter

  init(
    _ name: String, _ kind: HDF5ElementKind, unit: String, in root: borrowing HDF5Group
  ) throws(HDF5Error) {
    rows = try root.createTable(
      name, HDF5RowLayout([HDF5Field("", kind)]), chunkRows: 1 << 16, filters: [])
    try rows.dataset.setAttribute("unit", unit)
  }

  func append<Value: BitwiseCopyable>(_ values: [Value]) throws(HDF5Error) {
    try rows.append(values.span)
  }
}
