import Testing

@testable import HDF5

@Suite("Converting rows")
struct FileRowTests {
  @Test("padding is left out and big-endian numbers are turned round")
  func converts() {
    // In the file: two bytes of padding, a big-endian int32, two little-endian int16.
    let row = FileRow(
      size: 12,
      columns: [
        .init(offsetInFile: 2, offsetInMemory: 0, count: 1, elementSize: 4, isBigEndian: true),
        .init(offsetInFile: 8, offsetInMemory: 4, count: 2, elementSize: 2, isBigEndian: false),
      ], isPacked: false, hasVariableParts: false)
    let source: [UInt8] = [
      9, 9, 0, 0, 1, 2, 9, 9, 3, 0, 4, 0, 9, 9, 0xff, 0xff, 0xff, 0xfe, 9, 9, 5, 0, 6, 0,
    ]
    var target = [UInt8](repeating: 0, count: 16)
    unsafe source.withUnsafeBytes { source in
      unsafe target.withUnsafeMutableBytes { unsafe row.convert(source, into: $0, rowSize: 8) }
    }
    #expect(target == [2, 1, 0, 0, 3, 0, 4, 0, 0xfe, 0xff, 0xff, 0xff, 5, 0, 6, 0])
  }
}
