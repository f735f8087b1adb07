import Files
import MeterData
import Work

/// What the session is given to see and to be stopped by.
struct ShellSurroundings {
  let style: TerminalStyle
  /// Columns for pictures.
  let columns: () -> Int
  /// Columns for tables; nil where they may be as wide as they need.
  let tableColumns: () -> Int?
  let open: (String) throws -> any MeterSource
  /// Runs a long step with a progress bar of this label, counting these units.
  ///
  /// What `body` returns, if anything, stays on the screen behind the full bar.
  let work:
    (_ label: String, _ unit: String, _ body: (Supervision) throws -> String?) throws -> Void
}

/// What a line led to.
enum ShellReply: Equatable {
  case text(String)
  case nothing
  case quit
}

/// The interactive session as a state that lines of text change: no terminal, no editor.
struct ShellSession {
  let surroundings: ShellSurroundings
  var source: (any MeterSource)?
  var zone = TimeZoneRules.utc
  var settings = ShellSettings()
  /// The store that a configuration named, or nil.
  var output: String?
  /// The lines that were typed, oldest first.
  var typed: [String] = []

  init(_ surroundings: ShellSurroundings) { self.surroundings = surroundings }

  var style: TerminalStyle { surroundings.style }

  /// Does what a line asks for; a failure leaves the session as it was before.
  ///
  /// - Parameter text: The line, without its newline.
  /// - Returns: What to print, or that the session ends.
  /// - Throws: A `Failure` that says what was wrong with the line or its data.
  mutating func perform(_ text: String) throws -> ShellReply {
    guard let line = try ShellLine(text) else { return .nothing }
    if line.verb != .history { typed.append(text) }
    if line.verb == .quit { return .quit }
    var next = self
    let answer = try next.answer(line)
    self = next
    return answer.isEmpty ? .nothing : .text(answer)
  }

  private mutating func answer(_ line: ShellLine) throws -> String {
    switch line.verb {
    case .open: try open(line.words)
    case .houses: try listHouses(line)
    case .house: try chooseHouses(line.words)
    case .meters: try listMeters(line)
    case .appliances: try listAppliances(line)
    case .show: try show(line.words)
    case .coverage: try showCoverage(line.words)
    case .activations: try listActivations(line.words)
    case .statistics: try printStatistics(line.words)
    case .use: try chooseAppliances(line)
    case .mains: try chooseMains(line.words)
    case .period: try setPeriod(line.words)
    case .gap: try setGap(line.words)
    case .plugs: try setPlugGaps(line.words)
    case .sort: try setFlag(&settings.sort, line)
    case .upsample: try setFlag(&settings.allowsUpsampling, line)
    case .range: try setRange(line.words)
    case .exclude: try exclude(line.words)
    case .settings: try describeSettings(line)
    case .preview: try preview(line.words)
    case .save: try save(line.words)
    case .run: try run(line.words)
    case .help: try help(line)
    case .history: typed.joined(separator: "\n")
    case .quit: ""
    }
  }

  private func help(_ line: ShellLine) throws(UsageError) -> String {
    guard let word = line.words.first else {
      return ShellHelp.overview(width: surroundings.tableColumns(), style)
    }
    guard let verb = ShellLine.verb(word) else {
      throw UsageError(
        "no help for \(word): there is no such command",
        remedy: Spelling.question(for: word, among: ShellVerb.allCases.map(\.rawValue)))
    }
    return ShellHelp.page(of: verb, style)
  }
}

extension ShellSession {
  /// The open source.
  ///
  /// - Throws: `UsageError` where none is open.
  func opened() throws(UsageError) -> any MeterSource {
    guard let source else {
      throw UsageError("no file is open", remedy: "Type open FILE, then houses.")
    }
    return source
  }

  /// The house to look at: the first of those chosen.
  ///
  /// - Throws: `UsageError` where nothing is open or no house is chosen.
  func building() throws -> Building {
    let dataset = try opened().dataset
    guard let house = settings.houses.first else {
      let houses = dataset.buildings.map { String($0.id) }
      throw UsageError(
        "no house is chosen", remedy: "Type house N; there are \(ApplianceNames.list(houses)).")
    }
    return try dataset.building(house)
  }

  /// - Throws: `UsageError` where words follow a command that takes none.
  func refuseWords(_ line: ShellLine) throws(UsageError) {
    guard let word = line.words.first else { return }
    throw UsageError(
      "unexpected \"\(word)\"", remedy: "Usage: \(line.verb.usage).")
  }

  /// "a · b", or "a - b" in ASCII.
  func joined(_ parts: [String]) -> String { parts.joined(separator: " \(style.dot) ") }

  /// "2013-06-03 06:00", with seconds only where there are any.
  func moment(_ time: Int64) -> String {
    let clock = ISOTime.clock(time, in: zone)
    return ISOTime.date(time, in: zone) + " "
      + (clock.hasSuffix(":00") ? String(clock.dropLast(3)) : clock)
  }

  /// "2013-06-03 06:00 → 2013-06-03 09:00", days alone for midnights and for weeks on end.
  func stretch(_ range: Range<Int64>) -> String {
    let ends = [range.lowerBound, range.upperBound].map(moment)
    let isLong = range.upperBound - range.lowerBound > 14 * 86_400 * ISOTime.second
    let areDays = isLong || ends.allSatisfy { $0.hasSuffix(" 00:00") }
    return ends.map { areDays ? String($0.prefix(10)) : $0 }
      .joined(separator: " \(style.arrow) ")
  }
}
