import Disaggregation
import Files
import Foundation
import Testing

@testable import Evaluation

@Suite("Saved series")
struct SeriesFileTests {
  @Test("what is written is read back to the bit, two evaluations of one appliance too")
  func roundTrip() throws {
    let folder = try ScratchFolder()
    let series = [
      EvaluationSamples.estimated(), EvaluationSamples.estimated(house: 12, at: 9, count: 70),
    ]
    let evaluations = [
      EvaluationSamples.evaluation(series, appliance: "dish washer"),
      EvaluationSamples.evaluation([series[1]], appliance: "kettle"),
      EvaluationSamples.evaluation(series.reversed(), appliance: "dish washer"),
    ]
    try SeriesFile.write(evaluations, to: folder.file("s.h5"))
    let saved = try SeriesFile.read(folder.file("s.h5"))
    #expect(saved.map(\.appliance) == ["dish washer", "kettle", "dish washer"])
    #expect(saved.map(\.subject) == ["other.csv", "other.csv", "other.csv"])
    #expect(saved.map(\.clamping) == [.zero, .zero, .zero])
    for (evaluation, saved) in zip(evaluations, saved) {
      #expect(saved.timezone == "Europe/London" && saved.store == "store.h5")
      #expect(evaluation.series.map(Bits.init) == saved.series.map(Bits.init))
    }
  }

  @Test("a saved series can be scored again as predictions")
  func predictions() throws {
    let folder = try ScratchFolder()
    let series = EvaluationSamples.estimated(house: 2, count: 6)
    let evaluation = EvaluationSamples.evaluation([series], appliance: "dish washer")
    try SeriesFile.write([evaluation], to: folder.file("s.h5"))
    let read = try PredictionsFile.read(
      folder.file("s.h5"), for: [EvaluationSamples.series(house: 2, at: 1, count: 7)],
      appliance: "Dishwasher", zone: .utc, period: EvaluationSamples.period)
    #expect(Array(read[0][..<5]) == Array(series.estimate[1...]))
    #expect(!read[0][5...].contains { !$0.isNaN })
  }

  @Test("what is no such file is refused, and nothing else of the user's is replaced")
  func refusals() throws {
    let folder = try ScratchFolder()
    let text = try folder.text("mine", "notes.h5")
    let writing = #expect(throws: EvaluationError.self) { try SeriesFile.write([], to: text) }
    #expect(writing?.status == .cannotCreate)
    let reading = #expect(throws: EvaluationError.self) { try SeriesFile.read(text) }
    #expect(reading?.status == .badData)
  }

  /// All that a series holds, NaN equal to NaN.
  private struct Bits: Equatable {
    let numbers: [Int64]
    let watts: [[UInt32]]
    let flags: [SampleFlag]
    let isScored: [Bool]

    init(_ series: Evaluation.Series) {
      numbers = [Int64(series.truth.house), series.truth.start, series.truth.period]
      watts = [series.truth.mains, series.truth.truth, series.estimate].map {
        $0.map(\.bitPattern)
      }
      flags = series.flags
      isScored = series.truth.isScored
    }
  }
}
