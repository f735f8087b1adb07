import Files

/// Looks for room on the disk before work that needs it.
enum FreeSpace {
  /// Left alone, so that other programs can go on.
  static let reserve = 64 << 20

  /// - Throws: `AcquisitionError` (73) where the disk of the folder has less than `bytes` to spare.
  static func check(_ bytes: Int, in folder: String) throws(AcquisitionError) {
    let free = try AcquisitionError.wrapping { try FileSystem.freeSpace(at: folder) }
    guard bytes > max(free - reserve, 0) else { return }
    throw AcquisitionError(
      status: .cannotCreate, attempt: "write into", path: folder,
      reason: "\(DecimalText.bytes(bytes)) are needed and \(DecimalText.bytes(free)) are free",
      remedy: "Free some space, or choose a folder on another disk with --output.")
  }
}
