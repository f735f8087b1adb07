import Testing

@testable import energy

@Suite("A coverage strip")
struct CoverageStripTests {
  static let steps = [0, 0.01, 0.15, 0.3, 0.4, 0.55, 0.65, 0.8, 0.9, 0.99, 0.995, 1, .nan]

  @Test("draws nothing as a dot and only full stretches as full blocks")
  func draws() {
    #expect(CoverageStrip.render(fractions: Self.steps, width: 20) == "·▁▂▃▄▅▆▇▇▇██·")
    #expect(
      CoverageStrip.render(fractions: Self.steps, width: 20, style: .ascii) == ".:-=+*%@@@##.")
  }

  @Test("averages stretches that share a cell, by their parts")
  func folds() {
    #expect(CoverageStrip.render(fractions: [1, 0, 1, 1, 0, 0], width: 3) == "▅█·")
    #expect(CoverageStrip.render(fractions: [1, 0.5, 0], width: 2) == "▇▂")
    #expect(CoverageStrip.render(fractions: [], width: 3) == "")
  }

  @Test("has a heading as wide as itself")
  func heads() {
    #expect(CoverageStrip.heading("Feb", "Oct", width: 16) == "Feb ──────── Oct")
    #expect(CoverageStrip.heading("Feb", "Oct", width: 16, style: .ascii) == "Feb -------- Oct")
    #expect(CoverageStrip.heading("Feb", "Oct", width: 7) == "Feb")
  }
}
