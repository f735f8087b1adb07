import Files
import MeterData
import Testing
import Work

@Suite("A simulated file")
struct SimulatedFileTests {
  static func plan(days: Int, oneSecondMains: Set<Int> = []) throws -> SimulationPlan {
    SimulationPlan(
      seed: 5, buildings: 2, days: days, firstDay: 16_146, period: 6,
      zone: try TimeZoneRules(named: "Europe/London"), oneSecondMains: oneSecondMains)
  }

  @Test("holds every reading of the simulation")
  func isComplete() throws {
    let folder = try TestFolder()
    let path = folder.path + "/sim.h5"
    let plan = try Self.plan(days: 1, oneSecondMains: [2])
    let report = try SimulatedFile.write(
      plan, to: path, compression: .deflate(level: 1), Supervision())
    let source = try MeterSources.open(path)
    #expect(source.dataset.timezone == "Europe/London")
    var simulated: [String: MeterRows] = [:]
    try Simulation.run(plan, Supervision()) { building, meter, rows in
      simulated["\(building)/\(meter)"] = rows
    }
    for tally in report.tallies {
      let rows = try #require(simulated["\(tally.building)/\(tally.meter)"])
      let meter = try #require(
        source.dataset.building(tally.building).meters.first { $0.id == tally.meter })
      let reader = try source.reader(
        building: tally.building, meter: tally.meter, quantity: meter.columns[0])
      var times: [Int64] = []
      var values: [Float] = []
      var block = SampleBlock()
      while try reader.read(into: &block) {
        times += block.times
        values += block.values
      }
      let width = meter.columns.count
      #expect(times == rows.times && tally.rows == times.count)
      #expect(values == stride(from: 0, to: rows.values.count, by: width).map { rows.values[$0] })
    }
  }

  @Test("has the same bytes for the same plan")
  func isReproducible() throws {
    let folder = try TestFolder()
    let bytes = try (0..<3).map { turn -> [UInt8] in
      let path = folder.path + "/\(turn)/sim.h5"
      try FileSystem.createFolders(folder.path + "/\(turn)")
      _ = try SimulatedFile.write(
        try Self.plan(days: 1), to: path, compression: .deflate(level: 4), Supervision())
      return try FileSystem.bytes(of: path)
    }
    #expect(bytes.allSatisfy { $0 == bytes[0] })
  }

  @Test("leaves nothing behind when it is interrupted")
  func stops() throws {
    let folder = try TestFolder()
    let cancellation = Cancellation()
    let supervision = Supervision(cancellation: cancellation) { done, _ in
      if done == 1 { cancellation.cancel() }
    }
    #expect(throws: Interrupted.self) {
      _ = try SimulatedFile.write(
        try Self.plan(days: 3), to: folder.path + "/sim.h5", compression: .deflate(level: 4),
        supervision)
    }
    #expect(try FileSystem.list(folder.path).isEmpty)
  }
}
