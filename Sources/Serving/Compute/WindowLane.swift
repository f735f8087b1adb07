import Synchronization
import Work

/// Computes windows that wait together, on a thread of its own.
final class WindowLane: Sendable {
  let backlog: Backlog<WindowSchedule.Request>
  private let thread: OwnedThread

  init(_ settings: LaneSettings, pool: ThreadPool) {
    let backlog = Backlog<WindowSchedule.Request>(units: settings.waitingWindows)
    self.backlog = backlog
    thread = OwnedThread { WindowLane.serve(backlog, settings, pool) }
  }

  /// Waits until the thread has ended; the backlog is closed.
  func join() { thread.join() }

  private static func serve(
    _ backlog: Backlog<WindowSchedule.Request>, _ settings: LaneSettings, _ pool: ThreadPool
  ) {
    var schedule = WindowSchedule(maximumBatch: settings.maximumBatch)
    while true {
      let ending = backlog.ending
      for request in backlog.take() { schedule.add(request) }
      if ending.isLate { refuse(schedule.removeAll(), with: .stopping, backlog) }
      refuse(schedule.removeLeft(), with: .left, backlog)
      if schedule.isEmpty {
        if ending.isClosed { return }
        backlog.wait()
        continue
      }
      let began = ProcessMeasures.seconds
      let pass = schedule.pass { model, inputs, count in
        model.estimates(of: inputs, count: count, pool: pool)
      }
      backlog.note(units: pass.windows, seconds: ProcessMeasures.seconds - began)
      for (request, outputs) in pass.finished {
        backlog.finished(units: request.count, works: 1)
        request.done(.success(outputs))
      }
    }
  }

  private static func refuse(
    _ requests: [WindowSchedule.Request], with refusal: Refusal,
    _ backlog: Backlog<WindowSchedule.Request>
  ) {
    for request in requests {
      backlog.finished(units: request.count, works: 1)
      request.done(.failure(refusal))
    }
  }
}
