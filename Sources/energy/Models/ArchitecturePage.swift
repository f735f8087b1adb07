import Files
import Networks

/// One architecture at a window: its layers with their shapes and costs.
struct ArchitecturePage {
  private let architecture: Architecture
  private let plan: NetworkPlan
  private let period: TimeSpan

  init(_ architecture: Architecture, _ plan: NetworkPlan, _ period: TimeSpan) {
    self.architecture = architecture
    self.plan = plan
    self.period = period
  }

  /// The page for people; with a width, the table is cut to it.
  func text(width: Int?, style: TerminalStyle) -> String {
    let title = style.painted(architecture.name, .strong)
    let head = "\(title)   \(architecture.summary)\n\(architecture.source)"
    return [head, table(style).render(width: width, style: style), timing]
      .joined(separator: "\n\n")
  }

  private func table(_ style: TerminalStyle) -> TextTable {
    var table = TextTable(columns: [
      .left("layer"), .left("kind", shrinksTo: 8, optional: true), .right("kernel"),
      .right("output"), .right("parameters"), .right("multiply-adds"),
    ])
    table.add(["input", "", "", spelled(plan.shapes[0], style)])
    for place in plan.layers.indices { table.add(cells(place, style)) }
    table.add([
      "total", "", "", "", DecimalText.grouped(plan.parameterCount),
      DecimalText.grouped(plan.multiplyAdds),
    ])
    return table
  }

  private func cells(_ place: Int, _ style: TerminalStyle) -> [String] {
    let layer = plan.layers[place]
    let parameters = plan.parameterCount(ofLayer: place)
    return [
      layer.name ?? "", kind(layer), layer.kernel.map(String.init) ?? "",
      spelled(plan.shapes[place + 1], style),
      parameters > 0 ? DecimalText.grouped(parameters) : "",
      parameters > 0 ? DecimalText.grouped(plan.layerMultiplyAdds[place]) : "",
    ]
  }

  private func kind(_ layer: LayerSpecification) -> String {
    let rectified = layer.isRectified ? ", ReLU" : ""
    switch layer {
    case .convolution: return "convolution, \(plan.padding.rawValue)" + rectified
    case .dense: return "dense" + rectified
    case .dropout(let rate): return "dropout \(DecimalText.fixed(100 * rate, 0)) %"
    }
  }

  /// "50 × 570": channels and samples; a dense layer's is one number.
  private func spelled(_ shape: LayerShape, _ style: TerminalStyle) -> String {
    guard shape.length > 1 else { return DecimalText.grouped(shape.channels) }
    return "\(DecimalText.grouped(shape.channels)) \(style.isUnicode ? "×" : "x") "
      + DecimalText.grouped(shape.length)
  }

  /// Samples between the estimated one and the newest that its estimate needs.
  private var delay: Int {
    plan.window - 1 - (plan.isSequence ? 0 : plan.targetPosition.index(in: plan.window))
  }

  private var timing: String {
    let wait =
      delay == 0
      ? "no delay"
      : "a delay of \(DecimalText.grouped(delay)) samples, \(span) at \(period.spaced)"
    guard architecture.takesTargetPosition else {
      return "Estimates every sample of its window. Each is the average of the windows that hold "
        + "it: \(wait), until the last of them is complete."
    }
    let place = plan.targetPosition.index(in: plan.window)
    return "Estimates sample \(DecimalText.grouped(place)) of "
      + "\(DecimalText.grouped(plan.window)), counted from 0: \(wait)."
  }

  /// The delay as "1 h 42 min", to the second below an hour.
  private var span: String {
    let seconds = Double(delay) * period.seconds
    guard seconds >= 1, seconds < 3_600_000 else { return "\(DecimalText.fixed(seconds, 3)) s" }
    let whole = Int(seconds.rounded())
    let parts = [(whole / 3600, "h"), (whole / 60 % 60, "min"), (whole % 60, "s")]
    return parts.drop { $0.0 == 0 }.prefix(2).filter { $0.0 > 0 }.map { "\($0) \($1)" }
      .joined(separator: " ")
  }

  /// The same for programs.
  var document: JSON {
    let target = plan.targetPosition.index(in: plan.window)
    return .object(
      architecture.members + [
        .init(key: "window", value: .integer(plan.window)),
        .init(key: "padding", value: .string(plan.padding.rawValue)),
        .init(
          key: "target_position",
          value: architecture.takesTargetPosition ? .integer(target) : .null),
        .init(key: "delay_samples", value: .integer(delay)),
        .init(key: "outputs", value: .integer(plan.outputs)),
        .init(key: "parameters", value: .integer(plan.parameterCount)),
        .init(key: "multiply_adds", value: .integer(plan.multiplyAdds)),
        .init(key: "layers", value: .array(plan.layers.indices.map(layer))),
      ])
  }

  private func layer(_ place: Int) -> JSON {
    let layer = plan.layers[place]
    let output = plan.shapes[place + 1]
    return [
      "name": JSON(layer.name), "kind": .string(layer.word), "kernel": JSON(layer.kernel),
      "rectified": .bool(layer.isRectified), "dropout": JSON(layer.rate),
      "output": [.integer(output.channels), .integer(output.length)],
      "parameters": .integer(plan.parameterCount(ofLayer: place)),
      "multiply_adds": .integer(plan.layerMultiplyAdds[place]),
    ]
  }
}

extension LayerSpecification {
  fileprivate var word: String {
    switch self {
    case .convolution: "convolution"
    case .dense: "dense"
    case .dropout: "dropout"
    }
  }

  fileprivate var kernel: Int? {
    guard case .convolution(_, _, let kernel, _) = self else { return nil }
    return kernel
  }

  fileprivate var rate: Double? {
    guard case .dropout(let rate) = self else { return nil }
    return rate
  }

  fileprivate var isRectified: Bool {
    switch self {
    case .convolution(_, _, _, let isRectified), .dense(_, _, let isRectified): isRectified
    case .dropout: false
    }
  }
}
