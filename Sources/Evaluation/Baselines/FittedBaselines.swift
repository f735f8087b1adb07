import Files
package import MeterData
package import Training
package import Work

/// Baselines that are fitted on the appliances' own meters: combinatorial optimisation and a
/// factorial hidden Markov model.
///
/// Both see a house as appliances with up to three levels of power beside off, and a base load.
/// Nothing is drawn by chance, so that no seed and no number of threads changes a result.
package struct FittedBaselines: Sendable {
  /// One baseline's estimates.
  package struct Estimated: Sendable {
    /// "co" or "fhmm".
    package let name: String
    /// Watts: as many arrays as there are series of mains; NaN where those are missing.
    package let watts: [[Float]]
    /// What it is, one sentence.
    package let note: String
  }

  let model: HouseholdModel
  private let store: String
  private let period: Int64

  /// The appliances that it tells apart, as NILM Metadata names them.
  package var appliances: [String] { model.appliances.map(\.appliance) }

  /// Learns from a store.
  ///
  /// - Parameters:
  ///   - store: A store with the mains and the appliances' own meters.
  ///   - appliances: Those to tell apart, however spelled; none named is all that the store has.
  ///   - ranges: nil is all of every house that has one of them.
  ///   - cancellation: Looked at between blocks of samples.
  /// - Throws: `EvaluationError`: 65 where an appliance is not in the store, or no sample has all
  ///   that is needed; 130 where it was interrupted.
  package init(
    store: PreparedStore, appliances: [String] = [], ranges: [HouseRange]? = nil,
    cancellation: Cancellation
  ) throws(EvaluationError) {
    model = try EvaluationError.wrapping {
      let names = try FittingRanges.appliances(of: store, appliances)
      let ranges = ranges ?? FittingRanges.whole(of: store, anyOf: names)
      return try HouseholdFit(
        store: store, appliances: names, ranges: ranges, cancellation: cancellation
      ).model()
    }
    self.store = store.path
    period = store.provenance.period.nanoseconds
  }

  /// What the baselines say of one appliance.
  ///
  /// - Parameters:
  ///   - target: One of `appliances`, however it is spelled.
  ///   - mains: Watts of some series, NaN where missing.
  ///   - period: Between two samples, nanoseconds: that of the store it was fitted on.
  ///   - pool: Stretches between gaps are worked on at the same time.
  ///   - cancellation: Looked at between blocks of samples.
  /// - Returns: Combinatorial optimisation, then the factorial model.
  /// - Throws: `EvaluationError`: 65 where the appliance or the period is another; 130 where it was
  ///   interrupted.
  package func estimates(
    of target: String, mains: [[Float]], period: Int64, pool: ThreadPool,
    cancellation: Cancellation
  ) throws(EvaluationError) -> [Estimated] {
    try decoded(mains, period: period, pool: pool, cancellation: cancellation)
      .estimates(of: target)
  }

  /// The states of all appliances: for several of them the long search is then done once.
  ///
  /// - Parameters: As of `estimates(of:mains:period:pool:cancellation:)`.
  /// - Returns: Two bytes for each sample and appliance at most.
  /// - Throws: `EvaluationError`: 65 where the period is another; 130 where it was interrupted.
  package func decoded(
    _ mains: [[Float]], period: Int64, pool: ThreadPool, cancellation: Cancellation
  ) throws(EvaluationError) -> DecodedMains {
    guard period == self.period else {
      throw EvaluationError(
        status: .badData, attempt: "use the baselines that were fitted on", path: store,
        reason: "it has a sample every \(TimeSpan(nanoseconds: self.period).spaced), and what is "
          + "evaluated every \(TimeSpan(nanoseconds: period).spaced)",
        remedy: "Prepare both with the same --period, or leave the fitted baselines out.")
    }
    let search = JointSearch(model: model)
    var paths: [[JointState]] = []
    for values in mains {
      guard let path = search.paths(values, pool, cancellation) else {
        throw EvaluationError(Interrupted())
      }
      paths.append(path)
    }
    return DecodedMains(
      model: model, combinations: StateCombinations(model), store: store, mains: mains,
      paths: paths)
  }
}

/// The mains of some houses and the likeliest states of all appliances.
package struct DecodedMains: Sendable {
  fileprivate let model: HouseholdModel
  fileprivate let combinations: StateCombinations
  fileprivate let store: String
  fileprivate let mains: [[Float]]
  /// Of each sample; of no meaning where the mains are missing.
  fileprivate let paths: [[JointState]]

  /// What the baselines say of one appliance: combinatorial optimisation, then the factorial model.
  ///
  /// - Throws: `EvaluationError` (65) where the appliance is not among those that were fitted.
  package func estimates(
    of target: String
  ) throws(EvaluationError) -> [FittedBaselines.Estimated] {
    let key = { ApplianceNames.key(ApplianceNames.canonical($0)) }
    let names = model.appliances.map(\.appliance)
    guard let appliance = names.firstIndex(where: { key($0) == key(target) }) else {
      throw EvaluationError(
        status: .badData, attempt: "use the baselines that were fitted on", path: store,
        reason: "they were not fitted on the \(target), but on \(ApplianceNames.list(names))",
        remedy: "Prepare it with --appliance \(ApplianceNames.channel(target)) too, or take "
          + "--baselines simple.")
    }
    return [nearest(appliance), factorial(appliance)]
  }

  private func nearest(_ appliance: Int) -> FittedBaselines.Estimated {
    let watts = model.appliances[appliance].watts.map { Float($0) }
    return FittedBaselines.Estimated(
      name: "co",
      watts: mains.map { values in
        values.map {
          $0.isNaN ? .nan : watts[combinations.state(of: appliance, mains: $0)]
        }
      },
      note: "Combinatorial optimisation over \(description).")
  }

  private func factorial(_ appliance: Int) -> FittedBaselines.Estimated {
    let watts = model.appliances[appliance].watts.map { Float($0) }
    let joint = model.jointStates
    let search =
      JointSearch(model: model).isExact
      ? "the exact Viterbi path through \(joint) joint states"
      : "beam search, \(JointSearch.beamWidth) wide, through more joint states than "
        + "\(JointSearch.exactLimit)"
    return FittedBaselines.Estimated(
      name: "fhmm",
      watts: zip(mains, paths).map { values, path in
        zip(values, path).map { $0.isNaN ? .nan : watts[$1[appliance]] }
      },
      note: "Factorial hidden Markov model of \(description), \(search).")
  }

  /// "kettle (3 states) and fridge (2), fitted on x.h5, with a base load of 83 W".
  private var description: String {
    let names = model.appliances.map { "\($0.appliance) (\($0.watts.count))" }
    return "the states of \(ApplianceNames.list(names)), fitted on \(store), with a base load of "
      + "\(Int(model.base)) W"
  }
}
