import Files
import Testing

@testable import energy

@Suite("energy bench")
struct BenchTests {
  @Test(
    "prints the keys of the contract, with figures that agree with each other",
    arguments: ["train-step", "infer-windows"])
  func document(workload: String) throws {
    let outcome = try EnergyProgram.run([
      "bench", workload, "--window", "35", "--batch", "8", "--seconds", "0", "--threads", "1",
      "--json", "--quiet",
    ])
    #expect(outcome.status == 0)
    let document = try JSON.parse(outcome.output)
    #expect(document["workload"] == .string(workload))
    #expect(document["architecture"] == "seq2point")
    #expect(document["padding"] == "valid")
    for key in ["window": 35, "batch": 8, "threads": 1] {
      #expect(document[key.key] == .integer(key.value))
    }
    let rate = try #require(document["windows_per_s"]?.figure)
    let time = try #require(document["median_ms"]?.figure)
    #expect(abs(rate * time / 1000 - 8) < 1e-6)
    for key in ["gflops", "sgemm_gflops", "peak_memory_mb"] {
      #expect(try #require(document[key]?.figure) > 0)
    }
  }

  @Test("loads windows of a made-up series, cold and warm")
  func loading() throws {
    let words = [
      "bench", "load-windows", "--window", "35", "--batch", "8", "--seconds", "0", "--samples",
      "20000",
    ]
    let outcome = try EnergyProgram.run(words + ["--json", "--quiet"])
    #expect(outcome.status == 0)
    let document = try JSON.parse(outcome.output)
    #expect(document["workload"] == "load-windows")
    for key in ["window": 35, "batch": 8, "threads": 1, "samples": 20_000] {
      #expect(document[key.key] == .integer(key.value))
    }
    for key in ["windows_per_s", "median_ms", "cold_windows_per_s", "peak_memory_mb"] {
      #expect(try #require(document[key]?.figure) > 0)
    }
    let page = try EnergyProgram.run(words + ["--quiet"])
    #expect(page.output.hasPrefix("load-windows · 35 samples · batch 8 · 19,"))
    let gone = try EnergyProgram.run(["bench", "load-windows", "--data", "/no/store.h5"])
    #expect(gone.status == 66)
  }

  @Test(
    "refuses what it cannot measure, with a sentence",
    arguments: [
      (["bench", "train-stepp"], "no workload \"train-stepp\". Did you mean train-step?"),
      (["bench", "train-step", "--window", "9"], "shorter than the kernels of seq2point need"),
      (["bench", "train-step", "--batch", "0"], "--batch"),
      (["bench", "train-step", "--architecture", "seq2pont"], "Did you mean seq2point?"),
    ])
  func refusals(words: [String], sentence: String) throws {
    let outcome = try EnergyProgram.run(words)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  }
}

extension JSON {
  /// The number, whole or not.
  fileprivate var figure: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
