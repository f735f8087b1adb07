import Testing

@testable import Disaggregation

@Suite("Clamping")
struct ClampingTests {
  @Test(
    "limits estimates as its name says",
    arguments: [
      (Clamping.none, -5, 100, -5), (.none, 500, 100, 500), (.zero, -5, 100, 0),
      (.zero, 500, 100, 500), (.mains, -5, 100, 0), (.mains, 500, 100, 100), (.mains, 5, 100, 5),
      (.mains, 5, -100, 0), (.mains, 5, Float.nan, 5), (.mains, -5, Float.nan, 0),
    ] as [(Clamping, Float, Float, Float)])
  func limits(_ clamping: Clamping, estimate: Float, mains: Float, expected: Float) {
    #expect(clamping.clamped(estimate, mains: mains) == expected)
  }

  @Test("makes no value of a missing one", arguments: Clamping.allCases)
  func missing(_ clamping: Clamping) {
    #expect(clamping.clamped(Float.nan, mains: 100).isNaN)
  }
}
