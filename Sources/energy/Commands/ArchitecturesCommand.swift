import Files
import Networks

/// `energy models architectures`: the networks of the catalogue, and what they cost.
struct ArchitecturesCommand: Command {
  static let specification = CommandSpecification(
    name: "models architectures",
    summary: "Show the network architectures: layers, shapes, parameters, multiply-adds.",
    discussion: "Without a name, lists all of them. Multiply-adds are those of one window's "
      + "forward pass. The delay is how long after a sample its estimate can be made "
      + "(docs/architectures.md).",
    operands: [
      .init(
        "NAME", required: false, completion: .words(ArchitectureCatalogue.all.map(\.name)),
        "Show this one's layers.")
    ],
    options: [
      .option(
        "--window", "N", default: "the architecture's own", "Mains samples of a window."),
      .option(
        "--padding", "NAME", default: "the architecture's own",
        completion: .words(Padding.allCases.map(\.rawValue)), "valid or same."),
      .option(
        "--target-position", "PLACE", default: "middle", completion: .words(["middle", "last"]),
        "The sample that is estimated: middle, last, or its place from 0."),
      .option("--period", "SPAN", default: "6s", "Between two samples, for the delay."),
    ],
    examples: [
      "energy models architectures",
      "energy models architectures seq2point --window 599 --padding same",
    ])

  private let architecture: Architecture?
  private let choice: ArchitectureChoice

  init(_ arguments: Arguments) throws(UsageError) {
    if let name = arguments.operands.first {
      do {
        architecture = try ArchitectureCatalogue.named(name)
      } catch {
        throw UsageError(error.reason, remedy: error.remedy)
      }
    } else {
      architecture = nil
    }
    choice = ArchitectureChoice(
      window: try arguments.integer("--window", in: 1...1_000_000),
      padding: try arguments.value("--padding", "valid or same") {
        Padding(rawValue: $0.lowercased())
      },
      target: try arguments.value("--target-position", "middle, last or a place from 0") {
        TargetPosition($0)
      },
      period: try arguments.value("--period", "a span of time such as 6s or 1min") { text in
        TimeSpan(text).flatMap { $0.nanoseconds > 0 ? $0 : nil }
      } ?? TimeSpan(nanoseconds: 6_000_000_000))
    if architecture == nil, choice.target != nil {
      throw UsageError("--target-position needs the NAME of an architecture")
    }
  }

  func run(_ console: Console) throws {
    if let architecture {
      let page = ArchitecturePage(architecture, try choice.plan(of: architecture), choice.period)
      if console.isJSON { return try console.print(page.document) }
      try console.show(page.text(width: console.tableWidth, style: console.style))
    } else {
      let page = ArchitecturesPage(choice)
      if console.isJSON { return try console.print(page.document) }
      try console.show(page.text(width: console.tableWidth, style: console.style))
    }
  }
}

/// At what architectures are looked at; nil where nobody chose.
struct ArchitectureChoice: Sendable {
  var window: Int?
  var padding: Padding?
  var target: TargetPosition?
  var period = TimeSpan(nanoseconds: 6_000_000_000)

  /// The architecture at this choice, which somebody typed.
  ///
  /// - Throws: `UsageError` where it cannot be.
  func plan(of architecture: Architecture) throws(UsageError) -> NetworkPlan {
    do {
      return try architecture.plan(
        window: window, padding: padding, targetPosition: target ?? .middle)
    } catch {
      throw UsageError(error.reason, remedy: error.remedy)
    }
  }
}

extension TargetPosition {
  /// Reads "middle", "last" or a place counted from 0.
  fileprivate init?(_ text: String) {
    switch text.lowercased() {
    case "middle": self = .middle
    case "last": self = .last
    default:
      guard let place = Int(text), place >= 0 else { return nil }
      self = .index(place)
    }
  }
}
