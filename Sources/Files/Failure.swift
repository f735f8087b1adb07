/// How the process ends; the numbers are those of `sysexits.h`, which the command line promises.
package enum ExitStatus: Int32, Sendable {
  case success = 0
  case wrongUsage = 64
  case badData = 65
  case missingInput = 66
  case unavailable = 69
  case internalFault = 70
  case cannotCreate = 73
  case inputOutput = 74
  case tryAgain = 75
  case badConfiguration = 78
  case interrupted = 130
}

/// What every error of the house can say: what was tried, on which path, why it failed, what to do.
///
/// Each target throws its own small struct that conforms; a caller in another target wraps it once,
/// with `init(_:)`, when it crosses the boundary.
package protocol Failure: Error, Sendable, CustomStringConvertible {
  /// The exit status that a command ends with when nothing handles the failure.
  var status: ExitStatus { get }
  /// What was tried, completing "could not …": "read the rows of".
  var attempt: String { get }
  /// The file, or the file and the object in it: "x.h5:/building1/elec/meter2".
  var path: String? { get }
  /// Why it failed, without a full stop.
  var reason: String { get }
  /// What the user can do, as a full sentence.
  var remedy: String? { get }

  init(status: ExitStatus, attempt: String, path: String?, reason: String, remedy: String?)
}

extension Failure {
  /// Wraps a failure of another target without losing a word of it.
  package init(_ other: some Failure) {
    self.init(
      status: other.status, attempt: other.attempt, path: other.path, reason: other.reason,
      remedy: other.remedy)
  }

  /// The whole message, as the command line prints it after the command's name.
  package var description: String {
    let place = path.map { " \($0)" } ?? ""
    let what = attempt.isEmpty ? reason : "could not \(attempt)\(place): \(reason)"
    return remedy.map { "\(what). \($0)" } ?? what
  }
}
