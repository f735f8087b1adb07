import Files
import Glibc
import Testing

@testable import SQLite

@Suite("Databases")
struct SQLiteDatabaseTests {
  @Test("every kind of value comes back as it was bound")
  func values() throws {
    let database = try SQLiteDatabase(path: ":memory:", for: .writing)
    try database.execute("CREATE TABLE t (a, b, c, d, e)")
    let bytes: [UInt8] = [0, 255, 7]
    try database.prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)")
      .run([.integer(.min), .real(0.1), .text("a\u{0}b ü"), .blob(bytes), .null])
    #expect(database.changes == 1)
    try database.prepare("SELECT * FROM t").rows { (row) throws(SQLiteError) in
      #expect(try row.integer(0) == Int.min)
      #expect(try row.real(1) == 0.1)
      #expect(try row.text(2) == "a\u{0}b ü")
      #expect(try row.blob(3) == bytes)
      #expect(try row.real(4) == nil)
      #expect(try row.name(4) == nil)
      #expect(try row.count(4) == nil)
    }
  }

  @Test("empty text and empty bytes are not NULL, and NaN is")
  func emptyValues() throws {
    let database = try SQLiteDatabase(path: ":memory:", for: .writing)
    try database.prepare("SELECT ?, ?, ?").rows([.text(""), .blob([]), .real(.nan)]) {
      (row) throws(SQLiteError) in
      #expect(try row.text(0) == "")
      #expect(try row.blob(1) == [])
      #expect(try row.real(2) == nil)
    }
  }

  @Test("a column of another type is damage, not a zero")
  func wrongType() throws {
    let database = try SQLiteDatabase(path: ":memory:", for: .writing)
    let error = #expect(throws: SQLiteError.self) {
      try database.prepare("SELECT 'x'").rows { (row) throws(SQLiteError) in
        _ = try row.integer(0)
      }
    }
    #expect(error?.condition == .damaged)
    #expect(error?.status == .badData)
  }

  @Test("a transaction that fails leaves nothing, and the next one works")
  func rollback() throws {
    let database = try SQLiteDatabase(path: ":memory:", for: .writing)
    try database.execute("CREATE TABLE t (a UNIQUE)")
    let error = #expect(throws: SQLiteError.self) {
      try database.transaction { () throws(SQLiteError) in
        try database.execute("INSERT INTO t VALUES (1)")
        try database.execute("INSERT INTO t VALUES (1)")
      }
    }
    #expect(error?.condition == .constraint)
    #expect(try database.integer("SELECT count(*) FROM t") == 0)
    try database.transaction { () throws(SQLiteError) in
      try database.execute("INSERT INTO t VALUES (2)")
    }
    #expect(try database.integer("SELECT a FROM t") == 2)
    #expect(try database.integer("SELECT a FROM t WHERE a = 3") == nil)
  }

  @Test("a statement may outlive its database")
  func statementOutlives() throws {
    func made() throws -> SQLiteStatement {
      let database = try SQLiteDatabase(path: ":memory:", for: .writing)
      database.stop(after: 0)
      return try database.prepare("SELECT 7")
    }
    #expect(try made().integer() == 7)
  }

  @Test("work that takes longer than it may is ended")
  func deadline() throws {
    let database = try SQLiteDatabase(path: ":memory:", for: .writing)
    database.stop(after: 0.01)
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i)"
    let error = #expect(throws: SQLiteError.self) {
      _ = try database.integer("\(endless) FROM n")
    }
    #expect(error?.condition == .deadline)
  }
}

@Suite("Databases on disk")
struct SQLiteFileTests {
  @Test("a new file belongs to its owner alone, and so does its journal")
  func permissions() throws {
    let place = try DatabasePlace()
    let database = try SQLiteDatabase(path: place.path, for: .writing)
    try database.writeAhead()
    try database.execute("CREATE TABLE t (a)")
    for name in [place.path, place.path + "-wal"] {
      var status = stat()
      #expect(unsafe stat(name, &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600)
    }
  }

  @Test("readers see whole transactions and hold nobody up")
  func readers() throws {
    let place = try DatabasePlace()
    let writer = try SQLiteDatabase(path: place.path, for: .writing)
    try writer.writeAhead()
    try writer.execute("CREATE TABLE t (a)")
    let reader = try SQLiteDatabase(path: place.path, for: .reading)
    try writer.transaction { () throws(SQLiteError) in
      try writer.execute("INSERT INTO t VALUES (1)")
      #expect(try reader.integer("SELECT count(*) FROM t") == 0)
    }
    #expect(try reader.integer("SELECT count(*) FROM t") == 1)
    #expect(throws: SQLiteError.self) { try reader.execute("INSERT INTO t VALUES (2)") }
  }

  @Test("a lock that somebody else holds is busy")
  func busy() throws {
    let place = try DatabasePlace()
    let first = try SQLiteDatabase(path: place.path, for: .writing)
    try first.execute("CREATE TABLE t (a); BEGIN EXCLUSIVE")
    let second = try SQLiteDatabase(path: place.path, for: .writing, busySeconds: 0.01)
    let error = #expect(throws: SQLiteError.self) {
      try second.execute("INSERT INTO t VALUES (1)")
    }
    #expect(error?.condition == .busy)
    #expect(error?.status == .tryAgain)
  }

  @Test("a database at its largest size is full")
  func full() throws {
    let place = try DatabasePlace()
    let database = try SQLiteDatabase(path: place.path, for: .writing)
    try database.execute("PRAGMA max_page_count=4; CREATE TABLE t (a)")
    let error = #expect(throws: SQLiteError.self) {
      try database.execute("INSERT INTO t VALUES (zeroblob(100000))")
    }
    #expect(error?.condition == .full)
    #expect(error?.status == .inputOutput)
  }

  @Test("what is no database is damaged, missing is missing, and no folder is created")
  func notThere() throws {
    let place = try DatabasePlace()
    try FileDescriptor(creating: place.path).write(Array(repeating: 65, count: 5000))
    let damaged = #expect(throws: SQLiteError.self) {
      _ = try SQLiteDatabase(path: place.path, for: .reading).integer("SELECT 1 FROM t")
    }
    #expect(damaged?.condition == .damaged)
    #expect(damaged?.status == .badData)
    let missing = #expect(throws: SQLiteError.self) {
      _ = try SQLiteDatabase(path: place.path + "x", for: .reading)
    }
    #expect(missing?.status == .missingInput)
    let nowhere = #expect(throws: SQLiteError.self) {
      _ = try SQLiteDatabase(path: place.folder + "/none/x", for: .writing)
    }
    #expect(nowhere?.status == .cannotCreate)
  }

  @Test("a file that was removed or replaced is noticed")
  func moved() throws {
    let place = try DatabasePlace()
    let database = try SQLiteDatabase(path: place.path, for: .writing)
    try database.execute("CREATE TABLE t (a)")
    let before = database.hasMoved
    #expect(!before)
    try FileSystem.remove(place.path)
    let removed = database.hasMoved
    #expect(removed)
    let other = try SQLiteDatabase(path: place.path, for: .writing)
    try other.execute("CREATE TABLE t (a)")
    let replaced = database.hasMoved
    #expect(replaced)
  }
}

/// A folder with a database that does not exist yet.
final class DatabasePlace {
  let folder = FileSystem.joined(
    FileSystem.temporaryFolder, "energy-sqlite-\(UInt64.random(in: 0...(.max)))")
  var path: String { FileSystem.joined(folder, "x.sqlite") }

  init() throws { try FileSystem.createFolders(folder) }

  deinit {
    // A folder that stays only takes room.
    try? FileSystem.remove(folder)
  }
}
