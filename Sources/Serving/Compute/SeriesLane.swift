import Disaggregation
import Networks
import Work

/// Disaggregates series piece by piece, in turn, on a thread of its own.
final class SeriesLane: Sendable {
  let backlog: Backlog<WaitingSeries>
  private let thread: OwnedThread

  init(_ settings: LaneSettings, pool: ThreadPool) {
    let backlog = Backlog<WaitingSeries>(
      units: settings.waitingSamples, works: settings.waitingSeries)
    self.backlog = backlog
    thread = OwnedThread { SeriesWorker(backlog, settings, pool).serve() }
  }

  /// Waits until the thread has ended; the backlog is closed.
  func join() { thread.join() }
}

/// What the thread does: engines are used by it alone, and shared by all requests.
private final class SeriesWorker {
  private let backlog: Backlog<WaitingSeries>
  private let settings: LaneSettings
  private var engines: SeriesEngines
  /// In the order of their turns.
  private var jobs: [SeriesJob] = []

  init(_ backlog: Backlog<WaitingSeries>, _ settings: LaneSettings, _ pool: ThreadPool) {
    self.backlog = backlog
    self.settings = settings
    engines = SeriesEngines(memory: settings.seriesMemory, pool: pool)
  }

  func serve() {
    while true {
      let ending = backlog.ending
      backlog.take().forEach(begin)
      if ending.isLate { giveUp() }
      dropLeft()
      if !jobs.isEmpty {
        turn()
      } else if ending.isClosed {
        return
      } else {
        backlog.wait(seconds: engines.isEmpty ? nil : settings.idleSeconds / 2)
        engines.release(idleFor: settings.idleSeconds)
      }
    }
  }

  private func begin(_ waiting: WaitingSeries) {
    do throws(Refusal) {
      jobs.append(
        try SeriesJob(waiting, settings) { (plan) throws(DisaggregationError) in
          try engines.estimator(of: plan)
        })
    } catch {
      end(waiting, .failure(error))
    }
  }

  private func turn() {
    let job = jobs.removeFirst()
    let began = ProcessMeasures.seconds
    do throws(Refusal) {
      let answer = try job.advance()
      job.seconds += ProcessMeasures.seconds - began
      guard let answer else { return jobs.append(job) }
      backlog.note(units: job.waiting.work.gridSamples, seconds: job.seconds)
      end(job.waiting, .success(answer))
    } catch {
      end(job.waiting, .failure(error))
    }
  }

  private func end(_ waiting: WaitingSeries, _ result: Result<SeriesAnswer, Refusal>) {
    backlog.finished(units: waiting.work.gridSamples, works: 1)
    waiting.done(result)
  }

  /// Ends what nobody waits for any more.
  private func dropLeft() {
    var stay: [SeriesJob] = []
    for job in jobs {
      if job.waiting.work.cancellation.isCancelled {
        end(job.waiting, .failure(.left))
      } else {
        stay.append(job)
      }
    }
    jobs = stay
  }

  private func giveUp() {
    for job in jobs { end(job.waiting, .failure(.stopping)) }
    jobs = []
  }
}

/// One engine for each plan in use, and its memory.
private struct SeriesEngines {
  private struct Engine {
    let plan: NetworkPlan
    let estimator: any SeriesEstimator
    var used: Double
  }

  private var engines: [Engine] = []
  private let memory: Int
  private let pool: ThreadPool

  init(memory: Int, pool: ThreadPool) {
    self.memory = memory
    self.pool = pool
  }

  var isEmpty: Bool { engines.isEmpty }

  /// The engine for networks of a plan; window by window where these have nothing to share.
  mutating func estimator(
    of plan: NetworkPlan
  ) throws(DisaggregationError) -> any SeriesEstimator {
    if let index = engines.firstIndex(where: { $0.plan == plan }) {
      engines[index].used = ProcessMeasures.seconds
      return engines[index].estimator
    }
    let estimator: any SeriesEstimator
    do {
      estimator = try EngineChoice.series.estimator(of: plan, memory: memory, pool: pool)
    } catch {
      do {
        estimator = try EngineChoice.windows.estimator(of: plan, pool: pool)
      } catch { throw DisaggregationError(error) }
    }
    engines.append(Engine(plan: plan, estimator: estimator, used: ProcessMeasures.seconds))
    return estimator
  }

  /// Lets go of engines that nobody has asked for.
  mutating func release(idleFor seconds: Double) {
    let now = ProcessMeasures.seconds
    engines.removeAll { now - $0.used >= seconds }
  }
}
