/// A checkpoint's folder: "epoch-0003" after three epochs, "epoch-0003-step-001200" on the way
/// through the fourth.
struct CheckpointName: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Epochs that are over.
  let epoch: Int
  /// Steps taken since the beginning, where the next epoch has begun.
  let step: Int?

  init(epoch: Int, step: Int?) {
    self.epoch = epoch
    self.step = step
  }

  init(of state: LearningState) {
    self.init(
      epoch: state.curve.count, step: state.progress.windows > 0 ? state.adam.step : nil)
  }

  /// Reads a folder's name; nil where it is another.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 4, parts[0] == "epoch", let epoch = Int(parts[1])
    else { return nil }
    var step: Int?
    if parts.count == 4 {
      guard parts[2] == "step", let number = Int(parts[3]) else { return nil }
      step = number
    }
    self.init(epoch: epoch, step: step)
    // Only what this type writes is its own: "epoch-3" is somebody else's.
    guard description == text else { return nil }
  }

  var description: String {
    let name = "epoch-\(CheckpointName.padded(epoch, 4))"
    return step.map { "\(name)-step-\(CheckpointName.padded($0, 6))" } ?? name
  }

  static func < (left: CheckpointName, right: CheckpointName) -> Bool {
    (left.epoch, left.step ?? 0) < (right.epoch, right.step ?? 0)
  }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
