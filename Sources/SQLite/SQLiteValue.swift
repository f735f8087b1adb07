/// What a parameter of a statement is bound to.
package enum SQLiteValue: Sendable, Equatable {
  case null
  case integer(Int)
  /// NaN becomes NULL: SQLite knows no other.
  case real(Double)
  case text(String)
  case blob([UInt8])

  package init(_ value: Int?) { self = value.map(SQLiteValue.integer) ?? .null }
  package init(_ value: Double?) { self = value.map(SQLiteValue.real) ?? .null }
  package init(_ value: String?) { self = value.map(SQLiteValue.text) ?? .null }
}

extension SQLiteValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral
{
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .real(value) }
  package init(stringLiteral value: String) { self = .text(value) }
}
