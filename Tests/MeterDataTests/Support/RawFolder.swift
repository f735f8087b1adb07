import Files
import MeterData
import Testing

/// A folder of text files for one test, gone afterwards.
struct RawFolder: ~Copyable {
  let path: String

  init(_ files: [String: String]) throws {
    let serial = UInt64.random(in: 0...UInt64.max)
    path = FileSystem.joined(FileSystem.temporaryFolder, "energy-raw-\(serial)")
    try FileSystem.createFolders(path)
    for (name, text) in files {
      let file = FileSystem.joined(path, name)
      try FileSystem.createFolders(FileSystem.parent(of: file))
      try FileDescriptor(creating: file).write(Array(text.utf8))
    }
  }

  deinit { try? FileSystem.remove(path) }

  func file(_ name: String) -> String { FileSystem.joined(path, name) }
}

extension MeterSource {
  /// Every sample of one column: seconds and values.
  func samples(
    _ building: Int, _ meter: Int, _ quantity: Quantity
  ) throws -> (times: [Double], values: [Float]) {
    let reader = try reader(building: building, meter: meter, quantity: quantity)
    var times: [Double] = []
    var values: [Float] = []
    var block = SampleBlock()
    while try reader.read(into: &block) {
      times += block.times.map { Double($0) / 1e9 }
      values += block.values
    }
    return (times, values)
  }
}

/// The exit status and the sentence of what `body` throws.
func refusal(of body: () throws -> Void) -> (status: Files.ExitStatus, text: String)? {
  do {
    try body()
    return nil
  } catch let failure as any Failure {
    return (failure.status, failure.description)
  } catch {
    return nil
  }
}
