import Files
import MeterData

/// What `energy simulate` says it has made.
struct SimulationPage {
  let report: SimulatedFile.Report
  let plan: SimulationPlan
  let seconds: Double

  private var rows: Int { report.tallies.reduce(0) { $0 + $1.rows } }

  /// The summary for people; with a width, tables are cut to it.
  func text(width: Int?, style: TerminalStyle) -> String {
    let days = plan.days == 1 ? "1 day" : "\(plan.days) days"
    let houses = plan.buildings == 1 ? "1 house" : "\(plan.buildings) houses"
    let facts = [
      "\(houses), \(days) from \(plan.firstDate)", plan.zone.name,
      "every \(TimeSpan(seconds: plan.period)?.spaced ?? "")", "seed \(plan.seed)",
      "\(DecimalText.grouped(rows)) rows", DecimalText.bytes(report.bytes),
      "\(DecimalText.fixed(seconds, 1)) s",
    ]
    let path = report.dataset.path
    let title = style.painted(FileSystem.name(of: path), .strong)
    let headline = "\(title)   " + facts.joined(separator: " \(style.isUnicode ? "·" : "-") ")
    let tables = report.dataset.buildings.map { house($0, width, style) }
    return ([headline] + tables + ["Next:  energy inspect \(path)"]).joined(separator: "\n\n")
  }

  private func house(_ building: Building, _ width: Int?, _ style: TerminalStyle) -> String {
    var table = TextTable(columns: [
      .right("meter"), .left(""), .left("measures", optional: true), .right("rows"),
      .right("gaps"), .right("mean W"), .right("max W"),
    ])
    for meter in building.meters {
      guard let tally = tally(of: meter, in: building) else { continue }
      table.add([
        String(meter.id), name(of: meter, in: building),
        meter.columns.map { $0.type.isEmpty ? $0.physical : $0.type }.joined(separator: ", "),
        DecimalText.grouped(tally.rows), String(tally.gaps),
        DecimalText.fixed(tally.mean, 1), DecimalText.grouped(Double(tally.maximum)),
      ])
    }
    let title = style.painted("House \(building.id)", .strong)
    return "\(title)\n" + table.render(width: width, style: style)
  }

  private func tally(of meter: Meter, in building: Building) -> SimulatedFile.Tally? {
    report.tallies.first { $0.building == building.id && $0.meter == meter.id }
  }

  private func name(of meter: Meter, in building: Building) -> String {
    guard !meter.isSiteMeter else { return meter.isDisabled ? "mains (disabled)" : "mains" }
    return building.appliances.filter { $0.meters.contains(meter.id) }.map(\.type)
      .joined(separator: ", ")
  }

  /// The summary for programs.
  var document: JSON {
    [
      "path": .string(report.dataset.path), "bytes": .integer(report.bytes),
      "rows": .integer(rows), "days": .integer(plan.days), "start": .string(plan.firstDate),
      "timezone": .string(plan.zone.name), "period_s": JSON(plan.period),
      "seed": .integer(Int(clamping: plan.seed)),
      "buildings": .array(report.dataset.buildings.map(house)), "seconds": JSON(seconds),
    ]
  }

  private func house(_ building: Building) -> JSON {
    let meters = building.meters.map { meter -> JSON in
      let tally = tally(of: meter, in: building)
      let types = building.appliances.filter { $0.meters.contains(meter.id) }.map(\.type)
      return [
        "id": .integer(meter.id), "appliances": .array(types.map(JSON.string)),
        "rows": JSON(tally?.rows), "gaps": JSON(tally?.gaps), "mean_w": JSON(tally?.mean),
        "max_w": JSON(tally.map { Double($0.maximum) }),
      ]
    }
    return ["id": .integer(building.id), "meters": .array(meters)]
  }
}
