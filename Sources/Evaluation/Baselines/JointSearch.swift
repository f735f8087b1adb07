import Synchronization
import Work

/// The likeliest path through the joint states of a household: the decoding of a factorial HMM.
///
/// Hidden chains that change independently, one reading that depends on their sum (Ghahramani and
/// Jordan 1997; Kolter and Johnson 2011).
struct JointSearch {
  /// Up to so many joint states the path is the likeliest of all: six appliances of four states.
  ///
  /// A million samples then take a core one to two minutes; a quarter of it with 1,024.
  static let exactLimit = 4096
  /// Joint states that are followed where there are more.
  static let beamWidth = 64
  /// Samples between two places that are kept while going forward.
  static let block = 1024

  let model: HouseholdModel

  /// Whether the path is the likeliest of all.
  var isExact: Bool { model.jointStates <= Self.exactLimit }

  /// The joint state of each reading of a stretch without gaps; nil once cancelled.
  func path(_ mains: [Float], _ cancellation: Cancellation) -> [JointState]? {
    isExact
      ? path(mains, DenseFront(model), cancellation) : path(mains, BeamFront(model), cancellation)
  }

  /// Goes forward and keeps every so many a front, then backward block by block.
  ///
  /// Memory is bounded by the fronts that are kept and those of one block; each sample is gone
  /// through twice.
  func path(
    _ mains: [Float], _ start: some JointFront, _ cancellation: Cancellation
  ) -> [JointState]? {
    guard !mains.isEmpty else { return [] }
    var front = start
    front.begin(mains[0])
    var kept = [front]
    for sample in mains.indices.dropFirst() {
      front.advance(mains[sample])
      guard sample.isMultiple(of: Self.block) else { continue }
      if cancellation.isCancelled { return nil }
      kept.append(front)
    }
    var path = [JointState](repeating: JointState(), count: mains.count)
    path[mains.count - 1] = front.best
    for (block, first) in kept.enumerated().reversed() {
      if cancellation.isCancelled { return nil }
      goBack(from: first, block * Self.block, mains, &path)
    }
    return path
  }

  /// Fills a block's part of the path, and its first sample's predecessor.
  private func goBack(
    from first: some JointFront, _ start: Int, _ mains: [Float], _ path: inout [JointState]
  ) {
    // The block's last sample leads to the next block's first one, whose state is known.
    let end = min(start + Self.block, mains.count - 1)
    guard start < end else { return }
    var fronts = [first]
    for sample in (start + 1)..<max(end, start + 1) {
      var next = fronts[fronts.count - 1]
      next.advance(mains[sample])
      fronts.append(next)
    }
    for sample in (start..<end).reversed() {
      path[sample] = fronts[sample - start].predecessor(of: path[sample + 1])
    }
  }
}

extension JointSearch {
  /// The joint state of each sample, each stretch between gaps on its own; nil once cancelled.
  ///
  /// - Parameters:
  ///   - mains: Watts, NaN where missing; those samples get the state of all off.
  ///   - pool: Where stretches are worked on at the same time.
  ///   - cancellation: Looked at between blocks.
  /// - Returns: One state for each sample.
  func paths(_ mains: [Float], _ pool: ThreadPool, _ cancellation: Cancellation) -> [JointState]? {
    let stretches = Self.stretches(of: mains)
    let found = Mutex([[JointState]?](repeating: nil, count: stretches.count))
    pool.perform(parts: stretches.count) { part in
      let path = path(Array(mains[stretches[part]]), cancellation)
      found.withLock { $0[part] = path }
    }
    var states = [JointState](repeating: JointState(), count: mains.count)
    for (stretch, path) in zip(stretches, found.withLock { $0 }) {
      guard let path else { return nil }
      states.replaceSubrange(stretch, with: path)
    }
    return states
  }

  /// Where readings follow one another without a gap.
  static func stretches(of mains: [Float]) -> [Range<Int>] {
    var stretches: [Range<Int>] = []
    var first: Int?
    for (place, watts) in mains.enumerated() {
      if watts.isNaN {
        if let start = first { stretches.append(start..<place) }
        first = nil
      } else if first == nil {
        first = place
      }
    }
    if let start = first { stretches.append(start..<mains.count) }
    return stretches
  }
}
