import Files
import Testing

/// Runs a test in a folder of its own, which is gone afterwards.
func withScratch<R>(_ body: (_ folder: String) throws -> R) throws -> R {
  let serial = UInt64.random(in: 0...UInt64.max)
  let folder = FileSystem.joined(FileSystem.temporaryFolder, "energy-files-\(serial)")
  try FileSystem.createFolders(folder)
  defer { try? FileSystem.remove(folder) }
  return try body(folder)
}

/// The exit status and the sentence of what `body` throws.
func failure(of body: () throws -> Void) -> (status: Files.ExitStatus, text: String)? {
  do {
    try body()
    return nil
  } catch let failure as any Failure {
    return (failure.status, failure.description)
  } catch {
    return nil
  }
}

/// Writes a text to a file of the scratch folder and returns its path.
func write(_ bytes: [UInt8], to name: String, in folder: String) throws -> String {
  let path = FileSystem.joined(folder, name)
  try FileDescriptor(creating: path).write(bytes)
  return path
}
