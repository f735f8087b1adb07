/// What a line stands for; it has the same colour everywhere.
enum Ink: Sendable, Equatable {
  case mains
  case truth
  /// The estimate of the appliance that the section is about.
  case estimate
  /// What of the mains nobody explains.
  case remainder
  /// A hue of the fixed list.
  case appliance(Int)

  /// The class of elements in SVG and page.
  var name: String {
    switch self {
    case .mains: "mains"
    case .truth: "truth"
    case .estimate: "estimate"
    case .remainder: "remainder"
    case .appliance(let number): "a\(number)"
    }
  }
}
