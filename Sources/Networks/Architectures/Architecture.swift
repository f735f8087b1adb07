import Files

/// A network of the catalogue, at any window.
package struct Architecture: Sendable {
  /// In lower case with hyphens: "seq2point".
  package let name: String
  /// One sentence, without the name.
  package let summary: String
  /// Where it was published.
  package let source: String
  /// Samples, where nobody chooses a window.
  package let defaultWindow: Int
  /// What it can be built with; the first is the default.
  package let paddings: [Padding]
  /// Whether each window gives an estimate for each of its samples, and not for one of them.
  package let isSequence: Bool
  /// The layers for a window of that many samples.
  package let layers: @Sendable (_ window: Int) -> [LayerSpecification]

  package init(
    name: String, summary: String, source: String, defaultWindow: Int,
    paddings: [Padding] = [.valid, .same], isSequence: Bool = false,
    layers: @escaping @Sendable (_ window: Int) -> [LayerSpecification]
  ) {
    precondition(!paddings.isEmpty, "\(name) allows no padding")
    self.name = name
    self.summary = summary
    self.source = source
    self.defaultWindow = defaultWindow
    self.paddings = paddings
    self.isSequence = isSequence
    self.layers = layers
  }

  /// The padding where nobody chooses one.
  package var defaultPadding: Padding { paddings[0] }

  /// Whether the estimated sample of the window can be chosen.
  package var takesTargetPosition: Bool { !isSequence }

  /// The architecture at a window, its shapes checked; nil stands for its default.
  ///
  /// - Throws: `NetworksError` (78) for a window that is out of range or shorter than the kernels
  ///   need, a padding it does not have, and a target position that it cannot have.
  package func plan(
    window: Int? = nil, padding: Padding? = nil, targetPosition: TargetPosition = .middle
  ) throws(NetworksError) -> NetworkPlan {
    let window = window ?? defaultWindow
    let padding = padding ?? defaultPadding
    guard Architecture.windows.contains(window) else {
      throw refusal(
        "a window of \(window) samples", "Choose one from 1 to \(Architecture.windows.upperBound).")
    }
    guard paddings.contains(padding) else {
      let allowed = paddings.map(\.rawValue).joined(separator: " or ")
      throw refusal("\(name) has no padding: \(padding)", "It has padding: \(allowed).")
    }
    guard takesTargetPosition || targetPosition == .middle else {
      throw refusal(
        "\(name) has no target_position: it estimates every sample of its window",
        "Leave target_position out.")
    }
    return try NetworkPlan(
      architecture: name, window: window, padding: padding, targetPosition: targetPosition,
      layers: layers(window))
  }

  /// Windows for which shapes are worked out at all.
  private static let windows = 1...1_000_000

  private func refusal(_ reason: String, _ remedy: String) -> NetworksError {
    NetworksError(
      status: .badConfiguration, attempt: "", path: nil, reason: reason, remedy: remedy)
  }
}
