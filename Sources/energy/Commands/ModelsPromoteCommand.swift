import Disaggregation
import Files
import Registry
import Work

/// `energy models promote`: puts a version into production.
struct ModelsPromoteCommand: Command {
  static let specification = CommandSpecification(
    name: "models promote",
    summary: "Put a version into production: a named one, or the best of those evaluated.",
    discussion: "Without a version, the best one by the metric on the range that most versions "
      + "were evaluated on (energy evaluate --record); of several ranges, that with most samples. "
      + "A version that is worse there than the one in production is refused. The switch is one "
      + "instant; a server notices it by itself. Older versions are pruned after it.",
    operands: [
      .init("APPLIANCE", completion: .nothing, "Whose model, as in kettle; kettle:2 is version 2.")
    ],
    options: [
      .option("--version", "N", default: "the best one", "The version."),
      .option(
        "--metric", "NAME", default: "skill",
        completion: .words(Metric.allCases.map(\.rawValue)),
        "The figure that decides; docs/metrics.md defines each."),
      .flag("--force", "Put it into production although it is worse."),
      .kept, .models,
    ],
    examples: ["energy models promote kettle:1", "energy models promote kettle:2 --force"])

  private let request: PromotionRequest
  private let registry: ModelRegistry

  init(_ arguments: Arguments) throws(UsageError) {
    let words = try VersionWords(arguments.operands[0])
    let option = try arguments.value("--version", "a number such as 2") { text in
      VersionWords.isNumber(text) ? text : nil
    }
    if words.version != nil, option != nil {
      throw UsageError(
        "the version is given twice", remedy: "Leave one out, as in kettle --version 2.")
    }
    var request = PromotionRequest(
      appliance: words.appliance, version: words.version ?? option)
    if let name = arguments.text("--metric") {
      guard let metric = Metric(rawValue: name) else {
        let names = Metric.allCases.map(\.rawValue)
        throw UsageError(
          "--metric \(name): there is no such metric",
          remedy: Spelling.question(for: name, among: names)
            ?? "There are \(names.joined(separator: ", ")).")
      }
      request.metric = metric
    }
    request.isForced = arguments.has("--force")
    request.kept = try arguments.kept()
    self.request = request
    registry = arguments.registry
  }

  func run(_ console: Console) throws {
    let promotion = try registry.promote(request, pool: ThreadPool())
    let page = PromotionPage(promotion, metric: request.metric)
    if console.isJSON { return try console.print(page.document) }
    for remark in promotion.remarks { console.note("note: \(remark)") }
    try console.show(page.text(width: console.tableWidth, style: console.style))
  }
}
