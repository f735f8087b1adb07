import Files
package import Work

/// Writes any data set that we can read as one file in NILMTK's format.
///
/// Rows keep their order and their repetitions, as NILMTK's own converters leave them.
package struct Conversion {
  /// What was written, and what a person should know about it.
  package struct Report: Sendable {
    /// Each meter with its rows, in the order of the file.
    package let meters: [MeterSummary]
    /// Sentences without a full stop.
    package let notes: [String]
  }

  private let source: any MeterSource
  private let compression: TableCompression
  private let supervision: Supervision
  private let progress: ConversionProgress
  private var dataset: Dataset
  private var notes: [String] = []

  /// Converts the data set; the file gets its name only when it is whole.
  ///
  /// - Parameters:
  ///   - source: The data set.
  ///   - output: The file to write.
  ///   - compression: How its tables are compressed.
  ///   - supervision: Told the bytes of text read so far; can stop the work.
  /// - Returns: What was written.
  /// - Throws: 65 where a line is no sample, 73 where the output cannot be created, 74 where the
  ///   disk is full, `Interrupted`.
  package static func run(
    _ source: any MeterSource, to output: String,
    compression: TableCompression = .deflate(level: 4), _ supervision: Supervision = Supervision()
  ) throws -> Report {
    try refuseOverwriting(source.dataset, output)
    return try Publication.file(at: output) { aside in
      var conversion = Conversion(source, compression, supervision)
      let meters = try conversion.write(to: aside)
      return Report(meters: meters, notes: conversion.notes)
    }
  }

  private init(
    _ source: any MeterSource, _ compression: TableCompression, _ supervision: Supervision
  ) {
    self.source = source
    self.compression = compression
    self.supervision = supervision
    dataset = source.dataset
    progress = ConversionProgress(source.dataset)
  }

  private static func refuseOverwriting(
    _ dataset: Dataset, _ output: String
  ) throws(MeterDataError) {
    let inputs = [dataset.path] + dataset.buildings.flatMap(\.meters).map(\.location)
    let target = FileSystem.resolved(output)
    if inputs.contains(where: { FileSystem.exists($0) && FileSystem.resolved($0) == target }) {
      throw MeterDataError(
        status: .cannotCreate, attempt: "create", path: output,
        reason: "it is the data set to be converted", remedy: "Name another file.")
    }
  }

  private mutating func write(to path: String) throws -> [MeterSummary] {
    var writer = try NILMTKWriter(
      path: path, timezone: dataset.timezone, compression: compression)
    for house in dataset.buildings.indices {
      for index in dataset.buildings[house].meters.indices {
        let meter = dataset.buildings[house].meters[index]
        let building = dataset.buildings[house].id
        guard !meter.columns.isEmpty else {
          notes.append("house \(building)'s meter \(meter.id) has no columns and was left out")
          continue
        }
        try writer.createMeter(
          meter.id, of: building, columns: meter.columns, expectedRows: expectedRows(of: meter))
        let scan = try copy(meter, of: building, to: &writer)
        dataset.buildings[house].meters[index].fillPeriods(from: scan.period)
        notes += scan.notes("house \(building)'s meter \(meter.id)")
      }
    }
    let origin = FileSystem.name(of: dataset.path)
    return try writer.finish(
      dataset, texts: [("description", "Converted from \(origin).")],
      original: (source as? UKDALERawSource)?.original)
  }

  /// A guess that only decides the size of chunks: a row of text is about 15 bytes.
  private func expectedRows(of meter: Meter) -> Int {
    meter.rows ?? (progress.size(of: meter) / (8 + 7 * max(meter.columns.count, 1)))
  }

  /// Copies a meter's rows; its columns come from one file, so that their readers go in step.
  private func copy(
    _ meter: Meter, of building: Int, to writer: inout NILMTKWriter
  ) throws -> RowScan {
    var readers: [any SampleReader] = []
    for quantity in meter.columns {
      readers.append(
        try source.reader(building: building, meter: meter.id, quantity: quantity))
    }
    var blocks = [SampleBlock](repeating: SampleBlock(), count: readers.count)
    var scan = RowScan()
    while try next(readers, &blocks, of: meter) {
      scan.take(blocks[0].times)
      try writer.append(MeterRows(interleaving: blocks), to: meter.id, of: building)
      try supervision.advance(to: progress.done + progress.bytes(of: readers), of: progress.total)
    }
    progress.done += progress.bytes(of: readers)
    return scan
  }

  private func next(
    _ readers: [any SampleReader], _ blocks: inout [SampleBlock], of meter: Meter
  ) throws(MeterDataError) -> Bool {
    var isAtEnd = false
    for index in readers.indices {
      isAtEnd = try !readers[index].read(into: &blocks[index]) || isAtEnd
    }
    guard blocks.allSatisfy({ $0.times == blocks[0].times }) else {
      throw MeterDataError(
        status: .badData, attempt: "read", path: meter.location,
        reason: "the columns of meter \(meter.id) have different times")
    }
    return !isAtEnd
  }
}

/// How much of the text is read; each column of a meter reads its file anew.
private final class ConversionProgress {
  let total: Int?
  var done = 0

  init(_ dataset: Dataset) {
    let meters = dataset.buildings.flatMap(\.meters)
    let sum = meters.reduce(0) { $0 + ConversionProgress.bytes(of: $1) * $1.columns.count }
    total = sum > 0 ? sum : nil
  }

  func size(of meter: Meter) -> Int { ConversionProgress.bytes(of: meter) }

  func bytes(of readers: [any SampleReader]) -> Int {
    readers.reduce(0) { $0 + (($1 as? any TextProgress)?.bytesRead ?? 0) }
  }

  /// Only for progress: a file that cannot be read is refused when it is opened.
  private static func bytes(of meter: Meter) -> Int {
    (try? FileSystem.size(of: meter.location)) ?? 0
  }
}

extension MeterRows {
  /// Rows of several columns that share their times.
  fileprivate init(interleaving blocks: [SampleBlock]) {
    self.init()
    times = blocks[0].times
    guard blocks.count > 1 else {
      values = blocks[0].values
      return
    }
    values.reserveCapacity(times.count * blocks.count)
    for row in times.indices {
      for block in blocks { values.append(block.values[row]) }
    }
  }
}

extension Meter {
  /// Declares the usual step where nothing else did; five of them without a reading are a gap.
  fileprivate mutating func fillPeriods(from period: Double?) {
    guard samplePeriod == nil, let period else { return }
    samplePeriod = period
    if maxSamplePeriod == nil { maxSamplePeriod = period * 5 }
  }
}

/// What one pass over a meter's times finds.
private struct RowScan {
  private var last: Int64?
  private var rows = 0
  private var repeated = 0
  private var backwards = 0
  /// The first steps forward, in nanoseconds.
  private var steps: [Int64] = []

  mutating func take(_ times: [Int64]) {
    rows += times.count
    for time in times {
      if let last {
        if time == last { repeated += 1 }
        if time < last { backwards += 1 }
        if time > last, steps.count < 10_000 { steps.append(time - last) }
      }
      last = time
    }
  }

  /// The median step in seconds, to a millisecond.
  var period: Double? {
    guard !steps.isEmpty else { return nil }
    let median = steps.sorted()[steps.count / 2]
    return max((Double(median) / 1e6).rounded() / 1000, 0.001)
  }

  func notes(_ meter: String) -> [String] {
    if rows == 0 { return ["\(meter) is empty"] }
    var notes: [String] = []
    if repeated > 0 {
      notes.append(
        "\(meter): rows that repeat a time, kept as they are: \(DecimalText.grouped(repeated))")
    }
    if backwards > 0 {
      notes.append(
        "\(meter): rows that go back in time, kept as they are: \(DecimalText.grouped(backwards))")
    }
    return notes
  }
}
