import Disaggregation
import Files
import MeterData
import Testing
import Training

@testable import Evaluation

@Suite("What baselines are fitted on")
struct FittedRangesTests {
  private let place: EvaluatedPlace
  private let store: PreparedStore

  init() throws {
    place = try EvaluatedPlace()
    store = try PreparedStore(
      path: place.store([EvaluatedPlace.house(1), EvaluatedPlace.house(2, seed: 6)]))
  }

  private func series(_ house: Int, from first: Int64, count: Int) -> ScoredSeries {
    let minute = 60 * ISOTime.second
    let values = [Float](repeating: 0, count: count)
    return ScoredSeries(
      house: house, start: (EvaluatedPlace.start + 60 * first) * ISOTime.second, period: minute,
      mains: values, truth: values, isScored: values.map { _ in true })
  }

  @Test("is what the model was trained on, where the store has it")
  func trained() throws {
    let path = try place.model()
    let model = (path, try TrainedModel(path: path).description)
    let ranges = FittedRanges(store: store, evaluated: store)
    let fitted = try ranges.fitted(beside: [series(2, from: 0, count: 100)], [model])
    #expect(fitted == [HouseRange(house: 1, samples: 0..<720)])
  }

  @Test("is never what is evaluated")
  func apart() throws {
    let ranges = FittedRanges(store: store, evaluated: store)
    let fitted = try ranges.fitted(beside: [series(2, from: 1000, count: 100)], [])
    #expect(
      fitted == [
        HouseRange(house: 1, samples: 0..<2880), HouseRange(house: 2, samples: 0..<1000),
      ])
    #expect(throws: EvaluationError.self) {
      try ranges.fitted(
        beside: [series(1, from: 0, count: 10), series(2, from: 0, count: 10)], [])
    }
  }

  @Test("leaves out what is evaluated of what the model was trained on")
  func trainedAndEvaluated() throws {
    let path = try place.model()
    let model = (path, try TrainedModel(path: path).description)
    let ranges = FittedRanges(store: store, evaluated: store)
    let cut = try ranges.fitted(beside: [series(1, from: 100, count: 200)], [model])
    #expect(
      cut == [HouseRange(house: 1, samples: 0..<100), HouseRange(house: 1, samples: 300..<720)])
    // Where nothing is left of it, what else is not evaluated.
    let rest = try ranges.fitted(beside: [series(1, from: 0, count: 720)], [model])
    #expect(rest == [HouseRange(house: 2, samples: 0..<2880)])
  }

  @Test("is another range for each appliance, by what its own model was trained on")
  func eachAppliance() throws {
    let store = try place.storeWithFridges()
    let kettle = try place.model("a", test: "{buildings: [1]}", trainedOn: 2) {
      $0.ranges = [EvaluatedPlace.learnt(.training, hours: 0..<40, of: 2)]
    }
    let fridge = try place.model("b", test: "{buildings: [2]}") { $0.target.appliance = "fridge" }
    var request = EvaluationRequest(checkpoints: [kettle, fridge], store: store)
    (request.baselines, request.trainStore) = (.all, store)
    try expectSameAsAlone(request)
  }

  @Test("is decoded from the mains of the very house that is scored")
  func eachHouse() throws {
    let store = try place.storeWithFridges()
    let elsewhere = [EvaluatedPlace.learnt(.training, hours: 0..<12, of: 3)]
    let kettle = try place.model("a", test: "{buildings: [1]}", trainedOn: 2) {
      $0.ranges = elsewhere
    }
    let fridge = try place.model("b", test: "{buildings: [2]}") {
      ($0.ranges, $0.target.appliance) = (elsewhere, "fridge")
    }
    var request = EvaluationRequest(checkpoints: [kettle, fridge], store: store)
    request.baselines = .all
    request.trainStore = try place.storeWithFridges(source: "cd", name: "other.h5")
    try expectSameAsAlone(request)
    // Another period is refused, even where another appliance went before.
    let slow = try place.model("slow", period: 120, test: "{buildings: [1]}", trainedOn: 2) {
      ($0.ranges, $0.target.appliance) = (elsewhere, "fridge")
    }
    (request.checkpoints, request.resamples) = ([kettle, slow], true)
    let refusal = try EvaluatedPlace.refusal(request)
    #expect(refusal.status == .badData && refusal.text.contains("a sample every 1 min"))
  }

  /// That no figure of a baseline depends on what else is evaluated with it.
  private func expectSameAsAlone(_ request: EvaluationRequest) throws {
    let together = try Evaluator(request).run().evaluations
    for (path, evaluation) in zip(request.checkpoints, together) {
      var single = request
      single.checkpoints = [path]
      let alone = try Evaluator(single).run().evaluations[0]
      #expect(evaluation.baselines.map(\.name) == ["zero", "mean", "median", "co", "fhmm"])
      #expect(evaluation.baselines.map(\.scores) == alone.baselines.map(\.scores))
    }
  }

  @Test("is all of a store of another source")
  func other() throws {
    let path = try place.store([EvaluatedPlace.house(1)], source: "cd", name: "other.h5")
    let ranges = FittedRanges(
      store: try PreparedStore(path: path), evaluated: store)
    #expect(try ranges.fitted(beside: [series(1, from: 0, count: 10)], []) == nil)
  }

  @Test("stands beside the constants, and is scored on the same samples")
  func scored() throws {
    var request = EvaluationRequest(checkpoints: [try place.model()], store: store.path)
    (request.baselines, request.trainStore) = (.all, store.path)
    let evaluation = try Evaluator(request).run().evaluations[0]
    #expect(evaluation.baselines.map(\.name) == ["zero", "mean", "median", "co", "fhmm"])
    let samples = Set(evaluation.baselines.map(\.scores.samples))
    #expect(samples == [evaluation.model.scores.samples])
    // A kettle on nearly steady mains is easy.
    #expect(evaluation.baselines[3].scores[.skill] ?? 0 > 0.9)
  }
}

@Suite("Another tool's predictions")
struct EvaluatedPredictionsTests {
  @Test("are scored as a model is, beside it, on the samples that both have")
  func besideModel() throws {
    let place = try EvaluatedPlace()
    let house = EvaluatedPlace.house(2)
    let store = try place.store([house])
    var text = "timestamp,kettle\n"
    for (index, watts) in house.kettle.enumerated() where index != 500 {
      text += "\((EvaluatedPlace.start + 60 * Int64(index))),\(watts / 2)\n"
    }
    let file = place.folder + "/other.csv"
    try Publication.text(text, at: file)
    var request = EvaluationRequest(checkpoints: [try place.model()], store: store)
    request.predictions = file
    let set = try Evaluator(request).run()
    #expect(set.evaluations.map(\.subject.path) == [place.folder + "/model", file])
    #expect(set.comparisons.count == 1 && set.overall == nil)
    for evaluation in set.evaluations {
      #expect(evaluation.model.scores.samples == 2880 - 30 - 1)
      #expect(!evaluation.series[0].truth.isScored[500])
    }
    let scores = set.evaluations[1].model.scores
    #expect(abs((scores[.sae] ?? 0) - 0.5) < 1e-9 && abs((scores[.nep] ?? 0) - 0.5) < 1e-9)
    // Without a model, constants are of the truth itself, and say so.
    request.checkpoints = []
    request.appliance = "kettle"
    let alone = try Evaluator(request).run().evaluations[0]
    #expect(alone.baselines[1].note?.contains("no tool could have known") == true)
    #expect(alone.json["checkpoint"] == JSON.null && alone.json["predictions"] == .string(file))
  }
}
