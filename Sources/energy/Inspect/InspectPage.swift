import Files
import MeterData

/// The page of `energy inspect` for people.
struct InspectPage {
  private let findings: InspectFindings
  private let showsAll: Bool
  private let style: TerminalStyle

  /// Houses with more meters show the mains and the best-known appliances alone.
  private static let mostMeters = 20
  /// What people train first.
  private static let wellKnown = [
    "kettle", "fridge", "fridge freezer", "freezer", "microwave", "dish washer", "washing machine",
    "washer dryer", "boiler", "electric shower", "electric oven", "television",
  ]
  private static let stripWidth = 22

  init(_ findings: InspectFindings, showsAll: Bool, style: TerminalStyle) {
    self.findings = findings
    self.showsAll = showsAll
    self.style = style
  }

  /// The page; with a width, tables are cut to it.
  func text(width: Int?) -> String {
    let houses = findings.dataset.buildings.map { house($0, width: width) }
    return ([headline] + houses).joined(separator: "\n\n")
  }

  /// "ukdale.h5   NILMTK · UK-DALE · Europe/London · 5 houses, 111 meters · 6.3 GB · Blosc".
  private var headline: String {
    let dataset = findings.dataset
    let meters = dataset.buildings.reduce(0) { $0 + $1.meters.count }
    let format =
      switch dataset.format {
      case .nilmtkHDF5: "NILMTK"
      case .ukdaleRaw: "raw UK-DALE"
      case .energyStore: "prepared store"
      case .csv: "CSV"
      }
    let facts = [
      format, dataset.name, dataset.timezone,
      "\(counted(dataset.buildings.count, "house")), \(counted(meters, "meter"))", size,
      dataset.compression,
    ]
    let name = style.painted(FileSystem.name(of: dataset.path), .strong)
    return name + "   " + facts.compactMap { $0 }.joined(separator: " \(dot) ")
  }

  /// Folders have no size of their own.
  private var size: String? {
    let path = findings.dataset.path
    guard FileSystem.isRegularFile(path), let bytes = try? FileSystem.size(of: path) else {
      return nil
    }
    return DecimalText.bytes(bytes)
  }

  private func house(_ building: Building, width: Int?) -> String {
    var lines: [String] = []
    let range = findings.range(building)
    let span = range.map { "   \(findings.date($0.start)) \(arrow) \(findings.date($0.end))" }
    let title = style.painted("House \(building.id)", .strong)
    lines.append("\(title)\(span ?? "")   \(counted(building.meters.count, "meter"))")
    let shown = meters(of: building)
    lines.append(table(of: shown, building, range).render(width: width, style: style))
    if shown.count < building.meters.count {
      lines.append("  \(building.meters.count - shown.count) more meters: --all")
    }
    let appliances = applianceLine(building)
    let notes = self.notes(building, range)
    if appliances != nil || !notes.isEmpty { lines.append("") }
    if let appliances { lines.append("  " + appliances) }
    lines += notes.map { "  Note: \(sentence($0))" }
    if let quality = findings.quality {
      let own = quality.filter { $0.building == building.id }
      lines += ["", own.isEmpty ? "  Quality: nothing found" : "  Quality"]
      lines += own.map { "    \($0.sentence)." }
    }
    return lines.joined(separator: "\n")
  }
}

extension InspectPage {
  private func meters(of building: Building) -> [Meter] {
    guard !showsAll, building.meters.count > Self.mostMeters else { return building.meters }
    return building.meters.filter { meter in
      meter.isSiteMeter || !Set(building.types(on: meter)).isDisjoint(with: Self.wellKnown)
    }
  }

  private func table(
    of meters: [Meter], _ building: Building, _ range: (start: Int64, end: Int64)?
  ) -> TextTable {
    let heading = range.map { range in
      CoverageStrip.heading(
        month(range.start, with: range), month(range.end, with: range), width: Self.stripWidth,
        style: style)
    }
    var table = TextTable(columns: [
      .right(""), .left("meter", shrinksTo: 10), .right("rows"), .right("period"),
      .left("kind", shrinksTo: 8), .right("coverage"), .left(heading ?? "", optional: true),
      .right("mean W"), .right("max W"),
    ])
    for meter in meters { table.add(cells(meter, building, range)) }
    return table
  }

  private func cells(
    _ meter: Meter, _ building: Building, _ range: (start: Int64, end: Int64)?
  ) -> [String] {
    let inspection = findings.inspection(building, meter)
    let scan = inspection?.scan
    let period = (inspection?.period ?? meter.samplePeriod).map(Self.period)
    let coverage = scan?.missingFraction.map { "\(DecimalText.fixed((1 - $0) * 100, 0)) %" }
    let strip = scan.flatMap { scan in
      range.map { range in
        CoverageStrip.render(
          fractions: scan.coverage(from: range.start, to: range.end, count: Self.stripWidth),
          width: Self.stripWidth, style: style)
      }
    }
    let hasPower = inspection?.quantity.isPower == true && (scan?.readings ?? 0) > 0
    return [
      String(meter.id), name(meter, building),
      (meter.rows ?? scan?.rows).map(DecimalText.grouped) ?? "",
      period ?? "", kind(meter), coverage ?? "", strip ?? "",
      hasPower ? scan?.mean.map { grouped($0) } ?? "" : "",
      hasPower ? scan.map { grouped(Double($0.maximum)) } ?? "" : "",
    ]
  }

  private func name(_ meter: Meter, _ building: Building) -> String {
    let types = building.types(on: meter).joined(separator: ", ")
    var name = meter.isSiteMeter ? "mains (site)" : types
    if name.isEmpty { name = meter.label ?? "" }
    return meter.isDisabled ? "\(name), disabled" : name
  }

  /// "active, apparent, voltage": the type alone where it is power.
  private func kind(_ meter: Meter) -> String {
    let names = meter.columns.map { $0.isPower && !$0.type.isEmpty ? $0.type : $0.description }
    guard !showsAll, names.count > 5 else { return names.joined(separator: ", ") }
    return names.prefix(3).joined(separator: ", ") + ", \(names.count - 3) more"
  }

  /// "6 s", "1.1 s", "2 min".
  private static func period(_ seconds: Double) -> String {
    let isMinutes = seconds >= 60 && seconds.truncatingRemainder(dividingBy: 60) == 0
    let value = isMinutes ? seconds / 60 : seconds
    let tenths = (value * 10).rounded() / 10
    return DecimalText.fixed(tenths, tenths == tenths.rounded() ? 0 : 1)
      + (isMinutes ? " min" : " s")
  }

  private func grouped(_ value: Double) -> String {
    abs(value) < 10 ? DecimalText.fixed(value, 1) : DecimalText.grouped(value)
  }

  /// "Feb", or "Feb 2013" where the range spans years.
  private func month(_ time: Int64, with range: (start: Int64, end: Int64)) -> String {
    let names = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let civil = ISOTime.civil(time, in: findings.zone)
    let years = [range.start, range.end].map { ISOTime.civil($0, in: findings.zone).year }
    let month = names[(civil.month - 1) % 12]
    return years[0] == years[1] ? month : "\(month) \(civil.year)"
  }
}

extension InspectPage {
  private func applianceLine(_ building: Building) -> String? {
    let types = building.meteredTypes
    guard !types.isEmpty else { return nil }
    let known = Self.wellKnown.filter(types.contains)
    let ordered = known + types.filter { !known.contains($0) }
    let shown = showsAll ? ordered : Array(ordered.prefix(max(6, min(known.count, 6))))
    let texts = shown.map { type in
      let meters = building.appliances.filter { $0.type == type }.flatMap(\.submeters)
      let numbers = Set(meters).sorted().map(String.init).joined(separator: ", ")
      return "\(type) (\(numbers))"
    }
    let more = ordered.count - shown.count
    return "Appliances you can train: " + texts.joined(separator: ", ")
      + (more > 0 ? ", \(more) more: --all" : "")
  }

  private func notes(_ building: Building, _ range: (start: Int64, end: Int64)?) -> [String] {
    var notes = building.meters.flatMap { meter in
      meter.notes.map { "meter \(meter.id): \($0)" }
    }
    if let start = range?.start { notes += lateStarts(building, after: start) }
    let mains = building.meters.filter { $0.isSiteMeter && !$0.isDisabled && !$0.columns.isEmpty }
    if mains.count > 1 {
      let numbers = ApplianceNames.list(mains.map { String($0.id) })
      notes.append("the mains are metered on several legs, meters \(numbers); they are summed")
    }
    return notes
  }

  /// "meters 12 to 19 begin 2013-05-20", for those more than a day behind the house.
  private func lateStarts(_ building: Building, after start: Int64) -> [String] {
    var days: [String: [Int]] = [:]
    for meter in building.meters {
      guard let own = findings.range(building, meter)?.start, own - start > 86_400_000_000_000
      else { continue }
      days[findings.date(own), default: []].append(meter.id)
    }
    let lines = days.sorted { $0.key < $1.key }.map { day, meters in
      "\(meters.count == 1 ? "meter" : "meters") \(Self.runs(meters)) "
        + "\(meters.count == 1 ? "begins" : "begin") \(day)"
    }
    guard !showsAll, lines.count > 4 else { return lines }
    return lines.prefix(3) + ["\(lines.count - 3) more groups of meters begin later: --all"]
  }

  /// "1, 3 to 5 and 8".
  private static func runs(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers.sorted() {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return ApplianceNames.list(
      runs.flatMap { run in
        run.count > 2 ? ["\(run.lowerBound) to \(run.upperBound)"] : run.map { String($0) }
      })
  }

  /// With one full stop; a file's own long warning is cut, except with `--all`.
  private func sentence(_ note: String) -> String {
    let text = note.hasSuffix(".") ? String(note.dropLast()) : note
    guard !showsAll, text.count > 160 else { return text + "." }
    return text.prefix(150) + "\(style.ellipsis) (--all shows the rest)"
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(DecimalText.grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  private var arrow: String { style.isUnicode ? "→" : "to" }
  private var dot: String { style.isUnicode ? "·" : "-" }
}
