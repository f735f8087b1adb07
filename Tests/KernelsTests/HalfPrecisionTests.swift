import CKernels
import Testing

@Suite("Half precision")
struct HalfPrecisionTests {
  @Test("widens every half exactly")
  func widens() {
    // Also from odd places, and with every rest behind a whole vector.
    let halves = (0...UInt16.max).map { $0 }
    for (first, count) in [(0, 65_536), (1, 65_535), (31_743, 37), (64_512, 1), (3, 15)] {
      var floats = [Float](repeating: 1, count: count)
      unsafe halves.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        unsafe energy_halves_to_floats(base + first, count, &floats)
      }
      for (place, float) in floats.enumerated() {
        let wanted = Float(Float16(bitPattern: UInt16(first + place)))
        let isSame = float.isNaN ? wanted.isNaN : float.bitPattern == wanted.bitPattern
        guard isSame else {
          Issue.record("\(first + place) became \(float) and not \(wanted)")
          return
        }
      }
    }
  }

  @Test("narrows to the nearest half, to the even one of two, and back to the same")
  func narrows() {
    var floats: [Float] = [
      .infinity, -.infinity, .greatestFiniteMagnitude, 0, -0.0, 1e-30, 0x1p-25,
    ]
    for pattern in UInt16.min..<0x7c00 {
      let (half, next) = (Float16(bitPattern: pattern), Float16(bitPattern: pattern + 1))
      // Above the largest half lies what would be the next one, and not infinity.
      let upper = next.isFinite ? Float(next) : 65_536
      let middle = (Float(half) + upper) / 2
      floats += [Float(half), middle.nextDown, middle, middle.nextUp, -middle]
    }
    var halves = [UInt16](repeating: 0, count: floats.count)
    unsafe energy_floats_to_halves(floats, floats.count, &halves)
    #expect(halves == floats.map { Float16($0).bitPattern })
  }

  @Test("keeps what is no number")
  func keepsNaN() {
    let patterns: [UInt32] = [0x7fc0_0000, 0xffc0_0000, 0x7f80_0001, 0x7fff_ffff]
    let floats = (0..<40).map { Float(bitPattern: patterns[$0 % patterns.count]) }
    var halves = [UInt16](repeating: 0, count: floats.count)
    unsafe energy_floats_to_halves(floats, floats.count, &halves)
    #expect(halves.allSatisfy { Float16(bitPattern: $0).isNaN })
  }
}
