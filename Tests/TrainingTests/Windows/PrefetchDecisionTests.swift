import Testing

@testable import Training

@Suite("Whether windows are asked for before they are read")
struct PrefetchDecisionTests {
  @Test("not while few wait for the disk")
  func warm() {
    let decision = PrefetchDecision()
    for _ in 0..<1000 { decision.learn(faults: 32, windows: 256) }
    #expect(!decision.isOn)
  }

  @Test("once many did, with a look now and then whether it is still needed")
  func cold() {
    let decision = PrefetchDecision()
    var asked: [Bool] = []
    for batch in 0..<200 {
      asked.append(decision.isOn)
      // Batches that are asked for find their pages; from the 150th on all are there.
      decision.learn(faults: decision.isOn || batch >= 150 ? 0 : 300, windows: 256)
    }
    let plain = asked.indices.filter { !asked[$0] }
    #expect(plain == [0, 65, 130] + Array(195..<200))
  }
}
