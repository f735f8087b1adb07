import Files
package import Work

/// Writes simulated homes as a NILMTK file.
package enum SimulatedFile {
  /// What one meter's readings come to.
  package struct Tally: Sendable {
    package let building: Int
    package let meter: Int
    package var rows = 0
    /// Steps longer than the device's `max_sample_period`.
    package var gaps = 0
    /// Of the first column, in watts or volt-amperes.
    package var maximum: Float = 0
    private var sum = 0.0
    private var last: Int64?

    init(building: Int, meter: Int) {
      self.building = building
      self.meter = meter
    }

    /// Zero without rows.
    package var mean: Double { rows == 0 ? 0 : sum / Double(rows) }

    fileprivate mutating func add(_ addition: MeterRows, of meter: Meter) {
      let longest = Int64((meter.maxSamplePeriod ?? 120) * 1e9)
      for (row, time) in addition.times.enumerated() {
        let value = addition.values[row * meter.columns.count]
        sum += Double(value)
        maximum = max(maximum, value)
        if let last, time - last > longest { gaps += 1 }
        last = time
      }
      rows += addition.times.count
    }
  }

  /// What was written.
  package struct Report: Sendable {
    package let dataset: Dataset
    /// In the order of houses and meters.
    package let tallies: [Tally]
    package let bytes: Int
  }

  /// Simulates and writes; the file appears under its name once it is whole, and the same plan and
  /// compression give the same bytes.
  ///
  /// - Throws: 73 where the file cannot be created, 74 where the disk is full or fails, and
  ///   `Interrupted`.
  package static func write(
    _ plan: SimulationPlan, to path: String, compression: TableCompression,
    _ supervision: Supervision
  ) throws -> Report {
    let dataset = Simulation.dataset(of: plan, path: path)
    try OutputCheck.requireReplaceable(path)
    let tallies = try Publication.file(at: path) { aside in
      try fill(aside, dataset, plan, compression, supervision)
    }
    return Report(dataset: dataset, tallies: tallies, bytes: try FileSystem.size(of: path))
  }

  private static func fill(
    _ path: String, _ dataset: Dataset, _ plan: SimulationPlan, _ compression: TableCompression,
    _ supervision: Supervision
  ) throws -> [Tally] {
    var writer = try NILMTKWriter(
      path: path, timezone: plan.zone.name, compression: compression)
    var tallies: [MeterKey: Tally] = [:]
    var meters: [MeterKey: Meter] = [:]
    for building in dataset.buildings {
      for meter in building.meters {
        let key = MeterKey(building: building.id, meter: meter.id)
        tallies[key] = Tally(building: building.id, meter: meter.id)
        meters[key] = meter
        try writer.createMeter(
          meter.id, of: building.id, columns: meter.columns,
          expectedRows: Int(86_400 / (meter.samplePeriod ?? plan.period)) * plan.days)
      }
    }
    try Simulation.run(plan, supervision) { building, number, rows in
      let key = MeterKey(building: building, meter: number)
      if let meter = meters[key] { tallies[key]?.add(rows, of: meter) }
      try writer.append(rows, to: number, of: building)
    }
    _ = try writer.finish(dataset, texts: texts(of: plan))
    return tallies.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func texts(of plan: SimulationPlan) -> [(String, String)] {
    [
      ("long_name", "Simulated homes in UK-DALE's format"),
      (
        "description",
        "Nobody lives here: written by energy simulate with seed \(plan.seed), "
          + "\(plan.days) days from \(plan.firstDate), a reading every \(plan.period) s."
      ),
      ("subject", "Disaggregated domestic electricity demand"),
      ("date", plan.firstDate),
    ]
  }
}

extension SimulationPlan {
  /// The first day: "2014-03-17".
  package var firstDate: String {
    ISOTime.date(ISOTime.midnight(ofDay: firstDay, in: zone), in: zone)
  }

  /// How many bytes the file will have at least, for a look at the disk before the work.
  package var leastBytes: Int {
    // Measured: nine meters a house, 1.3 bytes a row and more; 7 a second for the 1 s meter.
    let plain = Double(days) * 86_400 / period * 9 * 1.3 * Double(buildings)
    return Int(plain + Double(days) * 86_400 * 7 * Double(oneSecondMains.count))
  }
}
