@testable import MeterData

/// A small generator with a seed, for property tests that can be run again.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
}

/// Irregular readings: jitter, repeated times, gaps around a limit, NaN, and some disorder.
enum RandomSeries {
  static let second: Int64 = 1_000_000_000

  /// `count` rows, each at most `disorder` rows out of its place.
  static func samples(
    _ count: Int, disorder: Int = 0, using generator: inout SeededGenerator
  ) -> SampleBlock {
    var (time, block) = (1_352_500_095 * second, SampleBlock())
    for _ in 0..<count {
      switch Int.random(in: 0..<20, using: &generator) {
      case 0: break  // the same time again
      case 1: time += Int64.random(in: 1...40, using: &generator) * 6 * second
      case 2: time += Int64.random(in: 19...22, using: &generator) * 6 * second
      case 3: time += Int64.random(in: 1...2_000_000_000, using: &generator)
      default: time += Int64.random(in: 5...7, using: &generator) * second
      }
      let isMissing = Int.random(in: 0..<15, using: &generator) == 0
      block.append(time, isMissing ? .nan : Float.random(in: 0...3000, using: &generator))
    }
    return disordered(block, by: disorder, using: &generator)
  }

  private static func disordered(
    _ block: SampleBlock, by distance: Int, using generator: inout SeededGenerator
  ) -> SampleBlock {
    guard distance > 0 else { return block }
    let keys = block.times.indices.map { row in
      Double(row) + Double.random(in: 0..<Double(distance), using: &generator)
    }
    let order = block.times.indices.sorted { keys[$0] < keys[$1] }
    return SampleBlock(
      times: order.map { block.times[$0] }, values: order.map { block.values[$0] })
  }
}

/// Hands out a block in pieces of the given sizes, over and over.
final class PiecewiseReader: SampleReader {
  private let all: SampleBlock
  private let sizes: [Int]
  private var turn = 0
  private var position = 0

  init(_ all: SampleBlock, sizes: [Int]) {
    self.all = all
    self.sizes = sizes
  }

  var rows: Int? { all.count }

  func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool {
    let end = min(position + sizes[turn % sizes.count], all.count)
    turn += 1
    block = all.slice(position..<end)
    defer { position = end }
    return position < end
  }
}

extension SampleReader {
  /// Everything that is left.
  func everything() throws -> SampleBlock {
    var (all, block) = (SampleBlock(), SampleBlock())
    while try read(into: &block) { all.append(block) }
    return all
  }
}

/// Equal, with every NaN equal to every other.
func same(_ left: [Float], _ right: [Float]) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
}
