import Files

/// A data set's metadata as NILMTK's pickled dicts.
struct NILMTKDescription {
  /// The dict on "/".
  let root: [UInt8]
  /// The dicts on "/building<N>".
  let buildings: [Int: [UInt8]]

  /// - Parameters:
  ///   - dataset: What to describe; only meters in `created` are.
  ///   - spans: The first and last moment of each meter that has rows, in nanoseconds UTC.
  ///   - created: The meters that have a table.
  ///   - texts: Further members of the root's dict.
  ///   - original: What the data set's own files say, to be kept in full.
  /// - Throws: `MeterDataError` for an unknown time zone and for metadata beyond 64 KiB.
  init(
    _ dataset: Dataset, spans: [MeterKey: ClosedRange<Int64>], created: Set<MeterKey>,
    texts: [(String, String)], original: OriginalMetadata? = nil
  ) throws(MeterDataError) {
    let zone: TimeZoneRules
    do { zone = try TimeZoneRules(named: dataset.timezone) } catch { throw MeterDataError(error) }
    let describer = Describer(dataset, spans: spans, created: created, zone: zone)
    let ours = describer.root(texts)
    root = try Self.pickled(original?.root(over: ours) ?? ours, "/", of: dataset)
    var buildings: [Int: [UInt8]] = [:]
    for building in dataset.buildings {
      let ours = describer.building(building)
      let value = original?.building(building.id, over: ours) ?? ours
      buildings[building.id] = try Self.pickled(value, "/building\(building.id)", of: dataset)
    }
    self.buildings = buildings
  }

  /// An attribute lies in its object's header, which holds less than 64 KiB.
  private static func pickled(
    _ value: PythonValue, _ group: String, of dataset: Dataset
  ) throws(MeterDataError) -> [UInt8] {
    let bytes = PickleWriter.pickle(value)
    guard bytes.count < 64_000 else {
      throw MeterDataError(
        status: .badData, attempt: "describe", path: "\(dataset.path):\(group)",
        reason: "its metadata need \(bytes.count) bytes, and HDF5 allows 64,000",
        remedy: "Split the house's meters over several houses.")
    }
    return bytes
  }
}

/// Turns the model into Python's values.
private struct Describer {
  let dataset: Dataset
  let spans: [MeterKey: ClosedRange<Int64>]
  let created: Set<MeterKey>
  let zone: TimeZoneRules
  /// Every meter's device, under a key of its own where devices of one name differ.
  let devices: DeviceList

  init(
    _ dataset: Dataset, spans: [MeterKey: ClosedRange<Int64>], created: Set<MeterKey>,
    zone: TimeZoneRules
  ) {
    self.dataset = dataset
    self.spans = spans
    self.created = created
    self.zone = zone
    devices = DeviceList(dataset)
  }

  func root(_ texts: [(String, String)]) -> PythonValue {
    let plain: [(String, PythonValue?)] = [
      ("name", dataset.name.map(PythonValue.text)),
      ("timezone", .text(dataset.timezone)),
      ("number_of_buildings", .integer(dataset.buildings.count)),
      ("timeframe", timeframe(Array(spans.values))),
      ("meter_devices", devices.value),
      ("schema", .text("https://github.com/nilmtk/nilm_metadata/tree/v0.2")),
    ]
    return .members(plain + texts.map { ($0, .text($1)) })
  }

  func building(_ building: Building) -> PythonValue {
    let meters = building.meters.filter {
      created.contains(MeterKey(building: building.id, meter: $0.id))
    }
    let own = spans.filter { $0.key.building == building.id }
    return .members([
      ("instance", .integer(building.id)),
      ("original_name", building.originalName.map(PythonValue.text)),
      ("timeframe", timeframe(Array(own.values))),
      (
        "elec_meters",
        .dictionary(meters.map { (.integer($0.id), meter($0, of: building.id)) })
      ),
      ("appliances", .list(building.appliances.map(appliance))),
    ])
  }

  private func meter(_ meter: Meter, of building: Int) -> PythonValue {
    let key = MeterKey(building: building, meter: meter.id)
    return .members([
      ("device_model", .text(devices.key(of: meter))),
      ("site_meter", meter.isSiteMeter ? .bool(true) : nil),
      ("disabled", meter.isDisabled ? .bool(true) : nil),
      ("submeter_of", meter.submeterOf.map(PythonValue.integer)),
      ("data_location", .text("/" + key.path)),
      ("timeframe", timeframe(spans[key].map { [$0] } ?? [])),
    ])
  }

  private func appliance(_ appliance: Appliance) -> PythonValue {
    let dates = appliance.datesActive.map { dates in
      PythonValue.members([
        ("start", dates.start.map { .text(text($0)) }), ("end", dates.end.map { .text(text($0)) }),
      ])
    }
    return .members([
      ("type", .text(appliance.type)),
      ("instance", .integer(appliance.instance)),
      ("meters", .list(appliance.meters.map(PythonValue.integer))),
      ("original_name", appliance.originalName.map(PythonValue.text)),
      ("room", appliance.room.map(PythonValue.text)),
      ("dominant_appliance", appliance.isDominant ? .bool(true) : nil),
      ("dates_active", dates.isEmpty ? nil : .list(dates)),
      ("on_power_threshold", appliance.onPowerThreshold.map(PythonValue.shortest)),
      ("max_power", appliance.maxPower.map(PythonValue.shortest)),
      ("min_on_duration", appliance.minOnDuration.map(PythonValue.shortest)),
      ("min_off_duration", appliance.minOffDuration.map(PythonValue.shortest)),
    ])
  }

  private func timeframe(_ spans: [ClosedRange<Int64>]) -> PythonValue? {
    guard let start = spans.map(\.lowerBound).min(), let end = spans.map(\.upperBound).max() else {
      return nil
    }
    return .members([("start", .text(text(start))), ("end", .text(text(end)))])
  }

  private func text(_ moment: Int64) -> String { ISOTime.format(moment, in: zone) }
}

/// The `meter_devices` of a data set: what each kind of meter promises.
private struct DeviceList {
  private struct Device: Hashable {
    let name: String
    let samplePeriod: Double?
    let maxSamplePeriod: Double?
    let columns: [Quantity]

    init(_ meter: Meter) {
      name = meter.device ?? "meter"
      samplePeriod = meter.samplePeriod
      maxSamplePeriod = meter.maxSamplePeriod
      columns = meter.columns
    }
  }

  private var devices: [(key: String, device: Device)] = []

  init(_ dataset: Dataset) {
    for meter in dataset.buildings.flatMap(\.meters) {
      let device = Device(meter)
      guard !devices.contains(where: { $0.device == device }) else { continue }
      let alike = devices.count { $0.device.name == device.name }
      devices.append((alike == 0 ? device.name : "\(device.name) \(alike + 1)", device))
    }
  }

  func key(of meter: Meter) -> String {
    let device = Device(meter)
    return devices.first { $0.device == device }?.key ?? device.name
  }

  var value: PythonValue {
    .dictionary(
      devices.map { key, device in
        (
          .text(key),
          .members([
            ("model", .text(device.name)),
            ("sample_period", device.samplePeriod.map(PythonValue.shortest)),
            ("max_sample_period", device.maxSamplePeriod.map(PythonValue.shortest)),
            ("measurements", .list(device.columns.map { measurement($0, by: device) })),
          ])
        )
      })
  }

  /// With the limits that UK-DALE's metadata give.
  private func measurement(_ quantity: Quantity, by device: Device) -> PythonValue {
    let limits: (lower: Int, upper: Int)? =
      switch quantity.physical {
      case "power": (0, device.name == MeterKind.plug.device ? 3300 : 25_000)
      case "voltage": (180, 275)
      default: nil
      }
    return .members([
      ("physical_quantity", .text(quantity.physical)),
      ("type", quantity.type.isEmpty ? nil : .text(quantity.type)),
      ("lower_limit", limits.map { .integer($0.lower) }),
      ("upper_limit", limits.map { .integer($0.upper) }),
    ])
  }
}
