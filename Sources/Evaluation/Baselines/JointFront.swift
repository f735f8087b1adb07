/// How likely the joint states are after the samples so far: one step of a search for the best path.
///
/// Logarithms of probabilities throughout, without the constant of the normal distribution.
protocol JointFront: Sendable {
  /// What is known before any sample.
  init(_ model: HouseholdModel)

  /// Takes the first reading of a stretch, watts.
  mutating func begin(_ mains: Float)

  /// Goes on by one sample.
  mutating func advance(_ mains: Float)

  /// The likeliest joint state.
  var best: JointState { get }

  /// The joint state from which `next`, one sample later, is reached best.
  func predecessor(of next: JointState) -> JointState
}

/// The states of all appliances, two bits for each.
struct JointState: Hashable, Comparable, Sendable {
  var bits: UInt64 = 0

  /// Appliances that 64 bits hold.
  static let mostAppliances = 32

  subscript(appliance: Int) -> Int {
    get { Int(bits >> UInt64(2 * appliance) & 3) }
    set {
      let place = UInt64(2 * appliance)
      bits = bits & ~(3 << place) | UInt64(newValue) << place
    }
  }

  static func < (left: JointState, right: JointState) -> Bool { left.bits < right.bits }
}

extension HouseholdModel {
  /// The logarithm of how likely a reading is where the states sum to so many watts.
  @inline(__always)
  func logEmission(_ mains: Float, sum: Double) -> Double {
    let distance = (Double(mains) - base - sum) / deviation
    return -0.5 * distance * distance
  }
}
