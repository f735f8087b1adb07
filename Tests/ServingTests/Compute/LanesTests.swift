import Disaggregation
import Files
import MeterData
import Networks
import Testing
import Work

@testable import Serving

@Suite("Work that arrives together")
struct LanesTests {
  private typealias Windows = LateAnswer<Result<[Float], Refusal>>
  private typealias Series = LateAnswer<Result<SeriesAnswer, Refusal>>

  @Test("windows are answered as if each request were alone, whoever else asks")
  func windows() throws {
    let pool = ThreadPool(width: 2)
    let lanes = Lanes(pool: pool)
    let models = [
      try SmallModels.served("kettle", seed: 1), try SmallModels.served("fridge", seed: 2),
      try SmallModels.served("oven", plan: SmallModels.plan(window: 12, isSequence: true)),
    ]
    let counts = [1, 3, 1, 150, 1, 64, 2, 1, 65]
    var asked: [(ServedModel, [Float], Int, Windows)] = []
    for (index, count) in counts.enumerated() {
      let model = models[index % models.count]
      let inputs = MadeUpMains.windows(
        count, of: model.model.network.plan.window, seed: UInt64(index))
      asked.append((model, inputs, count, Windows()))
    }
    for (model, inputs, count, answer) in asked {
      lanes.windows(inputs, count: count, of: model, cancellation: Cancellation()) {
        answer.put($0)
      }
    }
    for (model, inputs, count, answer) in asked {
      let engine = NetworkEngine(
        plan: model.model.network.plan, maximumBatch: 64, pool: pool, isTraining: false)
      let wanted = model.model.estimates(of: inputs, count: count, engine)
      let found = try answer.get().get()
      #expect(found.count == count * model.model.network.plan.outputs)
      #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-2 })
    }
    #expect(lanes.depth == (0, 0))
  }

  @Test("a series is answered as the predictor alone answers it", arguments: [0, 1, 500, 6000])
  func series(rows: Int) throws {
    var settings = LaneSettings()
    settings.pieceSamples = 700
    settings.turnSeconds = 0
    let pool = ThreadPool(width: 2)
    let lanes = Lanes(settings, pool: pool)
    let models = [
      try SmallModels.served("kettle", seed: 1), try SmallModels.served("fridge", seed: 2),
    ]
    let asked = (0..<3).map { seed in
      (MadeUpMains.readings(rows, seed: UInt64(seed)), Series())
    }
    for (readings, answer) in asked {
      lanes.series(SeriesWork(models: models, readings: readings)) { answer.put($0) }
    }
    for (readings, answer) in asked {
      let found = try answer.get().get()
      let predictor = try Predictor(models.map(\.model), PredictionSettings(), pool: pool)
      var wanted = try predictor.add(readings)
      wanted.append(try predictor.finish())
      #expect(found.rows.count == rows)
      for (ours, theirs) in zip(found.rows.appliances, wanted.appliances) {
        #expect(agree(ours.estimates, theirs.estimates))
        #expect(ours.isOn == theirs.isOn)
      }
      #expect(found.rows.flags == wanted.flags)
      #expect(found.summary.rows == rows)
      #expect(found.activations.map(\.count) == predictor.summary.appliances.map(\.activations))
      for (uses, appliance) in zip(found.activations, found.rows.appliances) {
        for (row, time) in readings.times.enumerated() where !appliance.estimates[row].isNaN {
          let isUsed = uses.contains { $0.start <= time && time < $0.end }
          #expect(appliance.isOn[row] == isUsed, "row \(row)")
        }
      }
    }
  }

  private func agree(_ found: [Float], _ wanted: [Float]) -> Bool {
    found.count == wanted.count
      && zip(found, wanted).allSatisfy { found, wanted in
        wanted.isNaN ? found.isNaN : abs(found - wanted) < 1e-2
      }
  }

  @Test("readings that are too coarse are refused with the period needed and the one found")
  func coarse() throws {
    let lanes = Lanes(pool: ThreadPool(width: 1))
    let times = (0..<100).map { Int64($0) * 60_000_000_000 }
    let answer = Series()
    lanes.series(
      SeriesWork(
        models: [try SmallModels.served()],
        readings: ReadingBlock(times: times, values: [Double](repeating: 5, count: 100)))
    ) { answer.put($0) }
    guard case .failure(let refusal) = answer.get() else {
      Issue.record("an answer")
      return
    }
    #expect(refusal.status == 422)
    #expect(refusal.message.contains("1 min") && refusal.message.contains("6 s"))
  }

  @Test("more than may wait is refused with a time to come back, and nothing after the end")
  func full() throws {
    var settings = LaneSettings()
    settings.waitingWindows = 100
    let lanes = Lanes(settings, pool: ThreadPool(width: 1))
    let model = try SmallModels.served()
    let inputs = MadeUpMains.windows(60, of: 31, seed: 1)
    let many = MadeUpMains.windows(20_000, of: 31, seed: 1)
    let first = Windows()
    lanes.windows(many, count: 20_000, of: model, cancellation: Cancellation()) { first.put($0) }
    let second = Windows()
    lanes.windows(inputs, count: 60, of: model, cancellation: Cancellation()) { second.put($0) }
    #expect(throws: Refusal.self) { try second.get().get() }
    #expect(try first.get().get().count == 20_000)
    lanes.drain()
    let last = Windows()
    lanes.windows(inputs, count: 60, of: model, cancellation: Cancellation()) { last.put($0) }
    guard case .failure(let refusal) = last.get() else {
      Issue.record("an answer after the end")
      return
    }
    #expect(refusal.status == 503 && refusal.fields.first?.name == "Retry-After")
  }
}

@Suite("Work that is too much, or that nobody waits for")
struct LeftWorkTests {
  /// So many readings of one power, so many seconds apart.
  private static func readings(_ count: Int, every seconds: Int64) -> ReadingBlock {
    ReadingBlock(
      times: (0..<count).map { Int64($0) * seconds * ISOTime.second },
      values: [Double](repeating: 200, count: count))
  }

  @Test(
    "a series counts as the grid that it spans, of a silence what is computed for it",
    arguments: [
      // A window of 7 samples of 6 s, gaps of 2 carried on; readings that last hold for an hour.
      (ReadingSemantics.sample, 6, 10), (.sample, 2, 4), (.sample, 12, 19), (.sample, 600, 64),
      (.sample, 6_000_000, 64), (.hold, 600, 901), (.hold, 36_000, 5473),
      (.counter, 600, 91),
    ] as [(ReadingSemantics, Int64, Int)])
  func span(semantics: ReadingSemantics, seconds: Int64, wanted: Int) throws {
    let work = SeriesWork(
      models: [try PlainModels.model()], readings: Self.readings(10, every: seconds),
      semantics: semantics)
    #expect(work.gridSamples == wanted)
  }

  @Test("rows without a reading bring nothing, and times that lie apart as far as can be a window")
  func edges() throws {
    let model = try PlainModels.model()
    let empty = ReadingBlock(times: [0, 6, 12], values: [.nan, .nan, .nan])
    #expect(SeriesWork(models: [model], readings: empty).gridSamples == 0)
    let far = ReadingBlock(times: [.min, 0, .max], values: [1, 2, 3])
    #expect(SeriesWork(models: [model], readings: far).gridSamples == 15)
  }

  @Test("what nobody waits for is dropped: before it begins, and under way")
  func dropped() throws {
    var settings = LaneSettings()
    (settings.pieceSamples, settings.turnSeconds) = (64, 0)
    let lanes = Lanes(settings, pool: ThreadPool(width: 1))
    let model = try SmallModels.served()
    for isLeftBefore in [true, false] {
      let left = Cancellation()
      if isLeftBefore { left.cancel() }
      var work = SeriesWork(models: [model], readings: Self.readings(100_000, every: 6))
      work.cancellation = left
      let (series, windows) = (
        LateAnswer<Result<SeriesAnswer, Refusal>>(), LateAnswer<Result<[Float], Refusal>>()
      )
      lanes.series(work) { series.put($0) }
      let inputs = MadeUpMains.windows(20_000, of: 31, seed: 1)
      lanes.windows(inputs, count: 20_000, of: model, cancellation: left) { windows.put($0) }
      left.cancel()
      #expect(throws: Refusal.left) { try series.get().get() }
      #expect(throws: Refusal.left) { try windows.get().get() }
    }
    #expect(lanes.depth == (0, 0))
  }
}

@Suite("The schedule of windows")
struct WindowScheduleTests {
  @Test(
    "shares are equal, and what one leaves goes to those who came first",
    arguments: [
      ([1], 4, [1]), ([9], 4, [4]), ([9, 1], 4, [3, 1]), ([1, 9], 4, [1, 3]),
      ([5, 5, 5], 4, [2, 1, 1]), ([1, 1, 1, 1, 1], 4, [1, 1, 1, 1]),
      ([10_000, 1, 1], 64, [62, 1, 1]),
    ])
  func shares(needs: [Int], room: Int, wanted: [Int]) {
    #expect(WindowSchedule.shares(of: needs, room: room) == wanted)
  }

  @Test("a single window is in the next pass of its model, whatever large request came before")
  func turns() throws {
    var schedule = WindowSchedule(maximumBatch: 8)
    let (kettle, fridge) = (try SmallModels.served("kettle"), try SmallModels.served("fridge"))
    for (model, count) in [(kettle, 1000), (fridge, 1000), (kettle, 1), (fridge, 1)] {
      schedule.add(
        WindowSchedule.Request(
          model: model, inputs: MadeUpMains.windows(count, of: 31, seed: 1), count: count
        ) { _ in })
    }
    let passes = (0..<2).map { _ in
      schedule.pass { _, _, count in [Float](repeating: 0, count: count) }
    }
    #expect(passes.map(\.windows) == [8, 8])
    #expect(passes.map { $0.finished.map(\.request.model.name) } == [["kettle"], ["fridge"]])
  }
}
