import Files
import MeterData
import Testing

@testable import Disaggregation

@Suite("How far apart readings lie")
struct ReadingRhythmTests {
  /// The refusal of readings after so many seconds each, by a network of 6 s.
  private func refusal(_ steps: [Int64]) throws -> String? {
    var times: [Int64] = [1_357_000_000 * ISOTime.second]
    for step in steps { times.append(times[times.count - 1] + step * ISOTime.second) }
    var rhythm = ReadingRhythm(.sample)
    rhythm.add(ReadingBlock(times: times, values: times.map { _ in 100 }))
    var description = try SmallModel().description
    description.period = TimeSpan(nanoseconds: 6 * ISOTime.second)
    do throws(DisaggregationError) {
      try rhythm.require(description)
      return nil
    } catch { return error.description }
  }

  @Test(
    "one silence, or as many as not, makes no table coarse",
    arguments: [
      [6, 86_400], [86_400, 6], [6], [6, 600, 600, 600],
      [Int64](repeating: 6, count: 20) + [Int64](repeating: 600, count: 20),
    ] as [[Int64]])
  func silences(_ steps: [Int64]) throws {
    #expect(try refusal(steps) == nil)
  }

  @Test(
    "coarse ones are refused with what they are",
    arguments: [
      ([60, 60], "1 min"), ([60, 61, 59, 600], "59 s"), ([903, 903], "15 min"),
      ([86_403, 86_403], "1 d"), ([30 * 86_400 + 77, 31 * 86_400], "30 d"),
      ([Int64](repeating: 600, count: 21) + [Int64](repeating: 6, count: 20), "10 min"),
    ] as [([Int64], String)])
  func coarse(_ steps: [Int64], _ spelled: String) throws {
    let text = try refusal(steps)
    #expect(text?.contains("are \(spelled) apart") == true, "\(text ?? "accepted")")
  }

  @Test("the longest step that two times can make is spelled as well")
  func longest() throws {
    let times = [TimeOrder.earliest + 1, TimeOrder.latest - 1]
    var rhythm = ReadingRhythm(.sample)
    rhythm.add(ReadingBlock(times: times, values: [1, 2]))
    let description = try SmallModel().description
    let error = #expect(throws: DisaggregationError.self) { try rhythm.require(description) }
    #expect(error?.reason.contains("are 91312 d apart") == true, "\(error?.reason ?? "")")
  }
}
