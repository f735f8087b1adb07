import Files
import HTTP
import Synchronization

/// A body of many households, a line each: some lines at a time go through the lanes, and the
/// answers go out in the order of the lines.
final class HouseholdLines: Sendable {
  private struct State {
    var next = 0
    var underWay = 0
    var isHandingOut = false
    var answers: [[UInt8]]
    var labels: [String] = []
    var finished = 0
  }

  private let bytes: [UInt8]
  private let lines: [Range<Int>]
  private let work: PredictWork
  private let asker: Asker
  private let done: @Sendable (HTTPResponse) -> Void
  private let state: Mutex<State>

  /// - Throws: `Refusal`: 413 where there are too many lines, 422 where there is none.
  init(
    _ bytes: [UInt8], _ work: PredictWork, _ asker: Asker,
    _ done: @escaping @Sendable (HTTPResponse) -> Void
  ) throws(Refusal) {
    self.bytes = bytes
    self.work = work
    self.asker = asker
    self.done = done
    lines = try HouseholdLines.lines(of: bytes, limit: work.limits.households)
    state = Mutex(State(answers: Array(repeating: [], count: lines.count)))
  }

  /// Begins; each line's answer has the next one begin.
  func start() { handOut() }

  private static func lines(of bytes: [UInt8], limit: Int) throws(Refusal) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      let isBlank = bytes[start..<end].allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
      if !isBlank {
        guard lines.count < limit else {
          throw Refusal(
            413, "too_many_lines",
            "more than \(DecimalText.grouped(limit)) households; send them in several requests",
            index: limit)
        }
        lines.append(start..<end)
      }
      start = end + 1
    }
    guard !lines.isEmpty else { throw BodyPlace.body.wrong("there is no line", code: "missing") }
    return lines
  }

  /// Has as many lines begin as may be under way.
  ///
  /// Answers that come at once, on this thread, only make room: they do not begin lines themselves,
  /// which would go as deep as there are lines.
  private func handOut() {
    let isMine = state.withLock { state in
      defer { state.isHandingOut = true }
      return !state.isHandingOut
    }
    guard isMine else { return }
    while let line = claim() { begin(line) }
  }

  private func claim() -> Int? {
    state.withLock { state in
      guard state.next < lines.count, state.underWay < work.limits.householdsAtOnce else {
        state.isHandingOut = false
        return nil
      }
      state.next += 1
      state.underWay += 1
      return state.next - 1
    }
  }

  private func begin(_ line: Int) {
    do throws(Refusal) {
      let body = try PredictBody(json: bytes, in: lines[line], work.limits)
      var asker = asker
      asker.household = body.options.household
      work.estimate(body, asker) { [self] result in
        switch result {
        case .success(let reply):
          take(line, reply.json(household: body.options.household), reply.models)
        case .failure(let refusal): fail(line, refusal, body.options.household)
        }
      }
    } catch {
      fail(line, error, nil)
    }
  }

  private func fail(_ line: Int, _ refusal: Refusal, _ household: String?) {
    var members: [JSON.Member] = []
    if let household { members.append(.init(key: "household", value: .string(household))) }
    members.append(.init(key: "line", value: .integer(line + 1)))
    take(line, Array(JSON.object(members + refusal.json.members).text.utf8), [])
  }

  private func take(_ line: Int, _ answer: [UInt8], _ models: [ServedModel]) {
    let isLast = state.withLock { state in
      state.answers[line] = answer
      for model in models where !state.labels.contains(model.label) {
        state.labels.append(model.label)
      }
      state.underWay -= 1
      state.finished += 1
      return state.finished == lines.count
    }
    if isLast { finish() } else { handOut() }
  }

  private func finish() {
    let (answers, labels) = state.withLock { ($0.answers, $0.labels) }
    var body: [UInt8] = []
    body.reserveCapacity(answers.reduce(0) { $0 + $1.count + 1 })
    for answer in answers {
      body += answer
      body.append(10)
    }
    let fields =
      labels.isEmpty
      ? [] : [HTTPField("X-Model-Version", labels.joined(separator: ", "))]
    done(HTTPResponse(type: "application/x-ndjson", body: body, fields: fields))
  }
}
