import Foundation
import Testing

/// The built program, which lies beside the tests.
enum EnergyProgram {
  /// What a run of the program gave.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  static func path() throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let folders = sequence(first: URL(filePath: tests).deletingLastPathComponent()) { folder in
      folder.path == "/" ? nil : folder.deletingLastPathComponent()
    }
    // The tests may be run by a helper of the toolchain; the package's own folder is known.
    let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
    #if DEBUG
      let built = root.appending(path: ".build/debug/energy")
    #else
      let built = root.appending(path: ".build/release/energy")
    #endif
    let candidates = folders.prefix(3).map { $0.appending(path: "energy") } + [built]
    return try #require(
      candidates.map(\.path).first { FileManager.default.isExecutableFile(atPath: $0) },
      "the program is not built")
  }

  /// The variables that the program is started with, whatever the tests were started with: some
  /// decide which kernels BLAS takes, and so the last bits of a result.
  static let environment = ["LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"]

  /// Runs the program to its end with a text as its standard input.
  static func run(
    _ words: [String], input: String = "", environment: [String: String] = [:]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: try path())
    process.arguments = words
    process.environment = Self.environment.merging(environment) { $1 }
    let (standard, output, errors) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) =
      (standard, output, errors)
    try process.run()
    try standard.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try standard.fileHandleForWriting.close()
    let written = try output.fileHandleForReading.readToEnd() ?? Data()
    let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: written, as: UTF8.self),
      errors: String(decoding: complaints, as: UTF8.self))
  }
}
