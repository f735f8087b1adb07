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
    /// Of the first lines.
    var body: [UInt8] = []
    var appended = 0
    /// Of lines behind one that is under way, and their bytes.
    var early: [Int: [UInt8]] = [:]
    var earlyBytes = 0
    var labels: [String] = []
    /// Nothing more is taken.
    var isOver = false

    mutating func take(_ line: Int, _ answer: [UInt8]) {
      underWay -= 1
      early[line] = answer
      earlyBytes += answer.count
      while let next = early.removeValue(forKey: appended) {
        earlyBytes -= next.count
        body += next
        body.append(10)
        appended += 1
      }
    }

    /// Hands out what there is, and keeps nothing.
    mutating func end() -> [UInt8] {
      isOver = true
      early = [:]
      defer { body = [] }
      return body
    }
  }

  /// What a line's answer leads to.
  private enum Step {
    case goOn
    case nothing
    case whole([UInt8], [String])
    case refused(Refusal)
  }

  private let bytes: [UInt8]
  private let lines: [Line]
  private let work: PredictWork
  private let asker: Asker
  private let done: @Sendable (HTTPResponse) -> Void
  private let state: Mutex<State>

  /// One that is not blank.
  private struct Line {
    /// In the body, from 1.
    let number: Int
    let bytes: Range<Int>
  }

  /// - Throws: `Refusal`: 413 where there are too many lines, 422 where there is none.
  init(
    _ bytes: [UInt8], _ work: PredictWork, _ asker: Asker,
    _ done: @escaping @Sendable (HTTPResponse) -> Void
  ) throws(Refusal) {
    self.bytes = bytes
    self.work = work
    var asker = asker
    asker.grid = GridBudget(work.limits.allGridSamples)
    self.asker = asker
    self.done = done
    lines = try HouseholdLines.lines(of: bytes, limit: work.limits.households)
    state = Mutex(State())
  }

  /// Begins; each line's answer has the next one begin.
  func start() { handOut() }

  private static func lines(of bytes: [UInt8], limit: Int) throws(Refusal) -> [Line] {
    var lines: [Line] = []
    var (start, number) = (0, 0)
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      number += 1
      let isBlank = bytes[start..<end].allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
      if !isBlank {
        guard lines.count < limit else {
          throw Refusal(
            413, "too_many_lines",
            "more than \(DecimalText.grouped(limit)) households; send them in several requests",
            index: limit)
        }
        lines.append(Line(number: number, bytes: start..<end))
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
      guard !state.isOver, state.next < lines.count, state.underWay < work.limits.householdsAtOnce
      else {
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
      let body = try PredictBody(json: bytes, in: lines[line].bytes, work.limits)
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
    members.append(.init(key: "line", value: .integer(lines[line].number)))
    take(line, Array(JSON.object(members + refusal.json.members).text.utf8), [])
  }

  private func take(_ line: Int, _ answer: [UInt8], _ models: [ServedModel]) {
    let step = state.withLock { state -> Step in
      guard !state.isOver else { return .nothing }
      state.take(line, answer)
      for model in models where !state.labels.contains(model.label) {
        state.labels.append(model.label)
      }
      if let refusal = refusal(state) {
        _ = state.end()
        return .refused(refusal)
      }
      return state.appended == lines.count ? .whole(state.end(), state.labels) : .goOn
    }
    switch step {
    case .goOn: handOut()
    case .nothing: break
    case .whole(let body, let labels): finish(body, labels)
    case .refused(let refusal): done(refusal.response)
    }
  }

  /// Why the lines that are left are not worth their while.
  private func refusal(_ state: borrowing State) -> Refusal? {
    if asker.cancellation.isCancelled { return .left }
    let limit = work.limits.answerBytes
    guard state.body.count + state.earlyBytes > limit else { return nil }
    return Refusal.long(
      "the answer has more than \(DecimalText.grouped(limit)) bytes; send the households in "
        + "several requests", limit: limit)
  }

  private func finish(_ body: [UInt8], _ labels: [String]) {
    let fields =
      labels.isEmpty
      ? [] : [HTTPField("X-Model-Version", labels.joined(separator: ", "))]
    done(HTTPResponse(type: "application/x-ndjson", body: body, fields: fields))
  }
}
