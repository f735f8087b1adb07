import Testing

@testable import MeterData

@Suite("The step between readings")
struct MeasuredPeriodTests {
  @Test("is their median, in whatever order the rows lie")
  func isMedian() {
    let inOrder = (0..<600).map { Int64($0) * 6_000_000_000 }
    let backwards = stride(from: 0, to: 600, by: 100).flatMap {
      inOrder[$0..<($0 + 100)].reversed()
    }
    for times in [inOrder, backwards] {
      #expect(SampleBlock(times: times, values: times.map { _ in 1 }).typicalStep == 6)
    }
  }

  @Test("is unknown for no reading, one, or one repeated", arguments: [[], [5], [5, 5]])
  func isUnknown(times: [Int64]) {
    #expect(SampleBlock(times: times, values: times.map { _ in 1 }).typicalStep == nil)
  }
}
