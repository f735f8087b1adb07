import Disaggregation
import Files
import Networks
import Testing

@testable import Evaluation

@Suite("An evaluation")
struct EvaluatorTests {
  private let place: EvaluatedPlace

  init() throws { place = try EvaluatedPlace() }

  @Test("scores the same samples for all: those for which every model's window is whole")
  func sameSamples() throws {
    var house = EvaluatedPlace.house(2)
    for gap in 1000..<1010 { house.mains[gap] = .nan }
    for gap in 2000..<2005 { house.kettle[gap] = .nan }
    let store = try place.store([house])
    let short = try place.model("short", window: 31)
    let long = try place.model("long", architecture: "cnn-seq2seq", window: 40)
    let set = try Evaluator(EvaluationRequest(checkpoints: [short, long], store: store)).run()
    let scored = set.evaluations.map { $0.series[0].truth.isScored }
    #expect(scored[0] == scored[1])
    // A sequence needs 39 samples on either side; the truth of others may be missing.
    let wanted = (0..<2880).map { sample in
      let isWhole = (39..<1000 - 39).contains(sample) || (1010 + 39..<2880 - 39).contains(sample)
      return isWhole && !(2000..<2005).contains(sample)
    }
    #expect(scored[0] == wanted)
    for evaluation in set.evaluations {
      #expect(
        evaluation.baselines.map(\.scores.samples)
          == [Int](repeating: wanted.count { $0 }, count: 3))
      #expect(evaluation.coverage == Double(wanted.count { $0 }) / 2880)
    }
  }

  @Test("agrees with the plain engine, which takes each window by itself")
  func engines() throws {
    let store = try place.store([EvaluatedPlace.house(2)])
    var request = EvaluationRequest(checkpoints: [try place.model()], store: store)
    let series = try Evaluator(request).run().evaluations[0].model.scores
    request.engine = .windows
    let windows = try Evaluator(request).run().evaluations[0].model.scores
    #expect(series.samples == windows.samples)
    for metric in [Metric.mae, .skill, .rmse, .maeOn] {
      let (one, other) = (try #require(series[metric]), try #require(windows[metric]))
      #expect(abs(one - other) <= 1e-4 * max(abs(one), 1), "\(metric): \(one), \(other)")
    }
  }

  @Test("takes the folder of a run for all the appliances that it has trained")
  func wholeRun() throws {
    let store = try place.store([EvaluatedPlace.house(2)])
    _ = try place.model("run/kettle/best")
    _ = try place.model("run/other/last", seed: 3)
    let run = place.folder + "/run"
    #expect(try ModelPath.each(run) == [run + "/kettle", run + "/other"])
    #expect(try ModelPath.each(run + "/kettle") == [run + "/kettle"])
    #expect(try ModelPath.each("nowhere") == ["nowhere"])
    let set = try Evaluator(EvaluationRequest(checkpoints: [run], store: store)).run()
    #expect(set.evaluations.map(\.subject.path) == [run + "/kettle", run + "/other"])
  }

  @Test("clamps each estimate as it is told, and says so", arguments: Clamping.allCases)
  func clamps(clamping: Clamping) throws {
    let store = try place.store([EvaluatedPlace.house(2)])
    // An estimate far too large and one far too small somewhere, at random weights.
    let model = try place.model {
      ($0.normalisation.targetMean, $0.normalisation.targetDeviation) = (0, 50_000)
    }
    var request = EvaluationRequest(checkpoints: [model], store: store)
    request.clamping = clamping
    let evaluation = try Evaluator(request).run().evaluations[0]
    let series = evaluation.series[0]
    let estimates = zip(series.estimate, series.truth.mains)
    #expect(estimates.contains { $0.0 < 0 } == (clamping == .none))
    if clamping == .mains { #expect(estimates.allSatisfy { $0.0 <= $0.1 }) }
    #expect(evaluation.json["clamping"] == .string(clamping.rawValue))
  }

  @Test("warns of other mains, another rule and too few activations")
  func warnings() throws {
    var house = EvaluatedPlace.house(2, samples: 600)
    house.rule.threshold = 1500
    let store = try place.store([house], quantity: "power apparent")
    let request = EvaluationRequest(checkpoints: [try place.model()], store: store)
    let text = try Evaluator(request).run().evaluations[0].warnings.joined(separator: "\n")
    #expect(text.contains("trained on mains of power active") && text.contains("power apparent"))
    #expect(text.contains("from 1,500 W") && text.contains("from 1,000 W"))
    #expect(text.contains("too few"))
  }

  @Test("stands beside constants of what the model was trained on, compared by the same days")
  func baselines() throws {
    let store = try place.store([EvaluatedPlace.house(2, samples: 6 * 1440)])
    var request = EvaluationRequest(checkpoints: [try place.model()], store: store)
    let evaluation = try Evaluator(request).run().evaluations[0]
    #expect(evaluation.baselines.map(\.name) == ["zero", "mean", "median"])
    let mean = try #require(evaluation.baselines[1].scores.values[.mae])
    let truth = evaluation.series[0].truth
    let errors = truth.truth.indices.filter { truth.isScored[$0] }
      .map { abs(80 - Double(truth.truth[$0])) }
    #expect(abs(mean - errors.reduce(0, +) / Double(errors.count)) < 1e-9)
    let difference = try #require(evaluation.baselines[0].comparisons.first { $0.metric == .mae })
    let own = try #require(evaluation.model.scores[.mae])
    let zero = try #require(evaluation.baselines[0].scores[.mae])
    #expect(abs(difference.difference - (own - zero)) < 1e-9)
    #expect(difference.interval != nil)
    request.baselines = .none
    #expect(try Evaluator(request).run().evaluations[0].baselines.isEmpty)
  }

  @Test("is refused of a model that gives other estimates here than where it was written")
  func untrue() throws {
    let store = try place.store([EvaluatedPlace.house(2)])
    let window = [Float](repeating: 300, count: 31)
    let model = try place.model {
      $0.goldenWindows = [GoldenWindow(inputs: window, outputs: [1e6])]
    }
    let refusal = try EvaluatedPlace.refusal(EvaluationRequest(checkpoints: [model], store: store))
    #expect(refusal.status == .internalFault)
    #expect(refusal.text.contains("golden window 1") && refusal.text.contains(model))
  }

  @Test("is refused where nothing can be scored, or a file is damaged or missing")
  func refusals() throws {
    var house = EvaluatedPlace.house(2, samples: 20)
    let short = try place.store([house], name: "short.h5")
    let model = try place.model()
    var refusal = try EvaluatedPlace.refusal(EvaluationRequest(checkpoints: [model], store: short))
    #expect(refusal.status == .badData && refusal.text.contains("of 20 samples none can be scored"))
    house = EvaluatedPlace.house(2)
    let store = try place.store([house])
    let missing = EvaluationRequest(checkpoints: ["nowhere"], store: store)
    #expect(try EvaluatedPlace.refusal(missing).status == .missingInput)
    let path = model + "/model.safetensors"
    var bytes = try FileSystem.bytes(of: path)
    bytes[bytes.count - 9] ^= 1
    try Publication.file(at: path) { try FileDescriptor(creating: $0).write(bytes) }
    refusal = try EvaluatedPlace.refusal(EvaluationRequest(checkpoints: [model], store: store))
    #expect(refusal.status == .badData)
  }
}
