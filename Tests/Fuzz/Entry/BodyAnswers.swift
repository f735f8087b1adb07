import Disaggregation
import Files
import MeterData
import Synchronization

@testable import Serving

/// What comes of bodies: read, estimated with tiny networks, and written.
struct BodyAnswers {
  let limits: PredictLimits
  private let models: TinyModels
  private let lanes = TinyLanes()

  init(_ limits: PredictLimits) throws {
    self.limits = limits
    models = try TinyModels()
  }

  /// One body of `/predict`, whose estimates must not hang on where blocks of rows end.
  func predict(_ body: PredictBody) {
    let work = PredictWork(models: models, lanes: lanes, limits: limits, observers: [])
    work.estimate(body, Asker(requestID: "", began: 0)) { result in
      guard case .success(let reply) = result else { return }
      precondition((try? JSON.parse(reply.json())) != nil, "the answer is no JSON")
      if case .series(let series) = reply {
        precondition(!series.csv.isEmpty, "an empty table")
        check(series)
      }
    }
  }

  /// The same rows, eight at a time.
  private func check(_ reply: SeriesReply) {
    var settings = reply.settings
    settings.blockSamples = 4
    guard
      let predictor = try? Predictor(
        reply.models.map(\.model), settings,
        estimator: { (plan) throws(DisaggregationError) in try lanes.estimator(of: plan) })
    else { return }
    let readings = reply.readings
    var rows = PredictedRows(appliances: reply.models.count)
    for first in stride(from: 0, to: readings.count, by: 8) {
      let places = first..<min(first + 8, readings.count)
      let block = ReadingBlock(
        times: Array(readings.times[places]), values: Array(readings.values[places]))
      if let known = try? predictor.add(block) { rows.append(known) }
    }
    if let known = try? predictor.finish() { rows.append(known) }
    precondition(rows.count == readings.count, "\(rows.count) rows of \(readings.count)")
    let wanted = reply.answer.rows
    precondition(rows.flags == wanted.flags, "flags depend on blocks")
    for (ours, theirs) in zip(rows.appliances, wanted.appliances) {
      let pairs = zip(ours.estimates, theirs.estimates)
      precondition(pairs.allSatisfy(BodyAnswers.areAlike), "estimates depend on blocks")
      // What windows share is rounded otherwise in blocks that begin elsewhere.
      let isExact = pairs.allSatisfy { $0 == $1 || $0.isNaN }
      precondition(!isExact || ours.isOn == theirs.isOn, "states depend on blocks")
    }
  }

  private static func areAlike(_ ours: Float, _ theirs: Float) -> Bool {
    ours.isNaN ? theirs.isNaN : abs(ours - theirs) <= 1e-3 * max(abs(theirs), 100)
  }

  /// Bodies of `/stream`, a line each, one after another for one household: rows become final once.
  func stream(_ lines: [[UInt8]]) {
    let work = StreamWork(
      models: models, lanes: lanes, limits: limits, observers: [], clock: { 0 })
    var last = Int64.min
    for line in lines {
      guard let body = try? StreamBody(json: line, limits) else { continue }
      if body.begins { last = .min }
      let found = Mutex<StreamReply?>(nil)
      try? work.append("home", body, Asker(requestID: "", began: 0)) { result in
        found.withLock { $0 = try? result.get() }
      }
      guard let reply = found.withLock({ $0 }) else { continue }
      precondition((try? JSON.parse(reply.json)) != nil, "the answer is no JSON")
      if reply.accepted > 0, let first = reply.readings.times[reply.final].first {
        precondition(first > last, "a row became final twice")
      }
      last = max(last, reply.finalUntil ?? last)
    }
  }
}
