import Files

/// What is known of routes beside their declaration: parameters, bodies, answers, examples.
///
/// The key is method and pattern. What no route has is never shown.
enum APIDetails {
  static var all: JSON { .object(texts.flatMap { APIText.parsed($0).members }) }

  private static let texts = [predict, stream, server, log, pages]

  private static let predict = #"""
    {"POST /predict": {
      "description": "A series gets an estimate for each of its rows, raw windows one each. A body of application/x-ndjson is one household a line, and so is its answer; a line that cannot be answered leaves the others alone. Of a table the options stand in the query, of JSON in the body. With Accept: text/csv a series is answered by the table that energy predict writes.",
      "parameters": [
        {"name": "semantics", "in": "query", "description": "Of a table: what a reading is.", "schema": {"enum": ["sample", "hold", "counter"], "default": "sample"}},
        {"name": "unit", "in": "query", "description": "Of a table.", "schema": {"enum": ["W", "kW", "Wh", "kWh"]}},
        {"name": "appliances", "in": "query", "description": "Of a table: those wanted, with commas between them.", "schema": {"type": "string"}},
        {"name": "clamp", "in": "query", "description": "Of a table: zero lifts estimates below 0, mains also cuts those above the mains.", "schema": {"enum": ["zero", "mains", "none"], "default": "zero"}},
        {"name": "time_column", "in": "query", "description": "Of a table whose column of times has another name.", "schema": {"type": "string"}},
        {"name": "power_column", "in": "query", "description": "Of a table with several columns of readings.", "schema": {"type": "string"}},
        {"name": "timezone", "in": "query", "description": "Of a table's times without an offset.", "schema": {"type": "string", "default": "UTC"}},
        {"name": "timestamps", "in": "query", "description": "Of a table: whether the answer repeats the times.", "schema": {"type": "boolean", "default": false}}],
      "requestBody": {
        "application/json": {
          "schema": {"oneOf": [{"$ref": "#/components/schemas/CompactSeries"}, {"$ref": "#/components/schemas/Series"}, {"$ref": "#/components/schemas/Windows"}]},
          "examples": {
            "compact": {"summary": "Readings at even times", "value": {"start": "2014-03-22T07:00:00Z", "period_s": 6, "power": [213, 214, 2741, 2738, null, 215]}},
            "series": {"summary": "Readings with their times", "value": {"series": [{"timestamp": "2014-03-22T07:00:00Z", "power": 213}, {"timestamp": "2014-03-22T07:00:06Z", "power": 2741}]}}}},
        "text/csv": {"schema": {"type": "string"}, "examples": {"table": {"summary": "A table", "value": "timestamp,power\n2014-03-22T07:00:00Z,213\n2014-03-22T07:00:06Z,2741\n2014-03-22T07:00:12Z,2738\n"}}},
        "application/x-ndjson": {"schema": {"type": "string"}, "examples": {"households": {"summary": "Two households", "value": "{\"household\": \"a\", \"start\": \"2014-03-22T07:00:00Z\", \"period_s\": 6, \"power\": [213, 2741]}\n{\"household\": \"b\", \"start\": \"2014-03-22T07:00:00Z\", \"period_s\": 6, \"power\": [90, 91]}\n"}}}},
      "responses": {"200": {"description": "The estimates.", "headers": ["X-Model-Version"], "content": {
        "application/json": {"schema": {"oneOf": [{"$ref": "#/components/schemas/SeriesEstimate"}, {"$ref": "#/components/schemas/WindowsEstimate"}]}},
        "text/csv": {"schema": {"type": "string"}}, "application/x-ndjson": {"schema": {"type": "string"}}}}},
      "errors": [422, 429, 503]}}
    """#

  private static let stream = #"""
    {"POST /stream/{household}": {
      "description": "Appends readings to what this server remembers of a household, and answers the estimates that became final and those that may still change. Readings sent again count once, and bring the rows again that became final with them. Where nothing is remembered the answer is 409 with resend_from: send the readings from then on with begin.",
      "parameters": [{"name": "household", "in": "path", "required": true, "description": "Any name of yours.", "schema": {"type": "string"}, "example": "house-1"}],
      "requestBody": {"application/json": {"schema": {"$ref": "#/components/schemas/StreamReadings"},
        "examples": {"begin": {"summary": "The first readings", "value": {"begin": true, "start": "2014-03-22T07:00:00Z", "period_s": 6, "power": [213, 214, 2741]}},
          "more": {"summary": "Readings that follow", "value": {"samples": [{"timestamp": "2014-03-22T07:00:18Z", "power": 2738}]}}}}},
      "responses": {"200": {"description": "What became final, and what is provisional.", "headers": ["X-Model-Version"], "content": {"application/json": {"schema": {"$ref": "#/components/schemas/StreamEstimate"}}}}},
      "errors": [409, 422, 429, 503]}}
    """#

  private static let pages = #"""
    {"GET /": {"responses": {"200": {"description": "HTML.", "content": {"text/html": {"schema": {"type": "string"}}}}}},
    "GET /example.csv": {"responses": {"200": {"description": "timestamp,power", "content": {"text/csv": {"schema": {"type": "string"}}}}}},
    "GET /docs": {"responses": {"200": {"description": "HTML.", "content": {"text/html": {"schema": {"type": "string"}}}}}},
    "GET /redoc": {"responses": {"308": {"description": "To /docs.", "headers": ["Location"]}}},
    "GET /openapi.json": {"responses": {"200": {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": {"type": "object"}}}}}}}
    """#
}
