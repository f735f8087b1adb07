import Networks
import Testing

@testable import Training

@Suite("The shape of runs")
struct RunShapeTests {
  @Test(
    "fills one transform at each window",
    arguments: [(129, 16, 157), (599, 16, 455), (60, 16, 34)])
  func usual(window: Int, runs: Int, length: Int) throws {
    let plan = try ArchitectureCatalogue.named("seq2point").plan(window: window)
    let shape = RunShape(of: plan)
    #expect(shape == RunShape(runs: runs, length: length))
  }

  @Test("is sound at any window")
  func bounds() throws {
    for window in 30...2000 {
      let shape = RunShape(of: try ArchitectureCatalogue.named("seq2point").plan(window: window))
      let transform = shape.length + window - 30
      #expect(transform.nonzeroBitCount == 1 && shape.length >= 1)
    }
  }

  @Test("is what is asked for")
  func asked() throws {
    let plan = try ArchitectureCatalogue.named("seq2point").plan(window: 129)
    #expect(RunShape(of: plan, RunSampling(runsPerBatch: 7)) == RunShape(runs: 7, length: 157))
    #expect(RunShape(of: plan, RunSampling(length: 9)) == RunShape(runs: 16, length: 9))
  }
}
