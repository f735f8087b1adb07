import Glibc
import Testing

@testable import Kernels

/// The transform in the plain words of its formula, in double.
private struct PlainTransform {
  let size: Int

  private var circle: [(re: Double, im: Double)] {
    (0..<size).map { step in
      let angle = 2 * Double.pi * Double(step) / Double(size)
      return (cos(angle), -sin(angle))
    }
  }

  /// Real and imaginary parts of the frequencies up to size / 2.
  func spectrum(of samples: [Float]) -> [Double] {
    let circle = circle
    let samples = samples.map(Double.init)
    return (0...size / 2).flatMap { frequency in
      var (re, im, step) = (0.0, 0.0, 0)
      for sample in samples {
        re += sample * circle[step].re
        im += sample * circle[step].im
        step += frequency
        if step >= size { step -= size }
      }
      return [re, im]
    }
  }
}

@Suite("A Fourier transform of 16 channels")
struct FourierTests {
  static let sizes = [
    2, 4, 6, 8, 10, 12, 16, 18, 20, 24, 30, 32, 40, 48, 50, 54, 60, 64, 90, 96, 100, 128, 150, 160,
    192, 250, 256, 270, 320, 360, 384, 480, 486, 512, 600, 640, 768, 900, 1024, 1250, 1280, 1458,
    1536, 1620, 1920, 2048,
  ]

  /// What rounding may do to a result of this size: the bound that `FourierPlan` states.
  static func tolerance(_ size: Int) -> Double { 0x1p-24 * log2(Double(size)) }

  static func samples(_ size: Int, salt: Int = 0) -> [Float] {
    (0..<size * 16).map { Float(sin(Double(($0 + salt) * 7919 % 100_003))) }
  }

  static func channel(_ channel: Int, of values: [Float]) -> [Float] {
    stride(from: channel, to: values.count, by: 16).map { values[$0] }
  }

  /// The spectrum `[frequencies][stride]`; places between frequencies hold `rest`.
  static func forward(
    _ samples: [Float], scale: Float = 1, stride: Int = 32, rest: Float = .nan
  ) -> [Float] {
    let size = samples.count / 16
    var (values, spectrum) = (samples, [Float](repeating: rest, count: (size / 2 + 1) * stride))
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe spectrum.withUnsafeMutableBufferPointer { spectrum in
        guard let from = values.baseAddress, let to = spectrum.baseAddress else { return }
        unsafe FourierPlan(size: size).forward(from, scale: scale, into: to, stride: stride)
      }
    }
    return spectrum
  }

  static func inverse(_ spectrum: [Float], size: Int, scale: Float, stride: Int = 32) -> [Float] {
    var values = [Float](repeating: .nan, count: size * 16)
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe spectrum.withUnsafeBufferPointer { spectrum in
        guard let from = spectrum.baseAddress, let to = values.baseAddress else { return }
        unsafe FourierPlan(size: size).inverse(from, stride: stride, scale: scale, into: to)
      }
    }
    return values
  }

  static func relativeError(_ found: [Float], _ wanted: [Double]) -> Double {
    let difference = zip(found, wanted).reduce(0) {
      $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
    }
    return (difference / wanted.reduce(1e-30) { $0 + $1 * $1 }).squareRoot()
  }

  /// The instruction set is chosen once in a process, by `ENERGY_KERNELS`: scripts/test runs this
  /// suite for each.
  @Test("is what its formula says", arguments: sizes)
  func agrees(size: Int) {
    let samples = FourierTests.samples(size)
    let spectrum = FourierTests.forward(samples)
    for channel in size <= 128 ? Array(0..<16) : [0, 7, 15] {
      let found = FourierTests.channel(channel, of: spectrum)
      let wanted = PlainTransform(size: size).spectrum(
        of: FourierTests.channel(channel, of: samples))
      #expect(FourierTests.relativeError(found, wanted) < FourierTests.tolerance(size))
      #expect(found[1] == 0 && found[size + 1] == 0)
    }
  }

  @Test("gives the samples back, times their count", arguments: sizes + [4096, 4860, 6000, 8192])
  func roundTrip(size: Int) {
    let samples = FourierTests.samples(size)
    let found = FourierTests.inverse(
      FourierTests.forward(samples), size: size, scale: 1 / Float(size))
    let error = FourierTests.relativeError(found, samples.map(Double.init))
    #expect(error < 2 * FourierTests.tolerance(size))
  }

  @Test("takes each channel by itself", arguments: [6, 30, 64, 360])
  func channels(size: Int) {
    let (samples, others) = (FourierTests.samples(size), FourierTests.samples(size, salt: 5))
    for channel in [0, 3, 15] {
      let mixed = samples.indices.map { $0 % 16 == channel ? samples[$0] : others[$0] }
      let (alone, among) = (FourierTests.forward(samples), FourierTests.forward(mixed))
      #expect(
        FourierTests.channel(channel, of: alone) == FourierTests.channel(channel, of: among))
      let back = FourierTests.inverse(alone, size: size, scale: 1)
      let backAmong = FourierTests.inverse(among, size: size, scale: 1)
      #expect(
        FourierTests.channel(channel, of: back) == FourierTests.channel(channel, of: backAmong))
    }
  }

  @Test("finds and leaves frequencies any distance apart", arguments: [2, 12, 50, 256])
  func strides(size: Int) {
    let samples = FourierTests.samples(size)
    let (close, apart) = (FourierTests.forward(samples), FourierTests.forward(samples, stride: 47))
    for frequency in 0...size / 2 {
      #expect(
        close[frequency * 32..<frequency * 32 + 32] == apart[frequency * 47..<frequency * 47 + 32])
      #expect(apart[frequency * 47 + 32..<frequency * 47 + 47].allSatisfy { $0.isNaN })
    }
    #expect(
      FourierTests.inverse(close, size: size, scale: 1)
        == FourierTests.inverse(apart, size: size, scale: 1, stride: 47))
  }

  @Test("scales by a power of two without error, both ways", arguments: [2, 20, 96, 1024])
  func scales(size: Int) {
    let samples = FourierTests.samples(size)
    let plain = FourierTests.forward(samples)
    #expect(FourierTests.forward(samples, scale: 0.25) == plain.map { $0 / 4 })
    #expect(
      FourierTests.inverse(plain, size: size, scale: 8)
        == FourierTests.inverse(plain, size: size, scale: 1).map { $0 * 8 })
  }

  @Test("ignores imaginary parts that no real series has", arguments: [2, 8, 30])
  func ignores(size: Int) {
    var spectrum = FourierTests.forward(FourierTests.samples(size))
    let wanted = FourierTests.inverse(spectrum, size: size, scale: 1)
    for lane in 16..<32 {
      spectrum[lane] = .nan
      spectrum[size * 16 + lane] = .nan
    }
    #expect(FourierTests.inverse(spectrum, size: size, scale: 1) == wanted)
  }

  @Test("has the sizes 2 to the a times 3 to the b times 5 to the c, where even")
  func findsSizes() {
    #expect(FourierPlan.sizes(in: 1...32) == [2, 4, 6, 8, 10, 12, 16, 18, 20, 24, 30, 32])
    #expect(FourierPlan.size(atLeast: 0) == 2)
    #expect(FourierPlan.size(atLeast: 599) == 600)
    #expect(FourierPlan.size(atLeast: 601) == 640)
    #expect(FourierPlan.size(atLeast: 1024) == 1024)
    #expect(!FourierPlan.isSize(14) && !FourierPlan.isSize(15) && !FourierPlan.isSize(0))
  }
}
