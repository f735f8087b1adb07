import Testing
import Work

@testable import MeterData

@Suite("Quality review")
struct QualityTests {
  private static let step: Int64 = 6_000_000_000
  private static let bins = 3 * 14_400

  /// A plug that runs at 2 kW for 10 bins in every 300, `lag` bins before the mains see it.
  private func source(lag: Int = 0, mainsPower: Float = 2300, gap: Range<Int> = 0..<0)
    -> ArraySource
  {
    func times(_ kept: (Int) -> Bool) -> [Int] { (0..<Self.bins).filter(kept) }
    func power(_ bin: Int) -> Float { (bin + 3000) % 300 < 10 ? 1 : 0 }
    let all = times { _ in true }
    let plugged = times { bin in
      !gap.contains(bin) && !gap.contains(bin - 5000) && !gap.contains(bin - 10_000)
    }
    let mains = SampleBlock(
      times: all.map { Int64($0) * Self.step },
      values: all.map { 100 + Float($0 % 7) + power($0 - lag) * mainsPower })
    let plug = SampleBlock(
      times: plugged.map { Int64($0) * Self.step }, values: plugged.map { power($0) * 2000 })
    return ArraySource(
      [1: mains, 2: plug], appliances: [Appliance(type: "kettle", meters: [2])])
  }

  private func findings(_ source: ArraySource) throws -> [QualityFinding] {
    let pool = ThreadPool(width: 2)
    let supervision = Supervision()
    let scans = try Inspection.scan(
      source, source.dataset.buildings, pool: pool, supervision: supervision)
    return try QualityReview(source, scans.map { try $0.get() }).findings(
      on: source.dataset.buildings, pool: pool, supervision: supervision)
  }

  @Test("finds by how much the clocks differ", arguments: [2, -3, 7])
  func findsLag(bins: Int) throws {
    let lag = try #require(try findings(source(lag: bins)).first { $0.kind == .clockLag })
    #expect(lag.figure == Double(bins) * 6)
    #expect(lag.sentence.contains("kettle (house 1, meter 2) switches about \(abs(bins) * 6) s"))
  }

  @Test("finds nothing but the share where all is well")
  func findsNothing() throws {
    let found = try findings(source())
    #expect(found.map(\.kind) == [.submeteredShare])
    let share = Double(2000) / (103 * 30 + 2300)
    #expect(abs(found[0].figure - share) < 0.01)
  }

  @Test("finds plugs that read more than the mains")
  func findsPlugAboveMains() throws {
    let found = try findings(source(mainsPower: 1500)).first { $0.kind == .plugAboveMains }
    #expect(found?.figure == 1)
  }

  @Test("finds sockets that were switched off while the mains reported")
  func findsSocketOff() throws {
    let found = try findings(source(gap: 2000..<4000)).first { $0.kind == .socketOff }
    #expect(found.map { ($0.figure / 6).rounded() } == 6003)
    #expect(found?.sentence.contains("--plug-gaps off") == true)
  }

  @Test("finds stuck, negative, absurd and disordered readings")
  func findsOddReadings() throws {
    let times = (0..<2000).map { Int64($0 == 1500 ? 1499 : $0) * Self.step }
    var values = [Float](repeating: 740, count: 2000)
    values[1900] = -5
    values[1901] = 200_000
    let source = ArraySource([1: SampleBlock(times: times, values: values)])
    let kinds = try findings(source).map(\.kind)
    #expect(kinds == [.stuckValue, .disorder, .implausible, .implausible])
  }

  @Test("an interrupt ends the review")
  func stops() throws {
    let supervision = Supervision()
    supervision.cancellation.cancel()
    #expect(throws: Interrupted.self) {
      _ = try Inspection.scan(
        source(), source().dataset.buildings, pool: ThreadPool(width: 2), supervision: supervision)
    }
  }
}
