/// Turns NILMTK's metadata dicts into the model; what is absent or of another type stays nil.
struct NILMTKMetadata {
  /// A device of `meter_devices`, found by its key, never by its inner `model`.
  struct Device {
    var samplePeriod: Double?
    var maxSamplePeriod: Double?
    var measurements: [Quantity]
  }

  let name: String?
  let timezone: String?
  let devices: [String: Device]

  /// Reads the root's dict; nil is a file without metadata.
  init(root: PickleValue?) {
    name = root?["name"]?.text ?? root?["long_name"]?.text
    timezone = root?["timezone"]?.text
    var devices: [String: Device] = [:]
    for (key, value) in root?["meter_devices"]?.entries ?? [] {
      guard let key = key.text else { continue }
      devices[key] = Device(
        samplePeriod: Self.positive(value["sample_period"]),
        maxSamplePeriod: Self.positive(value["max_sample_period"]),
        measurements: value["measurements"]?.items?.map(Self.measurement) ?? [])
    }
    self.devices = devices
  }

  private static func measurement(_ value: PickleValue) -> Quantity {
    Quantity(value["physical_quantity"]?.text ?? "", value["type"]?.text ?? "")
  }

  private static func positive(_ value: PickleValue?) -> Double? {
    value?.number.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
  }

  /// The house that the group `/building<number>` describes; `instant` reads an ISO date.
  func building(
    _ number: Int, _ value: PickleValue?, instant: (String) -> Int64?
  ) -> Building {
    var meters: [Int: Meter] = [:]
    for (key, entry) in value?["elec_meters"]?.entries ?? [] {
      guard let id = key.integer ?? key.text.flatMap({ Int($0) }), id > 0 else { continue }
      meters[id] = meter(id, of: number, entry)
    }
    let appliances = value?["appliances"]?.items?.compactMap { Self.appliance($0, instant) }
    return Building(
      id: number, originalName: value?["original_name"]?.text,
      meters: Self.withoutCycles(meters), appliances: appliances ?? [])
  }

  private func meter(_ id: Int, of building: Int, _ entry: PickleValue) -> Meter {
    let key = entry["device_model"]?.text
    let device = key.flatMap { devices[$0] }
    var meter = Meter(
      id: id, isSiteMeter: entry["site_meter"]?.isTrue ?? false,
      isDisabled: entry["disabled"]?.isTrue ?? false,
      submeterOf: entry["submeter_of"]?.integer, device: key,
      samplePeriod: device?.samplePeriod, maxSamplePeriod: device?.maxSamplePeriod,
      columns: device?.measurements ?? [],
      location: Self.location(entry["data_location"]?.text, building, id))
    if let warning = entry["warning"]?.text { meter.notes.append(warning) }
    if let key, device == nil { meter.notes.append("its device \(key) is not described") }
    return meter
  }

  /// "/building1/elec/meter2"; files of 2014 leave out the first slash.
  static func location(_ given: String?, _ building: Int, _ meter: Int) -> String {
    guard let given, !given.isEmpty else { return "/building\(building)/elec/meter\(meter)" }
    return given.hasPrefix("/") ? given : "/" + given
  }

  /// The meters in order; one that is, over others, its own parent loses that parent.
  private static func withoutCycles(_ meters: [Int: Meter]) -> [Meter] {
    meters.values.sorted { $0.id < $1.id }.map { meter in
      var visited: Set<Int> = []
      var above = meter.submeterOf
      while let next = above, next != meter.id, visited.insert(next).inserted {
        above = meters[next]?.submeterOf
      }
      guard above == meter.id else { return meter }
      var free = meter
      free.submeterOf = nil
      free.notes.append("submeter_of leads back to the meter itself")
      return free
    }
  }

  private static func appliance(_ value: PickleValue, _ instant: (String) -> Int64?) -> Appliance? {
    guard let type = value["type"]?.text else { return nil }
    let dates = value["dates_active"]?.items ?? []
    return Appliance(
      type: type, instance: value["instance"]?.integer ?? 1,
      meters: value["meters"]?.items?.compactMap(\.integer) ?? [],
      originalName: value["original_name"]?.text, room: value["room"]?.text,
      isDominant: value["dominant_appliance"]?.isTrue ?? false,
      datesActive: dates.map { dates in
        (dates["start"]?.text.flatMap(instant), dates["end"]?.text.flatMap(instant))
      },
      onPowerThreshold: value["on_power_threshold"]?.number, maxPower: value["max_power"]?.number,
      minOnDuration: value["min_on_duration"]?.number,
      minOffDuration: value["min_off_duration"]?.number)
  }
}
