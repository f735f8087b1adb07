import Files
import Glibc
import Work

/// A made-up house in a file of its own, as a prepared store lays one out: mains, then appliance.
struct SampleFile {
  let path: String
  private let samples: Int
  private static let block = 1 << 16

  /// Writes as many samples of each; one in 50,000 is missing.
  ///
  /// - Throws: `TrainingError` (73, 74) where the file cannot be written, or after an interrupt (130).
  init(samples: Int, seed: UInt64, _ supervision: Supervision) throws(TrainingError) {
    let moment = Int(ProcessMeasures.seconds * 1e9)
    path = FileSystem.joined(FileSystem.temporaryFolder, "energy-samples-\(getpid())-\(moment)")
    self.samples = samples
    try TrainingError.wrapping {
      do {
        try write(seed, supervision.cancellation)
      } catch {
        remove()
        throw error
      }
    }
  }

  private func write(_ seed: UInt64, _ cancellation: Cancellation) throws {
    var generator = RandomGenerator(seed: seed)
    let file = try FileDescriptor(creating: path)
    for highest in [3000, 2500] {
      for first in stride(from: 0, to: samples, by: Self.block) {
        try cancellation.check()
        let values = first..<min(first + Self.block, samples)
        try file.write(Self.bytes(values, highest: Double(highest), &generator))
      }
    }
    try file.sync()
  }

  /// Maps both channels.
  func open() throws(TrainingError) -> [HouseSeries] {
    try TrainingError.wrapping {
      [
        HouseSeries(
          range: HouseRange(house: 1, samples: 0..<samples),
          mains: try MappedFloats(path: path, offset: 0, count: samples),
          target: try MappedFloats(path: path, offset: 4 * samples, count: samples))
      ]
    }
  }

  /// Removes the file.
  func remove() {
    // It lies in the folder for temporary files, which the system clears as well.
    try? FileSystem.remove(path)
  }

  /// Samples that rise together for a while now and then, and vary by some watts.
  private static func bytes(
    _ samples: Range<Int>, highest: Double, _ generator: inout RandomGenerator
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * samples.count)
    for index in samples {
      let level = index / 40 % 50 == 0 ? highest : 100
      let value = generator.chance(0.00002) ? .nan : Float(level + generator.uniform(0...10))
      var bits = value.bitPattern
      for _ in 0..<4 {
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
      }
    }
    return bytes
  }
}
