import Disaggregation
import Files
import MeterData

/// Goes on with households: what is remembered and what is new is estimated anew, and rows that
/// nothing to come can change are handed out once.
///
/// Nothing of a network is kept from one request to the next, so that models may be exchanged.
final class StreamWork: Sendable {
  let limits: PredictLimits
  let book: StreamBook
  private let models: any ServedModels
  private let lanes: any ComputeLanes
  private let observers: [any AnswerObserver]

  init(
    models: any ServedModels, lanes: any ComputeLanes, limits: PredictLimits,
    observers: [any AnswerObserver], clock: @escaping @Sendable () -> Double
  ) {
    self.models = models
    self.lanes = lanes
    self.limits = limits
    self.observers = observers
    book = StreamBook(limits, clock: clock)
  }

  /// Goes on with a household; the one who asks names it.
  ///
  /// - Parameters:
  ///   - name: Of the household.
  ///   - body: What it brings.
  ///   - asker: For the observers.
  ///   - done: Called once, on a thread of the lanes or at once.
  /// - Throws: `Refusal` (429) where too many of its requests wait.
  func append(
    _ name: String, _ body: StreamBody, _ asker: Asker,
    _ done: @escaping @Sendable (Result<StreamReply, Refusal>) -> Void
  ) throws(Refusal) {
    try book.enter(name) { [self] in
      do throws(Refusal) {
        let turn = try begin(name, body, asker)
        lanes.series(turn.work) { [self] result in
          let (reply, state) = outcome(result, turn, name, body, asker)
          book.leave(name, state)
          done(reply)
        }
      } catch {
        book.leave(name, nil)
        done(.failure(error))
      }
    }
  }

  /// A household's state with the new readings, and what is to be estimated.
  private struct Turn: Sendable {
    var state: StreamState
    let accepted: Int
    /// The newest sample before it.
    let newest: Int64
    /// The time of the last final row that the client has.
    let since: Int64
    let work: SeriesWork
  }

  private func begin(
    _ name: String, _ body: StreamBody, _ asker: Asker
  ) throws(Refusal) -> Turn {
    let known = body.begins ? nil : book.state(of: name)
    var state: StreamState
    let chosen: [ServedModel]
    if let known {
      try known.settings.require(body.options)
      chosen = try ModelChoice.models(known.settings.appliances, among: models.current)
      state = known
    } else {
      try body.options.requireSense()
      chosen = try ModelChoice.models(body.options.appliances, among: models.current)
      state = StreamState(StreamSettings(body.options, chosen))
      guard body.begins else { throw unknown(body, chosen, state.settings) }
    }
    let newest = state.readings.times.last ?? .min
    let since = body.finalSince ?? state.finalRow(knownWith: body.readings.times.first)
    let accepted = state.append(body.readings)
    guard state.readings.count <= limits.streamSamples else {
      throw Refusal(
        413, "too_many_samples",
        "more than \(DecimalText.grouped(limits.streamSamples)) samples would wait; send fewer at "
          + "once", field: "samples")
    }
    try book.requireRoom(accepted, isNew: book.state(of: name) == nil)
    var work = StreamWork.work(chosen, state)
    work.cancellation = asker.cancellation
    try work.requireRoom(limits.gridSamples, field: "samples")
    return Turn(state: state, accepted: accepted, newest: newest, since: since, work: work)
  }

  private static func work(_ models: [ServedModel], _ state: StreamState) -> SeriesWork {
    let settings = state.settings
    var work = SeriesWork(
      models: models, readings: state.readings, semantics: settings.semantics,
      unit: settings.unit, clamping: settings.clamping)
    work.judgesRhythm = !state.isJudged
    work.settles = true
    return work
  }

  /// A household that nobody began, or that was forgotten: what to send again.
  private func unknown(
    _ body: StreamBody, _ chosen: [ServedModel], _ settings: StreamSettings
  ) -> Refusal {
    var details: [JSON.Member] = []
    if let first = body.readings.times.first {
      let start = first.subtractingReportingOverflow(StreamWork.reach(chosen, settings))
      let from = ISOTime.format(start.overflow ? first : start.partialValue, in: body.options.zone)
      details.append(JSON.Member(key: "resend_from", value: .string(from)))
    }
    return Refusal(
      409, "unknown_household",
      "the household is not remembered: send the samples from resend_from on with \"begin\": true",
      details: details)
  }

  private static func reach(_ models: [ServedModel], _ settings: StreamSettings) -> Int64 {
    models.map { PredictionReach.nanoseconds(of: $0.model, settings.prediction) }.max() ?? 0
  }
}

// What came of a turn.
extension StreamWork {
  /// The reply, and what is remembered from now on: nothing new where there is no answer.
  private func outcome(
    _ result: Result<SeriesAnswer, Refusal>, _ turn: Turn, _ name: String, _ body: StreamBody,
    _ asker: Asker
  ) -> (Result<StreamReply, Refusal>, StreamState?) {
    var state = turn.state
    let answer: SeriesAnswer?
    switch result {
    case .success(let found): answer = found
    case .failure(let refusal):
      guard refusal.code == Refusal.tooCoarse, state.seen < StreamState.enough else {
        return (.failure(refusal), nil)
      }
      answer = nil
    }
    let settled = answer?.settled ?? 0
    let rows = state.rows(settled: settled, since: turn.since)
    let readings = state.readings
    let notes = notes(turn, body, hasAnswer: answer != nil)
    if let answer {
      let fresh = state.rows(settled: settled, since: state.finalUntil).final
      tell(turn, answer, fresh, name, asker)
      state.advance(
        settled: settled, newest: turn.newest,
        reach: StreamWork.reach(turn.work.models, state.settings))
    }
    let reply = StreamReply(
      household: name, models: turn.work.models, zone: body.options.zone, readings: readings,
      answer: answer, final: rows.final, provisional: rows.provisional,
      finalUntil: state.finalUntil == .min ? nil : state.finalUntil, accepted: turn.accepted,
      ignored: body.readings.count - turn.accepted, notes: notes)
    return (.success(reply), state)
  }

  /// What a client could not see from the rows.
  private func notes(_ turn: Turn, _ body: StreamBody, hasAnswer: Bool) -> [String] {
    guard hasAnswer else {
      return ["the first samples lie far apart: estimates begin once their rhythm is known"]
    }
    let state = turn.state
    var notes: [String] = []
    if turn.since < state.forgotten {
      let time = StreamReply.spelled(state.forgotten, body.options.zone)
      notes.append("final rows up to \(time) are handed out no more")
    }
    if state.reach > 0, StreamWork.reach(turn.work.models, state.settings) > state.reach {
      notes.append(
        "a model now needs more of the past than is remembered: the first rows are flagged edge")
    }
    return notes
  }

  /// Observers learn of the mains that are new, and of the rows that became final.
  private func tell(
    _ turn: Turn, _ answer: SeriesAnswer, _ final: Range<Int>, _ name: String, _ asker: Asker
  ) {
    guard !observers.isEmpty, turn.accepted > 0 else { return }
    for model in turn.work.models {
      let answered = AnsweredRequest(
        kind: .stream, model: model, household: name, requestID: asker.requestID,
        windows: final.count, mains: Array(answer.rows.watts.suffix(turn.accepted)),
        seconds: asker.seconds)
      for observer in observers { observer.answered(answered) }
    }
  }
}
