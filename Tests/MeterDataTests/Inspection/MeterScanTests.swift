import Testing

@testable import MeterData

@Suite("Meter scan")
struct MeterScanTests {
  private func scan(_ rows: [(Int64, Float)], limit: Double = 10) -> MeterScan {
    var scan = MeterScan(gapLimit: limit)
    let times = rows.map { $0.0 * 1_000_000_000 }
    scan.add(SampleBlock(times: times, values: rows.map(\.1)))
    return scan
  }

  @Test("mean, extremes and range are those of the rows, NaN apart")
  func basics() {
    let found = scan([(0, 1), (6, .nan), (12, 5), (18, -3)])
    #expect(found.rows == 4)
    #expect(found.readings == 3)
    #expect(found.mean == 1)
    #expect(found.minimum == -3 && found.maximum == 5)
    #expect(found.negative == 1)
    #expect(found.start == 0 && found.end == 18_000_000_000)
    #expect(found.gaps == [.init(start: 0, end: 12_000_000_000)])
    #expect(found.missingFraction.map { ($0 * 3).rounded() } == 2)
  }

  @Test("a step of exactly the limit is no gap")
  func limitIsNoGap() {
    #expect(scan([(0, 1), (10, 1), (21, 1)]).gaps.map(\.nanoseconds) == [11_000_000_000])
  }

  @Test("gaps do not depend on the order of the rows")
  func orderDoesNotMatter() {
    var generator = SystemRandomNumberGenerator()
    let sorted = [0, 5, 30, 35, 100, 104, 111, 200, 201].map { (Int64($0), Float(1)) }
    let expected = scan(sorted).gaps
    #expect(expected.count == 3)
    for _ in 0..<200 {
      let shuffled = scan(sorted.shuffled(using: &generator))
      #expect(shuffled.gaps == expected)
      #expect(shuffled.missingFraction == scan(sorted).missingFraction)
    }
  }

  @Test("repeated times and steps back are counted")
  func countsDisorder() {
    let found = scan([(0, 1), (6, 1), (6, 2), (3, 1), (12, 1)])
    #expect(found.repeated == 1 && found.stepsBack == 1)
  }

  @Test("coverage gives each part its share")
  func coverage() {
    let found = scan([(0, 1), (10, 1), (30, 1), (40, 1)])
    let parts = found.coverage(from: 0, to: 40_000_000_000, count: 4)
    #expect(parts == [1, 0, 0, 1])
    #expect(found.coverage(from: -40_000_000_000, to: 40_000_000_000, count: 2) == [0, 0.5])
  }

  @Test("the longest stuck value above ten is found")
  func longestRun() {
    let found = scan([(0, 5), (5, 5), (10, 5), (15, 40), (20, 40), (40, 40), (45, 40), (50, 40)])
    #expect(found.longestRun?.value == 40)
    #expect(found.longestRun?.nanoseconds == 10_000_000_000)
  }

  @Test("absurd times and values are counted without an overflow")
  func survivesAbsurdity() {
    var found = MeterScan(gapLimit: 10)
    found.add(
      SampleBlock(
        times: [Int64.max, 0, Int64.min + 1, 6_000_000_000],
        values: [1, .greatestFiniteMagnitude, 1, -.greatestFiniteMagnitude]))
    #expect(found.rows == 4 && found.readings == 2)
    #expect(found.mean == 0)
    #expect(found.missingFraction == 0)
  }

  @Test("no readings have no mean and no coverage")
  func empty() {
    let found = scan([])
    #expect(found.mean == nil && found.missingFraction == nil && found.start == nil)
    #expect(found.coverage(from: 0, to: 10, count: 2) == [0, 0])
  }
}
