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
  /// Takes the column of numbers where it is no reading of a meter; see `init(zone:numbers:)`.
  let numbers: NumberColumn?
  /// A column of words, and those that say that the number of their row does not count: it becomes
  /// NaN.
  let doubts: (column: String, words: [String])?
  /// How the choices are called where a fault names them.
  package var options = ReadingOptions.commandLine

  /// Chooses a column by the names of all ("column 2" and so on without a header) and the place of
  /// the times.
  package typealias NumberColumn =
    @Sendable (_ names: [String], _ time: Int) throws(ReadingFault) -> Int

  package init(
    timeColumn: String? = nil, powerColumn: String? = nil, zone: TimeZoneRules = .utc,
    isCounter: Bool = false
  ) {
    self.timeColumn = timeColumn
    self.powerColumn = powerColumn
    self.zone = zone
    self.isCounter = isCounter
    numbers = nil
    doubts = nil
  }

  /// Another table than a meter's: times in the column that is named so, or in the first.
  package init(
    zone: TimeZoneRules, doubts: (column: String, words: [String])? = nil,
    numbers: @escaping NumberColumn
  ) {
    self.zone = zone
    self.numbers = numbers
    self.doubts = doubts
    isCounter = false
  }
}

/// How a reader of tables lets people choose, as its faults spell it.
package struct ReadingOptions: Sendable {
  /// With a word for the name that is wanted.
  package let timeColumn: String
  package let powerColumn: String
  package let counter: String

  package init(timeColumn: String, powerColumn: String, counter: String) {
    self.timeColumn = timeColumn
    self.powerColumn = powerColumn
    self.counter = counter
  }

  /// Of `energy predict` and its like.
  package static let commandLine = ReadingOptions(
    timeColumn: "--time-column NAME", powerColumn: "--power-column NAME",
    counter: "--semantics counter")
}

/// Which columns of a table are read.
struct ReadingColumns: Sendable, Equatable {
  /// As the table names them; "column 1" and so on without a header.
  let names: [String]
  let time: Int
  let power: Int
  /// Where words say whether the number counts; nil where there are none.
  let doubt: Int?
  let hasHeader: Bool

  /// Finds the columns of a header.
  ///
  /// - Throws: `ReadingFault` that names the columns there are, and the options.
  init(header names: [String], _ choice: ReadingChoice) throws(ReadingFault) {
    self.names = names
    hasHeader = true
    doubt = choice.doubts.flatMap { doubts in
      names.firstIndex { Spelling.folded($0) == doubts.column }
    }
    if let numbers = choice.numbers {
      time = ReadingColumns.place(of: ReadingColumns.times, in: names) ?? 0
      power = try numbers(names, time)
      return
    }
    time = try ReadingColumns.column(
      choice.options.timeColumn, choice.timeColumn, of: names, known: ReadingColumns.times, "times")
    power = try ReadingColumns.power(of: names, choice)
    try requireTwo()
  }

  /// A table without a header: times first, then power, unless the choice says "column 3".
  init(cells: Int, _ choice: ReadingChoice) throws(ReadingFault) {
    names = (1...max(cells, 1)).map { "column \($0)" }
    hasHeader = false
    doubt = nil
    guard cells > 1 else {
      throw ReadingFault(
        reason: "a row needs a time and a number with a comma, a semicolon or a tab between them")
    }
    if let numbers = choice.numbers {
      time = 0
      power = try numbers(names, 0)
      return
    }
    time = try ReadingColumns.column(
      choice.options.timeColumn, choice.timeColumn, of: names, known: ["column 1"], "times")
    power = try ReadingColumns.column(
      choice.options.powerColumn, choice.powerColumn, of: names, known: ["column 2"], "power")
    try requireTwo()
  }

  private func requireTwo() throws(ReadingFault) {
    guard time != power else {
      throw ReadingFault(
        reason: "the column \"\(names[time])\" cannot hold both times and power")
    }
  }

  /// The unit that the column's name ends with: "kW" for "Power (kW)"; nil where it names none.
  var unit: String? {
    let words = ReadingColumns.words(names[power])
    return words.last.flatMap { ["kw": "kW", "kwh": "kWh", "wh": "Wh", "w": "W"][$0] }
  }

  /// Where only the other kind of readings is there, the refusal names the option that reads it.
  private static func power(
    of names: [String], _ choice: ReadingChoice
  ) throws(ReadingFault) -> Int {
    let (known, others) = choice.isCounter ? (energies, powers) : (powers, energies)
    do throws(ReadingFault) {
      return try column(
        choice.options.powerColumn, choice.powerColumn, of: names, known: known,
        choice.isCounter ? "a register of energy" : "power")
    } catch {
      guard choice.powerColumn == nil, let other = place(of: others, in: names) else { throw error }
      let advice =
        choice.isCounter
        ? "is read without \(choice.options.counter)"
        : "is a register: give \(choice.options.counter)"
      throw ReadingFault(
        reason: error.reason,
        remedy: "\"\(names[other])\" \(advice). Or choose another with "
          + "\(choice.options.powerColumn).")
    }
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
        remedy: Spelling.question(for: asked, among: names) ?? "Choose one with \(option).")
    }
    if let index = place(of: known, in: names) { return index }
    throw ReadingFault(
      reason: "no column is known to hold \(meaning); \(seen)",
      remedy: "Choose one with \(option).")
  }

  /// The column that has the first of the known names that is there.
  private static func place(of known: [String], in names: [String]) -> Int? {
    let spelled = names.map { words($0).joined(separator: " ") }
    return known.lazy.compactMap { spelled.firstIndex(of: $0) }.first
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
package struct ReadingFault: Error {
  /// Lines before it in the bytes that were given.
  package var line = 0
  /// The table's column that was being read, from 0; nil of a line as a whole.
  package var column: Int?
  package let reason: String
  package var remedy: String?

  init(line: Int, column: Int? = nil, reason: String, remedy: String?) {
    self.line = line
    self.column = column
    self.reason = reason
    self.remedy = remedy
  }

  /// - Parameters:
  ///   - reason: Without a full stop.
  ///   - remedy: A sentence.
  package init(reason: String, remedy: String? = nil) {
    self.init(line: 0, reason: reason, remedy: remedy)
  }
}
