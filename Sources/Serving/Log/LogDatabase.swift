import Files
import SQLite

/// The tables of the prediction log, and the one connection that writes to them.
struct LogDatabase: ~Copyable {
  /// "ENLG" in the file's head: whose database this is.
  static let application = 0x454e_4c47
  /// Of the tables.
  static let format = 1
  private static let page = 4096
  /// Of the most pages, those that answers may fill before the oldest go.
  private static let fullness = 0.95

  private let database: SQLiteDatabase
  private let insert: SQLiteStatement
  private let mostPages: Int
  private var models: [LoggedModel: Int] = [:]

  /// Opens the log, and makes its tables where there are none.
  ///
  /// - Throws: `SQLiteError`: 73, 74; 65 where the file is another program's, or of a newer format.
  init(path: String, megabytes: Int, busySeconds: Double) throws(SQLiteError) {
    let database = try SQLiteDatabase(path: path, for: .writing, busySeconds: busySeconds)
    try LogDatabase.prepare(database)
    let mostPages = megabytes * 1_000_000 / LogDatabase.page
    try database.execute("PRAGMA max_page_count=\(mostPages)")
    let insert = try database.prepare(
      """
      INSERT INTO answers (time, request, kind, household, model, windows, samples, mean, minimum,
        maximum, energy, mains_energy, activations, seconds, inputs)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    self.database = database
    self.insert = insert
    self.mostPages = mostPages
  }

  private static func prepare(_ database: borrowing SQLiteDatabase) throws(SQLiteError) {
    let isNew = try database.integer("SELECT count(*) FROM sqlite_schema") == 0
    let owner = try database.integer("PRAGMA application_id")
    let format = try database.integer("PRAGMA user_version")
    guard isNew || (owner == application && format == LogDatabase.format) else {
      throw SQLiteError(
        status: .badData, attempt: "log predictions to", path: database.path,
        reason: "it is a database of something else, or of another version",
        remedy: "Name another file.")
    }
    if isNew { try database.execute("PRAGMA auto_vacuum=INCREMENTAL") }
    try database.writeAhead()
    try database.execute("PRAGMA secure_delete=ON; PRAGMA journal_size_limit=4194304")
    // Written each time, so that a disk that takes nothing is noticed here.
    try database.transaction { () throws(SQLiteError) in
      try database.execute(isNew ? tables : "")
      try database.execute(
        "PRAGMA application_id=\(application); PRAGMA user_version=\(LogDatabase.format)")
    }
  }

  /// Names of households stand in a table of their own: in one place, to be forgotten there.
  private static let tables = """
    CREATE TABLE models (id INTEGER PRIMARY KEY, model TEXT NOT NULL, version TEXT NOT NULL,
      appliance TEXT NOT NULL, minimum REAL NOT NULL, maximum REAL NOT NULL,
      counts BLOB NOT NULL);
    CREATE TABLE households (id INTEGER PRIMARY KEY, household TEXT NOT NULL UNIQUE);
    CREATE TABLE answers (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, request TEXT NOT NULL,
      kind TEXT NOT NULL, household INTEGER, model INTEGER NOT NULL, windows INTEGER NOT NULL,
      samples INTEGER NOT NULL, mean REAL, minimum REAL, maximum REAL, energy REAL,
      mains_energy REAL, activations INTEGER, seconds REAL NOT NULL, inputs BLOB NOT NULL);
    CREATE INDEX answers_by_time ON answers (time);
    CREATE INDEX answers_by_model ON answers (model, time);
    CREATE INDEX answers_by_household ON answers (household) WHERE household IS NOT NULL;
    """

  /// Whether the file was removed or replaced.
  var hasMoved: Bool { database.hasMoved }
}

extension LogDatabase {
  /// Writes answers, all or none; the oldest go where the database would grow too large.
  mutating func write(_ answers: [LoggedAnswer]) throws(SQLiteError) {
    try makeRoom(forPages: answers.count * 512 / LogDatabase.page + 16)
    // Of a transaction that is undone no model stays known.
    var known = models
    try database.transaction { () throws(SQLiteError) in
      for answer in answers { try insert(answer, &known) }
    }
    models = known
  }

  private borrowing func insert(
    _ answer: LoggedAnswer, _ known: inout [LoggedModel: Int]
  ) throws(SQLiteError) {
    var household: Int?
    if let name = answer.household { household = try identifier(ofHousehold: name) }
    let inputs = answer.inputs
    try insert.run([
      .integer(answer.time), .text(answer.request), .text(answer.kind.rawValue),
      SQLiteValue(household), .integer(try identifier(of: answer.model, &known)),
      .integer(answer.windows), .integer(inputs.samples), .real(inputs.mean),
      .real(inputs.minimum), .real(inputs.maximum), SQLiteValue(answer.energy),
      SQLiteValue(answer.mainsEnergy), SQLiteValue(answer.activations), .real(answer.seconds),
      .blob(PackedCounts.pack(inputs.bins)),
    ])
  }

  private borrowing func identifier(ofHousehold name: String) throws(SQLiteError) -> Int {
    let found = try database.integer(
      "SELECT id FROM households WHERE household = ?", [.text(name)])
    if let found { return found }
    try database.prepare("INSERT INTO households (household) VALUES (?)").run([.text(name)])
    return database.lastRow
  }

  private borrowing func identifier(
    of model: LoggedModel, _ known: inout [LoggedModel: Int]
  ) throws(SQLiteError) -> Int {
    if let identifier = known[model] { return identifier }
    let values: [SQLiteValue] = [
      .text(model.name), .text(model.version), .text(model.appliance), .real(model.minimum),
      .real(model.maximum), .blob(PackedCounts.pack(model.counts)),
    ]
    let found = try database.integer(
      """
      SELECT id FROM models WHERE model = ? AND version = ? AND appliance = ? AND minimum = ?
        AND maximum = ? AND counts = ?
      """, values)
    if found == nil {
      let columns = "model, version, appliance, minimum, maximum, counts"
      try database.prepare("INSERT INTO models (\(columns)) VALUES (?, ?, ?, ?, ?, ?)")
        .run(values)
    }
    let identifier = found ?? database.lastRow
    known[model] = identifier
    return identifier
  }
}

extension LogDatabase {
  /// Lets the oldest answers go until so many pages are free.
  private mutating func makeRoom(forPages wanted: Int) throws(SQLiteError) {
    let most = min(Int(Double(mostPages) * LogDatabase.fullness), mostPages - wanted)
    while try usedPages() > most {
      let count = try database.integer("SELECT count(*) FROM answers") ?? 0
      guard count > 0 else { return }
      try forgetOldest(max(count / 50, 200))
    }
  }

  private borrowing func usedPages() throws(SQLiteError) -> Int {
    let pages = try database.integer("PRAGMA page_count") ?? 0
    return pages - (try database.integer("PRAGMA freelist_count") ?? 0)
  }

  private mutating func forgetOldest(_ count: Int) throws(SQLiteError) {
    try database.transaction { () throws(SQLiteError) in
      try database.prepare(
        "DELETE FROM answers WHERE id IN (SELECT id FROM answers ORDER BY id LIMIT ?)"
      ).run([.integer(count)])
    }
  }

  /// Lets go of answers from before a moment, and of names that nothing refers to any more.
  ///
  /// - Parameter time: Milliseconds since 1970.
  /// - Throws: `SQLiteError` where that cannot be written.
  /// - Returns: Whether there may be more to do: this is done a piece at a time.
  mutating func forget(before time: Int) throws(SQLiteError) -> Bool {
    let piece = 5000
    var deleted = 0
    try database.transaction { () throws(SQLiteError) in
      try database.prepare(
        """
        DELETE FROM answers WHERE id IN
          (SELECT id FROM answers WHERE time < ? ORDER BY time LIMIT ?)
        """
      ).run([.integer(time), .integer(piece)])
      deleted = database.changes
    }
    if deleted == piece { return true }
    try forgetNames()
    try shrink()
    return false
  }

  private mutating func forgetNames() throws(SQLiteError) {
    models = [:]
    try database.transaction { () throws(SQLiteError) in
      try database.execute(
        """
        DELETE FROM households WHERE NOT EXISTS
          (SELECT 1 FROM answers WHERE answers.household = households.id);
        DELETE FROM models WHERE NOT EXISTS
          (SELECT 1 FROM answers WHERE answers.model = models.id);
        """)
    }
  }

  /// Gives pages back to the disk where many are free.
  private borrowing func shrink() throws(SQLiteError) {
    let pages = try database.integer("PRAGMA page_count") ?? 0
    let free = try database.integer("PRAGMA freelist_count") ?? 0
    guard free > max(pages / 4, 256) else { return }
    try database.execute("PRAGMA incremental_vacuum(4096)")
  }

  /// Deletes a household's answers and its name from the file and from the journal.
  ///
  /// - Returns: The answers deleted, and whether the journal is rid of them too: it is not while
  ///   somebody reads.
  mutating func erase(_ household: String) throws(SQLiteError) -> (answers: Int, isGone: Bool) {
    var deleted = 0
    try database.transaction { () throws(SQLiteError) in
      try database.prepare(
        "DELETE FROM answers WHERE household = (SELECT id FROM households WHERE household = ?)"
      ).run([.text(household)])
      deleted = database.changes
      try database.prepare("DELETE FROM households WHERE household = ?").run([.text(household)])
    }
    return (deleted, try database.integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0)
  }
}
