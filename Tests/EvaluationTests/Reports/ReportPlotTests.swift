import Disaggregation
import Files
import MeterData
import Testing
import Work

@testable import Evaluation

@Suite("The plots of a report")
struct ReportPlotTests {
  /// A kettle on a minute's grid from 2013-06-03 00:00 in London.
  static func subject(
    _ truth: [Float], _ estimate: [Float], mains: [Float]? = nil, from start: String = "2013-06-03"
  ) throws -> ReportSubject {
    let zone = try TimeZoneRules(named: "Europe/London")
    let series = ScoredSeries(
      house: 1, start: try #require(ISOTime.parse(start, in: zone)), period: 60 * ISOTime.second,
      mains: mains ?? truth.map { $0 + 100 }, truth: truth, isScored: truth.map { _ in true })
    var evaluation = EvaluationSamples.evaluation(
      [
        Evaluation.Series(
          truth: series, estimate: estimate, flags: truth.map { _ in SampleFlag.ok })
      ], appliance: "kettle")
    evaluation.rule = ActivationRule(threshold: 1000)
    return try #require(ReportSubject.all(of: EvaluationSet(evaluations: [evaluation])).first)
  }

  @Test("a day's energy is that between local midnights, also where clocks change")
  func days() throws {
    // 25 hours on the day that clocks go back, and one hour more.
    let truth = [Float](repeating: 100, count: 26 * 60)
    let subject = try Self.subject(truth, truth.map { $0 / 2 }, from: "2013-10-27")
    let days = EnergyPerDay(subject.houses[0].series, in: subject.zone).days
    #expect(days.map { $0.truth.rounded() } == [2500, 100])
    #expect(days.map { $0.estimate.rounded() } == [1250, 50])
    #expect(days.map { $0.hours.rounded() } == [25, 1])
  }

  @Test("activations are found, missed or false, by what truth and estimate say")
  func gallery() throws {
    var truth = [Float](repeating: 0, count: 300)
    var estimate = truth
    for place in 20..<24 { truth[place] = 2000 }
    for place in 21..<24 { estimate[place] = 2000 }
    for place in 100..<104 { truth[place] = 2000 }
    for place in 200..<210 { estimate[place] = 2000 }
    let gallery = ActivationGallery(try Self.subject(truth, estimate))
    #expect(gallery.best.map(\.samples) == [20..<24])
    #expect(gallery.best.map(\.match) == [0.75])
    #expect(gallery.worst.map(\.samples) == [200..<210, 100..<104])
    #expect(gallery.worst.map(\.isTrue) == [false, true])
    let item = try #require(gallery.worst.last)
    #expect(gallery.note(of: item) == "missed · 133 Wh, estimated 0.0 Wh")
    #expect(gallery.title(of: item) == "Mon 3 Jun 2013, 01:40")
  }

  @Test("overlaps of two lists are those of every pair", arguments: 1...40 as ClosedRange<UInt64>)
  func overlaps(_ seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    func list() -> [Range<Int>] {
      var (place, ranges): (Int, [Range<Int>]) = (0, [])
      while place < 100 {
        let first = place + generator.whole(0...9)
        place = first + generator.whole(1...12)
        ranges.append(first..<place)
      }
      return ranges
    }
    let (truth, estimate) = (list(), list())
    let found = ActivationGallery.overlaps(of: truth, with: estimate).map(Array.init)
    #expect(
      found == truth.map { range in estimate.indices.filter { estimate[$0].overlaps(range) } })
  }

  @Test("an estimate that never ends is no activation of days")
  func endless() throws {
    var truth = [Float](repeating: 0, count: 300)
    for place in 100..<104 { truth[place] = 2000 }
    for place in 250..<260 { truth[place] = 2000 }
    let gallery = ActivationGallery(
      try Self.subject(truth, [Float](repeating: 1200, count: 300)))
    #expect(Set(gallery.best.map(\.samples)) == [96..<108, 240..<270])
    #expect(gallery.worst.isEmpty)
  }

  @Test("every scored sample is in one bin of the errors, and those while on are in theirs")
  func errors() throws {
    let truth: [Float] = [0, 2000, 2000, 0, .nan]
    let subject = try Self.subject(truth, [3, 1500, 2600, 0, 0])
    guard case .bars(let edges, let values) = ErrorDistribution(subject).chart.marks else {
      Issue.record("no bars")
      return
    }
    let sums = values.map { $0.reduce(0) { $0 + ($1 ?? 0) } }
    #expect(sums == [4, 2])
    #expect(edges.count == values[0].count + 1)
    let middle = try #require(edges.firstIndex { $0 > 0 })
    #expect(values[0][middle - 1] == 2)
  }

  @Test("the week's layers add up to the mains where they do not exceed them")
  func week() throws {
    let truth = (0..<600).map { Float($0 % 100 < 4 ? 2000 : 0) }
    var mains = truth.map { $0 + 150 }
    mains[300] = .nan
    let subject = try Self.subject(truth, truth, mains: mains)
    let chart = try #require(WeekStack([subject], house: 1)).chart(name: "week", title: "")
    guard case .traces(let segments, _) = chart.marks else {
      Issue.record("no traces")
      return
    }
    let values = segments[0].values.map(\.low)
    #expect(chart.columns.map(\.name) == ["kettle", "remainder", "mains"])
    for place in 0..<600 where place != 300 {
      #expect(values[0][place] + values[1][place] == values[2][place])
    }
    #expect(values[2][300] == TraceSegment.missing)
  }

  @Test("a long range is thinned to its budget, with a stretch kept whole")
  func budget() throws {
    var home = InventedHome(days: 30)
    home.period = 60
    let subject = try #require(ReportSubject.all(of: try home.set()).first)
    let plot = ActualAgainstPredicted(subject: subject, house: subject.houses[0], budget: 20_000)
    let start = subject.evaluation.range.lowerBound
    let chart = plot.chart(detail: start..<start + 86_400 * ISOTime.second)
    guard case .traces(let segments, let detail) = chart.marks else {
      Issue.record("no traces")
      return
    }
    #expect(segments.reduce(0) { $0 + $1.size } <= 20_000)
    #expect(segments[0].step > 60 * ISOTime.second)
    #expect(detail.map(\.count) == [1440])
    #expect(chart.note.contains("least and greatest"))
  }

  @Test("figures are written with their CSV, in a column's width")
  func figures() throws {
    let folder = try ScratchFolder()
    let names = try Figures.write(try InventedHome(days: 8).set(), into: folder.file("figures"))
    let kinds = Dictionary(grouping: names) { $0.suffix(3) }
    #expect(kinds["csv"]?.count == (kinds["svg"]?.count ?? 0) + 1)
    for name in kinds["svg"] ?? [] {
      let text = try FileSystem.text(of: folder.file("figures/\(name)"))
      #expect(text.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"252pt\""))
      #expect(text.hasSuffix("</svg>\n"))
      #expect(!text.contains("nan") && !text.contains("inf"))
    }
  }
}
