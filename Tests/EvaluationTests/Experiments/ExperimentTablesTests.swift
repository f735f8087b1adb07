import Disaggregation
import Files
import Testing

@testable import Evaluation

@Suite("Tables of an experiment")
struct ExperimentTablesTests {
  /// Days with so many watt of error in each of 100 samples, truth 50 W.
  private static func days(_ errors: [Double]) -> DayTable {
    let days = errors.map { error in
      var day = DayTally()
      day.days = 1
      day.samples = 100
      (day.truth, day.estimate, day.mains) = (5000, 5000 + 100 * error, 20_000)
      (day.errors, day.constantErrors) = (100 * error, 4000)
      return day
    }
    return DayTable(days: days, houses: [0..<errors.count])
  }

  private static func cell(
    _ model: String, _ seed: UInt64, _ errors: [Double], appliance: String = "kettle",
    fold: String = "unseen", conditions: [Condition: String] = [:]
  ) -> CellResult {
    let days = days(errors)
    let sum = days.days.reduce(DayTally(), +)
    let scores = Scores(sum, period: 6)
    return CellResult(
      fold: fold, appliance: appliance, model: model, seed: seed,
      inputs: CellInputs(configuration: "c", trainStore: "s", testStore: "s"), text: "",
      toolVersion: "1", weights: "w", epochs: 3, bestEpoch: 2,
      figures: .init(name: model, scores: scores),
      baselines: [.init(name: "zero", scores: scores, note: "Always 0 W.")], days: days,
      period: 6, conditions: conditions, openings: 1, warnings: [],
      cost: .init(training: 1, evaluation: 1, peakMegabytes: 10, wasResumed: false),
      environment: [:])
  }

  private static func tables(
    _ cells: [CellResult], published: String = ""
  ) throws -> ExperimentTables {
    let place = try ExperimentPlace()
    return ExperimentTables(try place.read(place.text(more: published)), cells)
  }

  @Test("mean and standard deviation are those computed by hand, with n − 1")
  func spread() throws {
    let spread = try #require(Spread([2, 4, 9]))
    // Mean 5; squares 9 + 1 + 16 = 26; 26 / 2 = 13.
    #expect(spread.mean == 5 && spread.count == 3)
    let deviation = try #require(spread.deviation)
    #expect(abs(deviation - 13.0.squareRoot()) < 1e-12)
    #expect(Spread([7])?.deviation == nil)
    #expect(Spread([]) == nil)
  }

  @Test("a row has the mean over its seeds, and baselines stand below")
  func rows() throws {
    let tables = try Self.tables([
      Self.cell("a", 1, [2, 2]), Self.cell("a", 2, [4, 4]), Self.cell("a", 3, [9, 9]),
    ])
    #expect(tables.rows.map(\.name) == ["a", "zero"])
    #expect(tables.rows[0].seeds == [1, 2, 3] && tables.rows[1].seeds.isEmpty)
    let mae = try #require(tables.rows[0].values[.mae])
    let deviation = try #require(mae.deviation)
    #expect(mae.mean == 5 && abs(deviation - 3.605551275463989) < 1e-12)
    // 1 - MAE / 40 of each.
    let skill = try #require(tables.rows[0].values[.skill])
    #expect(abs(skill.mean - 0.875) < 1e-12)
    #expect(tables.rows[0].values[.eventF1] == nil)
    #expect(tables.markdown.contains("| kettle | a | 1, 2, 3 | 0.875 ± 0.090 |"))
    #expect(tables.csv.contains("unseen,kettle,model,a,1 2 3,"))
  }

  @Test("a figure that a seed does not have is said to be the others' mean")
  func undefined() throws {
    var cells = [2.0, 4, 9].enumerated().map { Self.cell("a", UInt64($0 + 1), [$1]) }
    cells[1].figures.scores.values[.skill] = nil
    let tables = try Self.tables(cells)
    #expect(tables.markdown.contains("± 0.124 (2 of 3) | "))
    #expect(tables.latex.contains("\\pm 0.124$ (2 of 3) & "))
    let lines = tables.csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let counts = try ["skill_n", "mae_w_n", "event_f1_n"].map { column in
      lines[1][try #require(lines[0].firstIndex { $0 == column })]
    }
    #expect(counts == ["2", "3", "0"])
  }

  @Test("two models are compared on the same days, all seeds of each together")
  func comparisons() throws {
    let better = [1.0, 2, 3, 4, 5, 6, 7, 8]
    let tables = try Self.tables([
      Self.cell("a", 1, better), Self.cell("a", 2, better.map { $0 + 2 }),
      Self.cell("b", 1, better.map { $0 + 3 }), Self.cell("b", 2, better.map { $0 + 5 }),
    ])
    let comparison = try #require(tables.comparisons.first)
    #expect(comparison.first == "a" && comparison.second == "b" && comparison.seeds == [1, 2])
    let mae = try #require(comparison.differences.first { $0.metric == .mae })
    #expect(abs(mae.difference + 3) < 1e-9)
    // The difference is the same on every day, and so in every draw.
    let interval = try #require(mae.interval)
    #expect(abs(interval.lowerBound + 3) < 1e-9 && abs(interval.upperBound + 3) < 1e-9)
    #expect(tables.markdown.contains("| unseen | kettle | a − b | 1, 2 |"))
    #expect(tables.comparisonsCSV.contains("unseen,kettle,a,b,1 2,mae_w,"))
  }

  @Test("a cell that was scored on other samples than the rest is left out, and said so")
  func otherSamples() throws {
    var other = Self.cell("b", 1, [1, 2, 3, 4])
    other.days.days[0].samples -= 1
    let tables = try Self.tables([
      Self.cell("a", 1, [1, 2, 3, 4]), Self.cell("a", 2, [1, 2, 3, 4]), other,
    ])
    #expect(tables.comparisons.isEmpty && tables.rows.map(\.name) == ["a", "zero"])
    #expect(
      tables.markdown.contains(
        "Note: unseen/kettle/b/seed-1 is left out: it was scored on other samples (399) than "
          + "unseen/kettle/a/seed-1 (400). Remove its folder, and it is done again."))
  }

  @Test("what LaTeX and CSV give a meaning is escaped")
  func escapes() throws {
    #expect(
      ExperimentTables.escaped("a_b & 50% #1 {x} $ ~ ^ \\")
        == "a\\_b \\& 50\\% \\#1 \\{x\\} \\$ \\textasciitilde{} \\textasciicircum{} "
        + "\\textbackslash{}")
    let tables = try Self.tables([Self.cell("a_1", 1, [2]), Self.cell("a|2", 1, [2])])
    #expect(tables.latex.contains("kettle & a\\_1 & $0.950$"))
    #expect(tables.markdown.contains("| a\\|2 |"))
    #expect(tables.latex.contains("MAE (W) & F1 & SAE"))
  }

  private static let published = """
    published:
      - name: theirs
        source: a paper
        conditions: {release: "X 1", period: 6s, clamping: zero}
        values: {kettle: {mae_w: 3.5}, fridge: {mae_w: 20}}
      - name: a mean
        source: a paper
        values: {all appliances: {mae_w: 9}}
    """

  @Test("a published row stands beside ours only where every condition agrees")
  func comparable() throws {
    var conditions = Dictionary(
      uniqueKeysWithValues: Condition.allCases.map { ($0, "as said") })
    let all = Condition.allCases.map { "\($0.rawValue): as said" }.joined(separator: ", ")
    let same = Self.published.replacing(
      "{release: \"X 1\", period: 6s, clamping: zero}", with: "{\(all)}")
    let beside = try Self.tables(
      [Self.cell("a", 1, [2], conditions: conditions)], published: same)
    #expect(beside.rows.map(\.name) == ["a", "zero", "theirs"])
    #expect(beside.rows[2].kind == .published && beside.rows[2].values[.mae]?.mean == 3.5)
    #expect(beside.incomparable.map(\.appliance) == ["all appliances"])

    conditions[.threshold] = "2000 W"
    let apart = try Self.tables(
      [Self.cell("a", 1, [2], conditions: conditions)], published: same)
    #expect(apart.rows.map(\.name) == ["a", "zero"])
    #expect(apart.incomparable[0].reasons == ["threshold as said there, 2000 W here"])
    #expect(
      apart.markdown.contains("not comparable because: threshold as said there, 2000 W here |"))
  }

  @Test("a condition that is not stated is a difference; the same span is not")
  func unstated() throws {
    let tables = try Self.tables(
      [
        Self.cell("a", 1, [2], conditions: [.release: "x 1", .period: "6000ms", .clamping: "none"])
      ],
      published: Self.published)
    let reasons = tables.incomparable[0].reasons
    #expect(!reasons.contains { $0.hasPrefix("release") || $0.hasPrefix("period") })
    #expect(reasons.contains("clamping zero there, none here"))
    #expect(reasons.contains("test houses not stated there, not known here"))
  }

  @Test("a cell's file gives back every number, bit for bit; a damaged one is refused")
  func roundTrip() throws {
    var cell = Self.cell("a", 1, [1.0 / 3, 2, 0.1], conditions: [.period: "6s"])
    cell.days.days[1].confusion.bothOn = 7
    let read = try CellResult(
      json: try JSON.parse(cell.json.linesOfMembers, path: "cell.json"), path: "cell.json")
    #expect(read.days == cell.days)
    #expect(read.figures == cell.figures && read.baselines == cell.baselines)
    #expect(read.conditions == cell.conditions && read.inputs == cell.inputs)
    #expect(read.outcome.text == cell.outcome.text)
    #expect(read.json.text == cell.json.text)
    #expect(throws: FilesError.self) {
      _ = try CellResult(json: ["version": 1], path: "cell.json")
    }
  }
}
