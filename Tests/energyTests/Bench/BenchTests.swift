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

  @Test(
    "estimates a made-up series, which window by window gives the same of",
    arguments: [("seq2point", "valid"), ("seq2point", "same"), ("seq2seq", "valid")])
  func series(architecture: String, padding: String) throws {
    let words = [
      "bench", "infer-series", "--architecture", architecture, "--padding", padding, "--window",
      "45", "--samples", "9000", "--seconds", "0", "--threads", "2",
    ]
    let outcome = try EnergyProgram.run(words + ["--json", "--quiet"])
    #expect(outcome.status == 0)
    let document = try JSON.parse(outcome.output)
    #expect(document["workload"] == "infer-series")
    #expect(document["samples"] == 9000)
    for key in ["windows_per_s", "median_ms", "prepare_ms", "sgemm_gflops", "peak_memory_mb"] {
      #expect(try #require(document[key]?.figure) > 0)
    }
    #expect(try #require(document["block"]?.figure) > 45)
    let difference = try #require(document["max_abs_difference"]?.figure)
    #expect(difference > 0 && difference < 1e-4)
    #expect(try #require(document["relative_difference"]?.figure) < 1e-4)
  }

  @Test("estimates one window at a time, as the plain engine does", arguments: ["full", "half"])
  func latency(precision: String) throws {
    let words = [
      "bench", "latency", "--window", "45", "--seconds", "0", "--threads", "2", "--precision",
      precision,
    ]
    let outcome = try EnergyProgram.run(words + ["--json", "--quiet"])
    #expect(outcome.status == 0)
    let document = try JSON.parse(outcome.output)
    #expect(document["workload"] == "latency")
    #expect(document["precision"] == .string(precision))
    #expect(document["batch"] == 1)
    let median = try #require(document["median_ms"]?.figure)
    #expect(try #require(document["p99_ms"]?.figure) >= median)
    #expect(try abs(#require(document["windows_per_s"]?.figure) * median - 1000) < 1e-6)
    let difference = try #require(document["max_abs_difference"]?.figure)
    #expect(difference > 0 && difference < (precision == "half" ? 1e-2 : 1e-5))
  }

  @Test("says how much memory a series needs at least")
  func memory() throws {
    let outcome = try EnergyProgram.run(["bench", "infer-series", "--memory", "1"])
    #expect(outcome.status == 78)
    #expect(outcome.errors.contains("Allow at least"), "\(outcome.errors)")
  }

  @Test("steps over made-up runs, with the gradients of window by window")
  func gradient() throws {
    let words = [
      "bench", "gradient", "--window", "45", "--runs", "2", "--run-length", "20", "--seconds", "0",
    ]
    let outcome = try EnergyProgram.run(words + ["--json", "--quiet"])
    #expect(outcome.status == 0)
    let document = try JSON.parse(outcome.output)
    for key in ["window": 45, "runs": 2, "run_length": 20] {
      #expect(document[key.key] == .integer(key.value))
    }
    let rate = try #require(document["windows_per_s"]?.figure)
    let time = try #require(document["median_ms"]?.figure)
    #expect(abs(rate * time / 1000 - 40) < 1e-6)
    #expect(try #require(document["relative_difference"]?.figure) < 1e-4)
    let padded = try EnergyProgram.run(words + ["--padding", "same"])
    #expect(padded.status == 64)
    #expect(padded.errors.contains("padding valid"), "\(padded.errors)")
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
      (["bench", "latency", "--precision", "quarter"], "full or half"),
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
