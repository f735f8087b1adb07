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
    discussion: "train-step: forward, loss, backward and Adam on one batch. gradient: the same "
      + "over runs of consecutive windows. infer-windows: estimates for windows from random places. "
      + "latency: one window at a time, each another one, as a server answers. "
      + "infer-series: estimates for every window of a "
      + "series, checked against those window by window. load-windows: batches of windows read from "
      + "a store, once after the system forgot its pages and once more. Figures are medians; "
      + "leave the machine idle meanwhile. docs/benchmarks.md has ours, beside PyTorch's.",
    operands: [
      .init(
        "WORKLOAD", completion: .words(BenchCommand.words),
        "train-step, gradient, infer-windows, latency, infer-series or load-windows.")
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
      .option("--runs", "N", default: "what train takes", "Runs of gradient's step."),
      .option("--run-length", "N", default: "what train takes", "Windows of a run."),
      .option("--threads", "N", default: "the cores", "Threads at work."),
      .option(
        "--precision", "NAME", default: "full, infer-windows the engine that trains",
        completion: .words(WeightPrecision.allCases.map(\.rawValue)),
        "full or half: how latency and infer-windows keep the largest weights."),
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
  private static let gradient = "gradient"
  private static let latency = "latency"
  private static let words =
    NetworkBenchmark.Workload.allCases.map(\.rawValue) + [gradient, latency, series, loading]

  /// What is measured.
  private enum Work {
    case network(NetworkBenchmark)
    case loading(LoadingBenchmark)
    case series(SeriesBenchmark)
    case gradient(GradientBenchmark)
    case latency(LatencyBenchmark)
  }

  /// What the options say.
  private struct Request {
    let batch: Int?
    let runs: Int?
    let runLength: Int?
    let samples: Int?
    /// Bytes.
    let memory: Int?
    let threads: Int
    let precision: WeightPrecision?
    let seconds: Double

    init(_ arguments: Arguments, window: Int) throws(UsageError) {
      batch = try arguments.integer("--batch", in: 1...65_536)
      runs = try arguments.integer("--runs", in: 1...65_536)
      runLength = try arguments.integer("--run-length", in: 1...1_000_000)
      samples = try arguments.integer("--samples", in: window...1_000_000_000)
      memory = try arguments.memory()
      threads =
        try arguments.integer("--threads", in: 1...1024) ?? ThreadPool.availableCores
      precision = try arguments.value("--precision", "full or half") {
        WeightPrecision(rawValue: $0.lowercased())
      }
      seconds =
        try arguments.value("--seconds", "a number from 0 to 3600") { text in
          Double(text).flatMap { (0...3600).contains($0) ? $0 : nil }
        } ?? 5
    }
  }

  private let work: Work

  init(_ arguments: Arguments) throws(UsageError) {
    let name = arguments.operands.first ?? ""
    let plan = try BenchCommand.plan(arguments)
    let request = try Request(arguments, window: plan.window)
    work =
      switch name {
      case BenchCommand.loading:
        .loading(
          LoadingBenchmark(
            window: plan.window, batch: request.batch ?? 256, store: arguments.text("--data"),
            samples: request.samples ?? 10_000_000, seconds: request.seconds))
      case BenchCommand.series:
        .series(
          SeriesBenchmark(
            plan: plan, samples: request.samples ?? 262_144, threads: request.threads,
            memory: request.memory ?? SeriesEngine.standardMemory, seconds: request.seconds))
      case BenchCommand.gradient:
        .gradient(try BenchCommand.gradient(plan, request))
      case BenchCommand.latency:
        .latency(
          LatencyBenchmark(
            plan: plan, precision: request.precision ?? .full, threads: request.threads,
            seconds: request.seconds))
      default: .network(try BenchCommand.network(name, plan, request))
      }
  }

  private static func network(
    _ name: String, _ plan: NetworkPlan, _ request: Request
  ) throws(UsageError) -> NetworkBenchmark {
    guard let workload = NetworkBenchmark.Workload(rawValue: name) else {
      throw UsageError(
        "no workload \"\(name)\"",
        remedy: Spelling.question(for: name, among: BenchCommand.words)
          ?? "There are \(ApplianceNames.list(BenchCommand.words)).")
    }
    return NetworkBenchmark(
      workload: workload, plan: plan,
      batch: request.batch ?? (workload == .inferWindows ? 1024 : 256), threads: request.threads,
      seconds: request.seconds, precision: workload == .inferWindows ? request.precision : nil)
  }

  private static func gradient(
    _ plan: NetworkPlan, _ request: Request
  ) throws(UsageError) -> GradientBenchmark {
    guard RunsEngine.supports(plan) else {
      throw UsageError(
        "\(plan.architecture) with padding \(plan.padding) is not trained over runs of windows",
        remedy: "Take a network with one estimate for each window, and padding valid.")
    }
    let shape = RunShape(
      of: plan, RunSampling(runsPerBatch: request.runs, length: request.runLength))
    return GradientBenchmark(
      plan: plan, shape: shape, threads: request.threads, seconds: request.seconds)
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
      case .gradient(let benchmark): try BenchPages.of(benchmark, supervision)
      case .latency(let benchmark): try BenchPages.of(benchmark, supervision)
      }
    bar.finish()
    if console.isJSON { return try console.print(document) }
    try console.show(page)
  }
}
