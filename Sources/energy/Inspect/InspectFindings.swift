import Files
import MeterData

/// What `energy inspect` knows when it begins to print.
struct InspectFindings {
  let dataset: Dataset
  let zone: TimeZoneRules
  /// Why meters could not be read, first those that could not even be described.
  private(set) var failures: [MeterDataError] = []
  /// What `--quality` found; nil where nobody looked.
  var quality: [QualityFinding]?
  private var inspections: [String: MeterInspection] = [:]

  init(dataset: Dataset, zone: TimeZoneRules) {
    self.dataset = dataset
    self.zone = zone
    failures = dataset.buildings.flatMap(\.meters).compactMap(\.refusal)
  }

  /// Takes the results of reading the samples.
  mutating func add(_ results: [Result<MeterInspection, MeterDataError>]) {
    for result in results {
      switch result {
      case .success(let found): inspections["\(found.building)/\(found.meter)"] = found
      case .failure(let error): failures.append(error)
      }
    }
  }

  /// In order of house and meter.
  var allInspections: [MeterInspection] {
    inspections.values.sorted { ($0.building, $0.meter) < ($1.building, $1.meter) }
  }

  /// The pass over a meter's readings; nil where there was none.
  func inspection(_ building: Building, _ meter: Meter) -> MeterInspection? {
    inspections["\(building.id)/\(meter.id)"]
  }

  /// The earliest and latest row, as known from the pass or else from the ends of the table.
  func range(_ building: Building, _ meter: Meter) -> (start: Int64, end: Int64)? {
    let scan = inspection(building, meter)?.scan
    guard let start = scan?.start ?? meter.start, let end = scan?.end ?? meter.end else {
      return nil
    }
    return (start, end)
  }

  /// From the first row of any of the house's meters to the last.
  func range(_ building: Building) -> (start: Int64, end: Int64)? {
    let ranges = building.meters.compactMap { range(building, $0) }
    guard let start = ranges.map(\.start).min(), let end = ranges.map(\.end).max() else {
      return nil
    }
    return (start, end)
  }

  /// ISO 8601 with as many decimals of a second as the moment has, up to six.
  func time(_ nanoseconds: Int64) -> String {
    let fraction = nanoseconds % 1_000_000_000
    let decimals = fraction == 0 ? 0 : fraction % 1_000_000 == 0 ? 3 : 6
    return ISOTime.format(nanoseconds, in: zone, decimals: decimals)
  }

  func date(_ nanoseconds: Int64) -> String { ISOTime.date(nanoseconds, in: zone) }
}

extension Building {
  /// The types of the appliances on a meter, each once.
  func types(on meter: Meter) -> [String] {
    var types: [String] = []
    for appliance in appliances where appliance.submeters.contains(meter.id) {
      if !types.contains(appliance.type) { types.append(appliance.type) }
    }
    return types
  }
}
