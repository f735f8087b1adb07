import Foundation

/// Runs programs for the tests.
enum Shell {
  struct Answer {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Where the program stands on the PATH, or nil.
  static func path(of program: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs a program to its end; what it prints must fit a pipe.
  static func run(_ program: String, _ words: [String], in folder: String) throws -> Answer {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path(of: program) ?? program)
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    process.waitUntilExit()
    return Answer(
      status: process.terminationStatus, output: text(output), errors: text(errors))
  }

  private static func text(_ pipe: Pipe) -> String {
    String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }
}

/// A folder of its own for one test, removed with the value.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/energy-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// "a file" and the folder "sub".
  func fill() throws {
    try "x".write(toFile: path + "/a file", atomically: false, encoding: .utf8)
    try FileManager.default.createDirectory(
      atPath: path + "/sub", withIntermediateDirectories: true)
  }
}
