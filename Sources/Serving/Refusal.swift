package import Files
package import HTTP

/// Why a request is not answered: what its JSON body says.
package struct Refusal: Error, Sendable, Equatable {
  /// 400, 401, 404, 405, 408, 409, 413, 415, 422, 429 or 503.
  package var status: Int
  /// One word for programs: "bad_value".
  package var code: String
  /// What is wrong, and what would be right; no path of the file system stands in it.
  package var message: String
  /// Where in the body: "series[3].power".
  package var field: String?
  /// Of the element in the list that `field` lies in, from 0.
  package var index: Int?
  /// More for the body's object, such as "resend_from".
  package var details: [JSON.Member]
  /// Such as Retry-After.
  package var fields: [HTTPField]

  package init(
    _ status: Int, _ code: String, _ message: String, field: String? = nil, index: Int? = nil,
    details: [JSON.Member] = [], fields: [HTTPField] = []
  ) {
    self.status = status
    self.code = code
    self.message = message
    self.field = field
    self.index = index
    self.details = details
    self.fields = fields
  }

  /// `{"error": {"status", "code", "message", "field", "index", …}}`, what is unknown left out.
  package var json: JSON {
    var members: [JSON.Member] = [
      .init(key: "status", value: .integer(status)), .init(key: "code", value: .string(code)),
      .init(key: "message", value: .string(message)),
    ]
    if let field { members.append(.init(key: "field", value: .string(field))) }
    if let index { members.append(.init(key: "index", value: .integer(index))) }
    return ["error": .object(members + details)]
  }

  /// As it goes out.
  package var response: HTTPResponse { HTTPResponse(status: status, json: json, fields: fields) }
}
