import Synchronization
import Work

/// What the server counts of itself, for GET /metrics; it never learns of households.
package final class ServerMeasures: AnswerObserver {
  /// What is looked at when somebody asks.
  package struct Watched: Sendable {
    package var models: (any ServedModels)?
    package var lanes: (any ComputeLanes)?
    /// Connections that are open.
    package var connections: (@Sendable () -> Int)?
    package var log: PredictionLog?

    package init(
      models: (any ServedModels)? = nil, lanes: (any ComputeLanes)? = nil,
      connections: (@Sendable () -> Int)? = nil, log: PredictionLog? = nil
    ) {
      self.models = models
      self.lanes = lanes
      self.connections = connections
      self.log = log
    }
  }

  private let version: String
  /// Seconds since 1970.
  private let started = Double(ProcessMeasures.now) / 1e9
  private let requests = Mutex(RequestCounts())
  private let models = Mutex<[String: ModelCounts]>([:])
  private let watched: Mutex<Watched>

  /// - Parameters:
  ///   - version: Of the tool.
  ///   - watched: What is looked at when somebody asks.
  package init(version: String, watched: Watched = Watched()) {
    self.version = version
    self.watched = Mutex(watched)
  }

  /// Names what is looked at from now on.
  package func watch(_ things: Watched) { watched.withLock { $0 = things } }

  /// Counts a request once its response has gone out.
  ///
  /// - Parameters:
  ///   - route: The pattern of the route that it was for, never its path.
  ///   - status: 0 where the client went away.
  ///   - seconds: From the head's arrival to the response's last byte.
  package func count(route: String, status: Int, seconds: Double) {
    requests.withLock { $0.count(route: route, status: status, seconds: seconds) }
  }

  package func answered(_ answer: AnsweredRequest) {
    let now = ProcessMeasures.seconds
    models.withLock {
      $0[answer.model.name, default: ModelCounts()]
        .add(answer.kind, windows: answer.windows, answer.inputs, at: now)
    }
  }

  /// All of it, as Prometheus reads it.
  package var text: String {
    var text = PrometheusText()
    let watched = watched.withLock { $0 }
    requests.withLock { $0 }.write(to: &text)
    models.withLock { $0 }.write(to: &text)
    write(watched.models, to: &text)
    write(watched, to: &text)
    writeProcess(to: &text)
    return text.text
  }

  private func write(_ models: (any ServedModels)?, to text: inout PrometheusText) {
    guard let models else { return }
    text.single(
      "energy_ready", .gauge, "1 where all models are loaded and reproduced their golden windows.",
      models.isReady ? 1 : 0)
    let name = "energy_model_info"
    text.begin(name, .gauge, "1 for each model that serves at present.")
    for model in models.current {
      text.sample(
        name,
        [
          "model": model.name, "version": model.version, "precision": model.precision.rawValue,
        ], 1)
    }
  }

  private func write(_ watched: Watched, to text: inout PrometheusText) {
    if let depth = watched.lanes?.depth {
      text.begin("energy_queue_depth", .gauge, "Windows and series that wait to be computed.")
      text.sample("energy_queue_depth", ["work": "windows"], Double(depth.windows))
      text.sample("energy_queue_depth", ["work": "series"], Double(depth.series))
    }
    if let connections = watched.connections {
      text.single(
        "energy_connections", .gauge, "Connections that are open.", Double(connections()))
    }
    guard let log = watched.log?.state else { return }
    let name = "energy_prediction_log_rows_total"
    text.begin(name, .counter, "Rows for the prediction log by what became of them.")
    text.sample(name, ["outcome": "written"], Double(log.written))
    text.sample(name, ["outcome": "dropped"], Double(log.dropped))
    text.single(
      "energy_prediction_log_waiting", .gauge, "Rows that wait to be written.",
      Double(log.waiting))
    text.single(
      "energy_prediction_log_writing", .gauge, "0 while the prediction log cannot be written.",
      log.isWriting ? 1 : 0)
  }

  private func writeProcess(to text: inout PrometheusText) {
    text.begin("energy_build_info", .gauge, "1, with the version of the tool.")
    text.sample("energy_build_info", ["version": version], 1)
    text.single(
      "process_start_time_seconds", .gauge, "When the server started, seconds since 1970.",
      started)
    text.single(
      "process_cpu_seconds_total", .counter, "Seconds of processors used.",
      ProcessMeasures.processorSeconds)
    text.single(
      "process_resident_memory_bytes", .gauge, "Bytes in memory.",
      Double(ProcessMeasures.residentBytes))
    if let threads = ProcessMeasures.threads {
      text.single("process_threads", .gauge, "Threads.", Double(threads))
    }
    if let files = ProcessMeasures.openFiles {
      text.single("process_open_fds", .gauge, "Open files and sockets.", Double(files))
    }
  }
}
