/// Stretches in which every channel has a value, as half-open ranges of grid indices.
///
/// Years of readings have hundreds of thousands of them, so they are kept as the lengths of gaps and
/// stretches in turn, seven bits a byte: mostly two or three bytes each.
struct ValidStretches {
  /// Samples in all stretches.
  private(set) var samples = 0
  private(set) var count = 0
  private static let pieceSize = 1 << 16
  /// In pieces, so that growing never copies what is there.
  private var pieces: [[UInt8]] = []
  /// Where the last stretch ended.
  private var lastEnd = 0
  private var start: Int?

  /// Goes on with the next block; all channels have as many values.
  mutating func add(_ channels: [[Float]], from first: Int) {
    guard var present = channels.first else { return }
    for channel in channels.dropFirst() {
      precondition(channel.count == present.count, "\(channel.count) beside \(present.count)")
      // A sum with a missing value is missing.
      for index in present.indices { present[index] += channel[index] }
    }
    for index in present.indices where present[index].isNaN == (start != nil) {
      if start == nil { start = first + index } else { finish(at: first + index) }
    }
  }

  /// Ends the stretch that is open.
  mutating func finish(at end: Int) {
    guard let start else { return }
    append(start - lastEnd)
    append(end - start)
    lastEnd = end
    samples += end - start
    count += 1
    self.start = nil
  }

  /// Hands the starts and ends in turn to `body`, some thousand at a time.
  func forEachPiece(_ body: ([Int64]) throws -> Void) rethrows {
    var (position, length, shift) = (Int64(0), Int64(0), Int64(0))
    var edges: [Int64] = []
    for piece in pieces {
      for byte in piece {
        length |= Int64(byte & 0x7F) << shift
        shift += 7
        guard byte < 0x80 else { continue }
        position += length
        edges.append(position)
        (length, shift) = (0, 0)
      }
      let whole = edges.count / 2 * 2
      try body(Array(edges[..<whole]))
      edges.removeFirst(whole)
    }
  }

  private mutating func append(_ length: Int) {
    if (pieces.last?.count ?? .max) > ValidStretches.pieceSize - 10 {
      pieces.append([])
      pieces[pieces.count - 1].reserveCapacity(ValidStretches.pieceSize)
    }
    var rest = length
    while rest >= 0x80 {
      pieces[pieces.count - 1].append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    pieces[pieces.count - 1].append(UInt8(rest))
  }
}
