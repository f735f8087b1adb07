import HTTP
import Files
import SQLite
import Work

/// What there is to ask about the prediction log; all of it needs the token.
package enum LogRoutes {
  private typealias Question =
    @Sendable (borrowing LogReader) throws(SQLiteError) -> JSON

  /// GET /log/summary, /log/hourly, /log/recent and /drift, and DELETE /log/households/{household}.
  package static func routes(_ log: PredictionLog) -> [Route] {
    [summary(log), hourly(log), recent(log), drift(log), erasure(log)]
  }

  private static func summary(_ log: PredictionLog) -> Route {
    question(log, "/log/summary", "By model: answers, requests, households, windows, energy.") {
      (request) throws(Refusal) in
      _ = try LogQuery(request, [])
      return { (reader) throws(SQLiteError) in
        let state = log.state
        let now: JSON = [
          "written": .integer(state.written), "dropped": .integer(state.dropped),
          "waiting": .integer(state.waiting), "writing": .bool(state.isWriting),
        ]
        return .object(try reader.summary().members + [.init(key: "log", value: now)])
      }
    }
  }

  private static func hourly(_ log: PredictionLog) -> Route {
    question(
      log, "/log/hourly",
      "By hour (UTC) and model, of the last day or ?from= and ?to=, of all models or ?model=."
    ) { (request) throws(Refusal) in
      let query = try LogQuery(request, ["from", "to", "model"])
      let to = try query.time("to") ?? Int(ProcessMeasures.now / 1_000_000) + 1
      let from = try query.time("from") ?? to - LogTime.day
      guard from < to else { throw LogQuery.refusal("from", "lies before to") }
      guard to - from <= 92 * LogTime.day else {
        throw LogQuery.refusal("from", "lies 92 days before to at most")
      }
      let model = query.text("model")
      return { (reader) throws(SQLiteError) in try reader.hourly(from..<to, model: model) }
    }
  }

  private static func recent(_ log: PredictionLog) -> Route {
    question(
      log, "/log/recent",
      "The latest answers, 100 or ?limit=, of all or of ?model= and ?household=."
    ) { (request) throws(Refusal) in
      let query = try LogQuery(request, ["limit", "model", "household"])
      let limit = try query.integer("limit", in: 1...1000, default: 100)
      let model = query.text("model")
      let household = query.text("household").map(LoggedAnswer.key)
      return { (reader) throws(SQLiteError) in
        try reader.recent(limit, model: model, household: household)
      }
    }
  }

  private static func drift(_ log: PredictionLog) -> Route {
    question(
      log, "/drift",
      "How far recent inputs lie from the training mains, by model and day, of 7 or ?days=."
    ) { (request) throws(Refusal) in
      let query = try LogQuery(request, ["days", "model"])
      let days = try query.integer("days", in: 1...366, default: 7)
      let today = Int(ProcessMeasures.now / 1_000_000) / LogTime.day
      let model = query.text("model")
      return { (reader) throws(SQLiteError) in
        try reader.drift(since: (today - days + 1) * LogTime.day, model: model)
      }
    }
  }

  private static func erasure(_ log: PredictionLog) -> Route {
    Route(
      "DELETE", "/log/households/{household}", access: .token,
      summary: "Forgets a household: its answers, and its name.",
      handle: { request, reply in
        log.erase(request.parameters["household"] ?? "") { result in
          switch result {
          case .success(let count): reply.send(HTTPResponse(json: ["deleted": .integer(count)]))
          case .failure(let refusal): reply.send(refusal.response)
          }
        }
      })
  }

  /// A route whose answer is read on the log's thread for that.
  private static func question(
    _ log: PredictionLog, _ pattern: String, _ summary: String,
    _ checked: @escaping @Sendable (RoutedRequest) throws(Refusal) -> Question
  ) -> Route {
    Route(
      "GET", pattern, access: .token, summary: summary,
      handle: { request, reply in
        do throws(Refusal) {
          log.read(try checked(request)) { result in
            switch result {
            case .success(let json): reply.send(HTTPResponse(json: json))
            case .failure(let refusal): reply.send(refusal.response)
            }
          }
        } catch {
          reply.send(error.response)
        }
      })
  }
}
