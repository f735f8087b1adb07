/// All joint states, each with the likelihood of the best path to it: exact Viterbi.
///
/// Appliances change independently of one another, so that a step goes through them in turn: with n
/// joint states of appliances with k states each it takes n·Σk sums in place of n². Joint states lie
/// four by four: the first appliance's states side by side, filled up to four with impossible ones.
struct DenseFront: JointFront {
  private typealias Four = SIMD4<Double>

  private let layout: Layout
  private var scores: [Four]

  init(_ model: HouseholdModel) {
    layout = Layout(model)
    scores = layout.shares
  }

  mutating func begin(_ mains: Float) {
    scores = layout.shares
    addEmission(mains)
  }

  mutating func advance(_ mains: Float) {
    Self.change(&scores, layout.lanes)
    var next = [Four](repeating: Four(repeating: 0), count: scores.count)
    for change in layout.changes {
      var target = next.mutableSpan
      Self.change(scores.span, &target, change)
      swap(&scores, &next)
    }
    addEmission(mains)
  }

  var best: JointState { likeliest(lanes: Four(repeating: 0), ways: nil) }

  func predecessor(of next: JointState) -> JointState {
    var lanes = Four(repeating: 0)
    for old in 0..<4 { lanes[old] = layout.lanes[old][next[0]] }
    var ways = [0.0]
    ways.reserveCapacity(scores.count)
    for (appliance, change) in layout.changes.enumerated() {
      let new = next[appliance + 1]
      let first = change.ways[new]
      let count = ways.count
      for old in 1..<change.count {
        let way = change.ways[old * change.count + new]
        for place in 0..<count { ways.append(ways[place] + way) }
      }
      for place in 0..<count { ways[place] += first }
    }
    return likeliest(lanes: lanes, ways: ways)
  }

  /// The joint state with the highest score, plus what is given for the first and for the others.
  private func likeliest(lanes: Four, ways: [Double]?) -> JointState {
    var best = Four(repeating: -.infinity)
    var places = SIMD4<Int64>(repeating: 0)
    for place in scores.indices {
      let score = scores[place] + lanes + (ways?[place] ?? 0)
      let isBetter = score .> best
      best.replace(with: score, where: isBetter)
      places.replace(with: Int64(place), where: isBetter)
    }
    var lane = 0
    for other in 1..<4 where best[other] > best[lane] { lane = other }
    return layout.state(Int(places[lane]), lane)
  }

  /// Lets the first appliance change.
  private static func change(_ scores: inout [Four], _ lanes: [Four]) {
    let (first, second, third, fourth) = (lanes[0], lanes[1], lanes[2], lanes[3])
    for place in scores.indices {
      let old = scores[place]
      let early = larger(old[0] + first, old[1] + second)
      scores[place] = larger(early, larger(old[2] + third, old[3] + fourth))
    }
  }

  /// Lets one of the others change.
  private static func change(
    _ source: Span<Four>, _ target: inout MutableSpan<Four>, _ change: Layout.Change
  ) {
    let (count, stride) = (change.count, change.stride)
    for block in Swift.stride(from: 0, to: source.count, by: count * stride) {
      for new in 0..<count {
        let to = block + new * stride
        for offset in 0..<stride {
          var best = source[block + offset] + change.ways[new]
          for old in 1..<count {
            best = larger(
              best, source[block + old * stride + offset] + change.ways[old * count + new])
          }
          target[to + offset] = best
        }
      }
    }
  }

  @inline(__always)
  private static func larger(_ left: Four, _ right: Four) -> Four {
    left.replacing(with: right, where: right .> left)
  }

  private mutating func addEmission(_ mains: Float) {
    let watts = Double(mains)
    for place in scores.indices {
      let distance = (watts - layout.watts[place]) * layout.scale
      scores[place] -= distance * distance
    }
  }

  /// What stays the same for all samples.
  private struct Layout: Sendable {
    /// How one appliance but the first changes.
    struct Change: Sendable {
      /// Its states.
      let count: Int
      /// Fours from one of its states to the next.
      let stride: Int
      /// Logarithms of probabilities, from (row) to.
      let ways: [Double]
    }

    /// How the first appliance changes: from (row) to.
    let lanes: [Four]
    let changes: [Change]
    /// Logarithms of the probabilities of joint states.
    let shares: [Four]
    /// What the mains should read.
    let watts: [Four]
    /// Watts times it, squared, is what a distance costs.
    let scale: Double

    init(_ model: HouseholdModel) {
      let first = model.appliances[0]
      lanes = (0..<4).map { old in
        old < first.watts.count
          ? Self.four(first.logTransitions[old]) : Four(repeating: -.infinity)
      }
      var changes: [Change] = []
      var shares = [Self.four(first.logShares)]
      var watts = [Self.four(first.watts) + model.base]
      for states in model.appliances.dropFirst() {
        changes.append(
          Change(
            count: states.watts.count, stride: shares.count,
            ways: states.logTransitions.flatMap { $0 }))
        shares = states.logShares.flatMap { share in shares.map { $0 + share } }
        watts = states.watts.flatMap { level in watts.map { $0 + level } }
      }
      self.changes = changes
      self.shares = shares
      self.watts = watts.map { $0.replacing(with: 0, where: $0 .== -.infinity) }
      scale = 0.5.squareRoot() / model.deviation
    }

    /// Up to four values; what is missing is impossible.
    private static func four(_ values: [Double]) -> Four {
      var four = Four(repeating: -.infinity)
      for (lane, value) in values.enumerated() { four[lane] = value }
      return four
    }

    func state(_ place: Int, _ lane: Int) -> JointState {
      var state = JointState()
      state[0] = lane
      for (appliance, change) in changes.enumerated() {
        state[appliance + 1] = place / change.stride % change.count
      }
      return state
    }
  }
}
