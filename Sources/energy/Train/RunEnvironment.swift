import Files
import Glibc
import Kernels

/// `environment.json`: what a run was done with, so that its numbers can be understood later.
struct RunEnvironment {
  let surroundings: Surroundings
  /// The words of the command line.
  let command: [String]
  /// Threads that the work is done on.
  let threads: Int
  /// Of the checkout that the run was started in.
  let commit: String?
  /// Nanoseconds UTC.
  let started: Int64

  /// What is true of this process, here and now.
  static func observed(threads: Int, command: [String]) -> RunEnvironment {
    RunEnvironment(
      surroundings: Surroundings.observed(), command: command, threads: threads,
      commit: GitCheckout(around: ".")?.commit, started: Int64(time(nil)) * ISOTime.second)
  }

  /// The file's content.
  var document: JSON {
    let seen = surroundings
    return [
      "energy": .string(CommandCatalogue.version),
      "started": .string(ISOTime.format(started, in: .utc)),
      "command": .array(command.map(JSON.string)), "git_commit": JSON(commit),
      "swift": .string(seen.swift), "system": .string(seen.system),
      "libraries": .object(
        seen.libraries.map { JSON.Member(key: $0.name, value: .string($0.version)) }),
      "processor": .string(seen.processor), "features": .array(seen.features.map(JSON.string)),
      "kernels": .string(seen.instructionSet), "blas_core": .string(seen.blasCore),
      "cores": .integer(seen.cores), "threads": .integer(threads),
      "memory_mb": .integer(seen.memory / 1_000_000),
      "available_memory_mb": .integer(seen.availableMemory / 1_000_000),
    ]
  }
}
