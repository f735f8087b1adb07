/// How much an archive may unpack to, so that a small file cannot fill a disk.
package struct UnpackLimits: Sendable {
  /// Files, folders and links.
  package var entries = 100_000
  /// Bytes unpacked for each byte of the archive; ordinary data stay below 30, a bomb is near 1,000.
  package var ratio = 200
  /// Bytes that are allowed whatever the ratio.
  package var floor = 256 << 20

  package init() {}

  /// Bytes that an archive of the given size may unpack to.
  func bytes(archiveSize: Int) -> Int {
    let (product, overflow) = archiveSize.multipliedReportingOverflow(by: ratio)
    return max(floor, overflow ? Int.max : product)
  }
}
