/// The likeliest joint states of those that were likely one sample before: beam search.
///
/// Appliances change in turn, and after each the joint states that promise least are dropped: all
/// but the best, and any that is hopeless beside them. What they promise is their likelihood and
/// that of the reading if nothing else changed. With a beam as wide as there are joint states nothing
/// is dropped, and the search is exact.
struct BeamFront: JointFront {
  /// A joint state, its watts, and the likelihood of the best path to it that was followed.
  private struct Path: Sendable {
    var state: JointState
    var sum: Double
    var score: Double
    var promise = 0.0
  }

  private let model: HouseholdModel
  private let width: Int
  private let jointStates: Int
  private var paths: [Path] = []

  /// Of what two paths promise: the one that is so much less likely is dropped (e^-30).
  private static let margin = 30.0

  init(_ model: HouseholdModel) { self.init(model, width: JointSearch.beamWidth) }

  init(_ model: HouseholdModel, width: Int) {
    precondition(
      model.appliances.count <= JointState.mostAppliances, "\(model.appliances.count) appliances")
    self.model = model
    self.width = width
    jointStates = model.jointStates
  }

  mutating func begin(_ mains: Float) {
    paths = [Path(state: JointState(), sum: 0, score: 0)]
    for (appliance, states) in model.appliances.enumerated() {
      var next: [Path] = []
      for (state, watts) in states.watts.enumerated() {
        for var path in paths {
          path.state[appliance] = state
          path.sum += watts
          path.score += states.logShares[state]
          next.append(path)
        }
      }
      paths = next
      keepBest(mains)
    }
    settle(mains)
  }

  mutating func advance(_ mains: Float) {
    for appliance in model.appliances.indices {
      change(appliance)
      keepBest(mains)
    }
    settle(mains)
  }

  var best: JointState {
    paths.reduce(paths[0]) { $1.score > $0.score ? $1 : $0 }.state
  }

  func predecessor(of next: JointState) -> JointState {
    var likeliest = (state: JointState(), score: -Double.infinity)
    for path in paths {
      var score = path.score
      for (appliance, states) in model.appliances.enumerated() {
        score += states.logTransitions[path.state[appliance]][next[appliance]]
      }
      if score > likeliest.score { likeliest = (path.state, score) }
    }
    return likeliest.state
  }

  /// Lets one appliance change in every path; of paths that meet the better one goes on.
  private mutating func change(_ appliance: Int) {
    let states = model.appliances[appliance]
    let others = { (path: Path) in path.state.bits & ~(3 << UInt64(2 * appliance)) }
    paths.sort { (others($0), $0.state) < (others($1), $1.state) }
    var next: [Path] = []
    next.reserveCapacity(paths.count * states.watts.count)
    var first = 0
    while first < paths.count {
      var end = first + 1
      while end < paths.count, others(paths[end]) == others(paths[first]) { end += 1 }
      for (new, watts) in states.watts.enumerated() {
        var best = Path(state: JointState(), sum: 0, score: -.infinity)
        for path in paths[first..<end] {
          let old = path.state[appliance]
          let score = path.score + states.logTransitions[old][new]
          guard score > best.score else { continue }
          best = path
          best.score = score
          best.sum += watts - states.watts[old]
        }
        best.state[appliance] = new
        next.append(best)
      }
      first = end
    }
    paths = next
  }

  /// Drops the paths that promise least, unless there is room for every joint state.
  private mutating func keepBest(_ mains: Float) {
    guard width < jointStates else { return }
    var most = -Double.infinity
    for place in paths.indices {
      let promise = paths[place].score + model.logEmission(mains, sum: paths[place].sum)
      paths[place].promise = promise
      most = max(most, promise)
    }
    paths.removeAll { $0.promise < most - Self.margin }
    guard paths.count > width else { return }
    paths.sort { ($0.promise, $1.state) > ($1.promise, $0.state) }
    paths.removeLast(paths.count - width)
  }

  private mutating func settle(_ mains: Float) {
    for place in paths.indices {
      // Summed anew, so that no rounding gathers on a long way.
      var sum = 0.0
      for (appliance, states) in model.appliances.enumerated() {
        sum += states.watts[paths[place].state[appliance]]
      }
      paths[place].sum = sum
      paths[place].score += model.logEmission(mains, sum: sum)
    }
  }
}
