import Files
import HTTP
import MeterData
import Synchronization
import Work

/// A day of a simulated home's mains as a table, at the period of the first model.
final class ExampleRoute: Sendable {
  private let models: any ServedModels
  /// A table, or who waits until it is made.
  private enum Table: Sendable {
    case awaited([HTTPReply])
    case made(HTTPResponse)
  }

  /// What was asked for before, by its period in seconds.
  private let tables = Mutex<[Int: Table]>([:])

  /// - Parameter models: Whose first one decides the period.
  init(models: any ServedModels) { self.models = models }

  /// `GET /example.csv`.
  var route: Route {
    Route(
      "GET", "/example.csv",
      summary: "A day of a simulated home's mains, at the period of the first model.",
      handle: { [self] _, reply in answer(reply) })
  }

  /// Answers at once where the table is there; the first who asks has it made, on a thread of its
  /// own, so that no other request waits.
  private func answer(_ reply: HTTPReply) {
    let period = models.current.first?.model.description.period.seconds ?? 6
    let seconds = Int(min(max(period, 1), 600))
    let (known, isFirst) = tables.withLock { tables -> (HTTPResponse?, Bool) in
      switch tables[seconds] {
      case .made(let response): return (response, false)
      case .awaited(let others):
        tables[seconds] = .awaited(others + [reply])
        return (nil, false)
      case nil:
        tables[seconds] = .awaited([reply])
        return (nil, true)
      }
    }
    if let known { reply.send(known) }
    if isFirst { _ = OwnedThread { [self] in make(seconds) } }
  }

  private func make(_ seconds: Int) {
    let response = HTTPResponse(
      type: "text/csv; charset=utf-8", body: ExampleRoute.table(seconds),
      fields: [HTTPField("Content-Disposition", "inline; filename=\"example.csv\"")])
    let waiting = tables.withLock { tables -> [HTTPReply] in
      defer { tables[seconds] = .made(response) }
      if case .awaited(let replies) = tables[seconds] { return replies }
      return []
    }
    for reply in waiting { reply.send(response) }
  }

  /// A Saturday on which all five appliances of the literature are used.
  private static func table(_ period: Int) -> [UInt8] {
    let plan = SimulationPlan(
      seed: 9, buildings: 1, days: 1,
      firstDay: CivilTime.day(ofYear: 2014, month: 3, day: 22), period: Double(period), zone: .utc)
    var text = "timestamp,power\n"
    do {
      try Simulation.run(plan, Supervision()) { _, meter, rows in
        guard meter == 1 else { return }
        for (time, value) in zip(rows.times, rows.values) {
          text += "\(ISOTime.format(time, in: plan.zone)),\(Int(value.rounded()))\n"
        }
      }
    } catch {
      // Nobody raises the cancellation of this run.
      preconditionFailure("\(error)")
    }
    return Array(text.utf8)
  }
}
