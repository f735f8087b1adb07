import Files
import Networks
import Training
import Work

/// `energy bench`: fixed workloads on made-up numbers, so that speed can be compared.
struct BenchCommand: Command {
  static let specification = CommandSpecification(
    name: "bench",
    summary: "Measure a fixed workload: windows/s, GFLOP/s beside the machine's BLAS, memory.",
    discussion: "train-step: forward, loss, backward and Adam on one batch. infer-windows: "
      + "estimates for windows from random places. Figures are medians; leave the machine "
      + "idle meanwhile. docs/benchmarks.md has ours, beside PyTorch's.",
    operands: [
      .init(
        "WORKLOAD", completion: .words(NetworkBenchmark.Workload.allCases.map(\.rawValue)),
        "train-step or infer-windows.")
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
    ],
    examples: ["energy bench train-step --window 129 --batch 64 --seconds 1"])

  private let benchmark: NetworkBenchmark

  init(_ arguments: Arguments) throws(UsageError) {
    let words = NetworkBenchmark.Workload.allCases.map(\.rawValue)
    let name = arguments.operands.first ?? ""
    guard let workload = NetworkBenchmark.Workload(rawValue: name) else {
      throw UsageError(
        "no workload \"\(name)\"",
        remedy: Spelling.question(for: name, among: words)
          ?? "There are \(words.joined(separator: " and ")).")
    }
    benchmark = NetworkBenchmark(
      workload: workload, plan: try BenchCommand.plan(arguments),
      batch: try arguments.integer("--batch", in: 1...65_536)
        ?? (workload == .inferWindows ? 1024 : 256),
      threads: try arguments.integer("--threads", in: 1...1024) ?? ThreadPool.availableCores,
      seconds: try arguments.value("--seconds", "a number from 0 to 3600") { text in
        Double(text).flatMap { (0...3600).contains($0) ? $0 : nil }
      } ?? 5)
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
    let bar = console.progress(benchmark.workload.rawValue, unit: .items("windows"))
    defer { bar.finish() }
    let report = try benchmark.run(bar.supervision(console.cancellation))
    bar.finish()
    if console.isJSON { return try console.print(document(report)) }
    try console.show(page(report))
  }

  private func document(_ report: NetworkBenchmark.Report) -> JSON {
    let plan = benchmark.plan
    return [
      "workload": .string(benchmark.workload.rawValue),
      "architecture": .string(plan.architecture),
      "window": .integer(plan.window),
      "padding": .string(plan.padding.rawValue),
      "batch": .integer(benchmark.batch),
      "threads": .integer(benchmark.threads),
      "windows_per_s": JSON(report.windowsPerSecond),
      "median_ms": JSON(report.medianMilliseconds),
      "gflops": JSON(report.gflops),
      "sgemm_gflops": JSON(report.sgemmGflops),
      "peak_memory_mb": JSON(report.peakMegabytes),
    ]
  }

  private func page(_ report: NetworkBenchmark.Report) -> String {
    let plan = benchmark.plan
    let share = 100 * report.gflops / report.sgemmGflops
    let rate = DecimalText.fixed(report.windowsPerSecond, 0)
    return """
      \(benchmark.workload.rawValue) · \(plan.architecture) \(plan.window) \(plan.padding) · \
      batch \(benchmark.batch) · \(benchmark.threads) threads
        \(rate) windows/s   \(DecimalText.fixed(report.medianMilliseconds, 1)) ms a batch
        \(DecimalText.fixed(report.gflops, 0)) GFLOP/s, \
      \(DecimalText.fixed(share, 0)) % of a large matrix product's \
      \(DecimalText.fixed(report.sgemmGflops, 0))
        \(DecimalText.fixed(report.peakMegabytes, 0)) MB at most

      """
  }
}
