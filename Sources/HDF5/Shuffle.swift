/// HDF5's byte shuffle: byte j of every element stands together, in a plane of its own.
enum Shuffle {
  /// Puts the bytes of each element together again; a remainder shorter than an element stays.
  ///
  /// - Parameters:
  ///   - source: Shuffled.
  ///   - elementSize: Positive.
  ///   - target: At least as long as the source, elsewhere in memory.
  static func undo(
    _ source: UnsafeRawBufferPointer, elementSize: Int, into target: UnsafeMutableRawBufferPointer
  ) {
    precondition(elementSize > 0 && target.count >= source.count)
    let count = source.count / elementSize
    // Every access below lies under count * elementSize, which both buffers hold.
    guard let from = source.baseAddress, let to = target.baseAddress else { return }
    // A single element is as it was, and a size from a damaged file may be beyond all counting.
    guard count > 1 else { return unsafe to.copyMemory(from: from, byteCount: source.count) }
    var byte = 0
    while byte + 4 <= elementSize {
      unsafe weaveFour(from + byte * count, to + byte, count: count, elementSize: elementSize)
      byte += 4
    }
    while byte < elementSize {
      for element in 0..<count {
        let value = unsafe from.load(fromByteOffset: byte * count + element, as: UInt8.self)
        unsafe to.storeBytes(
          of: value, toByteOffset: element &* elementSize &+ byte, as: UInt8.self)
      }
      byte += 1
    }
    let rest = count * elementSize
    unsafe (to + rest).copyMemory(from: from + rest, byteCount: source.count - rest)
  }

  /// Weaves four planes of `count` bytes into four neighbouring bytes of each element.
  @inline(__always)
  private static func weaveFour(
    _ planes: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int, elementSize: Int
  ) {
    var element = 0
    while element + 16 <= count {
      let (a, b) = unsafe (plane(planes, 0, count, element), plane(planes, 1, count, element))
      let (c, d) = unsafe (plane(planes, 2, count, element), plane(planes, 3, count, element))
      let (front, back) = (zipped(a, b), zipped(c, d))
      unsafe store(zipped(front.low, back.low), target, element, elementSize)
      unsafe store(zipped(front.high, back.high), target, element &+ 8, elementSize)
      element += 16
    }
    while element < count {
      for byte in 0..<4 {
        let value = unsafe planes.load(fromByteOffset: byte * count + element, as: UInt8.self)
        unsafe target.storeBytes(
          of: value, toByteOffset: element &* elementSize &+ byte, as: UInt8.self)
      }
      element += 1
    }
  }

  /// Eight words of four bytes, one for each element from `first` on.
  @inline(__always)
  private static func store(
    _ words: (low: SIMD8<UInt16>, high: SIMD8<UInt16>), _ target: UnsafeMutableRawPointer,
    _ first: Int, _ elementSize: Int
  ) {
    let (low, high) = unsafe (
      unsafeBitCast(words.low, to: SIMD4<UInt32>.self),
      unsafeBitCast(words.high, to: SIMD4<UInt32>.self)
    )
    for lane in 0..<4 {
      let place = (first &+ lane) &* elementSize
      unsafe target.storeBytes(of: low[lane], toByteOffset: place, as: UInt32.self)
      unsafe target.storeBytes(
        of: high[lane], toByteOffset: place &+ 4 &* elementSize, as: UInt32.self)
    }
  }

  /// The bytes of two planes alternating, as 16-bit words: the compiler makes one instruction each.
  @inline(__always)
  private static func zipped(
    _ a: SIMD16<UInt8>, _ b: SIMD16<UInt8>
  ) -> (low: SIMD8<UInt16>, high: SIMD8<UInt16>) {
    let low = SIMD16<UInt8>(
      a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3],
      a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7])
    let high = SIMD16<UInt8>(
      a[8], b[8], a[9], b[9], a[10], b[10], a[11], b[11],
      a[12], b[12], a[13], b[13], a[14], b[14], a[15], b[15])
    return unsafe (
      unsafeBitCast(low, to: SIMD8<UInt16>.self), unsafeBitCast(high, to: SIMD8<UInt16>.self)
    )
  }

  @inline(__always)
  private static func zipped(
    _ a: SIMD8<UInt16>, _ b: SIMD8<UInt16>
  ) -> (low: SIMD8<UInt16>, high: SIMD8<UInt16>) {
    (
      SIMD8(a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3]),
      SIMD8(a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7])
    )
  }

  @inline(__always)
  private static func plane(
    _ planes: UnsafeRawPointer, _ index: Int, _ count: Int, _ element: Int
  ) -> SIMD16<UInt8> {
    unsafe planes.loadUnaligned(fromByteOffset: index &* count &+ element, as: SIMD16<UInt8>.self)
  }
}
