import Work

/// How a dense layer over sliding windows is cut into blocks and tiles.
package struct SlidingShape: Sendable, Equatable {
  /// Channels of the features.
  package let channels: Int
  /// Features of a channel that a window has.
  package let length: Int
  package let outputs: Int
  /// Features in a block: the size of the transform.
  package let size: Int
  /// Windows of a block.
  package let step: Int
  /// Blocks of a pass at most.
  package let blocks: Int
  /// Outputs that a pass treats together, whole groups of 16.
  package let tile: Int

  /// A shape; with room for every window of a block in its transform.
  package init(
    channels: Int, length: Int, outputs: Int, size: Int, step: Int, blocks: Int, tile: Int
  ) {
    precondition(
      FourierPlan.isSize(size) && step > 0 && step + length - 1 <= size,
      "\(step) windows of \(length) in \(size)")
    precondition(blocks > 0 && tile > 0 && tile.isMultiple(of: Lanes.count), "\(blocks), \(tile)")
    self.channels = channels
    self.length = length
    self.outputs = outputs
    self.size = size
    self.step = step
    self.blocks = blocks
    self.tile = tile
  }

  /// So many outputs, up to whole groups of 16.
  package static func wholeGroups(_ outputs: Int) -> Int { Lanes.groups(outputs) * Lanes.count }

  /// Windows of a pass at most.
  package var windows: Int { blocks * step }

  /// Features of a channel that so many windows need.
  package func features(of windows: Int) -> Int { windows + length - 1 }

  var frequencies: Int { size / 2 + 1 }
  var tileGroups: Int { tile / Lanes.count }
  var tiles: Int { (outputs + tile - 1) / tile }

  /// Frequencies whose products are one part of the work.
  private static let frequenciesInPart = 8

  /// The groups of 16 outputs in a tile.
  func groups(ofTile tile: Int) -> Range<Int> {
    let first = tile * tileGroups
    return first..<min(first + tileGroups, Lanes.groups(outputs))
  }

  /// Works on every frequency once, several at a time.
  func forEachFrequency(_ pool: ThreadPool, _ body: (Int) -> Void) {
    let some = SlidingShape.frequenciesInPart
    pool.perform(parts: (frequencies + some - 1) / some) { part in
      for frequency in part * some..<min((part + 1) * some, frequencies) { body(frequency) }
    }
  }
}
