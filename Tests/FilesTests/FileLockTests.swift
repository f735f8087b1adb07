import Files
import Testing

@Suite("A lock")
struct FileLockTests {
  @Test("keeps a second one away while it lives, says who may have it, and leaves nothing behind")
  func keepsAway() throws {
    try withScratch { folder in
      let target = FileSystem.joined(folder, "results")
      do {
        let lock = try FileLock(for: target, attempt: "work in", rival: "energy experiment")
        let second = failure {
          _ = try FileLock(for: target, attempt: "work in", rival: "energy experiment")
        }
        #expect(second?.status == .tryAgain)
        #expect(second?.text.contains("another energy experiment is at work on it") == true)
        withExtendedLifetime(lock) {}
      }
      _ = try FileLock(for: target, attempt: "work in", rival: "energy experiment")
      try #expect(FileSystem.list(folder).isEmpty)
    }
  }
}
