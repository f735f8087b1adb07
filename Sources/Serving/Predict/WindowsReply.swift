import Disaggregation
import Files
import Networks

/// What a client is told of its raw windows.
struct WindowsReply: Sendable {
  let models: [ServedModel]
  /// Of each model, the target sample's watts of each window.
  let watts: [[Float]]

  /// One JSON object, without a newline.
  ///
  /// - Parameter household: Stands first, of a body with many households.
  /// - Returns: UTF-8.
  func json(household: String? = nil) -> [UInt8] {
    var text = ReplyText()
    ServedText.open(household, &text)
    text.raw("\"appliances\":[")
    for (index, (model, watts)) in zip(models, watts).enumerated() {
      if index > 0 { text.raw(",") }
      ServedText.name(model, &text)
      text.raw(",\"watts\":[")
      // The shortest text that reads back to the same Float: whoever cuts windows compares bits.
      text.raw(watts.map { $0.isFinite ? "\($0)" : "null" }.joined(separator: ","))
      text.raw("]}")
    }
    text.raw("]}")
    return text.bytes
  }

  /// The target sample of each window: of a network that estimates all of them, the middle one.
  ///
  /// - Parameters:
  ///   - outputs: `[count, outputs]`, watts.
  ///   - windows: What they were estimated from.
  ///   - model: Who estimated them.
  ///   - clamping: What is done to them.
  /// - Returns: Watts, one for each window.
  static func targets(
    _ outputs: [Float], of windows: RawWindows, _ model: ServedModel, _ clamping: Clamping
  ) -> [Float] {
    let plan = model.model.network.plan
    let sample =
      plan.isSequence ? windows.width / 2 : plan.targetPosition.index(in: windows.width)
    let place = plan.isSequence ? sample : 0
    return (0..<windows.count).map { window in
      clamping.clamped(
        outputs[window * plan.outputs + place],
        mains: windows.values[window * windows.width + sample])
    }
  }
}
