import CZlib
import Files

/// Decompresses a gzip file for libarchive, which does not look at gzip's checksums.
@safe final class GzipStream {
  /// Bytes of the compressed file that were read.
  private(set) var position = 0
  /// Why reading stopped.
  private(set) var failure: AcquisitionError?
  private let file: FileHolder
  private let path: String
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private let output: UnsafeMutableRawBufferPointer
  private var isInside = true

  /// A descriptor that a class can hold.
  private struct FileHolder: ~Copyable {
    let descriptor: FileDescriptor
  }

  init(_ path: String) throws(AcquisitionError) {
    self.path = path
    do throws(FilesError) {
      file = FileHolder(descriptor: try FileDescriptor(reading: path))
    } catch {
      throw AcquisitionError(error)
    }
    unsafe input = .allocate(byteCount: 1 << 17, alignment: 16)
    unsafe output = .allocate(byteCount: 1 << 18, alignment: 16)
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let code = unsafe energy_inflate_start(stream)
    precondition(code == Z_OK, "zlib has no memory for a stream")
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
    unsafe input.deallocate()
    unsafe output.deallocate()
  }

  /// True where the file begins as gzip files do.
  static func isGzip(_ path: String) -> Bool {
    var magic = [UInt8](repeating: 0, count: 2)
    guard let file = try? FileDescriptor(reading: path) else { return false }
    let count = unsafe magic.withUnsafeMutableBytes {
      unsafe (try? file.read(into: $0, at: 0)) ?? 0
    }
    return count == 2 && magic == [0x1F, 0x8B]
  }

  /// The next decompressed bytes, valid until the next call; nil after a failure, empty at the end.
  func next() -> UnsafeRawBufferPointer? {
    do throws(AcquisitionError) {
      let count = try inflateSome()
      return unsafe UnsafeRawBufferPointer(rebasing: output[..<count])
    } catch {
      failure = error
      return nil
    }
  }

  private func inflateSome() throws(AcquisitionError) -> Int {
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(output.count)
    while unsafe Int(stream.pointee.avail_out) == output.count {
      if unsafe stream.pointee.avail_in == 0, try !refill() {
        guard !isInside else { throw damage("it ends early") }
        return 0
      }
      if !isInside {
        guard try beginMember() else { continue }
      }
      // inflate compares the checksum and the length at the end of each member.
      switch unsafe inflate(stream, Z_NO_FLUSH) {
      case Z_OK, Z_BUF_ERROR: continue
      case Z_STREAM_END: isInside = false
      default: throw unsafe damage(stream.pointee.msg.map { unsafe String(cString: $0) } ?? "bad")
      }
    }
    return unsafe output.count - Int(stream.pointee.avail_out)
  }

  /// Several members may follow each other, and zeros may fill the last block of a tape.
  private func beginMember() throws(AcquisitionError) -> Bool {
    guard let next = unsafe stream.pointee.next_in else { return false }
    if unsafe next.pointee == 0 {
      unsafe stream.pointee.next_in = next + 1
      unsafe stream.pointee.avail_in -= 1
      return false
    }
    guard unsafe next.pointee == 0x1F else { throw damage("something else follows its end") }
    unsafe inflateReset(stream)
    isInside = true
    return true
  }

  private func refill() throws(AcquisitionError) -> Bool {
    let count: Int
    do throws(FilesError) {
      count = unsafe try file.descriptor.read(into: input)
    } catch {
      throw AcquisitionError(error)
    }
    position += count
    unsafe stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_in = UInt32(count)
    return count > 0
  }

  private func damage(_ reason: String) -> AcquisitionError {
    AcquisitionError(
      status: .badData, attempt: "unpack", path: path, reason: "gzip: \(reason)",
      remedy: ArchiveReader.damageRemedy)
  }
}
