import Files
import MeterData

/// What the command line says of a plan, to be laid over what a configuration says.
struct PreprocessChanges: Sendable {
  private let output: String?
  private let buildings: [Int]
  private let appliances: [String]
  private let period: TimeSpan?
  private let maxGap: TimeSpan?
  private let from: String?
  private let to: String?
  private let mains: PreparationPlan.Mains?
  private let mainsMeter: Int?
  private let plugGaps: GapRule.LongGap?
  private let allowsUpsampling: Bool
  private let sorts: Bool

  init(_ arguments: Arguments) throws(UsageError) {
    output = arguments.text("--output")
    buildings = try arguments.values("--building", "the number of a house") { text in
      Int(text).flatMap { $0 > 0 ? $0 : nil }
    }
    appliances = arguments.all("--appliance")
    period = try arguments.value("--period", "a span of time such as 6s or 1min") { text in
      TimeSpan(text).flatMap { $0.nanoseconds > 0 ? $0 : nil }
    }
    maxGap = try arguments.value("--max-gap", "a span of time such as 120s") { TimeSpan($0) }
    from = arguments.text("--from")
    to = arguments.text("--to")
    mains = try arguments.value("--mains", "active, apparent or sum") {
      PreparationPlan.Mains(rawValue: $0.lowercased())
    }
    mainsMeter = try arguments.integer("--mains-meter", in: 1...100_000)
    plugGaps = try arguments.value("--plug-gaps", "missing or off") {
      GapRule.LongGap(rawValue: $0.lowercased())
    }
    allowsUpsampling = arguments.has("--allow-upsampling")
    sorts = arguments.has("--sort")
  }

  /// Whether the range or the period is the command line's own.
  var setsTimes: Bool { from != nil || to != nil || period != nil }

  func apply(to plan: inout PreparationPlan) {
    plan.output = output ?? plan.output
    if !buildings.isEmpty { plan.buildings = buildings }
    if !appliances.isEmpty { plan.appliances = appliances }
    plan.period = period ?? plan.period
    plan.maxGap = maxGap ?? plan.maxGap
    plan.from = from ?? plan.from
    plan.to = to ?? plan.to
    plan.mains = mains ?? plan.mains
    plan.mainsMeter = mainsMeter ?? plan.mainsMeter
    plan.plugGaps = plugGaps ?? plan.plugGaps
    plan.allowUpsampling = plan.allowUpsampling || allowsUpsampling
    plan.sort = plan.sort || sorts
  }
}
