import Disaggregation

/// What the log says of the model that answered: no weights, which would outlive a swap in a queue.
struct LoggedModel: Sendable, Hashable {
  let name: String
  let version: String
  let appliance: String
  /// Of the histogram of the training mains, watts.
  let minimum: Double
  let maximum: Double
  let counts: [Int]

}

extension LoggedModel {
  init(_ served: ServedModel) {
    let histogram = served.model.description.mains.histogram
    self.init(
      name: served.name, version: served.version, appliance: served.appliance,
      minimum: histogram.minimum, maximum: histogram.maximum, counts: histogram.counts)
  }
}

/// One answer as the log keeps it.
struct LoggedAnswer: Sendable {
  /// Milliseconds since 1970-01-01 UTC.
  let time: Int
  let request: String
  let kind: AnsweredRequest.Kind
  let household: String?
  let model: LoggedModel
  let windows: Int
  let inputs: InputCounts
  let energy: Double?
  let mainsEnergy: Double?
  let activations: Int?
  let seconds: Double

  init(_ answer: AnsweredRequest, time: Int) {
    self.time = time
    request = String(answer.requestID.prefix(128))
    kind = answer.kind
    household = answer.household.map(LoggedAnswer.key)
    model = LoggedModel(answer.model)
    windows = answer.windows
    inputs = answer.inputs
    energy = answer.energy
    mainsEnergy = answer.mainsEnergy
    activations = answer.activations
    seconds = answer.seconds
  }

  /// A household's name as the log keeps it and finds it again.
  static func key(_ household: String) -> String { String(household.prefix(256)) }
}

/// Counts as the database keeps them: seven bits a byte, the lowest first, the eighth set where
/// more follow (LEB128).
enum PackedCounts {
  static func pack(_ counts: [Int]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(counts.count + 16)
    for count in counts {
      var rest = UInt64(max(count, 0))
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
    return bytes
  }

  /// The counts; a last one that is cut off is left out, and so is what no count can be.
  static func unpack(_ bytes: [UInt8]) -> [Int] {
    var counts: [Int] = []
    counts.reserveCapacity(bytes.count)
    var count: UInt64 = 0
    var shift: UInt64 = 0
    for byte in bytes {
      guard shift < 56 else { return counts }
      count |= UInt64(byte & 0x7f) << shift
      shift += 7
      guard byte < 0x80 else { continue }
      counts.append(Int(count))
      (count, shift) = (0, 0)
    }
    return counts
  }
}
