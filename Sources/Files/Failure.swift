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

/// What an error says: what was tried, on which path, why it failed, what to do.
package struct Fault: Sendable {
  /// The exit status that a command ends with when nothing handles the failure.
  package let status: ExitStatus
  /// What was tried, completing "could not …": "read the rows of".
  package let attempt: String
  /// The file, or the file and the object in it: "x.h5:/building1/elec/meter2".
  package let path: String?
  /// Why it failed, without a full stop.
  package let reason: String
  /// What the user can do, as a full sentence.
  package let remedy: String?
}

/// An error of the house.
///
/// Each target throws its own small struct that conforms; a caller in another target wraps it once,
/// with `init(_:)`, when it crosses the boundary.
package protocol Failure: Error, Sendable, CustomStringConvertible {
  var fault: Fault { get }

  init(_ fault: Fault)
}

extension Failure {
  /// A failure in its parts.
  package init(
    status: ExitStatus, attempt: String, path: String?, reason: String, remedy: String? = nil
  ) {
    self.init(
      Fault(status: status, attempt: attempt, path: path, reason: reason, remedy: remedy))
  }

  /// Wraps a failure of another target without losing a word of it.
  package init(_ other: some Failure) { self.init(other.fault) }

  /// Runs work of other targets, and makes whatever it throws an error of this one.
  package static func wrapping<Result>(_ work: () throws -> Result) throws(Self) -> Result {
    do {
      return try work()
    } catch let error as Self {
      throw error
    } catch let failure as any Failure {
      throw Self(failure)
    } catch {
      throw Self(status: .internalFault, attempt: "", path: nil, reason: "\(error)")
    }
  }

  package var status: ExitStatus { fault.status }
  package var attempt: String { fault.attempt }
  package var path: String? { fault.path }
  package var reason: String { fault.reason }
  package var remedy: String? { fault.remedy }

  /// The whole message, as the command line prints it after the command's name.
  package var description: String {
    let place = path.map { " \($0)" } ?? ""
    let what = attempt.isEmpty ? reason : "could not \(attempt)\(place): \(reason)"
    return remedy.map { "\(what). \($0)" } ?? what
  }
}
