package import Files

/// What a user says of a table of readings.
package struct ReadingChoice: Sendable {
  /// Names of columns; nil takes one by its name.
  package var timeColumn: String?
  package var powerColumn: String?
  /// The clock of times that carry no offset.
  package var zone: TimeZoneRules
  /// Whether energy is sought, a register that counts, in place of power.
  package var isCounter: Bool

  package init(
    timeColumn: String? = nil, powerColumn: String? = nil, zone: TimeZoneRules = .utc,
    isCounter: Bool = false
  ) {
    self.timeColumn = timeColumn
    self.powerColumn = powerColumn
    self.zone = zone
    self.isCounter = isCounter
  }
}

/// Which columns of a table are read.
struct ReadingColumns: Sendable, Equatable {
  /// As the table names them; "column 1" and so on without a header.
  let names: [String]
  let time: Int
  let power: Int
  let hasHeader: Bool

  /// Finds the columns of a header.
  ///
  /// - Throws: `ReadingFault` that names the columns there are, and the options.
  init(header names: [String], _ choice: ReadingChoice) throws(ReadingFault) {
    self.names = names
    hasHeader = true
    time = try ReadingColumns.column(
      "--time-column", choice.timeColumn, of: names, known: ReadingColumns.times, "times")
    let known = choice.isCounter ? ReadingColumns.energies : ReadingColumns.powers
    power = try ReadingColumns.column(
      "--power-column", choice.powerColumn, of: names, known: known,
      choice.isCounter ? "a register of energy" : "power")
    guard time != power else {
      throw ReadingFault(reason: "the column \(names[time]) cannot hold both times and power")
    }
  }

  /// A table without a header: times first, then power, unless the choice says "column 3".
  init(cells: Int, _ choice: ReadingChoice) throws(ReadingFault) {
    names = (1...max(cells, 1)).map { "column \($0)" }
    hasHeader = false
    guard cells > 1 else {
      throw ReadingFault(
        reason: "a row needs a time and a number with a comma, a semicolon or a tab between them")
    }
    time = try ReadingColumns.column(
      "--time-column", choice.timeColumn, of: names, known: ["column 1"], "times")
    power = try ReadingColumns.column(
      "--power-column", choice.powerColumn, of: names, known: ["column 2"], "power")
  }

  /// The unit that the column's name ends with: "kW" for "Power (kW)"; nil where it names none.
  var unit: String? {
    let words = ReadingColumns.words(names[power])
    return words.last.flatMap { ["kw": "kW", "kwh": "kWh", "wh": "Wh", "w": "W"][$0] }
  }

  private static func column(
    _ option: String, _ asked: String?, of names: [String], known: [String], _ meaning: String
  ) throws(ReadingFault) -> Int {
    let seen = "its columns are \(ApplianceNames.list(names.map { "\"\($0)\"" }))"
    if let asked {
      let folded = Spelling.folded(asked)
      if let index = names.firstIndex(where: { Spelling.folded($0) == folded }) { return index }
      throw ReadingFault(
        reason: "it has no column \"\(asked)\"; \(seen)",
        remedy: Spelling.question(for: asked, among: names) ?? "Choose one with \(option) NAME.")
    }
    let spelled = names.map { words($0).joined(separator: " ") }
    for name in known {
      if let index = spelled.firstIndex(of: name) { return index }
    }
    throw ReadingFault(
      reason: "no column is known to hold \(meaning); \(seen)",
      remedy: "Choose one with \(option) NAME.")
  }

  /// The words of a name in lower case, without brackets: "power", "kw" of "Power [kW]".
  private static func words(_ name: String) -> [String] {
    Spelling.folded(name).split { " ()[]{}/:.".contains($0) }.map(String.init)
  }

  private static let times = [
    "timestamp", "unix", "epoch", "datetime", "date time", "utc", "time", "ts", "date",
    "unix timestamp", "unix time", "timestamp utc", "time utc", "last changed", "last updated",
  ]

  private static let powers: [String] = {
    let names = [
      "power", "power active", "active power", "active", "real power", "mains", "aggregate",
      "total", "total power", "house", "main", "load", "consumption", "value", "state", "reading",
      "power apparent", "apparent power", "apparent",
    ]
    return names + ["w", "watts", "watt", "kw", "va"]
      + names.flatMap { ["\($0) w", "\($0) watts", "\($0) kw"] }
  }()

  private static let energies: [String] = {
    let names = [
      "energy", "energy active", "active energy", "total energy", "register", "counter", "meter",
      "reading", "total", "value", "state", "import", "consumption",
    ]
    return names + ["kwh", "wh"] + names.flatMap { ["\($0) kwh", "\($0) wh"] }
  }()
}

/// What is wrong with a line of readings.
struct ReadingFault: Error {
  /// Lines before it in the bytes that were given.
  var line = 0
  let reason: String
  var remedy: String?
}
