import Files
import Testing

@testable import energy

@Suite("energy report")
struct ReportCommandTests {
  private let place: TrainingPlace

  init() throws {
    place = try TrainingPlace()
    let trained = try EnergyProgram.run(place.words("--config @quick.yaml --output @run --quiet"))
    try #require(trained.status == 0, "\(trained.errors)")
  }

  private func run(_ words: String) throws -> EnergyProgram.Outcome {
    let parts = words.split(separator: " ", maxSplits: 1).map(String.init)
    return try EnergyProgram.run([parts[0]] + place.words(parts[1]).dropFirst())
  }

  private func text(_ name: String) throws -> String {
    try FileSystem.text(of: "\(place.path)/\(name)")
  }

  @Test("makes the page of a kept evaluation again, and evaluates where none is kept")
  func again() throws {
    let anew = try run("report @run --data @store.h5 --output @anew.html")
    #expect(anew.status == 0, "\(anew.errors)")
    #expect(anew.output == "\(place.path)/anew.html\n")
    let made = try run("evaluate --checkpoint @run --data @store.h5 --record --report @first.html")
    #expect(made.status == 0, "\(made.errors)")
    let again = try run("report @run --figures @figures")
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.errors.contains("as evaluated in \(place.path)/run/evaluations/kettle-house2-"))
    let page = try text("run/report.html")
    #expect(page == (try text("first.html")))
    #expect(page.hasPrefix("<!DOCTYPE html>"))
    let kept = try #require(again.errors.split(separator: "in ").last).dropLast()
    let direct = try run("report \(kept) --output @direct.html --json")
    #expect(direct.status == 0, "\(direct.errors)")
    #expect(try text("direct.html") == page)
    let document = try JSON.parse(direct.output, path: "output")
    #expect(document["report"] == .string("\(place.path)/direct.html"))
    let beside = try run("report \(kept)/")
    #expect(beside.output == "\(kept).html\n")
    #expect(try FileSystem.text(of: "\(kept).html") == page)
    let newest = try run("report @run")
    #expect(newest.status == 0, "\(newest.errors)")
    let refused = try run("report \(kept) --building 2")
    #expect(refused.status == ExitStatus.wrongUsage.rawValue)
    #expect(FileSystem.exists("\(place.path)/figures/kettle-week.svg"))
  }

  @Test("says what is missing before it works")
  func refusals() throws {
    let missing = try run("report @none")
    #expect(missing.status == ExitStatus.missingInput.rawValue)
    #expect(missing.errors.contains("there is no such file or folder"))
    let folder = try run("report @run --data @store.h5 --output @run")
    #expect(folder.status == ExitStatus.cannotCreate.rawValue)
    let store = try run("report @run --data @none.h5")
    #expect(store.status == ExitStatus.missingInput.rawValue)
  }
}
