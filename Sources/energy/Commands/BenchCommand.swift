import Files
import MeterData
import Networks
import Training
import Work

/// `energy bench`: fixed workloads on made-up numbers, so that speed can be compared.
struct BenchCommand: Command {
  static let specification = CommandSpecification(
    name: "bench",
    summary: "Measure a fixed workload: windows/s, GFLOP/s beside the machine's BLAS, memory.",
    discussion: "train-step: forward, loss, backward and Adam on one batch. infer-windows: "
      + "estimates for windows from random places. infer-series: estimates for every window of a "
      + "series, checked against those window by window. load-windows: batches of windows read from "
      + "a store, once after the system forgot its pages and once more. Figures are medians; "
      + "leave the machine idle meanwhile. docs/benchmarks.md has ours, beside PyTorch's.",
    operands: [
      .init(
        "WORKLOAD", completion: .words(BenchCommand.words),
        "train-step, infer-windows, infer-series or load-windows.")
    ],
    options: [
      .option(
        "--architecture", "NAME", default: "seq2point",
        completion: .words(ArchitectureCatalogue.all.map(\.name)), "The network."),
      .option("--window", "N", default: "the architecture's own", "Mains samples of a window."),
      .option(
        "--padding", "NAME", default: "the architecture's own",
        completion: .words(Padding.allCases.map(\.rawValue)), "valid or same."),
      .option("--batch", "N", default: "256, infer-windows 1024", "Windows of one repetition."),
      .option("--threads", "N", default: "the cores", "Threads at work."),
      .option("--seconds", "S", default: "5", "How long to repeat."),
      .option(
        "--data", "STORE", default: "a made-up series", completion: .file,
        "The prepared store that load-windows reads."),
      .option(
        "--samples", "N", default: "10000000, infer-series 262144",
        "Samples of load-windows' and infer-series' made-up series."),
      .option(
        "--memory", "MB", default: "400",
        "What infer-series may work in, beside weights and series."),
    ],
    examples: ["energy bench train-step --window 129 --batch 64 --seconds 1"])

  private static let loading = "load-windows"
  private static let series = "infer-series"
  private static let words =
    NetworkBenchmark.Workload.allCases.map(\.rawValue) + [series, loading]

  /// What is measured.
  private enum Work {
    case network(NetworkBenchmark)
    case loading(LoadingBenchmark)
    case series(SeriesBenchmark)
  }

  private let work: Work

  init(_ arguments: Arguments) throws(UsageError) {
    let name = arguments.operands.first ?? ""
    let batch = try arguments.integer("--batch", in: 1...65_536)
    let threads = try arguments.integer("--threads", in: 1...1024)
    let seconds =
      try arguments.value("--seconds", "a number from 0 to 3600") { text in
        Double(text).flatMap { (0...3600).contains($0) ? $0 : nil }
      } ?? 5
    let plan = try BenchCommand.plan(arguments)
    let samples = try arguments.integer("--samples", in: plan.window...1_000_000_000)
    if name == BenchCommand.loading {
      work = .loading(
        LoadingBenchmark(
          window: plan.window, batch: batch ?? 256, store: arguments.text("--data"),
          samples: samples ?? 10_000_000, seconds: seconds))
      return
    }
    if name == BenchCommand.series {
      let memory = try arguments.integer("--memory", in: 1...1_000_000)
      work = .series(
        SeriesBenchmark(
          plan: plan, samples: samples ?? 262_144, threads: threads ?? ThreadPool.availableCores,
          memory: memory.map { $0 * 1_000_000 } ?? SeriesEngine.standardMemory,
          seconds: seconds))
      return
    }
    guard let workload = NetworkBenchmark.Workload(rawValue: name) else {
      throw UsageError(
        "no workload \"\(name)\"",
        remedy: Spelling.question(for: name, among: BenchCommand.words)
          ?? "There are \(ApplianceNames.list(BenchCommand.words)).")
    }
    work = .network(
      NetworkBenchmark(
        workload: workload, plan: plan, batch: batch ?? (workload == .inferWindows ? 1024 : 256),
        threads: threads ?? ThreadPool.availableCores, seconds: seconds))
  }

  private static func plan(_ arguments: Arguments) throws(UsageError) -> NetworkPlan {
    let choice = ArchitectureChoice(
      window: try arguments.integer("--window", in: 1...1_000_000),
      padding: try arguments.value("--padding", "valid or same") {
        Padding(rawValue: $0.lowercased())
      })
    let architecture: Architecture
    do {
      architecture = try ArchitectureCatalogue.named(
        arguments.text("--architecture") ?? "seq2point")
    } catch {
      throw UsageError(error.reason, remedy: error.remedy)
    }
    return try choice.plan(of: architecture)
  }

  func run(_ console: Console) throws {
    let bar = console.progress("bench", unit: .items("windows"))
    defer { bar.finish() }
    let supervision = bar.supervision(console.cancellation)
    let (document, page) =
      switch work {
      case .network(let benchmark): try BenchPages.of(benchmark, supervision)
      case .loading(let benchmark): try BenchPages.of(benchmark, supervision)
      case .series(let benchmark): try BenchPages.of(benchmark, supervision)
      }
    bar.finish()
    if console.isJSON { return try console.print(document) }
    try console.show(page)
  }
}
