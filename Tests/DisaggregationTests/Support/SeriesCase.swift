import Testing
import Work

/// Mains with gaps.
struct SeriesCase: CustomTestStringConvertible, Sendable {
  let name: String
  let mains: [Float]

  var testDescription: String { name }

  /// Samples in turn present and missing, so many of each, the first of them present.
  init(_ lengths: Int...) {
    self.init(name: "\(lengths)", lengths: lengths)
  }

  private init(name: String, lengths: [Int]) {
    self.name = name
    var mains: [Float] = []
    for (turn, length) in lengths.enumerated() {
      for _ in 0..<length {
        mains.append(turn.isMultiple(of: 2) ? Float(200 + mains.count * 37 % 901) : .nan)
      }
    }
    self.mains = mains
  }

  /// Stretches and gaps of random lengths, most of them short.
  private static func random(seed: UInt64) -> SeriesCase {
    var generator = RandomGenerator(seed: seed)
    let lengths = (0..<60).map { _ in generator.whole(1...(generator.uniform() < 0.2 ? 30 : 4)) }
    return SeriesCase(name: "random \(seed)", lengths: lengths)
  }

  /// For windows of about seven samples.
  static let all: [SeriesCase] =
    [
      SeriesCase(0), SeriesCase(1), SeriesCase(2), SeriesCase(6), SeriesCase(7), SeriesCase(8),
      SeriesCase(41), SeriesCase(0, 1), SeriesCase(0, 30), SeriesCase(0, 40, 1),
      SeriesCase(0, 40, 1, 40), SeriesCase(1, 1, 1), SeriesCase(3, 2, 1, 5, 4),
    ]
    + [1, 2, 5, 6, 7, 8, 11, 12, 13].flatMap { gap in
      [
        SeriesCase(0, gap, 20), SeriesCase(20, gap), SeriesCase(15, gap, 18),
        SeriesCase(3, gap, 1, gap, 9, gap), SeriesCase(0, gap, 8, gap, 5),
      ]
    } + (1...6).map(random)
}
