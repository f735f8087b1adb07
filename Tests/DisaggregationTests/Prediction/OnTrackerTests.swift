import MeterData
import Testing
import Work

@testable import Disaggregation

@Suite("States that are told as soon as they are certain")
struct OnTrackerTests {
  @Test(
    "are those of the activations of the whole series",
    arguments: [(0.0, 0.0), (13, 13), (30, 0), (0, 30), (60, 24), (12, 6)], 0..<10)
  func states(_ least: (on: Double, off: Double), seed: Int) {
    var generator = RandomGenerator(seed: UInt64(seed))
    var values: [Float] = []
    while values.count < 300 {
      let value: Float = [Float(100), 0, .nan][generator.whole(0...2)]
      values += [Float](repeating: value, count: generator.whole(1...9))
    }
    let rule = ActivationRule(threshold: 50, minimumOn: least.on, minimumOff: least.off)
    let wanted = Activations.find(in: values.span, period: 6, rule: rule)
    var tracker = OnTracker(rule, period: 6, keepsEnded: true)
    let first = -37
    var found: [Bool] = []
    for (place, value) in values.enumerated() {
      // Bins that are left out are missing.
      if !value.isNaN { tracker.add(value, at: first + place) }
      while first + found.count < tracker.decided {
        found.append(tracker.isOn(first + found.count))
      }
      let waiting = Double(place + 1 - found.count) * 6
      #expect(value.isNaN || waiting <= least.on + least.off + 12)
    }
    tracker.finish()
    tracker.skip(to: first + values.count)
    while found.count < values.count { found.append(tracker.isOn(first + found.count)) }
    #expect(found == values.indices.map { place in wanted.contains { $0.samples.contains(place) } })
    #expect(tracker.count == wanted.count)
    let ended = wanted.map { activation in
      Activation(
        samples: first + activation.samples.lowerBound..<first + activation.samples.upperBound,
        energy: activation.energy)
    }
    #expect(tracker.ended == ended)
  }
}
