import Configuration
import Files
import Foundation
import MeterData
import Testing
import Training

@testable import Evaluation

@Suite("A protocol")
struct ExperimentProtocolTests {
  private static let folder = URL(filePath: #filePath)
    .appending(path: "../../../../configs/protocols").standardized

  static let shipped: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.path(percentEncoded: false))
    return (names ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  @Test(
    "that is shipped reads, names its command, and reads the same once written", arguments: shipped)
  func reads(name: String) throws {
    let path = Self.folder.appending(path: name).path(percentEncoded: false)
    let read = try ExperimentProtocol.read(path: path)
    #expect(
      try FileSystem.text(of: path).contains("energy experiment run configs/protocols/\(name)"))
    let again = try ExperimentProtocol(
      read.name, try YAMLDocument.parse(read.text, path: "again.yaml"))
    #expect(again.text == read.text)
    #expect(again.published == read.published)
    #expect(
      try again.models.map { try $0.configuration() } == read.models.map { try $0.configuration() })
  }

  @Test("every file of configs/protocols is shipped with the tests of its reading")
  func all() { #expect(Self.shipped.count >= 5) }

  @Test(
    "is refused with line and nearest key",
    arguments: [
      ("seeds: [1, 2]", "seads: [1, 2]", "line 4: unknown key \"seads\". Did you mean seeds?"),
      ("epochs: 2", "epoch: 2", "unknown key \"training.epoch\". Did you mean epochs?"),
      ("window: 31", "window: 0", "training.network.window must be a whole number"),
      ("threads: 1", "seed: 1", "training.seed is decided by the experiment"),
      ("threads: 1", "ranges: {}", "training.ranges is decided by the experiment"),
      ("fixed:", "fixd:", "unknown key \"folds.fixd\". Did you mean fixed?"),
      ("test: {buildings: [2]}", "tst: {buildings: [2]}", "folds.fixed.unseen.test is missing"),
      ("test: {buildings: [2]}", "test: {source: hoems}", "Did you mean homes?"),
      ("release: made up", "relaese: made up", "unknown key \"sources.homes.relaese\""),
      ("release: made up", "preprocess: {input: x.h5}", "stands beside preprocess"),
      ("appliances: [kettle]", "appliances: []", "appliances names none"),
      ("unseen:", "un/seen:", "un/seen is no name"),
    ])
  func refusals(old: String, new: String, sentence: String) throws {
    let place = try ExperimentPlace()
    let text = place.text().replacing(old, with: new)
    try #require(text != place.text())
    do {
      _ = try place.read(text)
      Issue.record("no refusal of \(new)")
    } catch {
      let failure = try #require(error as? any Failure)
      #expect(failure.status == .badConfiguration)
      #expect(failure.description.contains(sentence), "\(failure)")
    }
  }

  @Test("models share the training section, and each has its own keys over it")
  func models() throws {
    let place = try ExperimentPlace()
    let more = """
      models:
        plain: {}
        wide: {network: {window: 61}, sampling: {runs: {on_share: 0.5}}}
      """
    let read = try place.read(
      place.text(more: more), ["training.sampling=uniform", "training.epochs=7"])
    let configurations = try read.models.map { try $0.configuration() }
    #expect(configurations.map(\.network.window) == [31, 61])
    #expect(configurations.map(\.epochs) == [7, 7])
    #expect(configurations[0].sampling == .uniform)
    #expect(configurations[1].sampling != .uniform)
    #expect(
      configurations.map(\.network.architecture) == ["seq2point-reduced", "seq2point-reduced"])
  }

  @Test(
    "a pattern names cells",
    arguments: [
      ("unseen/*", 2), ("*/seed-2", 1), ("seed-2", 1), ("kettle", 2), ("unseen/kettle", 2),
      ("ketle", 0), ("unseen/kettle/model/seed-1", 1),
    ])
  func patterns(pattern: String, count: Int) throws {
    let place = try ExperimentPlace()
    let store = try PreparedStore(path: place.folder + "/homes.h5")
    let plan = try ExperimentPlan(try place.read(place.text()), stores: ["homes": store])
    #expect(plan.cells.filter { $0.matches(pattern) }.count == count)
  }
}
