import Files
import Glibc

extension ModelRegistry {
  /// How long another process may have the registry before this one gives up, seconds.
  private static let patience = 30

  /// Does something that changes the registry, while no other process does.
  ///
  /// - Throws: `RegistryError`: 75 where another process has it for long, 73 where the folder cannot
  ///   be made, whatever `change` throws.
  func changing<Result>(
    _ change: () throws(RegistryError) -> Result
  ) throws(RegistryError) -> Result {
    do { try FileSystem.createFolders(folders.registry) } catch { throw RegistryError(error) }
    let lock = try lock()
    let result: Result
    do { result = try change() } catch {
      _ = consume lock
      throw error
    }
    _ = consume lock
    return result
  }

  /// Refuses a folder of models that cannot be written, before any work is done for it.
  ///
  /// - Throws: `RegistryError` (73).
  package func checkWritable() throws(RegistryError) {
    var folder = folders.registry
    while !FileSystem.exists(folder), FileSystem.parent(of: folder) != folder {
      folder = FileSystem.parent(of: folder)
    }
    guard FileSystem.isDirectory(folder), FileSystem.isWritable(folder) else {
      throw RegistryError(
        status: .cannotCreate, attempt: "register models in", path: folders.registry,
        reason: "\(folder) is not a folder that can be written",
        remedy: "Choose another one by MODELS_PATH.")
    }
  }

  private func lock() throws(RegistryError) -> FileLock {
    let end = ContinuousClock.now + .seconds(ModelRegistry.patience)
    while true {
      do {
        return try FileLock(
          for: folders.registry, attempt: "change the registry", rival: "energy models")
      } catch {
        guard error.status == .tryAgain, ContinuousClock.now < end else {
          throw RegistryError(error)
        }
      }
      usleep(10_000)
    }
  }

  /// Removes what those who were killed have left in a folder of which this process has the lock.
  func removeAbandoned(in folder: String) throws(RegistryError) {
    guard FileSystem.exists(folder) else { return }
    try RegistryError.wrapping {
      for name in try FileSystem.list(folder)
      where name.hasPrefix(".") && name.hasSuffix(".partial") {
        try FileSystem.remove(FileSystem.joined(folder, name))
      }
    }
  }

  /// Nanoseconds UTC.
  static var now: Int64 { Int64(time(nil)) * ISOTime.second }
}
