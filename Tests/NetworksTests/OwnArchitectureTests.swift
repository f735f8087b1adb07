import Foundation
import Testing
import Work

@testable import Networks

extension Architecture {
  /// Three short convolutions over a window of a few minutes.
  static let seq2pointTiny = Architecture(
    name: "seq2point-tiny",
    summary: "Three convolutions and a small dense layer estimate one sample of the window.",
    source: "docs/architectures.md", defaultWindow: 99
  ) { _ in
    [
      .convolution(name: "conv1", filters: 16, kernel: 9, isRectified: true),
      .convolution(name: "conv2", filters: 16, kernel: 7, isRectified: true),
      .convolution(name: "conv3", filters: 24, kernel: 5, isRectified: true),
      .dropout(rate: 0.2),
      .dense(name: "dense1", outputs: 128, isRectified: true),
      .dense(name: "dense2", outputs: 1, isRectified: false),
    ]
  }
}

@Suite("An architecture of one's own")
struct OwnArchitectureTests {
  @Test("is a plan and a network like those of the catalogue")
  func works() throws {
    let plan = try Architecture.seq2pointTiny.plan()
    #expect(plan.shapes.map(\.length) == [99, 91, 85, 81, 81, 1, 1])
    #expect(plan.outputs == 1)
    var generator = RandomGenerator(seed: 1)
    let network = Network(plan, generator: &generator)
    #expect(network["dense1.weight"]?.shape == [128, 24 * 81])
  }

  @Test("is shown in docs/architectures.md as it is compiled here")
  func documented() throws {
    let here = try String(contentsOfFile: #filePath, encoding: .utf8)
    let page = URL(filePath: #filePath).appending(path: "../../../docs/architectures.md")
    let text = try String(contentsOf: page.standardized, encoding: .utf8)
    let blocks = text.components(separatedBy: "```swift\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
    let code = try #require(blocks.first { $0.contains("static let seq2pointTiny") })
    #expect(here.contains(code))
  }
}
