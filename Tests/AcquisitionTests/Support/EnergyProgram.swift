import Foundation

/// The built program itself, run as a user runs it.
final class EnergyProgram {
  struct Answer {
    let status: Int32
    /// The signal that ended it, where one did.
    let wasKilled: Bool
    let output: String
    let errors: String
  }

  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()

  /// Where the tests and the program were built.
  static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("energy").path

  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }

  init(_ words: [String], environment: [String: String] = [:]) throws {
    process.executableURL = URL(fileURLWithPath: EnergyProgram.path)
    process.arguments = words
    var variables = ProcessInfo.processInfo.environment
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
      variables[name] = nil
    }
    variables["no_proxy"] = "127.0.0.1"
    variables.merge(environment) { $1 }
    process.environment = variables
    process.standardOutput = output
    process.standardError = errors
    try process.run()
  }

  /// Sends a signal.
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end; what was printed must fit a pipe.
  func wait() -> Answer {
    process.waitUntilExit()
    return Answer(
      status: process.terminationStatus,
      wasKilled: process.terminationReason == .uncaughtSignal, output: text(output),
      errors: text(errors))
  }

  private func text(_ pipe: Pipe) -> String {
    String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }

  /// Waits until the condition holds, at most ten seconds.
  static func wait(until condition: () -> Bool) -> Bool {
    for _ in 0..<1000 {
      if condition() { return true }
      usleep(10_000)
    }
    return false
  }
}

extension EnergyProgram {
  /// Runs the program where no file may grow beyond so many kilobytes.
  static func limited(toKilobytes limit: Int, _ words: [String]) throws -> Answer {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    // The signal of the limit is ignored, so that write(2) fails as on a full disk.
    process.arguments =
      [
        "-c", "trap '' XFSZ; ulimit -f \(limit); exec \"$0\" \"$@\"", EnergyProgram.path,
      ] + words
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Answer(
      status: process.terminationStatus,
      wasKilled: process.terminationReason == .uncaughtSignal, output: "",
      errors: String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
  }
}
