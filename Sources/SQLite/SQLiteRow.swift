import CSQLite

/// One row of a statement's answer, lent for as long as it stands on it.
@safe package struct SQLiteRow: ~Copyable {
  private let statement: OpaquePointer
  private let path: String

  init(statement: OpaquePointer, path: String) {
    unsafe self.statement = statement
    self.path = path
  }

  /// A whole number.
  ///
  /// - Throws: `SQLiteError` (damaged) where the column holds something else.
  package borrowing func integer(_ column: Int) throws(SQLiteError) -> Int {
    guard try kind(column) == SQLITE_INTEGER else { throw wrong("an integer", column) }
    return Int(unsafe sqlite3_column_int64(statement, Int32(column)))
  }

  /// A number, whole or not; nil for NULL.
  ///
  /// - Throws: `SQLiteError` (damaged) where the column holds text or bytes.
  package borrowing func real(_ column: Int) throws(SQLiteError) -> Double? {
    switch try kind(column) {
    case SQLITE_NULL: return nil
    case SQLITE_INTEGER, SQLITE_FLOAT:
      return unsafe sqlite3_column_double(statement, Int32(column))
    default: throw wrong("a number", column)
    }
  }

  /// A whole number, or nil for NULL.
  ///
  /// - Throws: `SQLiteError` (damaged) where the column holds something else.
  package borrowing func count(_ column: Int) throws(SQLiteError) -> Int? {
    try isNull(column) ? nil : try integer(column)
  }

  /// Text.
  ///
  /// - Throws: `SQLiteError` (damaged) where the column holds something else.
  package borrowing func text(_ column: Int) throws(SQLiteError) -> String {
    guard try kind(column) == SQLITE_TEXT,
      // The library keeps the text until the next step; it is copied here.
      let text = unsafe sqlite3_column_text(statement, Int32(column))
    else { throw wrong("text", column) }
    let bytes = Int(unsafe sqlite3_column_bytes(statement, Int32(column)))
    return unsafe String(
      decoding: UnsafeBufferPointer(start: text, count: bytes), as: UTF8.self)
  }

  /// Text, or nil for NULL.
  ///
  /// - Throws: `SQLiteError` (damaged) where the column holds something else.
  package borrowing func name(_ column: Int) throws(SQLiteError) -> String? {
    try isNull(column) ? nil : try text(column)
  }

  /// Bytes.
  ///
  /// - Throws: `SQLiteError` (damaged) where the column holds something else.
  package borrowing func blob(_ column: Int) throws(SQLiteError) -> [UInt8] {
    guard try kind(column) == SQLITE_BLOB else { throw wrong("bytes", column) }
    // Asked for the bytes first and for their number second, as the library wants it.
    let bytes = unsafe sqlite3_column_blob(statement, Int32(column))
    let count = Int(unsafe sqlite3_column_bytes(statement, Int32(column)))
    return unsafe Array(UnsafeRawBufferPointer(start: bytes, count: count))
  }

  private borrowing func isNull(_ column: Int) throws(SQLiteError) -> Bool {
    try kind(column) == SQLITE_NULL
  }

  private borrowing func kind(_ column: Int) throws(SQLiteError) -> Int32 {
    let columns = Int(unsafe sqlite3_column_count(statement))
    precondition((0..<columns).contains(column), "column \(column) of \(columns)")
    return unsafe sqlite3_column_type(statement, Int32(column))
  }

  private borrowing func wrong(_ wanted: String, _ column: Int) -> SQLiteError {
    .damaged("column \(column) of a row is not \(wanted)", path: path)
  }
}
