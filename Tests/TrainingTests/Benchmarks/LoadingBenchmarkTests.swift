import Files
import Testing
import Work

@testable import Training

@Suite("The workload that loads windows", .serialized)
struct LoadingBenchmarkTests {
  @Test("loads from a made-up series, cold and warm, and leaves no file behind")
  func madeUp() throws {
    let report = try LoadingBenchmark(
      window: 99, batch: 64, store: nil, samples: 100_000, seconds: 0.01
    ).run(Supervision())
    #expect(report.samples == 100_000)
    #expect((50_000...99_902).contains(report.windows))
    #expect(report.cold.windows >= 20_000)
    for rate in [report.cold, report.warm] {
      #expect(rate.windows > 0 && rate.windowsPerSecond > 0)
      #expect(rate.slowestMilliseconds >= rate.medianMilliseconds)
    }
    #expect(report.warm.cachedShare > 0.9)
    let left = try FileSystem.list(FileSystem.temporaryFolder)
    #expect(!left.contains { $0.hasPrefix("energy-samples-") })
  }

  @Test("loads from a prepared store")
  func store() throws {
    var generator = RandomGenerator(seed: 1)
    let values = (0..<3000).map { _ in Float(generator.uniform(0...3000)) }
    let written = try WrittenStore([.init(mains: values, appliances: ["kettle": values])])
    let report = try LoadingBenchmark(
      window: 99, batch: 64, store: written.store.path, samples: 1, seconds: 0.01
    ).run(Supervision())
    #expect(report.samples == 3000)
    #expect(report.windows == 2902)
  }

  @Test("stops when it is interrupted")
  func interrupted() {
    let cancellation = Cancellation()
    cancellation.cancel()
    let refused = refusal {
      _ = try LoadingBenchmark(window: 9, batch: 4, store: nil, samples: 100, seconds: 1)
        .run(Supervision(cancellation: cancellation))
    }
    #expect(refused?.status == .interrupted)
  }
}
