import Disaggregation
import Files
import Kernels
import Registry
import Synchronization
package import Work

/// The models that serve: loaded, tried, and exchanged while requests go on.
///
/// A new version is loaded beside the old one and takes its place in one instant; whoever began with
/// the old one ends with it, and with its last user its memory goes. What cannot be used is refused,
/// and the old one keeps serving.
package final class Fleet: ServedModels {
  /// What everybody sees.
  struct Shown: Sendable {
    var models: [ServedModel] = []
    /// Why it is not ready; without paths.
    var problems = ["the models are being loaded"]
    /// By name, why what lies at a model's place now does not serve.
    var notes: [String: String] = [:]
  }

  private let sources: [ModelSource]
  private let settings: FleetSettings
  private let loader: ModelLoader
  private let log: @Sendable (FleetEvent) -> Void
  private let shown = Mutex(Shown())
  /// Held while models are loaded.
  private let berths = Mutex<[Berth]>([])
  private let watch = FleetWatch()
  /// Looks after which freed memory is given back.
  private let looksToTrim = Mutex(0)

  /// Nothing is loaded yet.
  ///
  /// - Parameters:
  ///   - sources: Of two models of one appliance the first serves.
  ///   - settings: How they are kept.
  ///   - pool: The threads that try them.
  ///   - log: Is told what happens, each thing once, on any thread.
  package init(
    _ sources: [ModelSource], _ settings: FleetSettings = FleetSettings(), pool: ThreadPool,
    log: @escaping @Sendable (FleetEvent) -> Void = { _ in }
  ) {
    self.sources = sources
    self.settings = settings
    self.log = log
    loader = ModelLoader(settings: settings, pool: pool)
  }

  package var current: [ServedModel] { shown.withLock(\.models) }

  package var isReady: Bool { problems.isEmpty }

  /// Why it is not ready, as sentences without paths; none where it is.
  package var problems: [String] { shown.withLock(\.problems) }

  /// By name, why what lies at a model's place now does not serve.
  package var notes: [String: String] { shown.withLock(\.notes) }

  /// Loads all models for the first time.
  ///
  /// - Throws: `ServingError`: of the first named model that cannot serve, or where none can.
  package func load() throws(ServingError) {
    _ = try look(isAsked: true)
    let failure = berths.withLock { berths in
      berths.contains { $0.served != nil }
        ? berths.first { $0.alias == nil && $0.served == nil }?.fault
        : berths.first?.fault ?? Fleet.nothing
    }
    if let failure { throw failure }
  }

  /// Looks at all places now, and loads what has changed.
  ///
  /// - Returns: What became of each model.
  package func reload() -> [ReloadOutcome] {
    do throws(ServingError) {
      return try look(isAsked: true)
    } catch {
      log(FleetEvent(kind: .refused, model: "", version: nil, message: error.description))
      return []
    }
  }

  /// Has the watching thread look at all places, which must be started.
  package func reload(_ done: @escaping @Sendable ([ReloadOutcome]) -> Void) { watch.ask(done) }

  /// Begins to look for changes, and to do what `reload` asks for, on a thread that holds the
  /// fleet until `stop`.
  package func startWatching() {
    watch.start(every: settings.reloadEvery) { isAsked in
      if isAsked { return self.reload() }
      // A folder that cannot be listed now may be there at the next look.
      return (try? self.look(isAsked: false)) ?? []
    }
  }

  /// Ends the watching thread.
  package func stop() { watch.stop() }

  private func look(isAsked: Bool) throws(ServingError) -> [ReloadOutcome] {
    var found: [Berth] = []
    for source in sources { found += try Berth.all(of: source) }
    return berths.withLock { [found] berths in
      for berth in found where !berths.contains(where: { $0.path == berth.path }) {
        berths.append(berth)
      }
      var outcomes: [ReloadOutcome] = []
      for index in berths.indices {
        outcomes.append(berths[index].look(isAsked: isAsked, loader, log))
        show(&berths)
      }
      giveBack(after: outcomes)
      return outcomes
    }
  }

  /// Returns the memory of models that are gone, now and when their last users have ended.
  private func giveBack(after outcomes: [ReloadOutcome]) {
    let hasChanged = outcomes.contains { $0.result == .switched || $0.result == .refused }
    let isDue = looksToTrim.withLock { looks in
      looks = hasChanged ? Fleet.looksAfterChange : max(looks - 1, 0)
      return looks > 0
    }
    if isDue { FreedMemory.giveBack() }
  }

  private static let looksAfterChange = 3

  /// Lets everybody see what serves.
  private func show(_ berths: inout [Berth]) {
    var fresh = Shown(problems: [])
    for index in berths.indices {
      let berth = berths[index]
      if let served = berth.served {
        let first = fresh.models.first { $0.name == served.name }
        berths[index].yield(to: first, log)
        guard first == nil else { continue }
        fresh.models.append(served)
        fresh.notes[served.name] = berth.problem
      } else {
        fresh.problems.append("\(berth.label): \(berth.problem ?? "it is being loaded")")
      }
    }
    fresh.models.sort { $0.name < $1.name }
    if fresh.models.isEmpty, fresh.problems.isEmpty { fresh.problems = ["there is no model"] }
    shown.withLock { $0 = fresh }
  }

  private static let nothing = ServingError(
    status: .missingInput, attempt: "", path: nil, reason: "there is no model to serve",
    remedy: "Promote one with energy models promote, or name one with --checkpoint.")
}

extension Berth {
  /// Why nothing serves from here.
  fileprivate var fault: ServingError {
    failure
      ?? ServingError(
        status: .missingInput, attempt: "read the model", path: path,
        reason: "there is no model there", remedy: "Check the name.")
  }

  /// The places that a source names at present.
  fileprivate static func all(of source: ModelSource) throws(ServingError) -> [Berth] {
    switch source {
    case .production(let models):
      let folder = RegistryFolders(models: models).production
      do {
        let names = try FileSystem.exists(folder) ? FileSystem.list(folder) : []
        return names.filter { !$0.hasPrefix(".") }.map { name in
          Berth(path: FileSystem.joined(folder, name), alias: name, label: name)
        }
      } catch { throw ServingError(error) }
    case .checkpoint(let path):
      do {
        return try ModelPath.each(path).map { Berth(path: $0, label: "a checkpoint") }
      } catch { throw ServingError(error) }
    case .path(let path, let metadata):
      return [Berth(path: path, metadataPath: metadata, label: "the model")]
    }
  }
}
