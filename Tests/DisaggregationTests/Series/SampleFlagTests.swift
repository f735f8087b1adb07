import Networks
import Testing

@testable import Disaggregation

@Suite("Flags")
struct SampleFlagTests {
  /// A dot for a sample that is there, a space for one that is missing.
  struct Drawn: CustomTestStringConvertible, Sendable {
    let model: SeriesModel
    let samples: String
    /// o for ok, e for edge, a space for gap.
    let flags: String

    var testDescription: String { "\(model.testDescription): \(samples)" }
  }

  static let middle = SeriesModel(window: 5, target: .middle)
  static let last = SeriesModel(window: 5, target: .last)
  static let second = SeriesModel(window: 4, target: .index(1))
  static let sequence = SeriesModel(window: 3, target: nil)

  static let drawn: [Drawn] = [
    Drawn(model: middle, samples: "..........", flags: "eeooooooee"),
    Drawn(model: middle, samples: ".....", flags: "eeoee"),
    Drawn(model: middle, samples: "....", flags: "eeee"),
    Drawn(model: middle, samples: ".", flags: "e"),
    Drawn(model: middle, samples: "   ", flags: "   "),
    Drawn(model: middle, samples: "....... ......", flags: "eeoooee eeooee"),
    Drawn(model: middle, samples: "....... . ......", flags: "eeoooee e eeooee"),
    // As long as the window, so that the series is split.
    Drawn(model: middle, samples: ".......     ......", flags: "eeoooee     eeooee"),
    Drawn(model: middle, samples: " .......  ", flags: " eeoooee  "),
    Drawn(model: last, samples: ".......... ......", flags: "eeeeoooooo eeeeoo"),
    Drawn(model: second, samples: "..........  .....", flags: "eoooooooee  eooee"),
    Drawn(model: sequence, samples: "..........", flags: "eeooooooee"),
    Drawn(model: sequence, samples: "...... .....    ....", flags: "eeooee eeoee    eeee"),
    Drawn(model: SeriesModel(window: 1, target: .middle), samples: ". .. ", flags: "o oo "),
  ]

  @Test("say what an estimate rests on", arguments: drawn)
  func drawings(_ drawn: Drawn) throws {
    let mains = drawn.samples.map { $0 == " " ? Float.nan : 100 }
    let flags = SampleFlag.flags(of: mains, plan: try drawn.model.model().network.plan)
    let letters: [SampleFlag: Character] = [.ok: "o", .edge: "e", .gap: " "]
    #expect(String(flags.compactMap { letters[$0] }) == drawn.flags)
  }
}
