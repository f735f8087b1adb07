import CSQLite
import Files
import Glibc

/// The single owner of one connection to a database; for one thread at a time.
@safe package struct SQLiteDatabase: ~Copyable {
  /// What a connection is for.
  package enum Access: Sendable {
    case reading
    /// Also creates the file, which its owner alone may then read and write.
    case writing
  }

  /// Of its file.
  package let path: String
  private let connection: OpaquePointer
  private let limit: UnsafeMutablePointer<timespec>

  /// Opens a database.
  ///
  /// - Parameters:
  ///   - path: Of its file; ":memory:" keeps it in memory.
  ///   - access: What for.
  ///   - busySeconds: How long to wait for locks that others hold.
  /// - Throws: `SQLiteError`: 66 where there is nothing to read, 73, 65 where it is no database.
  package init(
    path: String, for access: Access, busySeconds: Double = 5
  ) throws(SQLiteError) {
    var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    switch access {
    case .reading:
      flags |= SQLITE_OPEN_READONLY
      guard path == ":memory:" || FileSystem.exists(path) else {
        throw SQLiteError(FilesError.reading("open the database", path, code: ENOENT).fault)
      }
    case .writing:
      flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      try SQLiteDatabase.createPrivately(path)
    }
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
    guard code == SQLITE_OK, let connection = unsafe opened else {
      // A connection that could not be opened wants to be closed all the same.
      unsafe sqlite3_close_v2(opened)
      throw SQLiteError(code, attempt: "open the database", path: path)
    }
    self.path = path
    unsafe self.connection = connection
    unsafe limit = .allocate(capacity: 1)
    unsafe limit.initialize(to: timespec())
    unsafe sqlite3_busy_timeout(connection, Int32(busySeconds * 1000))
  }

  deinit {
    // With statements still in use the library closes after the last of them, and must not ask a
    // clock any more that is gone.
    unsafe sqlite3_progress_handler(connection, 0, nil, nil)
    unsafe sqlite3_close_v2(connection)
    unsafe limit.deallocate()
  }

  /// SQLite gives its files everyone's permissions, and the journal those of the database.
  private static func createPrivately(_ path: String) throws(SQLiteError) {
    guard path != ":memory:", !FileSystem.exists(path) else { return }
    let number = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard number >= 0 else {
      throw SQLiteError(FilesError.writing("create the database", path, code: errno).fault)
    }
    close(number)
  }
}

extension SQLiteDatabase {
  /// Runs statements that take no values and of whose rows nobody wants to know.
  package borrowing func execute(_ sql: String) throws(SQLiteError) {
    let code = unsafe sqlite3_exec(connection, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code, "write to the database") }
  }

  /// Prepares one statement; a mistake in it is a bug of ours, or another format of the tables.
  package borrowing func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
    var made: OpaquePointer?
    let code = unsafe sqlite3_prepare_v2(connection, sql, -1, &made, nil)
    guard code == SQLITE_OK, let statement = unsafe made else {
      throw failure(code, "prepare a statement on the database")
    }
    return unsafe SQLiteStatement(owning: statement, path: path)
  }

  /// The first column of the first row that a query gives, an integer; nil where it gives none.
  package borrowing func integer(
    _ sql: String, _ values: [SQLiteValue] = []
  ) throws(SQLiteError) -> Int? {
    try prepare(sql).integer(values)
  }

  /// Runs work that counts as a whole or not at all.
  ///
  /// - Parameter body: What it throws undoes everything.
  /// - Throws: `SQLiteError`, the body's or that of the end of the transaction.
  /// - Returns: What the body returns.
  package borrowing func transaction<Result>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(SQLiteError) -> Result {
    try execute("BEGIN IMMEDIATE")
    do throws(SQLiteError) {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      rollBack()
      throw error
    }
  }

  /// Some failures, such as a full disk, have undone the transaction already.
  private borrowing func rollBack() {
    guard unsafe sqlite3_get_autocommit(connection) == 0 else { return }
    // What cannot be rolled back now is when the connection closes.
    unsafe sqlite3_exec(connection, "ROLLBACK", nil, nil, nil)
  }

  /// Rows that the last statement inserted, changed or deleted.
  package var changes: Int { Int(unsafe sqlite3_changes(connection)) }

  /// Where the last inserted row stands.
  package var lastRow: Int { Int(unsafe sqlite3_last_insert_rowid(connection)) }

  /// Whether the file was removed, renamed or replaced since it was opened.
  package var hasMoved: Bool {
    var moved: Int32 = 0
    let code = unsafe sqlite3_file_control(connection, "main", SQLITE_FCNTL_HAS_MOVED, &moved)
    return code == SQLITE_OK && moved != 0
  }

  private borrowing func failure(_ code: Int32, _ attempt: String) -> SQLiteError {
    // The connection keeps the words until its next call; they are copied here.
    let words = unsafe sqlite3_errmsg(connection).map { unsafe String(cString: $0) }
    return SQLiteError(code, attempt: attempt, path: path, words: words)
  }
}

extension SQLiteDatabase {
  /// Writers append to a log beside the file, readers wait for nobody, and a process that is
  /// killed leaves the last whole transaction.
  ///
  /// - Throws: `SQLiteError` where the file's system does not allow it.
  package borrowing func writeAhead() throws(SQLiteError) {
    var mode = ""
    try prepare("PRAGMA journal_mode=WAL").rows { (row) throws(SQLiteError) in
      mode = try row.text(0)
    }
    guard mode == "wal" else {
      throw SQLiteError(
        status: .cannotCreate, attempt: "write ahead of the database", path: path,
        reason: "its file system allows only the journal mode \(mode)",
        remedy: "Choose a local disk.")
    }
    try execute("PRAGMA synchronous=NORMAL")
  }

  /// Ends whatever runs longer than so many seconds from now, with an error (deadline).
  package borrowing func stop(after seconds: Double) {
    unsafe clock_gettime(CLOCK_MONOTONIC, limit)
    let nanoseconds = unsafe limit.pointee.tv_nsec + Int(seconds * 1e9)
    unsafe limit.pointee.tv_sec += nanoseconds / 1_000_000_000
    unsafe limit.pointee.tv_nsec = nanoseconds % 1_000_000_000
    // Called every so many steps of the library's machine, on the thread that makes them; `deinit`
    // takes the handler away before the moment it looks at.
    unsafe sqlite3_progress_handler(
      connection, 1000,
      { limit in
        guard let limit = unsafe limit?.assumingMemoryBound(to: timespec.self) else { return 0 }
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return unsafe (now.tv_sec, now.tv_nsec) < (limit.pointee.tv_sec, limit.pointee.tv_nsec)
          ? 0 : 1
      }, limit)
  }
}
