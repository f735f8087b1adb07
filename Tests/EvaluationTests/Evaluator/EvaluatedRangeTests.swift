import Disaggregation
import Files
import Testing

@testable import Evaluation

@Suite("What is evaluated")
struct EvaluatedRangeTests {
  private let place: EvaluatedPlace
  private let store: String

  init() throws {
    place = try EvaluatedPlace()
    store = try place.store([EvaluatedPlace.house(1), EvaluatedPlace.house(2, seed: 6)])
  }

  /// Minutes of the made-up days, which are samples.
  private func range(_ evaluation: Evaluation) -> Range<Int64> {
    let minute = 60 * ISOTime.second
    let first = EvaluatedPlace.start * ISOTime.second
    let range = evaluation.range
    return (range.lowerBound - first) / minute..<(range.upperBound - first) / minute
  }

  @Test("is the model's own test range where the store is of the same source, and it says so")
  func ownTestRange() throws {
    let request = EvaluationRequest(checkpoints: [try place.model()], store: store)
    let evaluation = try Evaluator(request).run().evaluations[0]
    #expect(evaluation.series.map(\.truth.house) == [2])
    #expect(evaluation.remarks[0].contains("test range of the model's configuration, house 2"))
  }

  @Test("is every house with the appliance where the store is of another source")
  func everything() throws {
    let other = try place.store(
      [EvaluatedPlace.house(1), EvaluatedPlace.house(2, seed: 6)], source: "cd", name: "other.h5")
    let request = EvaluationRequest(checkpoints: [try place.model()], store: other)
    let evaluation = try Evaluator(request).run().evaluations[0]
    #expect(evaluation.series.map(\.truth.house) == [1, 2])
    // The same house of the same data set, read from another file, may be the same.
    #expect(evaluation.warnings.contains { $0.contains("in another file") })
  }

  @Test("is refused where a model has learnt from it, or the model it began with")
  func overlaps() throws {
    var request = EvaluationRequest(checkpoints: [try place.model()], store: store)
    request.buildings = [1]
    let (status, text) = try EvaluatedPlace.refusal(request)
    #expect(status == .badData)
    #expect(
      text.contains(
        "was trained on house 1 from 2013-06-03T00:00:00+01:00 to 2013-06-03T12:00:00+01:00"))
    #expect(text.contains("--allow-overlap"))
    let transferred = try place.model("transferred") { description in
      description.inherited = [EvaluatedPlace.learnt(.validation, hours: 40..<41, of: 2)]
    }
    request = EvaluationRequest(checkpoints: [transferred], store: store)
    #expect(
      try EvaluatedPlace.refusal(request).text.contains("the model that the model began with"))
  }

  @Test("is scored and marked all the same where that is allowed")
  func allowed() throws {
    var request = EvaluationRequest(checkpoints: [try place.model()], store: store)
    request.buildings = [1]
    request.allowsOverlap = true
    let evaluation = try Evaluator(request).run().evaluations[0]
    #expect(range(evaluation) == 0..<2880)
    #expect(evaluation.overlaps.count == 1)
    #expect(evaluation.json["overlaps"] == .array(evaluation.overlaps.map(JSON.string)))
  }

  @Test("keeps a window away from what was learnt from, on both sides")
  func gap() throws {
    let model = try place.model { description in
      description.ranges.append(EvaluatedPlace.learnt(.validation, hours: 30..<31, of: 1))
    }
    var request = EvaluationRequest(checkpoints: [model], store: store)
    request.buildings = [1]
    (request.from, request.to) = ("2013-06-03T12:00", "2013-06-04T06:00")
    let evaluation = try Evaluator(request).run().evaluations[0]
    #expect(range(evaluation) == 720 + 31..<1800 - 31)
    #expect(evaluation.remarks.contains { $0.contains("a window lies between it and what") })
    // Each sample has its window, for it may reach into the gap.
    #expect(evaluation.coverage == 1)
  }

  @Test("is what the test ranges of several models share")
  func shared() throws {
    let one = try place.model("one", test: "{buildings: [2], from: \"2013-06-03T10:00\"}")
    let two = try place.model("two", test: "{buildings: [1, 2], from: \"2013-06-03T19:00\"}")
    let set = try Evaluator(EvaluationRequest(checkpoints: [one, two], store: store)).run()
    #expect(set.evaluations.map { range($0) } == [19 * 60..<2880, 19 * 60..<2880])
    #expect(set.comparisons.map(\.first) == [one])
    #expect(set.comparisons.map(\.second) == [two])
  }

  @Test("says of which of several models it speaks")
  func named() throws {
    let store = try place.storeWithFridges()
    let kettle = try place.model("a") { $0.mains.quantity = "power apparent" }
    let fridge = try place.model("b", test: "{buildings: [2], from: \"2013-06-04\"}") {
      $0.target.appliance = "fridge"
    }
    var request = EvaluationRequest(checkpoints: [kettle, fridge], store: store)
    var texts = try Evaluator(request).run().evaluations.map { sentences(of: $0) }
    #expect(
      texts[0].contains(
        "that of the kettle is the test range of its model's configuration, house 2")
    )
    #expect(texts[1].contains("house 2 from 2013-06-04"))
    #expect(texts[0].contains("\(kettle) was trained on mains of power apparent"))
    // What all have in common is one sentence for all.
    request.checkpoints[1] = try place.model("c") { $0.target.appliance = "fridge" }
    texts = try Evaluator(request).run().evaluations.map { sentences(of: $0) }
    #expect(
      texts.allSatisfy { $0.contains("the test range of the models' configurations, house 2.") })
    (request.buildings, request.from) = ([1], "2013-06-03T12:00")
    texts = try Evaluator(request).run().evaluations.map { sentences(of: $0) }
    #expect(texts[0].contains("between it and what \(kettle) has learnt from"))
    request.from = nil
    let refusal = try EvaluatedPlace.refusal(request).text
    #expect(refusal.contains("\(kettle) was trained on house 1"))
  }

  private func sentences(of evaluation: Evaluation) -> String {
    (evaluation.warnings + evaluation.remarks).joined(separator: "\n")
  }

  @Test("is refused where the test ranges of several models share nothing")
  func sharedByNone() throws {
    let models = try [
      ("one", "{buildings: [2], to: \"2013-06-03T10:00\"}"),
      ("two", "{buildings: [2], from: \"2013-06-03T19:00\"}"), ("three", "{buildings: [2]}"),
    ].map { try place.model($0.0, test: $0.1) }
    let refusal = try EvaluatedPlace.refusal(EvaluationRequest(checkpoints: models, store: store))
    #expect(refusal.status == .badData)
    #expect(refusal.text.contains("Name a --building, --from and --to."))
  }

  @Test("is the model's test range of another store, where that is the store it names")
  func testOfAnotherStore() throws {
    let other = try place.store([EvaluatedPlace.house(1)], source: "cd", name: "other.h5")
    let model = try place.model(
      test: "{store: \(other), buildings: [1], from: \"2013-06-04\"}")
    let evaluation = try Evaluator(EvaluationRequest(checkpoints: [model], store: other)).run()
      .evaluations[0]
    #expect(range(evaluation) == 1440..<2880)
    // In the store that it was trained on, it has none; all of it is too much.
    let refusal = try EvaluatedPlace.refusal(EvaluationRequest(checkpoints: [model], store: store))
    #expect(refusal.text.contains("was trained on house 1"))
  }

  @Test("is refused where there is nothing, with what there is instead")
  func nothing() throws {
    var request = EvaluationRequest(checkpoints: [try place.model()], store: store)
    request.buildings = [7]
    var refusal = try EvaluatedPlace.refusal(request)
    #expect(refusal.status == .badData)
    #expect(refusal.text.contains("no house 7") && refusal.text.contains("It has 1 and 2."))
    request.buildings = [2]
    request.from = "2014-01-01"
    refusal = try EvaluatedPlace.refusal(request)
    #expect(refusal.status == .badData)
    #expect(refusal.text.contains("House 2 goes from 2013-06-03T00:00:00+01:00"))
    request.from = "yesterday"
    #expect(try EvaluatedPlace.refusal(request).status == .wrongUsage)
    request = EvaluationRequest(
      checkpoints: [try place.model { $0.target.appliance = "fridge" }], store: store)
    refusal = try EvaluatedPlace.refusal(request)
    #expect(refusal.status == .badData)
    #expect(refusal.text.contains("there is no fridge") && refusal.text.contains("has kettle"))
  }
}
