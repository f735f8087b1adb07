import Foundation
import MeterData
import Configuration
import Testing

@testable import Training

@Suite("The files that come with the configuration")
struct ConfigurationFilesTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

  @Test("docs/configuration.md is what the checker says (ENERGY_WRITE=1 writes it anew)")
  func page() throws {
    let file = Self.root.appending(path: "docs/configuration.md")
    if ProcessInfo.processInfo.environment["ENERGY_WRITE"] != nil {
      try ConfigurationPage.text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == ConfigurationPage.text)
  }

  @Test("the page has every key that a whole configuration holds")
  func everyKey() throws {
    let whole = try YAMLDocument.parse(TrainingConfigurationTests.everything, path: "x.yaml")
    func keys(_ node: YAMLNode, _ prefix: String) -> [String] {
      (node.entries ?? []).flatMap { [prefix + $0.key] + keys($0.value, prefix + $0.key + ".") }
    }
    for key in keys(try #require(whole["training"]), "") {
      #expect(ConfigurationPage.text.contains("| `\(key)` |"), "\(key)")
    }
  }

  static let configurations: [String] = {
    let folder = root.appending(path: "configs").path(percentEncoded: false)
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    return (names ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  @Test(
    "every file in configs reads, and names the commands that use it", arguments: configurations)
  func reads(name: String) throws {
    let file = Self.root.appending(path: "configs/\(name)")
    let text = try String(contentsOf: file, encoding: .utf8)
    let node = try YAMLDocument.parse(text, path: name)
    let sections = Set((node.entries ?? []).map(\.key))
    #expect(!sections.isEmpty)
    if sections.contains("training") {
      let read = try TrainingConfiguration(configuration: node)
      #expect(try configuration(read.text) == read)
      #expect(text.contains("#   energy train --config configs/\(name)\n"))
      #expect(ConfigurationPage.text.contains("`\(name)`"))
    }
    if sections.contains("preprocess") {
      _ = try PreparationPlan(configuration: node)
      #expect(text.contains("#   energy preprocess --config configs/\(name)\n"))
    }
  }

  @Test("stores and checkpoints that configurations begin with are made by others of them")
  func chain() throws {
    var stores: Set<String> = []
    var runs: Set<String> = []
    var trainings: [TrainingConfiguration] = []
    for name in Self.configurations {
      let path = Self.root.appending(path: "configs/\(name)").path(percentEncoded: false)
      let node = try YAMLDocument.read(path)
      if node["preprocess"] != nil {
        stores.insert(try PreparationPlan(configuration: node).output)
      }
      if node["training"] != nil {
        trainings.append(try TrainingConfiguration(configuration: node))
        runs.insert(try #require(trainings.last?.output))
      }
    }
    #expect(trainings.count == runs.count && trainings.count > 10)
    for training in trainings {
      #expect(stores.contains(training.store), "\(training.store)")
      if let checkpoint = training.initialiseFrom {
        #expect(runs.contains { checkpoint == $0 + "/best" }, "\(checkpoint)")
      }
    }
  }
}
