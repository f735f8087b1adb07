/// Where in a body something stands, spelled only where it is wrong.
enum BodyPlace: Equatable {
  case body
  /// "start".
  case key(String)
  /// "series[3]".
  case element(String, Int)
  /// "series[3].power".
  case member(String, Int, String)
  /// "x[2][17]".
  case cell(String, Int, Int)

  var field: String? {
    switch self {
    case .body: nil
    case .key(let key): key
    case .element(let key, let index): "\(key)[\(index)]"
    case .member(let key, let index, let member): "\(key)[\(index)].\(member)"
    case .cell(let key, let row, let index): "\(key)[\(row)][\(index)]"
    }
  }

  /// Of the element in the innermost list.
  var index: Int? {
    switch self {
    case .body, .key: nil
    case .element(_, let index), .member(_, let index, _), .cell(_, _, let index): index
    }
  }

  /// A value that is written rightly and means nothing here: 422.
  func wrong(_ message: String, code: String = "bad_value") -> Refusal {
    Refusal(422, code, message, field: field, index: index)
  }
}
