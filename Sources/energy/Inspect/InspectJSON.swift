import Files
import MeterData

/// The document of `energy inspect --json`; its keys are a contract with other programs.
struct InspectJSON {
  private let findings: InspectFindings

  init(_ findings: InspectFindings) { self.findings = findings }

  var document: JSON {
    let dataset = findings.dataset
    var members: [(String, JSON)] = [
      ("path", .string(dataset.path)), ("format", .string(dataset.format.rawValue)),
      ("dataset", JSON(dataset.name)), ("timezone", .string(dataset.timezone)),
      ("compression", JSON(dataset.compression)),
      ("buildings", .array(dataset.buildings.map(building))),
    ]
    if let quality = findings.quality { members.append(("quality", .array(quality.map(finding)))) }
    return .object(members.map { JSON.Member(key: $0.0, value: $0.1) })
  }

  private func finding(_ finding: QualityFinding) -> JSON {
    [
      "building": .integer(finding.building), "meter": JSON(finding.meter),
      "kind": .string(finding.kind.rawValue), "figure": JSON(finding.figure),
      "finding": .string(finding.sentence),
    ]
  }

  private func building(_ building: Building) -> JSON {
    [
      "id": .integer(building.id), "original_name": JSON(building.originalName),
      "meters": .array(building.meters.map { meter($0, of: building) }),
      "appliances": .array(
        building.appliances.map { appliance in
          [
            "type": .string(appliance.type), "instance": .integer(appliance.instance),
            "meters": .array(appliance.meters.map(JSON.integer)),
          ]
        }),
    ]
  }

  private func meter(_ meter: Meter, of building: Building) -> JSON {
    let inspection = findings.inspection(building, meter)
    let scan = inspection?.scan
    let isPower = inspection?.quantity.isPower == true && (scan?.readings ?? 0) > 0
    let range = findings.range(building, meter)
    var members: [(String, JSON)] = [
      ("id", .integer(meter.id)), ("label", JSON(meter.label)),
      ("site_meter", .bool(meter.isSiteMeter)), ("disabled", .bool(meter.isDisabled)),
      ("submeter_of", JSON(meter.submeterOf)), ("device", JSON(meter.device)),
      ("sample_period_s", JSON(meter.samplePeriod)),
      ("max_sample_period_s", JSON(meter.maxSamplePeriod)),
      ("columns", .array(meter.columns.map(column))), ("rows", JSON(meter.rows ?? scan?.rows)),
      ("start", JSON(range.map { findings.time($0.start) })),
      ("end", JSON(range.map { findings.time($0.end) })),
      ("appliances", .array(building.types(on: meter).map(JSON.string))),
      ("gaps", JSON(scan?.gaps.count)), ("missing_fraction", JSON(scan?.missingFraction)),
      ("mean_w", JSON(isPower ? scan?.mean : nil)),
      ("max_w", JSON(isPower ? scan.map { Double($0.maximum) } : nil)),
      ("notes", .array(meter.notes.map(JSON.string))),
    ]
    if let inspection { members.append(("read", read(inspection))) }
    return .object(members.map { JSON.Member(key: $0.0, value: $0.1) })
  }

  private func column(_ quantity: Quantity) -> JSON {
    ["quantity": .string(quantity.physical), "type": .string(quantity.type)]
  }

  /// The column that was read, in its own unit, and how the rows lie.
  private func read(_ inspection: MeterInspection) -> JSON {
    let scan = inspection.scan
    let hasReadings = scan.readings > 0
    return [
      "quantity": .string(inspection.quantity.physical), "type": .string(inspection.quantity.type),
      "readings": .integer(scan.readings), "mean": JSON(scan.mean),
      "min": JSON(hasReadings ? Double(scan.minimum) : nil),
      "max": JSON(hasReadings ? Double(scan.maximum) : nil),
      "gap_limit_s": JSON(inspection.gapLimit), "repeated_times": .integer(scan.repeated),
      "steps_back": .integer(scan.stepsBack), "negative": .integer(scan.negative),
    ]
  }
}
