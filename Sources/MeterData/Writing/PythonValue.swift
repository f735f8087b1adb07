/// A plain Python value to be pickled; dicts keep their order, so that the bytes repeat.
enum PythonValue: Sendable {
  case none
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([PythonValue])
  case tuple([PythonValue])
  case dictionary([(key: PythonValue, value: PythonValue)])

  /// A dict with text keys, without the members that are nil.
  static func members(_ members: [(String, PythonValue?)]) -> PythonValue {
    .dictionary(
      members.compactMap { key, value in value.map { (PythonValue.text(key), $0) } })
  }

  /// A whole number as Python's `int`, any other as its `float`.
  static func shortest(_ value: Double) -> PythonValue {
    Int(exactly: value).map(PythonValue.integer) ?? .number(value)
  }
}
