package import Disaggregation
import Files
import HDF5

extension SeriesFile {
  /// The series of one evaluation as a file holds them.
  package struct Saved: Sendable {
    /// As NILM Metadata names it: "dish washer".
    package var appliance: String
    /// The path of the model or of the predictions.
    package var subject: String
    /// The path of the store.
    package var store: String
    package var timezone: String
    package var clamping: Clamping
    package var series: [Evaluation.Series]
  }

  /// The series of all evaluations in a file, in the order in which they were written.
  ///
  /// - Throws: `EvaluationError`: 66 where it cannot be opened, 65 where it is no such file or
  ///   damaged.
  package static func read(_ path: String) throws(EvaluationError) -> [Saved] {
    try EvaluationError.wrapping {
      let file = try HDF5File(reading: path)
      let root = try file.root()
      guard try root.attributeString("format") == format else {
        throw refusal(
          path, "it is no file of saved series", "energy evaluate --save-series writes one.")
      }
      guard let written = try root.attributeInteger("format_version"), written <= version else {
        throw refusal(path, "it is of a newer version than \(version)", "Use a newer energy.")
      }
      var parts: [StoredSeries] = []
      for building in try root.children() where building.kind == .group {
        for child in try root.group(building.name).children() where child.kind == .group {
          parts.append(try StoredSeries(root.group("\(building.name)/\(child.name)"), path: path))
        }
      }
      return try joined(parts, path)
    }
  }

  private static func joined(_ parts: [StoredSeries], _ path: String) throws -> [Saved] {
    let order = parts.sorted { ($0.evaluation, $0.part) < ($1.evaluation, $1.part) }
    var saved: [(evaluation: Int64, series: Saved)] = []
    for part in order {
      if let last = saved.indices.last, saved[last].evaluation == part.evaluation {
        saved[last].series.series += part.saved.series
      } else {
        saved.append((part.evaluation, part.saved))
      }
    }
    return saved.map(\.series)
  }

  static func refusal(
    _ path: String, _ reason: String, _ remedy: String? = nil
  ) -> EvaluationError {
    EvaluationError(
      status: .badData, attempt: "read the saved series of", path: path, reason: reason,
      remedy: remedy)
  }
}

/// One group of the file.
private struct StoredSeries {
  let evaluation: Int64
  let part: Int64
  let saved: SeriesFile.Saved

  init(_ group: borrowing HDF5Group, path: String) throws {
    let reader = SeriesGroupReader(path: path)
    evaluation = try reader.integer("evaluation", of: group)
    part = try reader.integer("part", of: group)
    guard let clamping = Clamping(rawValue: try reader.text("clamping", of: group)) else {
      throw SeriesFile.refusal(group.location, "its clamping is not known")
    }
    saved = SeriesFile.Saved(
      appliance: try reader.text("appliance", of: group),
      subject: try reader.text("subject", of: group), store: try reader.text("store", of: group),
      timezone: try reader.text("timezone", of: group), clamping: clamping,
      series: [try reader.series(of: group)])
  }
}

/// Reads the attributes and arrays of one group.
private struct SeriesGroupReader {
  let path: String

  func series(of group: borrowing HDF5Group) throws -> Evaluation.Series {
    let count = Int(try integer("samples", of: group))
    let period = try integer("period_ns", of: group)
    let house = try integer("building", of: group)
    let start = try integer("start_ns", of: group)
    guard period > 0, start.magnitude < 1 << 62 else {
      throw SeriesFile.refusal(group.location, "its grid makes no sense")
    }
    let flags = try numbers("flags", .uint8, count, of: group).map { number in
      guard let flag = UInt8(exactly: number).flatMap(SampleFlag.init(rawValue:)) else {
        throw SeriesFile.refusal(group.location, "\(number) is no flag")
      }
      return flag
    }
    return Evaluation.Series(
      truth: ScoredSeries(
        house: Int(house), start: start, period: period,
        mains: try watts("mains", count, of: group), truth: try watts("truth", count, of: group),
        isScored: try numbers("scored", .uint8, count, of: group).map { $0 != 0 }),
      estimate: try watts("estimate", count, of: group), flags: flags)
  }

  func text(_ name: String, of group: borrowing HDF5Group) throws -> String {
    guard let text = try group.attributeString(name) else {
      throw SeriesFile.refusal(group.location, "it lacks the attribute \(name)")
    }
    return text
  }

  func integer(_ name: String, of group: borrowing HDF5Group) throws -> Int64 {
    guard let number = try group.attributeInteger(name) else {
      throw SeriesFile.refusal(group.location, "it lacks the attribute \(name)")
    }
    return number
  }

  private func watts(
    _ name: String, _ count: Int, of group: borrowing HDF5Group
  ) throws -> [Float] {
    let rows = try rows(name, .float32, count, of: group)
    var values: [Float] = []
    for field in rows.layout.fields { rows.append(field, to: &values) }
    return values
  }

  private func numbers(
    _ name: String, _ kind: HDF5ElementKind, _ count: Int, of group: borrowing HDF5Group
  ) throws -> [Int64] {
    let rows = try rows(name, kind, count, of: group)
    var values: [Int64] = []
    for field in rows.layout.fields { rows.append(field, to: &values) }
    return values
  }

  private func rows(
    _ name: String, _ kind: HDF5ElementKind, _ count: Int, of group: borrowing HDF5Group
  ) throws -> HDF5Rows {
    let dataset = try group.dataset(name)
    let description = try dataset.description()
    guard description.shape == [count], description.layout.fields.map(\.kind) == [kind],
      description.layout.rowSize == kind.size
    else {
      throw SeriesFile.refusal(
        dataset.location, "it is not one \(kind) for each of \(count) samples")
    }
    try dataset.requireReadable(description)
    var rows = HDF5Rows()
    try dataset.readRows(0..<count, into: &rows, description)
    return rows
  }
}
