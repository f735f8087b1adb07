import CKernels
import Glibc

/// A Fourier transform of one size over real samples, of 16 channels at once.
///
/// Samples are `[size][16]`; a spectrum is `size / 2 + 1` frequencies `[2][16]`: 16 real parts, then
/// 16 imaginary parts. The error of a transform, relative to its result and as a root mean square
/// over it, stays below 1e-7 · log2(size): the passes round independently, and the twiddles are
/// correctly rounded (Higham 2002, Accuracy and Stability of Numerical Algorithms, theorem 24.2).
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
    split = FourierPlan.storage(
      (0...size / 4).flatMap { k in
        let angle = 2 * Double.pi * Double(k) / Double(size)
        return [-sin(angle), -cos(angle)]
      })
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
  /// The factors of the passes.
  private static func radices(points: Int) -> [Int] {
    var (rest, radices) = (points, [Int]())
    for factor in [5, 3] {
      while rest.isMultiple(of: factor) {
        radices.append(factor)
        rest /= factor
      }
    }
    let twos = rest.trailingZeroBitCount
    if twos == 1 { return radices + [2] }
    if twos % 2 == 1 { radices.append(8) }
    return radices + [Int](repeating: 4, count: twos % 2 == 1 ? (twos - 3) / 2 : twos / 2)
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

  private static func storage(_ values: [Double]) -> FloatStorage {
    let storage = FloatStorage(count: values.count)
    for (index, value) in values.enumerated() { unsafe storage.base[index] = Float(value) }
    return storage
  }
}
