import Testing

@testable import Training

@Suite("The score of a validation")
struct ValidationScoreTests {
  /// Normalised by mean 100 W and deviation 200 W; the appliance is on from 500 W on.
  private static func scorer(constants: [Double] = [0, 100, 10]) -> ValidationScorer {
    ValidationScorer(mean: 100, deviation: 200, threshold: 500, constants: constants)
  }

  @Test("is a hand-computed one for four samples")
  func byHand() {
    var scorer = Self.scorer()
    // Watts: truth 0, 0, 900, 100; estimates -100 (counts as 0), 100, 500, 300.
    scorer.add(
      estimates: [-1, 0, 2, 1], truth: [-0.5, -0.5, 4, 0])
    let score = scorer.score
    #expect(score.loss == (0.25 + 0.25 + 4 + 1) / 4)
    #expect(score.mae == (0 + 100 + 400 + 200) / 4)
    // Zero errs by 0, 0, 900, 100; the mean by 100, 100, 800, 0; the median by 10, 10, 890, 90.
    #expect(score.constantMAE == 1000.0 / 4)
    #expect(score.skill == 1 - 700.0 / 1000)
    #expect(score.onCount == 1)
    #expect(score.peak == 500)
  }

  @Test("does not depend on how the samples are cut into batches")
  func batches() {
    let estimates: [Float] = [-1, 0.3, 2.7, 1, 0.1, 5, -3, 2]
    let truth: [Float] = [-0.5, -0.5, 4, 0, 0.2, 3, -0.5, 2]
    var whole = Self.scorer()
    whole.add(estimates: estimates[...], truth: truth)
    var parts = Self.scorer()
    for start in [0, 3, 6] {
      let range = start..<min(start + 3, 8)
      parts.add(estimates: estimates[range], truth: Array(truth[range]))
    }
    #expect(parts.score == whole.score)
  }

  @Test("a network is dead where no estimate reaches the threshold while the appliance is on")
  func dead() {
    var scorer = Self.scorer()
    // On in the second and the third sample, whose estimates are 200 and 300 W.
    scorer.add(estimates: [9, 0.5, 1, 9], truth: [0, 2, 4, 1.9])
    #expect(scorer.score.onCount == 2)
    #expect(scorer.score.peak == 300)
    #expect(scorer.score.isDead(threshold: 500))
    #expect(!scorer.score.isDead(threshold: 300))
  }

  @Test("a validation without the appliance says nothing of a dead network, and may have no skill")
  func neverOn() {
    var scorer = Self.scorer()
    scorer.add(estimates: [-0.5, -0.5], truth: [-0.5, -0.5])
    #expect(scorer.score.peak == nil)
    #expect(!scorer.score.isDead(threshold: 500))
    #expect(scorer.score.skill == nil)
  }
}
