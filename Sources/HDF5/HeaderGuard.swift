import Glibc

/// Looks at an object's header before libhdf5 opens the object.
///
/// libhdf5 1.10.8 believes some sizes in headers of version 1 and divides by them or copies as much
/// as they say, which ends the process on a damaged file. Headers of version 2 carry a checksum.
/// The layout of the messages is that of the "HDF5 File Format Specification" 2.0, section IV.
struct HeaderGuard: ~Copyable {
  private let descriptor: Int32
  /// Messages read so far; a header that refers to itself must end.
  private var budget = 65_536

  private init?(_ path: String) {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// Refuses an object whose header would end the process.
  ///
  /// - Parameters:
  ///   - address: Where libhdf5 found the header, counted from the file's start.
  ///   - attempt: What is tried, for the message.
  ///   - place: The object.
  /// - Throws: 65 where the header is damaged.
  static func requireSound(
    at address: UInt64, _ attempt: String, _ place: Place
  ) throws(HDF5Error) {
    guard var header = HeaderGuard(place.file), header.hasPlainAddresses() else { return }
    guard let reason = header.damage(at: address) else { return }
    throw HDF5Error(
      status: .badData, attempt: attempt, path: place.description,
      reason: "its header is damaged: \(reason)",
      remedy: "The file seems damaged or cut short; fetch or write it again.")
  }

  /// Whether addresses count from the file's start in eight bytes, as in all files of h5py.
  private func hasPlainAddresses() -> Bool {
    let superblock = read(0, 16)
    guard superblock.starts(with: [0x89, 0x48, 0x44, 0x46]), superblock.count == 16 else {
      return false
    }
    let sizes = superblock[8] < 2 ? superblock[13...14] : superblock[9...10]
    return sizes.allSatisfy { $0 == 8 }
  }

  /// What is wrong with the header at `address`, or nil.
  private mutating func damage(at address: UInt64) -> String? {
    let prefix = read(address, 16)
    guard prefix.count == 16, prefix.byte(0) == 1 else { return nil }
    var blocks = [(start: address &+ 16, size: prefix.number(8, 4))]
    while let block = blocks.popLast() {
      guard block.size <= 4 << 20 else { return "a block of \(block.size) bytes" }
      let bytes = read(block.start, block.size)
      var place = 0
      while place + 8 <= bytes.count {
        budget -= 1
        guard budget > 0 else { return "it refers to itself" }
        let size = bytes.number(place + 2, 2)
        guard place + 8 + size <= bytes.count else { return "a message runs over its block" }
        let message = bytes[(place + 8)..<(place + 8 + size)]
        let kind = bytes.number(place, 2)
        if kind == HeaderMessage.continuation {
          blocks.append((UInt64(message.number(0, 8)), message.number(8, 8)))
        } else if bytes.byte(place + 4) & 2 == 0,
          // A shared message stands elsewhere; this one only points to it.
          let damage = HeaderMessage.damage(kind, message) ?? heapDamage(kind, message)
        {
          return damage
        }
        place += 8 + size
      }
    }
    return nil
  }

  /// What is wrong with the heap that holds the names of a group's members, or nil.
  ///
  /// libhdf5 copies as many bytes as the heap claims to have; a claim beyond the file's end wraps.
  private func heapDamage(_ kind: Int, _ message: ArraySlice<UInt8>) -> String? {
    guard kind == HeaderMessage.symbolTable else { return nil }
    let heap = read(UInt64(message.number(8, 8)), 32)
    guard heap.starts(with: Array("HEAP".utf8)), heap.count == 32 else { return nil }
    let (size, start) = (heap.number(8, 8), heap.number(24, 8))
    let (end, overflows) = start.addingReportingOverflow(size)
    let file = lseek(descriptor, 0, SEEK_END)
    guard overflows || end > Int(file) else { return nil }
    return "the names of a group claim \(size) bytes, beyond the file's end"
  }

  /// Up to `count` bytes; fewer at the file's end.
  private func read(_ address: UInt64, _ count: Int) -> ArraySlice<UInt8> {
    guard let offset = off_t(exactly: address), count > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    let held = unsafe pread(descriptor, &bytes, count, offset)
    return bytes.prefix(max(held, 0))
  }
}

extension ArraySlice<UInt8> {
  /// The byte at `offset` from the slice's start; zero outside it.
  func byte(_ offset: Int) -> UInt8 {
    guard offset >= 0, offset < count else { return 0 }
    return self[startIndex + offset]
  }

  /// A little-endian number at `offset`, huge ones clamped; zero where it ends outside.
  func number(_ offset: Int, _ size: Int) -> Int {
    guard offset >= 0, offset <= count - size else { return 0 }
    var value: UInt64 = 0
    for index in (0..<size).reversed() { value = value << 8 | UInt64(byte(offset + index)) }
    return Int(clamping: value)
  }

  /// What follows `offset`, perhaps nothing.
  func after(_ offset: Int) -> ArraySlice<UInt8> { dropFirst(Swift.max(offset, 0)) }
}
