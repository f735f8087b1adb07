import Disaggregation
import Files
import Foundation
import Registry
import Testing
import Work

@testable import energy

@Suite("The registry, while others change it")
struct RegistrySurvivalTests {
  /// Reads what is in production until the processes have ended; counts what was seen.
  private static func reading(
    _ sample: RegistrySample, while processes: [Process]
  ) throws -> Set<String> {
    var seen: Set<String> = []
    let alias = sample.registry.folders.alias(of: "kettle")
    while processes.contains(where: \.isRunning) {
      let found = try ModelRegistry.resolve(path: alias)
      let listed = try sample.registry.production()
      #expect(listed.count == 1)
      if let digest = try Self.digest(of: found, behind: alias) {
        #expect(digest == found.metadata["weights_sha256"]?.string)
        seen.insert(found.version ?? "")
      }
    }
    return seen
  }

  /// Of the weights that were found; nil where two promotions have pruned them since.
  private static func digest(of found: ModelPlace, behind alias: String) throws -> String? {
    let result = Result { try TrainedModel(path: found.file).weightsDigest }
    guard case .failure(let error) = result else { return try result.get() }
    let now = try ModelRegistry.resolve(path: alias)
    guard now.file != found.file else { throw error }
    return nil
  }

  @Test("two who promote at once leave one version in production at any moment, never a mixture")
  func promoting() throws {
    let sample = try RegistrySample(models: 3)
    let begun = try sample.run("register @model-1 @model-2 @model-3")
    #expect(begun.status == 0, "\(begun.errors)")
    #expect(try sample.run("promote kettle:1").status == 0)
    let rounds = 0..<6
    let processes = try [
      sample.start(rounds.map { "promote kettle:\($0 % 2 + 1) --keep 9" }),
      sample.start(rounds.map { "promote kettle:\(3 - $0 % 2) --keep 9" }),
    ]
    let seen = try Self.reading(sample, while: processes)
    #expect(processes.allSatisfy { $0.terminationStatus == 0 })
    #expect(seen.isSubset(of: ["1", "2", "3"]) && !seen.isEmpty)
    let names = try FileSystem.list(sample.path + "/models/production")
    #expect(names == ["kettle"])
    #expect(try FileSystem.list(sample.path + "/models") == ["production", "registry"])
    let known = try sample.registry.appliance("kettle")
    #expect(known.champion != nil && known.previous != nil && known.damaged.isEmpty)
  }

  @Test("versions come and go below a reader, who always finds a whole one")
  func pruning() throws {
    let sample = try RegistrySample(models: 6)
    #expect(try sample.run("register @model-1").status == 0)
    #expect(try sample.run("promote kettle:1").status == 0)
    let process = try sample.start(
      (2...6).flatMap { ["register @model-\($0)", "promote kettle:\($0) --keep 0"] })
    _ = try Self.reading(sample, while: [process])
    #expect(process.terminationStatus == 0)
    #expect(try sample.registry.appliance("kettle").all == ["5", "6"])
  }

  @Test("two who register at once give each model a number of its own, and one model one number")
  func registering() throws {
    let sample = try RegistrySample(models: 6)
    let processes = try [
      sample.start([1, 2, 3, 4].map { "register @model-\($0)" }),
      sample.start([6, 5, 4, 3].map { "register @model-\($0)" }),
    ]
    for process in processes { process.waitUntilExit() }
    #expect(processes.allSatisfy { $0.terminationStatus == 0 })
    let versions = try sample.registry.appliance("kettle").versions
    #expect(versions.map(\.version) == ["1", "2", "3", "4", "5", "6"])
    let weights = Set(versions.map { $0.metadata["weights_sha256"]?.string ?? "" })
    #expect(weights.count == 6)
  }

  /// Starts the program and kills it after a while.
  private static func kill(_ words: [String], after seconds: Double) throws {
    let process = Process()
    process.executableURL = URL(filePath: try EnergyProgram.path())
    process.arguments = words
    process.environment = EnergyProgram.environment
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: seconds)
    Glibc.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  @Test("SIGKILL at any moment of a registration leaves a whole version or none, and no rubbish")
  func killed() throws {
    let moments = 8
    let sample = try RegistrySample(models: moments + 2)
    let began = ProcessMeasures.seconds
    #expect(try sample.run("register @model-\(moments + 1)").status == 0)
    let length = ProcessMeasures.seconds - began
    #expect(try sample.run("promote kettle").status == 0)
    for moment in 1...moments {
      // From its start to a little beyond its usual end.
      let part = 1.2 * Double(moment) / Double(moments)
      try Self.kill(sample.words("register @model-\(moment)"), after: part * length)
      let known = try sample.registry.appliance("kettle")
      #expect(known.damaged.isEmpty && known.champion == "1")
      for version in known.versions {
        let digest = try TrainedModel(path: version.file).weightsDigest
        #expect(digest == version.metadata["weights_sha256"]?.string)
      }
      #expect(try sample.registry.production().map(\.version) == ["1"])
    }
    let last = try sample.run("register @model-\(moments + 2) --json")
    #expect(last.status == 0, "\(last.errors)")
    let names = try FileSystem.list(sample.path + "/models/registry/kettle")
    #expect(names.allSatisfy { !$0.hasPrefix(".") }, "\(names)")
    let numbers = try sample.registry.appliance("kettle").all
    #expect(numbers == (1...numbers.count).map(String.init))
  }

  @Test("SIGKILL at any moment of a promotion leaves the one or the other in production")
  func killedPromotion() throws {
    let sample = try RegistrySample(models: 2)
    #expect(try sample.run("register @model-1 @model-2").status == 0)
    let began = ProcessMeasures.seconds
    #expect(try sample.run("promote kettle:1").status == 0)
    let length = ProcessMeasures.seconds - began
    for moment in 1...6 {
      let part = 1.1 * Double(moment) / 6
      try Self.kill(sample.words("promote kettle:\(moment % 2 + 1)"), after: part * length)
      let found = try sample.registry.production().map(\.version)
      #expect([["1"], ["2"]].contains(found), "\(found)")
    }
    let champion = try sample.registry.appliance("kettle").champion
    let other = champion == "1" ? "2" : "1"
    #expect(try sample.run("promote kettle:\(other)").status == 0)
    let back = try sample.run("rollback kettle --json")
    #expect(try JSON.parse(back.output)["version"]?.string == champion, "\(back.errors)")
    #expect(try FileSystem.list(sample.path + "/models/production") == ["kettle"])
  }
}
