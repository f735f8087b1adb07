import Disaggregation
import Files
import MeterData
import Synchronization
import Work

/// Who asked, and when.
struct Asker: Sendable {
  var requestID: String
  var household: String?
  /// Seconds on the process's clock.
  var began: Double
  /// What the lines of a body may span together; nil of other bodies.
  var grid: GridBudget?
  /// Raised once nobody waits any more.
  var cancellation = Cancellation()
}

/// What came of a request.
enum PredictReply: Sendable {
  case series(SeriesReply)
  case windows(WindowsReply)

  var models: [ServedModel] {
    switch self {
    case .series(let reply): reply.models
    case .windows(let reply): reply.models
    }
  }

  func json(household: String? = nil) -> [UInt8] {
    switch self {
    case .series(let reply): reply.json(household: household)
    case .windows(let reply): reply.json(household: household)
    }
  }
}

/// Has bodies estimated, and tells the observers.
final class PredictWork: Sendable {
  let limits: PredictLimits
  private let models: any ServedModels
  private let lanes: any ComputeLanes
  private let observers: [any AnswerObserver]

  init(
    models: any ServedModels, lanes: any ComputeLanes, limits: PredictLimits,
    observers: [any AnswerObserver]
  ) {
    self.models = models
    self.lanes = lanes
    self.limits = limits
    self.observers = observers
  }

  /// Estimates what a body brings.
  ///
  /// - Parameters:
  ///   - body: As it was read.
  ///   - asker: For the observers.
  ///   - done: Called once, on a thread of the lanes or at once.
  func estimate(
    _ body: PredictBody, _ asker: Asker,
    _ done: @escaping @Sendable (Result<PredictReply, Refusal>) -> Void
  ) {
    do throws(Refusal) {
      let chosen = try ModelChoice.models(body.options.appliances, among: models.current)
      switch body.input {
      case .series(let block): try series(block, body, chosen, asker, done)
      case .windows(let windows):
        let fitting = try PredictWork.fitting(
          windows, chosen, isNamed: body.options.appliances != nil)
        estimate(windows, body.options.clamping ?? .zero, fitting, asker, done)
      }
    } catch {
      done(.failure(error))
    }
  }

  private func series(
    _ block: ReadingBlock, _ body: PredictBody, _ chosen: [ServedModel], _ asker: Asker,
    _ done: @escaping @Sendable (Result<PredictReply, Refusal>) -> Void
  ) throws(Refusal) {
    let options = body.options
    var work = SeriesWork(
      models: chosen, readings: block, semantics: options.semantics ?? .sample,
      unit: options.unit ?? body.columnUnit, clamping: options.clamping ?? .zero)
    work.cancellation = asker.cancellation
    try work.requireRoom(limits.gridSamples)
    try asker.grid?.take(work.gridSamples)
    let settings = PredictionSettings(
      semantics: work.semantics, unit: work.unit, clamping: work.clamping)
    lanes.series(work) { [observers] result in
      done(
        result.map { answer in
          let notes = PredictionNotes(
            answer.summary, settings, columnUnit: body.columnUnit,
            kilowattOption: "the unit kW")
          let reply = SeriesReply(
            models: chosen, readings: block, options: options, settings: settings,
            answer: answer, notes: body.notes + notes.notes)
          PredictWork.tell(observers, of: reply, .series, asker)
          return .series(reply)
        })
    }
  }

  /// Tells of each model's part of a series.
  static func tell(
    _ observers: [any AnswerObserver], of reply: SeriesReply, _ kind: AnsweredRequest.Kind,
    _ asker: Asker
  ) {
    guard !observers.isEmpty else { return }
    let summary = reply.answer.summary
    for (index, model) in reply.models.enumerated() {
      let answered = AnsweredRequest(
        kind: kind, model: model, household: asker.household, requestID: asker.requestID,
        windows: summary.predictedRows, mains: reply.answer.rows.watts,
        energy: summary.appliances[index].energy, mainsEnergy: summary.mainsEnergy,
        activations: summary.appliances[index].activations, seconds: asker.seconds)
      for observer in observers { observer.answered(answered) }
    }
  }
}

// Raw windows.
extension PredictWork {
  /// The models that take windows of this length; all that were named must.
  private static func fitting(
    _ windows: RawWindows, _ chosen: [ServedModel], isNamed: Bool
  ) throws(Refusal) -> [ServedModel] {
    let fitting = chosen.filter { $0.model.network.plan.window == windows.width }
    guard fitting.isEmpty || isNamed && fitting.count < chosen.count else { return fitting }
    let needs = chosen.map { "\($0.appliance): \($0.model.network.plan.window)" }
    throw BodyPlace.key("x").wrong(
      "a window has \(windows.width) numbers, and the networks take "
        + needs.joined(separator: ", "), code: "wrong_length")
  }

  private func estimate(
    _ windows: RawWindows, _ clamping: Clamping, _ chosen: [ServedModel], _ asker: Asker,
    _ done: @escaping @Sendable (Result<PredictReply, Refusal>) -> Void
  ) {
    let gathering = Gathering(chosen.count) { [observers] result in
      done(
        result.map { watts in
          PredictWork.tell(observers, of: windows, chosen, asker)
          return .windows(WindowsReply(models: chosen, watts: watts))
        })
    }
    for (index, model) in chosen.enumerated() {
      lanes.windows(
        windows.values, count: windows.count, of: model, cancellation: asker.cancellation
      ) { result in
        gathering.add(
          result.map { WindowsReply.targets($0, of: windows, model, clamping) }, at: index)
      }
    }
  }

  private static func tell(
    _ observers: [any AnswerObserver], of windows: RawWindows, _ chosen: [ServedModel],
    _ asker: Asker
  ) {
    guard !observers.isEmpty else { return }
    for model in chosen {
      let answered = AnsweredRequest(
        kind: .windows, model: model, household: asker.household, requestID: asker.requestID,
        windows: windows.count, mains: windows.values, seconds: asker.seconds)
      for observer in observers { observer.answered(answered) }
    }
  }
}

/// Results that come in any order, and go on together: the first refusal counts.
private final class Gathering: Sendable {
  private struct State {
    var results: [[Float]?]
    var missing: Int
    var refusal: Refusal?
  }

  private let state: Mutex<State>
  private let done: @Sendable (Result<[[Float]], Refusal>) -> Void

  init(_ count: Int, _ done: @escaping @Sendable (Result<[[Float]], Refusal>) -> Void) {
    state = Mutex(State(results: Array(repeating: nil, count: count), missing: count))
    self.done = done
  }

  func add(_ result: Result<[Float], Refusal>, at index: Int) {
    let complete: Result<[[Float]], Refusal>? = state.withLock { state in
      switch result {
      case .success(let watts): state.results[index] = watts
      case .failure(let refusal): state.refusal = state.refusal ?? refusal
      }
      state.missing -= 1
      guard state.missing == 0 else { return nil }
      return state.refusal.map { .failure($0) } ?? .success(state.results.compactMap(\.self))
    }
    if let complete { done(complete) }
  }
}

extension Asker {
  /// Seconds since the request arrived.
  var seconds: Double { ProcessMeasures.seconds - began }
}
