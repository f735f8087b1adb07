import Testing

@testable import Training

@Suite("Early stopping")
struct EarlyStoppingTests {
  /// The epoch after which a series of figures stops training, and the best one by then.
  private static func run(_ figures: [Double], patience: Int?) -> (stopped: Int?, best: Int?) {
    var watch = EarlyStopping(patience: patience)
    for (index, figure) in figures.enumerated() {
      _ = watch.observe(figure, epoch: index + 1)
      if watch.isOver(after: index + 1) { return (index + 1, watch.best?.epoch) }
    }
    return (nil, watch.best?.epoch)
  }

  @Test("stops after as many epochs without a better one as its patience has")
  func patience() {
    let outcome = Self.run([5, 4, 3, 3.5, 3.2, 1], patience: 2)
    #expect(outcome.stopped == 5)
    #expect(outcome.best == 3)
  }

  @Test("an equal figure is not a better one, and the first of equals is best")
  func ties() {
    let outcome = Self.run([2, 2, 2, 2], patience: 3)
    #expect(outcome.stopped == 4)
    #expect(outcome.best == 1)
  }

  @Test("a better figure gives all of the patience back")
  func renewal() {
    let outcome = Self.run([3, 4, 2, 4, 1, 4], patience: 2)
    #expect(outcome.stopped == nil)
    #expect(outcome.best == 5)
  }

  @Test("without a patience it never stops")
  func endless() {
    #expect(Self.run([1, 2, 3, 4, 5, 6, 7], patience: nil).stopped == nil)
  }
}
