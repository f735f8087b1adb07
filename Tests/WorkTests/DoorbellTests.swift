import Synchronization
import Testing

@testable import Work

@Suite("A doorbell")
struct DoorbellTests {
  @Test("wakes whoever waits, and none of many rings is lost")
  func wakes() {
    let bell = Doorbell()
    let rung = Atomic<Int>(0)
    let ringers = (0..<3).map { _ in
      OwnedThread {
        for _ in 0..<2000 {
          rung.add(1, ordering: .relaxed)
          bell.ring()
        }
      }
    }
    while rung.load(ordering: .relaxed) < 6000 { bell.wait() }
    for ringer in ringers { ringer.join() }
    #expect(rung.load(ordering: .relaxed) == 6000)
  }

  @Test("a ring before the wait counts, and a wait without one ends")
  func counts() {
    let bell = Doorbell()
    bell.ring()
    bell.ring()
    bell.wait()
    let began = ProcessMeasures.seconds
    bell.wait(seconds: 0.02)
    #expect(ProcessMeasures.seconds - began >= 0.01)
  }
}
