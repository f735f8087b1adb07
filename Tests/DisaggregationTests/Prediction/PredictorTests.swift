import Files
import MeterData
import Networks
import Testing
import Work

@testable import Disaggregation

@Suite("Rows that come piece by piece")
struct PredictorTests {
  /// A model of 6 s with a short max gap, whose rule bridges and drops a little.
  static func model(_ small: SeriesModel) throws -> TrainedModel {
    var model = try small.model()
    model.description.mains.maximumGap = TimeSpan(nanoseconds: 12 * ISOTime.second)
    model.description.mains.histogram = MainsHistogram(
      minimum: 100, maximum: 2500, counts: [Int](repeating: 1, count: 64))
    model.description.target.rule = ActivationRule(
      threshold: 700, minimumOn: 13, minimumOff: 13)
    return model
  }

  /// All rows of a prediction.
  static func predicted(
    _ models: [TrainedModel], _ pieces: [ReadingBlock], _ settings: PredictionSettings
  ) throws -> (rows: PredictedRows, summary: PredictionSummary) {
    let predictor = try Predictor(models, settings, pool: ThreadPool(width: 1))
    var all = PredictedRows(appliances: models.count)
    for piece in pieces { all.append(try predictor.add(piece)) }
    all.append(try predictor.finish())
    return (all, predictor.summary)
  }

  static func settings(
    block: Int = 8, _ clamping: Clamping = .zero, _ semantics: ReadingSemantics = .sample
  ) -> PredictionSettings {
    var settings = PredictionSettings(
      semantics: semantics, clamping: clamping, engine: .windows)
    settings.blockSamples = block
    return settings
  }

  @Test(
    "get what the whole series gives at once, bit for bit", arguments: SeriesModel.all,
    [UInt64(1), 2, 3])
  func whole(_ small: SeriesModel, seed: UInt64) throws {
    let model = try Self.model(small)
    let rows = CarelessRows.make(seed: seed)
    for (block, clamping) in [(1, Clamping.none), (8, .zero), (64, .mains), (10_000, .zero)] {
      let wanted = try WholePrediction(rows, model, clamping)
      let (found, summary) = try Self.predicted(
        [model], CarelessRows.pieces(rows, seed: seed), Self.settings(block: block, clamping))
      #expect(found.count == rows.count)
      for row in 0..<found.count {
        let place = wanted.place(of: rows.times[row], period: model.description.period.nanoseconds)
        let estimate = place.map { wanted.estimates[$0] } ?? .nan
        #expect(
          found.appliances[0].estimates[row].bitPattern == estimate.bitPattern
            || estimate.isNaN && found.appliances[0].estimates[row].isNaN, "row \(row)")
        if let place, !estimate.isNaN {
          #expect(found.appliances[0].isOn[row] == wanted.isOn[place], "row \(row)")
        }
        #expect(found.flags[row] == Self.flag(row, rows, place, wanted), "row \(row)")
      }
      #expect(summary.appliances[0].activations == wanted.activations)
      let sum = wanted.estimates.reduce(0.0) { $1.isNaN ? $0 : $0 + Double($1) }
      #expect(abs(summary.appliances[0].energy - sum * 6 / 3600) < 1e-9 * max(abs(sum), 1))
    }
  }

  private static func flag(
    _ row: Int, _ rows: ReadingBlock, _ place: Int?, _ whole: WholePrediction
  ) -> PredictionFlag {
    let value = rows.values[row]
    if value < 0 || value > 100_000 { return .outOfRange }
    guard let place, whole.flags[place] != .gap else { return .gap }
    // A bin of the histogram is 37.5 W wide.
    if !(Float(62.5)...2537.5).contains(whole.mains[place]) { return .outOfRange }
    return whole.flags[place] == .edge ? .edge : .ok
  }

  @Test("get the same from the engine that shares, to its rounding")
  func sharing() throws {
    let plan = try ArchitectureCatalogue.named("seq2point-reduced").plan(window: 49)
    var model = try SeriesModel.model(of: plan)
    model.description.mains.maximumGap = TimeSpan(nanoseconds: 12 * ISOTime.second)
    let rows = CarelessRows.make(seed: 5, count: 3000)
    let wanted = try WholePrediction(rows, model, .none)
    var settings = Self.settings(block: 400, .none)
    settings.engine = .series
    let found = try Self.predicted([model], CarelessRows.pieces(rows, seed: 5), settings).rows
    let estimates = rows.times.map { time in
      wanted.place(of: time, period: 6 * ISOTime.second).map { wanted.estimates[$0] } ?? .nan
    }
    #expect(SeriesModel.agree(found.appliances[0].estimates, estimates))
  }

  @Test("get what sharing gives of the whole series at once, to a few units in the last place")
  func sharingWhole() throws {
    let plan = try ArchitectureCatalogue.named("seq2point-reduced").plan(window: 129)
    let model = try SeriesModel.model(of: plan)
    var generator = RandomGenerator(seed: 1)
    let values = (0..<30_000).map { _ in Float(generator.whole(100...2500)) }
    let engine = try EngineChoice.series.estimator(of: plan, pool: ThreadPool())
    let whole = model.disaggregate(values, with: engine).estimates
    var settings = PredictionSettings(clamping: .none)
    settings.blockSamples = 9000
    let rows = ReadingBlock(
      times: values.indices.map { Int64($0) * 6 * ISOTime.second }, values: values.map(Double.init))
    let found = try Self.predicted([model], [rows], settings).rows.appliances[0].estimates
    let largest = whole.reduce(0) { max($0, abs($1)) }
    for (estimate, wanted) in zip(found, whole) {
      // Blocks that begin elsewhere are transformed with other neighbours.
      #expect(abs(estimate - wanted) <= 8 * largest.ulp)
    }
  }

  @Test("get columns of several networks, each on its own grid, and what they leave")
  func several() throws {
    let kettle = try Self.model(SeriesModel(window: 7, target: .middle))
    var fridge = try Self.model(SeriesModel(window: 12, target: nil))
    fridge.description.target.appliance = "fridge"
    fridge.description.period = TimeSpan(nanoseconds: 10 * ISOTime.second)
    let rows = CarelessRows.make(seed: 9)
    let pieces = CarelessRows.pieces(rows, seed: 9)
    let both = try Self.predicted([kettle, fridge], pieces, Self.settings())
    for (index, model) in [kettle, fridge].enumerated() {
      let alone = try Self.predicted([model], pieces, Self.settings())
      #expect(
        both.rows.appliances[index].estimates.map(\.bitPattern)
          == alone.rows.appliances[0].estimates.map(\.bitPattern))
      #expect(both.rows.appliances[index].isOn == alone.rows.appliances[0].isOn)
      #expect(both.rows.appliances[index].flags == alone.rows.flags)
      #expect(both.summary.appliances[index] == alone.summary.appliances[0])
      #expect(zip(both.rows.flags, alone.rows.flags).allSatisfy { $0 >= $1 || $1 == .gap })
    }
    let worst = zip(both.rows.appliances[0].flags, both.rows.appliances[1].flags).map {
      max($0, $1)
    }
    #expect(both.rows.flags == worst)
    #expect(both.rows.appliances[0].flags != both.rows.appliances[1].flags)
    let row = try #require((0..<rows.count).first { !both.rows.remainder($0).isNaN })
    let sum = both.rows.appliances.reduce(0) { $0 + $1.estimates[row] }
    #expect(abs(both.rows.remainder(row) + sum - both.rows.watts[row]) < 0.01)
    let predicted = (0..<rows.count).count { row in
      both.rows.appliances.allSatisfy { !$0.estimates[row].isNaN }
    }
    #expect(both.summary.predictedRows == predicted && both.summary.rows == rows.count)
    #expect(both.summary.missingRows == rows.count - predicted)
  }

  @Test("may be a single one, which stands at an edge")
  func single() throws {
    let model = try Self.model(SeriesModel(window: 7, target: .middle))
    let found = try Self.predicted(
      [model], [ReadingBlock(times: [0], values: [200])], Self.settings()
    ).rows
    #expect(found.count == 1 && found.flags == [.edge])
    #expect(!found.appliances[0].estimates[0].isNaN)
  }

  @Test("without a reading do not wait for one for ever", arguments: [0, 5])
  func silent(readings: Int) throws {
    let model = try Self.model(SeriesModel(window: 7, target: .middle))
    let predictor = try Predictor([model], Self.settings(), pool: ThreadPool(width: 1))
    var known = 0
    for piece in 0..<30 {
      let rows = (piece * 10_000)..<(piece + 1) * 10_000
      let block = ReadingBlock(
        times: rows.map { Int64($0) * 6 * ISOTime.second },
        values: rows.map { $0 < readings ? 300 : .nan })
      known += try predictor.add(block).count
    }
    #expect(known > 299_900)
    let last = try predictor.finish()
    #expect(known + last.count == 300_000)
    #expect(predictor.summary.predictedRows == readings)
    #expect(predictor.summary.flags[.gap] == 300_000 - readings)
  }

  @Test("are refused where they are far coarser than the network's period")
  func coarse() throws {
    let model = try Self.model(SeriesModel(window: 7, target: .middle))
    for (step, isRefused) in [(1, false), (6, false), (12, false), (15, true), (900, true)] {
      let times = (0..<3000).map { Int64($0) * Int64(step) * ISOTime.second }
      let rows = ReadingBlock(times: times, values: times.map { _ in 100 })
      let outcome = Result { try Self.predicted([model], [rows], Self.settings(block: 5000)) }
      switch outcome {
      case .success: #expect(!isRefused, "\(step)")
      case .failure(let error):
        let error = try #require(error as? DisaggregationError)
        #expect(isRefused && error.status == .badData)
        #expect(error.reason.contains("needs one every 6 s"), "\(error)")
        #expect(error.reason.contains(step == 15 ? "15 s apart" : "15 min apart"), "\(error)")
      }
    }
  }

  @Test("of the same appliance twice are refused")
  func twice() throws {
    let model = try Self.model(SeriesModel(window: 7, target: .middle))
    #expect(throws: DisaggregationError.self) {
      try Self.predicted([model, model], [], Self.settings())
    }
  }
}
