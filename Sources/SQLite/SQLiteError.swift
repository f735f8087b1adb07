import CSQLite
package import Files

/// What a database refuses.
package struct SQLiteError: Failure {
  /// What a program may want to tell apart.
  package enum Condition: Sendable, Equatable {
    /// The disk is full, or the database has reached its own largest size.
    case full
    /// Someone else holds a lock, longer than we wait.
    case busy
    /// The file is no database, or it is damaged.
    case damaged
    /// The work took longer than it may.
    case deadline
    /// A row breaks a rule of its table, such as uniqueness.
    case constraint
    case other
  }

  package let fault: Fault
  /// What a program may want to tell apart.
  package let condition: Condition

  package init(_ fault: Fault) { self.init(fault, .other) }

  package init(_ fault: Fault, _ condition: Condition) {
    self.fault = fault
    self.condition = condition
  }

  /// What SQLite answered to a call.
  ///
  /// - Parameters:
  ///   - code: Its extended result code.
  ///   - attempt: What was tried.
  ///   - path: Of the database.
  ///   - words: Its own words for this failure; nil takes those of the code.
  init(_ code: Int32, attempt: String, path: String, words: String? = nil) {
    let kind = SQLiteError.kind(of: code & 0xff)
    // SQLite's words are constants, or copied out of the connection at once.
    var reason = words
    // A constant of the library.
    if reason == nil { reason = unsafe String(cString: sqlite3_errstr(code)) }
    let plain = SQLiteError(
      status: kind.status, attempt: attempt, path: path, reason: reason ?? "",
      remedy: kind.remedy)
    self.init(plain.fault, kind.condition)
  }

  /// A database that holds something else than it should.
  static func damaged(_ reason: String, path: String) -> SQLiteError {
    let plain = SQLiteError(status: .badData, attempt: "read", path: path, reason: reason)
    return SQLiteError(plain.fault, .damaged)
  }

  private static func kind(
    of code: Int32
  ) -> (condition: Condition, status: ExitStatus, remedy: String?) {
    switch code {
    case SQLITE_FULL: (.full, .inputOutput, "Free some space or choose another disk.")
    case SQLITE_BUSY, SQLITE_LOCKED: (.busy, .tryAgain, "Try again when others are done with it.")
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      (.damaged, .badData, "Move the file away, or restore it from a copy.")
    case SQLITE_INTERRUPT: (.deadline, .tryAgain, nil)
    case SQLITE_CONSTRAINT: (.constraint, .badData, nil)
    case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
      (.other, .cannotCreate, "Check the folder and its permissions.")
    case SQLITE_IOERR: (.other, .inputOutput, nil)
    default: (.other, .internalFault, nil)
    }
  }
}
