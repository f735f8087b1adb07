import Files
import SQLite

/// What the prediction log is asked; its connection is its own, and writers do not wait for it.
struct LogReader: ~Copyable {
  let database: SQLiteDatabase

  /// Opens the log for questions that take a few seconds at most.
  init(path: String) throws(SQLiteError) {
    database = try SQLiteDatabase(path: path, for: .reading, busySeconds: 2)
    database.stop(after: 10)
  }

  /// By model: how much was asked for, by how many, and when.
  func summary() throws(SQLiteError) -> JSON {
    var models: [JSON] = []
    try database.prepare(
      """
      SELECT model.model, count(*), count(DISTINCT request), count(DISTINCT household),
        count(DISTINCT version), sum(windows), sum(samples), sum(energy), sum(mains_energy),
        min(time), max(time)
      FROM answers JOIN models AS model ON model.id = answers.model GROUP BY 1 ORDER BY 1
      """
    ).rows { (row) throws(SQLiteError) in
      models.append([
        "model": .string(try row.text(0)), "answers": .integer(try row.integer(1)),
        "requests": .integer(try row.integer(2)), "households": .integer(try row.integer(3)),
        "versions": .integer(try row.integer(4)), "windows": .integer(try row.integer(5)),
        "samples": .integer(try row.integer(6)), "energy_wh": JSON(try row.real(7)),
        "mains_energy_wh": JSON(try row.real(8)), "first": LogTime.json(try row.integer(9)),
        "last": LogTime.json(try row.integer(10)),
      ])
    }
    let pages = try database.integer("PRAGMA page_count") ?? 0
    let page = try database.integer("PRAGMA page_size") ?? 0
    return ["models": .array(models), "size_mb": JSON(Double(pages * page) / 1e6)]
  }

  /// Of each hour UTC and model: how much was asked for, what came in and what was answered.
  func hourly(_ times: Range<Int>, model: String?) throws(SQLiteError) -> JSON {
    var hours: [JSON] = []
    try database.prepare(
      """
      SELECT time / 3600000, models.model, count(*), count(DISTINCT household), sum(windows),
        sum(samples), sum(mean * samples) / sum(samples), sum(energy), sum(mains_energy),
        sum(activations), avg(seconds)
      FROM answers JOIN models ON models.id = answers.model
      WHERE time >= ?1 AND time < ?2 AND (?3 IS NULL OR models.model = ?3)
      GROUP BY 1, 2 ORDER BY 1, 2
      """
    ).rows([.integer(times.lowerBound), .integer(times.upperBound), SQLiteValue(model)]) {
      (row) throws(SQLiteError) in
      hours.append([
        "hour": LogTime.json(try row.integer(0) * 3_600_000), "model": .string(try row.text(1)),
        "answers": .integer(try row.integer(2)), "households": .integer(try row.integer(3)),
        "windows": .integer(try row.integer(4)), "samples": .integer(try row.integer(5)),
        "mains_mean_w": JSON(try row.real(6)), "energy_wh": JSON(try row.real(7)),
        "mains_energy_wh": JSON(try row.real(8)), "activations": JSON(try row.count(9)),
        "mean_seconds": JSON(try row.real(10)),
      ])
    }
    return ["hours": .array(hours)]
  }

  /// The latest answers, the newest first.
  func recent(_ limit: Int, model: String?, household: String?) throws(SQLiteError) -> JSON {
    var answers: [JSON] = []
    try database.prepare(
      """
      SELECT time, request, kind, households.household, models.model, version, windows, samples,
        mean, answers.minimum, answers.maximum, energy, mains_energy, activations, seconds
      FROM answers JOIN models ON models.id = answers.model
        LEFT JOIN households ON households.id = answers.household
      WHERE (?1 IS NULL OR models.model = ?1) AND (?2 IS NULL OR answers.household =
        (SELECT id FROM households WHERE household = ?2))
      ORDER BY answers.id DESC LIMIT ?3
      """
    ).rows([SQLiteValue(model), SQLiteValue(household), .integer(limit)]) {
      (row) throws(SQLiteError) in answers.append(try LogReader.answer(row))
    }
    return ["answers": .array(answers)]
  }

  private static func answer(_ row: borrowing SQLiteRow) throws(SQLiteError) -> JSON {
    [
      "time": LogTime.json(try row.integer(0)), "request_id": .string(try row.text(1)),
      "kind": .string(try row.text(2)), "household": JSON(try row.name(3)),
      "model": .string(try row.text(4)), "version": .string(try row.text(5)),
      "windows": .integer(try row.integer(6)), "samples": .integer(try row.integer(7)),
      "mains_mean_w": JSON(try row.real(8)), "mains_min_w": JSON(try row.real(9)),
      "mains_max_w": JSON(try row.real(10)), "energy_wh": JSON(try row.real(11)),
      "mains_energy_wh": JSON(try row.real(12)), "activations": JSON(try row.count(13)),
      "seconds": JSON(try row.real(14)),
    ]
  }
}

/// Moments of the log, milliseconds since 1970.
enum LogTime {
  static let day = 86_400_000

  /// "2026-01-31T06:00:00.250+00:00".
  static func json(_ time: Int) -> JSON {
    .string(ISOTime.format(nanoseconds(time), in: .utc, decimals: time % 1000 == 0 ? 0 : 3))
  }

  /// "2026-01-31".
  static func date(ofDay day: Int) -> JSON {
    .string(ISOTime.date(nanoseconds(day * LogTime.day), in: .utc))
  }

  /// What lies outside the years that nanoseconds reach is shown at their ends.
  private static func nanoseconds(_ time: Int) -> Int64 {
    Int64(min(max(time, -9_000_000_000_000), 9_000_000_000_000)) * 1_000_000
  }
}
