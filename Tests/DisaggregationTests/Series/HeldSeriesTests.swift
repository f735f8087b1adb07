import Networks
import Testing

@testable import Disaggregation

@Suite("The pieces of a series")
struct HeldSeriesTests {
  private static func held(
    _ mains: [Float], _ small: SeriesModel
  ) throws -> (pieces: SeriesPieces, source: HeldSeries<[Float]>) {
    let pieces = SeriesPieces(of: mains, plan: try small.model().network.plan)
    let scale = Normalisation(
      mainsMean: 100, mainsDeviation: 10, targetMean: 0, targetDeviation: 1)
    return (pieces, HeldSeries(mains, pieces, scale))
  }

  @Test(
    "are read alike in one go and from anywhere to anywhere", arguments: SeriesModel.all,
    [SeriesCase(0, 3, 20, 4, 1, 7, 9), SeriesCase(5, 40, 1, 9, 2, 2, 2, 5)])
  func ranges(_ small: SeriesModel, _ series: SeriesCase) throws {
    let (_, source) = try Self.held(series.mains, small)
    let whole = source.samples(0..<source.count)
    for first in 0...source.count {
      for end in first...source.count {
        #expect(source.samples(first..<end) == Array(whole[first..<end]))
      }
    }
  }

  @Test("hold a value over a gap, and at both ends")
  func values() throws {
    // Five present, three missing, two present; then a gap that splits, and one present.
    let mains: [Float] = [
      110, 120, 130, 140, 150, .nan, .nan, .nan, 160, 170, .nan, .nan, .nan, .nan, 180,
    ]
    let point = try Self.held(mains, SeriesModel(window: 4, target: .index(1)))
    #expect(
      point.source.samples(0..<point.source.count)
        == [1, 1, 2, 3, 4, 5, 5, 5, 5, 6, 7, 7, 7] + [8, 8, 8, 8])
    #expect(point.pieces.runs == [0..<5, 8..<10, 13..<14])
    let sequence = try Self.held(mains, SeriesModel(window: 4, target: nil))
    #expect(
      sequence.source.samples(0..<sequence.source.count)
        == [1, 2, 3, 4, 5, 5, 5, 5, 6, 7] + [8, 8, 8, 8])
    #expect(sequence.pieces.runs == [0..<7, 10..<11])
  }

  @Test(
    "are at most a window longer than the series, with every window inside one of them",
    arguments: SeriesModel.all, SeriesCase.all)
  func size(_ small: SeriesModel, _ series: SeriesCase) throws {
    let pieces = try Self.held(series.mains, small).pieces
    #expect(pieces.count <= series.mains.count + small.window)
    #expect(zip(pieces.runs, pieces.runs.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
    for run in pieces.runs {
      let first = pieces.piece(at: run.lowerBound)
      #expect(pieces.piece(at: run.upperBound - 1 + small.window - 1) == first)
    }
  }
}
