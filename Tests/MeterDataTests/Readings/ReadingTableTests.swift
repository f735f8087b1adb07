import Files
import Testing
import Work

@testable import MeterData

@Suite("A table of readings")
struct ReadingTableTests {
  /// What a table gives: rows, and what they were taken for.
  struct Found {
    var rows = ReadingBlock()
    var texts: [String] = []
    var notes: [String] = []
    var unit: String?
  }

  static func read(_ bytes: [UInt8], _ choice: ReadingChoice = ReadingChoice()) throws -> Found {
    let path = FileSystem.joined(
      FileSystem.temporaryFolder, "energy-readings-\(UInt64.random(in: 0...(.max))).csv")
    try FileDescriptor(creating: path).write(bytes)
    // A file that stays only takes room.
    defer { try? FileSystem.remove(path) }
    let table = try ReadingTable(path: path, choice)
    var found = Found()
    found.unit = try table.learnUnit()
    var block = ReadingBlock()
    while try table.read(into: &block) {
      found.rows.times += block.times
      found.rows.values += block.values
      found.texts += Self.texts(block)
    }
    found.notes = table.notes
    return found
  }

  static func read(_ text: String, _ choice: ReadingChoice = ReadingChoice()) throws -> Found {
    try read(Array(text.utf8), choice)
  }

  static func texts(_ block: ReadingBlock) -> [String] {
    var start = 0
    return block.texts.ends.map { end in
      defer { start = end }
      return String(decoding: block.texts.bytes[start..<end], as: UTF8.self)
    }
  }

  static let second = ISOTime.second
  static let moment = 1_357_000_000 * second  // 2013-01-01T00:26:40Z

  @Test(
    "is understood however it is written",
    arguments: [
      "timestamp,power\n2013-01-01T00:26:40Z,150\n2013-01-01T00:26:46Z,152.5\n",
      "timestamp,power\r\n2013-01-01 00:26:40,150\r\n2013-01-01 00:26:46,152.5\r\n",
      "\u{FEFF}timestamp;power\n2013-01-01T00:26:40Z;150\n2013-01-01T00:26:46Z;152,5",
      "\u{FEFF}\"timestamp\",\"power\"\n\"2013-01-01T00:26:40Z\",\"150\"\n"
        + "\"2013-01-01T01:26:46+01:00\",152.5\n",
      "# a remark\n\nUnix\tVoltage\tMains\n1357000000\t230\t150\n\n1357000006\t231\t152,5\n",
      "power,timestamp\n150,1357000000000\n152.5,1357000006000\n",
      "timestamp,power\n1357000000000000000,150\n1357000006000000000,152.5\n",
      "1357000000,150\n1357000006,152.5\n",
      "1357000000.000,1.5e2,\n1357000006.000,1.525e2,\n",
      "date,Aggregate\n2013-01-01 00:26:40.000,150\n2013-01-01 00:26:46.000,152.5\n",
      "time , power (W) \n 2013-01-01T00:26:40Z , 150 \n 2013-01-01T00:26:46Z , 152.5 \n",
    ])
  func forms(_ text: String) throws {
    let found = try Self.read(text)
    #expect(found.rows.times == [Self.moment, Self.moment + 6 * Self.second], "\(text)")
    #expect(found.rows.values == [150, 152.5], "\(text)")
    #expect(found.texts.count == 2 && !found.texts.contains { $0.contains("\"") })
  }

  @Test("keeps each time as it was written")
  func texts() throws {
    let found = try Self.read(
      "timestamp,power\n\"2013-01-01 00:26:40,5\",1\n2013-01-01T01:26:41+01:00,2\n".replacing(
        "T01:26:41+01:00", with: " 00:26:41"))
    #expect(found.texts == ["2013-01-01 00:26:40,5", "2013-01-01 00:26:41"])
    #expect(found.rows.times[0] == Self.moment + Self.second / 2)
  }

  @Test("takes empty cells and the usual words for missing values")
  func missing() throws {
    let words = ["", " ", "NaN", "nan", "NA", "null", "unavailable", "unknown", "None", "-"]
    let lines = words.enumerated().map { "\(1_357_000_000 + $0),\($1)" }
    let found = try Self.read("timestamp,power\n" + lines.joined(separator: "\n"))
    #expect(found.rows.values.count == words.count && found.rows.values.allSatisfy(\.isNaN))
  }

  @Test("is read on the zone's clock where times carry no offset, through its repeated hour")
  func zone() throws {
    let london = try TimeZoneRules(named: "Europe/London")
    let found = try Self.read(
      "timestamp,power\n2013-10-27 01:30:00,1\n2013-10-27 01:59:30,2\n2013-10-27 01:00:00,3\n"
        + "2013-10-27 02:00:00,4\n", ReadingChoice(zone: london))
    let first = try #require(ISOTime.parse("2013-10-27T00:30:00Z", in: .utc))
    #expect(found.rows.times.map { ($0 - first) / Self.second } == [0, 1770, 1800, 5400])
    #expect(found.notes == ["times without an offset were read on the clock of Europe/London"])
  }

  @Test("says that it took numbers without a header by their order")
  func header() throws {
    let notes = try Self.read("1357000000,5\n").notes
    #expect(notes.count == 1 && notes[0].contains("no header"))
    #expect(try Self.read("timestamp,power\n1357000000,5\n").notes.isEmpty)
  }

  @Test("tells the unit that the column's name ends with")
  func units() throws {
    for (name, unit) in [("power", nil), ("Power (kW)", "kW"), ("power_w", "W"), ("kW", "kW")] {
      #expect(try Self.read("timestamp,\(name)\n1357000000,5\n").unit == unit)
    }
    let counter = ReadingChoice(isCounter: true)
    #expect(try Self.read("timestamp,Energy kWh,power\n1,5,7\n", counter).rows.values == [5])
  }

  static let faults: [(text: String, line: Int?, says: String)] = [
    ("when,power\n1,2\n", 1, "\"when\" and \"power\". Choose one with --time-column"),
    ("timestamp,foo\n1,2\n", 1, "\"timestamp\" and \"foo\". Choose one with --power-column"),
    ("timestamp,power\n1357000006,1\n1357000000,1\n", 3, "Sort the rows"),
    ("timestamp,power\n2013-01-01T00:00:00Z,1\n2013-01-01T00:00:06,1\n", 3, "carries no offset"),
    ("timestamp,power\n2013-01-01T00:00:00,1\n2013-01-01T00:00:06Z,1\n", 3, "carries an offset"),
    ("timestamp,power\n1357000000,1\n\n1357000006,many\n", 4, "\"many\" in the column power"),
    ("timestamp,power\n1357000000,1\n2013-01-01T00:26:46Z,1\n", 3, "is no time"),
    ("timestamp,power\n-9000000000000000000,1\n9000000000000000000,1\n", 2, "outside the years"),
    ("timestamp,power\n9000000000,1\n", 2, "outside the years that are understood, 1850 to 2099"),
    ("timestamp,power\n9000-01-01T00:00:00Z,1\n", 2, "outside the years"),
    ("timestamp,power\nyesterday,1\n", 2, "\"yesterday\" is no time"),
    ("timestamp,power\n1357000000\n", 2, "needs 2"),
    ("timestamp,power\n1357000000,1,5\n", 2, "3 cells"),
    ("timestamp,power\n\"1357000000,1\n", 2, "no time"),
    ("1357000000\n1357000006\n", 1, "needs a time and a number"),
    ("", nil, "the file is empty"), ("\n\n", nil, "the file is empty"),
    ("timestamp,power\n", nil, "a header and no rows"),
    ("\u{1F}\u{8B}abcdefgh", nil, "gzip"), ("PK\u{3}\u{4}abcdefgh", nil, "Excel"),
    ("PK\u{3}\u{4}", nil, "Excel"),
  ]

  @Test("that is none is refused with 65, the line and what to do", arguments: faults)
  func refused(_ text: String, line: Int?, says: String) throws {
    // Bytes above 127 stand for themselves here.
    let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    let error = try #require(throws: MeterDataError.self) { try Self.read(bytes) }
    #expect(error.status == .badData)
    #expect(error.description.contains(says), "\(error)")
    #expect(error.path?.contains(", line \(line ?? 0)") == (line != nil), "\(error)")
  }

  @Test("names a column that is asked for and absent")
  func columns() throws {
    let text = "start,reading_1,reading_2\n1357000000,5,7\n"
    let choice = ReadingChoice(timeColumn: "Start", powerColumn: "reading-2")
    #expect(try Self.read(text, choice).rows.values == [7])
    let error = try #require(throws: MeterDataError.self) {
      try Self.read(text, ReadingChoice(timeColumn: "start", powerColumn: "readin_2"))
    }
    #expect(error.description.contains("Did you mean reading_2?"), "\(error)")
  }

  @Test(
    "needs a column for times and another for power",
    arguments: [
      ("1357000000,5\n", ReadingChoice(powerColumn: "column 1")),
      ("5,1357000000\n", ReadingChoice(timeColumn: "column 2")),
      ("timestamp,power\n1357000000,5\n", ReadingChoice(powerColumn: "timestamp")),
    ])
  func twice(_ text: String, _ choice: ReadingChoice) throws {
    let error = try #require(throws: MeterDataError.self) { try Self.read(text, choice) }
    #expect(error.status == .badData)
    #expect(error.description.contains("cannot hold both times and power"), "\(error)")
  }
}

@Suite("Rows of readings")
struct ReadingParserTests {
  static let text = """
    # a remark
    timestamp;power
    2013-01-01 00:00:00;5,5

    "2013-01-01 00:00:06";1e2
    2013-01-01 00:00:12;
    2013-01-02 00:00:00;7
    """

  /// All rows of lines that are given in pieces, or the line and the reason.
  static func parse(_ pieces: [[UInt8]]) -> (rows: ReadingBlock, fault: String?) {
    var parser = ReadingParser(ReadingChoice())
    var rows = ReadingBlock()
    var lines = 0
    for piece in pieces {
      do {
        try parser.parse(piece[...], into: &rows)
      } catch {
        return (rows, "\(lines + error.line): \(error.reason)")
      }
      lines += piece.count { $0 == 10 }
    }
    return (rows, nil)
  }

  @Test("are the same wherever their bytes are cut, as long as lines stay whole")
  func splits() {
    let bytes = Array(Self.text.utf8)
    let whole = Self.parse([bytes])
    #expect(whole.fault == nil && whole.rows.count == 4)
    let ends = bytes.indices.filter { bytes[$0] == 10 }
    for first in ends {
      for second in ends where second >= first {
        let pieces = [
          Array(bytes[...first]), Array(bytes[(first + 1)..<(second + 1)]),
          Array(bytes[(second + 1)...]),
        ]
        let cut = Self.parse(pieces)
        #expect(cut.fault == nil && cut.rows.times == whole.rows.times)
        #expect(cut.rows.values.map(\.bitPattern) == whole.rows.values.map(\.bitPattern))
        #expect(cut.rows.texts.bytes == whole.rows.texts.bytes)
        #expect(cut.rows.texts.ends == whole.rows.texts.ends)
      }
    }
  }

  @Test("of any bytes are rows or a fault, never a trap", arguments: 0..<40)
  func garbage(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    let alphabet = Array("0123456789-:.,;\"TZ+ \t\r\n\n#eE\u{0}naN\u{E4}".utf8)
    for _ in 0..<200 {
      var bytes = generator.uniform() < 0.5 ? Array("timestamp,power\n".utf8) : []
      for _ in 0..<generator.whole(0...80) {
        if generator.uniform() < 0.1 { bytes += Array("\n2013-01-01T00:00:00Z,5".utf8) }
        bytes.append(alphabet[generator.whole(0...alphabet.count - 1)])
      }
      let found = Self.parse([bytes])
      let rows = found.rows
      // A fault may come between a row's time and its value.
      #expect(rows.times.count - rows.values.count == 0 || found.fault != nil)
      #expect(rows.texts.count == rows.times.count)
      #expect(zip(rows.times, rows.times.dropFirst()).allSatisfy(<=))
    }
  }
}
