import Files
import Networks
import Training
import Work

/// Runs workloads, and says what came of them as JSON and as text.
enum BenchPages {
  /// Of a network.
  static func of(
    _ benchmark: NetworkBenchmark, _ supervision: Supervision
  ) throws -> (document: JSON, text: String) {
    let report = try benchmark.run(supervision)
    let plan = benchmark.plan
    let document: JSON = [
      "workload": .string(benchmark.workload.rawValue),
      "architecture": .string(plan.architecture),
      "window": .integer(plan.window),
      "padding": .string(plan.padding.rawValue),
      "batch": .integer(benchmark.batch),
      "threads": .integer(benchmark.threads),
      "precision": .string((benchmark.precision ?? .full).rawValue),
      "windows_per_s": JSON(report.windowsPerSecond),
      "median_ms": JSON(report.medianMilliseconds),
      "gflops": JSON(report.gflops),
      "sgemm_gflops": JSON(report.sgemmGflops),
      "peak_memory_mb": JSON(report.peakMegabytes),
    ]
    let share = 100 * report.gflops / report.sgemmGflops
    let text = """
      \(benchmark.workload.rawValue) · \(plan.architecture) \(plan.window) \(plan.padding) · \
      batch \(benchmark.batch) · \(benchmark.threads) threads
        \(DecimalText.fixed(report.windowsPerSecond, 0)) windows/s   \
      \(DecimalText.fixed(report.medianMilliseconds, 1)) ms a batch
        \(DecimalText.fixed(report.gflops, 0)) GFLOP/s, \
      \(DecimalText.fixed(share, 0)) % of a large matrix product's \
      \(DecimalText.fixed(report.sgemmGflops, 0))
        \(DecimalText.fixed(report.peakMegabytes, 0)) MB at most

      """
    return (document, text)
  }

  /// Of one window at a time.
  static func of(
    _ benchmark: LatencyBenchmark, _ supervision: Supervision
  ) throws -> (document: JSON, text: String) {
    let report = try benchmark.run(supervision)
    let plan = benchmark.plan
    let document: JSON = [
      "workload": "latency",
      "architecture": .string(plan.architecture),
      "window": .integer(plan.window),
      "padding": .string(plan.padding.rawValue),
      "batch": 1,
      "threads": .integer(benchmark.threads),
      "precision": .string(benchmark.precision.rawValue),
      "windows_per_s": JSON(1000 / report.medianMilliseconds),
      "median_ms": JSON(report.medianMilliseconds),
      "p99_ms": JSON(report.tailMilliseconds),
      "gflops": JSON(report.gflops),
      "sgemm_gflops": JSON(report.sgemmGflops),
      "max_abs_difference": JSON(report.largestDifference),
      "peak_memory_mb": JSON(report.peakMegabytes),
    ]
    let text = """
      latency · \(plan.architecture) \(plan.window) \(plan.padding) · one window at a time · \
      \(benchmark.precision) precision · \(benchmark.threads) threads
        \(DecimalText.fixed(report.medianMilliseconds, 2)) ms in the middle, \
      \(DecimalText.fixed(report.tailMilliseconds, 2)) for the slowest of a hundred
        at most \(report.largestDifference) from the plain engine in full precision, normalised
        \(DecimalText.fixed(report.peakMegabytes, 0)) MB at most

      """
    return (document, text)
  }

  /// Of a whole series.
  static func of(
    _ benchmark: SeriesBenchmark, _ supervision: Supervision
  ) throws -> (document: JSON, text: String) {
    let pool = ThreadPool(width: benchmark.threads)
    let plan = benchmark.plan
    let engine = try SeriesEngine(plan: plan, memory: benchmark.memory, pool: pool)
    let report = try benchmark.run(engine, pool, supervision)
    let document: JSON = [
      "workload": "infer-series",
      "architecture": .string(plan.architecture),
      "window": .integer(plan.window),
      "padding": .string(plan.padding.rawValue),
      "samples": .integer(benchmark.samples),
      "threads": .integer(benchmark.threads),
      "windows_per_s": JSON(report.windowsPerSecond),
      "median_ms": JSON(report.medianMilliseconds),
      "prepare_ms": JSON(report.prepareMilliseconds),
      "block": report.block.map { .integer($0) } ?? .null,
      "sgemm_gflops": JSON(report.sgemmGflops),
      "max_abs_difference": JSON(report.largestDifference),
      "relative_difference": JSON(report.relativeDifference),
      "peak_memory_mb": JSON(report.peakMegabytes),
    ]
    let way = report.block.map { "blocks of \($0)" } ?? "no transforms"
    let text = """
      infer-series · \(plan.architecture) \(plan.window) \(plan.padding) · \
      \(DecimalText.grouped(benchmark.samples)) samples · \(benchmark.threads) threads
        \(DecimalText.grouped(report.windowsPerSecond)) windows/s   \
      \(DecimalText.fixed(report.medianMilliseconds, 1)) ms, of which \
      \(DecimalText.fixed(report.prepareMilliseconds, 1)) for the weights   \(way)
        at most \(report.largestDifference) from window by window, \
      \(report.relativeDifference) of the estimates' deviation
        \(DecimalText.fixed(report.peakMegabytes, 0)) MB at most, weights and series included

      """
    return (document, text)
  }

  /// Of training over runs.
  static func of(
    _ benchmark: GradientBenchmark, _ supervision: Supervision
  ) throws -> (document: JSON, text: String) {
    let report = try benchmark.run(supervision)
    let (plan, shape) = (benchmark.plan, benchmark.shape)
    let document: JSON = [
      "workload": "gradient",
      "architecture": .string(plan.architecture),
      "window": .integer(plan.window),
      "padding": .string(plan.padding.rawValue),
      "runs": .integer(shape.runs),
      "run_length": .integer(shape.length),
      "threads": .integer(benchmark.threads),
      "windows_per_s": JSON(report.windowsPerSecond),
      "median_ms": JSON(report.medianMilliseconds),
      "sgemm_gflops": JSON(report.sgemmGflops),
      "max_abs_difference": JSON(report.largestDifference),
      "relative_difference": JSON(report.relativeDifference),
      "peak_memory_mb": JSON(report.peakMegabytes),
    ]
    let text = """
      gradient · \(plan.architecture) \(plan.window) \(plan.padding) · \(shape.runs) runs of \
      \(shape.length) windows · \(benchmark.threads) threads
        \(DecimalText.grouped(report.windowsPerSecond)) windows/s   \
      \(DecimalText.fixed(report.medianMilliseconds, 1)) ms a step
        gradients at most \(report.relativeDifference) of their norm from window by window
        \(DecimalText.fixed(report.peakMegabytes, 0)) MB at most

      """
    return (document, text)
  }

  /// Of the loading of windows.
  static func of(
    _ benchmark: LoadingBenchmark, _ supervision: Supervision
  ) throws -> (document: JSON, text: String) {
    let report = try benchmark.run(supervision)
    let document: JSON = [
      "workload": "load-windows",
      "window": .integer(benchmark.window),
      "batch": .integer(benchmark.batch),
      "samples": .integer(report.samples),
      "windows": .integer(report.windows),
      "threads": 1,
      "windows_per_s": JSON(report.warm.windowsPerSecond),
      "median_ms": JSON(report.warm.medianMilliseconds),
      "cold_windows_per_s": JSON(report.cold.windowsPerSecond),
      "cold_median_ms": JSON(report.cold.medianMilliseconds),
      "cold_slowest_ms": JSON(report.cold.slowestMilliseconds),
      "cold_cached_share": JSON(report.cold.cachedShare),
      "peak_memory_mb": JSON(report.peakMegabytes),
    ]
    let text = """
      load-windows · \(benchmark.window) samples · batch \(benchmark.batch) · \
      \(DecimalText.grouped(report.windows)) windows in \(DecimalText.grouped(report.samples)) samples
        warm  \(line(report.warm))
        cold  \(line(report.cold))
        \(DecimalText.fixed(report.peakMegabytes, 0)) MB at most, the file's pages included

      """
    return (document, text)
  }

  private static func line(_ rate: LoadingBenchmark.Rate) -> String {
    "\(DecimalText.grouped(rate.windowsPerSecond)) windows/s   "
      + "\(DecimalText.fixed(rate.medianMilliseconds, 2)) ms a batch, at most "
      + "\(DecimalText.fixed(rate.slowestMilliseconds, 1)); "
      + "\(DecimalText.fixed(100 * rate.cachedShare, 0)) % in the system's cache at the start"
  }
}
