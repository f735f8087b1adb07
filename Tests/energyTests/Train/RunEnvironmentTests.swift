import Files
import Testing

@testable import energy

@Suite("A run's environment")
struct RunEnvironmentTests {
  @Test("is written with every version, the machine and how it was called")
  func document() {
    var surroundings = DoctorReportTests.healthy
    surroundings.folders = []
    let environment = RunEnvironment(
      surroundings: surroundings, command: ["energy", "train", "--config", "x.yaml"], threads: 2,
      commit: nil, started: 1_370_235_600_000_000_000)
    #expect(
      environment.document.text
        == #"{"energy":"\#(CommandCatalogue.version)","started":"2013-06-03T05:00:00+00:00","#
        + #""command":["energy","train","--config","x.yaml"],"git_commit":null,"swift":"6.3.1","#
        + #""system":"Debian GNU/Linux 12 (bookworm)","libraries":{"HDF5":"1.10.8"},"#
        + #""processor":"A processor","features":["AVX","AVX2"],"kernels":"avx2","#
        + #""blas_core":"Haswell","cores":2,"threads":2,"memory_mb":8000,"#
        + #""available_memory_mb":6500}"#)
  }

  static let hash = "0123456789abcdef0123456789abcdef01234567"

  /// A folder with the files of a checkout, by their paths.
  static func checkout(_ files: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (path, text) in files {
      let place = FileSystem.joined(folder.path, path)
      try FileSystem.createFolders(FileSystem.parent(of: place))
      try Publication.text(text, at: place)
    }
    try FileSystem.createFolders(folder.path + "/deep/inside")
    return folder
  }

  @Test(
    "has the commit, however Git keeps it",
    arguments: [
      [".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": hash + "\n"],
      [".git/HEAD": hash + "\n"],
      [
        ".git/HEAD": "ref: refs/heads/main\n",
        ".git/packed-refs": "# pack-refs with: peeled\n\(hash) refs/heads/main\n",
      ],
      [
        ".git": "gitdir: main.git/worktrees/one\n",
        "main.git/worktrees/one/HEAD": "ref: refs/heads/one\n",
        "main.git/worktrees/one/commondir": "../..\n", "main.git/refs/heads/one": hash + "\n",
      ],
    ])
  func commit(files: [String: String]) throws {
    let folder = try Self.checkout(files)
    #expect(GitCheckout(around: folder.path)?.commit == Self.hash)
    #expect(GitCheckout(around: folder.path + "/deep/inside")?.commit == Self.hash)
  }

  @Test(
    "has none before the first commit, and none of files that are no checkout's",
    arguments: [
      [".git/HEAD": "ref: refs/heads/main\n"], [".git/HEAD": "nonsense\n"], [".git/HEAD": ""],
      [".git": "nonsense"],
    ])
  func noCommit(files: [String: String]) throws {
    let folder = try Self.checkout(files)
    #expect(GitCheckout(around: folder.path)?.commit == nil)
  }
}
