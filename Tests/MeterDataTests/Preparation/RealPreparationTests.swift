import Files
import Testing
import Work

@testable import MeterData

@Suite("Preparing real data", .enabled(if: SharedData.isPresent, "../shared/data is absent"))
struct RealPreparationTests {
  private func run(
    _ name: String, _ change: (inout PreparationPlan) -> Void = { _ in }
  ) throws -> PreparationReport {
    let folder = try TestFolder()
    var plan = PreparationPlan(
      input: "\(SharedData.folder)/\(name).h5", output: folder.file("store.h5"))
    change(&plan)
    let report = try Preparation.run(plan, toolVersion: "test")
    #expect(try PreparedStore(path: plan.output).houses.count == report.houses.count)
    return report
  }

  /// The counts are those of pandas, by scripts/checks/compare_preprocess.py.
  @Test("UK-DALE's house 1 at 6 s has pandas' 8,923,085 valid samples of 19,137,644")
  func boiler() throws {
    let report = try run("ukdale_house1_boiler_6s") { $0.maxGap = TimeSpan("120s") }
    #expect(report.houses[0].grid.count == 19_137_644)
    #expect(report.houses[0].validSamples == 8_923_085)
    #expect(report.houses[0].validStretches == 136_252)
    #expect(report.houses[0].channels.map(\.name) == ["mains", "boiler"])
  }

  @Test("UK-DALE's house 2 at 30 s")
  func house2() throws {
    let report = try run("ukdale_house2_30s")
    let house = report.houses[0]
    #expect(report.mainsQuantity == "power apparent")
    #expect(house.grid.count == 223_141)
    #expect(house.validSamples == 220_260)
    #expect(
      house.channels.map(\.name) == [
        "mains", "kettle", "microwave", "dish_washer", "washing_machine",
      ])
    #expect(house.channels[1].activations == 323)
  }

  @Test("REFIT's house 2 at 30 s, gaps of a minute carried")
  func refit() throws {
    let report = try run("refit_house2_30s") { $0.maxGap = TimeSpan("60s") }
    #expect(report.houses[0].grid.count == 1_778_156)
    #expect(report.houses[0].validSamples == 1_352_362)
    #expect(report.mainsQuantity == "power active")
  }

  @Test(
    "local days of London: 120 samples fewer in March, 120 more in October",
    arguments: [("2014-03-30", "2014-03-31", 23), ("2014-10-26", "2014-10-27", 25)])
  func localDays(from: String, to: String, hours: Int) throws {
    let report = try run("refit_house2_30s") { plan in
      plan.from = from
      plan.to = to
      plan.appliances = ["kettle"]
    }
    #expect(report.houses[0].grid.count == hours * 120)
  }
}
