import Disaggregation
import Files
import Testing

@testable import Evaluation

@Suite("A record of evaluations")
struct EvaluationFolderTests {
  private let place: EvaluatedPlace
  private let set: EvaluationSet

  init() throws {
    place = try EvaluatedPlace()
    var house = EvaluatedPlace.house(2, samples: 6 * 1440)
    house.mains[3000] = .nan
    let store = try place.store([house])
    set = try Evaluator(
      EvaluationRequest(
        checkpoints: [try place.model("one"), try place.model("two", seed: 4)], store: store)
    ).run()
  }

  @Test("gives back what was written, figure by figure and sample by sample")
  func roundTrip() throws {
    let path = place.folder + "/kept"
    var set = set
    set.evaluations[1].remarks = ["It was so."]
    try EvaluationFolder.write(set, at: path)
    let read = try EvaluationFolder.read(at: path)
    #expect(read.json == set.json)
    #expect(read.evaluations[1].remarks == ["It was so."])
    #expect(EvaluationFolder.isOne(path))
    for (found, wanted) in zip(read.evaluations, set.evaluations) {
      #expect(found.model.scores == wanted.model.scores)
      #expect(found.baselines.map(\.comparisons) == wanted.baselines.map(\.comparisons))
      #expect(found.source == wanted.source && found.range == wanted.range)
      let (one, other) = (found.series[0], wanted.series[0])
      #expect(one.truth.isScored == other.truth.isScored && one.flags == other.flags)
      #expect(one.estimate.map(\.bitPattern) == other.estimate.map(\.bitPattern))
      guard case .model(_, let description) = found.subject,
        case .model(_, let original) = wanted.subject
      else {
        Issue.record("a model became predictions")
        continue
      }
      #expect(description == original)
    }
    #expect(read.comparisons == set.comparisons)
  }

  @Test("is read where it was kept before there were remarks")
  func early() throws {
    let path = place.folder + "/kept"
    try EvaluationFolder.write(set, at: path)
    let document = path + "/evaluation.json"
    let text = try FileSystem.text(of: document)
    try Publication.text(text.replacing("\"remarks\"", with: "\"later\""), at: document)
    #expect(try EvaluationFolder.read(at: path).evaluations.allSatisfy { $0.remarks.isEmpty })
  }

  @Test("is refused where it is damaged, newer or none")
  func refusals() throws {
    let path = place.folder + "/kept"
    try EvaluationFolder.write(set, at: path)
    let document = path + "/evaluation.json"
    let text = try FileSystem.text(of: document)
    let damages = [
      ("\"format_version\": 1", "\"format_version\": 2"), ("energy-evaluation", "other"),
      ("\"clamping\": \"zero\"", "\"clamping\": \"most\""), ("\"results\": [", "\"results\": ["),
    ]
    for (number, (old, new)) in damages.enumerated() {
      let damaged = number == 3 ? String(text.dropLast(40)) : text.replacing(old, with: new)
      try Publication.text(damaged, at: document)
      let error = #expect(throws: EvaluationError.self) { try EvaluationFolder.read(at: path) }
      #expect(error?.status == .badData)
    }
    let error = #expect(throws: EvaluationError.self) {
      try EvaluationFolder.read(at: place.folder)
    }
    #expect(error?.status == .missingInput)
  }

  @Test("lies with its model, or with the run that the model belongs to")
  func places() throws {
    let folders = try EvaluationFolder.record(set)
    let name = try #require(folders.first.map(FileSystem.name(of:)))
    #expect(folders[0] == place.folder + "/one/evaluations/\(name)")
    #expect(name.hasPrefix("kettle-house2-2013-06-03-2013-06-09-"))
    #expect(try EvaluationFolder.read(at: folders[1]).evaluations.count == 1)
    // A run has a link to its last checkpoint.
    #expect(FileSystem.link(place.folder + "/last", to: "one"))
    for path in ["/one", "/last", "", "/one/model.safetensors"] {
      let found = ModelPath.records(ofModel: place.folder + path)
      #expect(found == place.folder + "/evaluations", "\(path)")
    }
  }

  @Test("is of its own model, however many lie in a folder and however they are clamped")
  func ofItsModel() throws {
    // A run whose checkpoints keep their records together, as files in one folder do.
    for name in ["best", "last"] { #expect(FileSystem.link(place.folder + "/" + name, to: "one")) }
    var request = EvaluationRequest(
      checkpoints: [place.folder + "/one", place.folder + "/two"],
      store: place.folder + "/store.h5")
    var folders = try EvaluationFolder.record(try Evaluator(request).run())
    request.clamping = .none
    request.checkpoints = [place.folder + "/two"]
    folders += try EvaluationFolder.record(try Evaluator(request).run())
    #expect(Set(folders).count == 3)
    #expect(folders[2] == folders[1] + "-none")
    #expect(folders.allSatisfy(EvaluationFolder.isOne))
    let found = try ["one", "two"].map { name in
      try ReportedRun.find(place.folder + "/" + name, store: "none", isAnew: false)
    }
    for (found, wanted) in zip(found, [folders[0], folders[2]]) {
      guard case .recorded(let kept) = found else {
        Issue.record("nothing is kept")
        continue
      }
      #expect(kept == [wanted])
    }
    // Other weights under the same name are evaluated anew.
    _ = try place.model("two", seed: 5)
    guard case .models = try ReportedRun.find(place.folder + "/two", store: "none", isAnew: false)
    else {
      Issue.record("another model's evaluation is shown")
      return
    }
  }

  @Test("is made anew of the store that the model names, which must be there or be named")
  func storeElsewhere() throws {
    let model = place.folder + "/one"
    // Its configuration says "store.h5", as seen from the folder it was trained in.
    let error = #expect(throws: EvaluationError.self) {
      try ReportedRun.find(model, store: nil, isAnew: true)
    }
    #expect(error?.status == .missingInput)
    #expect(error?.description.contains("Name the store by --data") == true)
    guard
      case .models([model], store: "x.h5") = try ReportedRun.find(
        model, store: "x.h5", isAnew: true)
    else {
      Issue.record("the store that is named is not the one")
      return
    }
  }

  @Test("has JSON with the keys that programs rely on")
  func keys() throws {
    let json = set.evaluations[0].json
    #expect(json["checkpoint"] == .string(place.folder + "/one"))
    #expect(json["data"] == .string(place.folder + "/store.h5"))
    #expect(json["appliance"] == "kettle")
    #expect(json["period_s"]?.double == 60)
    #expect(json["range"]?["from"] == "2013-06-03T00:00:00+01:00")
    #expect(json["range"]?["to"] == "2013-06-09T00:00:00+01:00")
    #expect(json["samples"] == .integer(set.evaluations[0].model.scores.samples))
    for key in Metric.allCases.map(\.rawValue) + ["activations", "interval_95"] {
      #expect(json["model"]?[key] != nil, "\(key)")
      #expect(json["baselines"]?["zero"]?[key] != nil, "\(key)")
    }
    #expect(json["store"]?["header_sha256"] != nil && json["weights_sha256"] != nil)
    #expect(set.json["results"] != nil && set.json["overall"] == JSON.null)
  }
}
