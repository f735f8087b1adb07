import CKernels
import Glibc

/// A Fourier transform of one size over real samples, of 16 channels at once.
///
/// Samples are `[size][16]`; a spectrum is `size / 2 + 1` frequencies `[2][16]`: 16 real parts, then
/// 16 imaginary parts.
///
/// The root mean square error of a transform, relative to that of its result, stays below
/// 2⁻²⁴ · log2(size), one rounding for each doubling: measured over the sizes of the tests. Proven is
/// 6.7 times that (Higham 2002, Accuracy and Stability of Numerical Algorithms, theorem 24.2, for
/// radix 2 and twiddles that are correctly rounded, as they are here).
package final class FourierPlan: Sendable {
  /// Samples: even, and the product of 2, 3 and 5.
  package let size: Int
  private let radices: [Int32]
  private let places: [Int32]
  private let twiddles: FloatStorage
  private let split: FloatStorage

  /// Whether a series of `count` samples can be transformed.
  package static func isSize(_ count: Int) -> Bool {
    guard count >= 2, count.isMultiple(of: 2) else { return false }
    var rest = count
    for factor in [2, 3, 5] {
      while rest.isMultiple(of: factor) { rest /= factor }
    }
    return rest == 1
  }

  /// The smallest size that has room for `count` samples.
  package static func size(atLeast count: Int) -> Int {
    var size = max(count + count % 2, 2)
    while !isSize(size) { size += 2 }
    return size
  }

  /// All sizes within a range, the smallest first.
  package static func sizes(in range: ClosedRange<Int>) -> [Int] { range.filter(isSize) }

  /// Tables for `size` samples.
  package init(size: Int) {
    precondition(FourierPlan.isSize(size), "\(size) samples")
    self.size = size
    let radices = FourierPlan.radices(points: size / 2)
    self.radices = radices.map(Int32.init)
    places = FourierPlan.places(radices, points: size / 2)
    twiddles = FourierPlan.storage(FourierPlan.twiddles(radices, points: size / 2))
    split = FourierPlan.storage(FourierPlan.split(size: size, last: radices[radices.count - 1]))
  }

  /// Fills the spectrum, frequencies `stride` floats apart, with `scale` times the transform of
  /// `values`, which are lost.
  func forward(
    _ values: UnsafeMutablePointer<Float>, scale: Float = 1,
    into spectrum: UnsafeMutablePointer<Float>, stride: Int = 32
  ) {
    precondition(stride >= 32, "frequencies \(stride) floats apart")
    unsafe withPlan { unsafe energy_fourier_forward($0, values, scale, spectrum, stride) }
  }

  /// Fills `values` with `scale` times `size` times the samples that have this spectrum.
  func inverse(
    _ spectrum: UnsafePointer<Float>, stride: Int = 32, scale: Float,
    into values: UnsafeMutablePointer<Float>
  ) {
    precondition(stride >= 32, "frequencies \(stride) floats apart")
    unsafe withPlan { unsafe energy_fourier_inverse($0, spectrum, stride, scale, values) }
  }

  private func withPlan(_ body: (UnsafePointer<energy_fourier>) -> Void) {
    unsafe radices.withUnsafeBufferPointer { radices in
      unsafe places.withUnsafeBufferPointer { places in
        var plan = unsafe energy_fourier(
          size: size, stages: radices.count, radices: radices.baseAddress,
          twiddles: twiddles.base, split: split.base, places: places.baseAddress)
        unsafe body(&plan)
      }
    }
  }
}

// The tables; the layouts stand in CKernels.h.
extension FourierPlan {
  /// The factors of the passes: few, and last, where there are no twiddles, an odd one if there is
  /// one.
  private static func radices(points: Int) -> [Int] {
    var (rest, odd) = (points, [Int]())
    for factor in [3, 5] {
      while rest.isMultiple(of: factor) {
        odd.append(factor)
        rest /= factor
      }
    }
    let last = odd.popLast().map { [$0] } ?? []
    let radices = odd + powersOfTwo(rest.trailingZeroBitCount, areLast: last.isEmpty) + last
    return radices.isEmpty ? [1] : radices
  }

  /// Radices of 2 to the `exponent`: 8 and 4 where registers hold 8 points, else 4 and one 8 at most.
  ///
  /// The last pass holds two blocks at once, so that its radix is 4 where that is possible.
  private static func powersOfTwo(_ exponent: Int, areLast: Bool) -> [Int] {
    if exponent == 1 { return [2] }
    var eights = exponent % 2
    let rest = areLast ? 2 : 0
    while KernelFacts.instructionSet == "avx512", exponent - 3 * eights >= 6 + rest { eights += 2 }
    let fours = (exponent - 3 * eights) / 2
    let tail = areLast ? min(fours, 1) : 0
    return [Int](repeating: 4, count: fours - tail) + [Int](repeating: 8, count: eights)
      + [Int](repeating: 4, count: tail)
  }

  /// Where each frequency lies: its digits in turn, the first one leading.
  private static func places(_ radices: [Int], points: Int) -> [Int32] {
    (0..<points).map { frequency in
      var (rest, step, place) = (frequency, points, 0)
      for radix in radices {
        step /= radix
        place += rest % radix * step
        rest /= radix
      }
      return Int32(place)
    }
  }

  private static func twiddles(_ radices: [Int], points: Int) -> [Double] {
    var (length, twiddles) = (points, [Double]())
    for radix in radices.dropLast() {
      for j in 0..<length / radix {
        for p in 1..<radix {
          let angle = 2 * Double.pi * Double(j * p) / Double(length)
          twiddles += [cos(angle), -sin(angle)]
        }
      }
      length /= radix
    }
    return twiddles
  }

  private static func split(size: Int, last: Int) -> [Double] {
    let blocks = size / 2 / last
    return (0...blocks / 2).flatMap { block in
      (0..<last).flatMap { p in
        let angle = 2 * Double.pi * Double(block + p * blocks) / Double(size)
        return [-sin(angle), -cos(angle)]
      }
    }
  }

  private static func storage(_ values: [Double]) -> FloatStorage {
    let storage = FloatStorage(count: values.count)
    for (index, value) in values.enumerated() { unsafe storage.base[index] = Float(value) }
    return storage
  }
}
