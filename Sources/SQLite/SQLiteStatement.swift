import CSQLite

/// The single owner of one prepared statement; it may outlive its database's owner.
@safe package struct SQLiteStatement: ~Copyable {
  private let statement: OpaquePointer
  private let path: String

  /// Takes ownership of what sqlite3_prepare gave.
  init(owning statement: OpaquePointer, path: String) {
    unsafe self.statement = statement
    self.path = path
  }

  deinit {
    // Answers what the last step answered, which was thrown then.
    unsafe sqlite3_finalize(statement)
  }

  /// Runs the statement to its end; rows that it gives are passed over.
  package borrowing func run(_ values: [SQLiteValue] = []) throws(SQLiteError) {
    try rows(values) { (_) throws(SQLiteError) in }
  }

  /// Runs the statement and lends each row that it gives.
  ///
  /// - Parameters:
  ///   - values: As many as the statement has parameters.
  ///   - body: Receives one row after the other; what it throws ends the walk.
  /// - Throws: `SQLiteError`.
  // Swift 6.3.1 crashes where it inlines this into callers of a release build.
  @inline(never)
  package borrowing func rows(
    _ values: [SQLiteValue] = [], _ body: (borrowing SQLiteRow) throws(SQLiteError) -> Void
  ) throws(SQLiteError) {
    try bind(values)
    // Resetting also lets go of the values and of any lock; its answer repeats the last step's.
    defer {
      unsafe sqlite3_reset(statement)
      unsafe sqlite3_clear_bindings(statement)
    }
    while true {
      let code = unsafe sqlite3_step(statement)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw failure(code, "run a statement on") }
      try body(unsafe SQLiteRow(statement: statement, path: path))
    }
  }

  /// The first column of the first row, an integer; nil where there is no row.
  package borrowing func integer(_ values: [SQLiteValue] = []) throws(SQLiteError) -> Int? {
    var found: Int?
    try rows(values) { (row) throws(SQLiteError) in
      if found == nil { found = try row.integer(0) }
    }
    return found
  }

  private borrowing func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
    let wanted = Int(unsafe sqlite3_bind_parameter_count(statement))
    precondition(
      values.count == wanted, "\(values.count) values for \(wanted) parameters of a statement")
    for (index, value) in values.enumerated() {
      let code = bind(value, to: Int32(index + 1))
      guard code == SQLITE_OK else { throw failure(code, "write to") }
    }
  }

  private borrowing func bind(_ value: SQLiteValue, to index: Int32) -> Int32 {
    switch value {
    case .null: unsafe sqlite3_bind_null(statement, index)
    case .integer(let number): unsafe sqlite3_bind_int64(statement, index, Int64(number))
    case .real(let number): unsafe sqlite3_bind_double(statement, index, number)
    case .text(var text):
      // The library copies both before it returns.
      text.withUTF8 { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self) { bytes in
          unsafe energy_sqlite3_bind_text(
            statement, index, bytes.baseAddress, Int32(clamping: bytes.count))
        }
      }
    case .blob(let bytes):
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe energy_sqlite3_bind_blob(
          statement, index, bytes.baseAddress, Int32(clamping: bytes.count))
      }
    }
  }

  private borrowing func failure(_ code: Int32, _ attempt: String) -> SQLiteError {
    // The connection keeps the words until its next call; they are copied here.
    let words = unsafe sqlite3_errmsg(sqlite3_db_handle(statement)).map {
      unsafe String(cString: $0)
    }
    return SQLiteError(code, attempt: attempt, path: path, words: words)
  }
}
