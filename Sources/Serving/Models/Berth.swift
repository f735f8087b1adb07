import Files
import Registry

/// A place that one model is loaded from, and what serves from there.
struct Berth: Sendable {
  /// An alias, a checkpoint or a file.
  let path: String
  /// MODEL_METADATA_PATH.
  let metadataPath: String?
  /// The alias's name; nil of a path.
  let alias: String?
  /// What answers call it before a model was loaded: no path.
  let label: String
  private(set) var served: ServedModel?
  /// Why nothing serves, or why what lies there now does not; without a path.
  private(set) var problem: String?
  /// What serves, and what was refused.
  private var loaded: ModelMark?
  private var refused: ModelMark?
  /// Changed in place a moment ago: it may still be being written.
  private var settling: ModelMark?
  private var isMissing = false
  /// Whether another model of the same appliance serves.
  private var isShadowed = false
  /// Why the last load failed.
  private(set) var failure: ServingError?

  init(path: String, metadataPath: String? = nil, alias: String? = nil, label: String) {
    self.path = path
    self.metadataPath = metadataPath
    self.alias = alias
    self.label = label
  }

  var name: String { served?.name ?? label }

  /// Loads what lies there where it is another than what serves.
  ///
  /// - Parameters:
  ///   - isAsked: Somebody wants it now: what has just changed is not waited for, and what was
  ///     refused is tried again.
  ///   - loader: Loads it.
  ///   - log: Is told what happened, once.
  /// - Returns: What became of it.
  mutating func look(
    isAsked: Bool, _ loader: ModelLoader, _ log: (FleetEvent) -> Void
  ) -> ReloadOutcome {
    var outcome = lookOnce(isAsked: isAsked, loader, log)
    // What changed while it was read is looked at again, but not for ever.
    for _ in 0..<4 where isAsked && served == nil && outcome.result == .unchanged {
      outcome = lookOnce(isAsked: true, loader, log)
    }
    return outcome
  }

  private mutating func lookOnce(
    isAsked: Bool, _ loader: ModelLoader, _ log: (FleetEvent) -> Void
  ) -> ReloadOutcome {
    guard let mark = ModelMark(path: path, metadata: metadataPath) else { return miss(log) }
    if mark == loaded { return settle(log) }
    if !isAsked {
      if mark == refused { return outcome(.refused) }
      if mark.file == (refused ?? loaded)?.file, mark != settling {
        settling = mark
        return outcome(.unchanged)
      }
    }
    return load(mark, loader, log)
  }

  private mutating func load(
    _ mark: ModelMark, _ loader: ModelLoader, _ log: (FleetEvent) -> Void
  ) -> ReloadOutcome {
    settling = nil
    isMissing = false
    let before = served
    let fresh: ServedModel
    do throws(ServingError) { fresh = try read(mark, loader) } catch {
      // What changed while it was read is another version by now: the next look sees it.
      return hasChanged(since: mark) ? outcome(.unchanged) : refuse(mark, error, log)
    }
    guard !hasChanged(since: mark) else { return outcome(.unchanged) }
    served = fresh
    loaded = mark
    refused = nil
    problem = nil
    failure = nil
    tell(before, log)
    return outcome(before == nil ? .loaded : .switched)
  }

  private func hasChanged(since mark: ModelMark) -> Bool {
    ModelMark(path: path, metadata: metadataPath) != mark
  }

  /// Metadata that have changed alone leave the model as it is.
  private func read(_ mark: ModelMark, _ loader: ModelLoader) throws(ServingError) -> ServedModel {
    let place: ModelPlace
    do { place = try ModelRegistry.resolve(path: mark.file, metadata: metadataPath) } catch {
      throw ServingError(error)
    }
    if let served, let loaded, loaded.file == mark.file, loaded.model == mark.model {
      return served.with(metadata: place.metadata)
    }
    return try loader.load(place, for: alias ?? served?.name)
  }

  private func tell(_ before: ServedModel?, _ log: (FleetEvent) -> Void) {
    if let before {
      log(event(.switched, "\(name) changes from version \(before.version) to \(version)"))
    } else {
      log(event(.loaded, "\(name) is served from version \(version)"))
    }
    guard let served, served.precision == .full, let error = served.precisionError else { return }
    let size = DecimalText.fixed(error, 2)
    log(event(.full, "\(name) keeps full precision: half would be \(size) W off"))
  }

  private mutating func refuse(
    _ mark: ModelMark, _ error: ServingError, _ log: (FleetEvent) -> Void
  ) -> ReloadOutcome {
    let isNews = refused != mark || problem != error.reason
    refused = mark
    problem = error.reason
    failure = error
    if isNews { log(event(.refused, "\(name) \(error.description)\(stays)")) }
    return outcome(.refused)
  }

  private mutating func miss(_ log: (FleetEvent) -> Void) -> ReloadOutcome {
    let reason = "there is no model any more"
    if !isMissing { log(event(.missing, "\(name): there is no model at \(path)\(stays)")) }
    isMissing = true
    problem = reason
    return outcome(.missing)
  }

  /// What serves lies there, perhaps again.
  private mutating func settle(_ log: (FleetEvent) -> Void) -> ReloadOutcome {
    if isMissing || refused != nil {
      log(event(.restored, "\(name) is served from version \(version), which is there again"))
    }
    isMissing = false
    refused = nil
    problem = nil
    return outcome(.unchanged)
  }

  /// Notes which model serves the appliance in this one's stead, and says so once.
  ///
  /// - Parameters:
  ///   - other: nil where this one serves.
  ///   - log: Is told.
  mutating func yield(to other: ServedModel?, _ log: (FleetEvent) -> Void) {
    defer { isShadowed = other != nil }
    guard let other, !isShadowed else { return }
    log(
      event(
        .shadowed,
        "version \(version) of \(name) at \(path) is not served: version \(other.version), which "
          + "was named first, is"))
  }

  private var version: String { served?.version ?? "" }

  private var stays: String {
    served.map { "; version \($0.version) keeps serving" } ?? ""
  }

  private func event(_ kind: FleetEvent.Kind, _ message: String) -> FleetEvent {
    FleetEvent(kind: kind, model: name, version: served?.version, message: message)
  }

  private func outcome(_ result: ReloadOutcome.Result) -> ReloadOutcome {
    ReloadOutcome(
      model: name, result: result, version: served?.version,
      reason: result == .refused || result == .missing ? problem : nil)
  }
}
