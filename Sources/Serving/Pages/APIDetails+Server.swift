extension APIDetails {
  /// Routes about the server and its models.
  static let server = #"""
    {"GET /health": {"responses": {"200": {"description": "The process answers.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}, "example": {"status": "ok", "version": "0.6.0", "uptime_s": 12.5}}}}}},
    "GET /ready": {"responses": {
      "200": {"description": "All models are loaded and reproduce their golden windows.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ready"}, "example": {"ready": true, "models": ["kettle=3"], "reasons": []}}}},
      "503": {"description": "Something is not as it should be; the reasons say what.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ready"}}}}}},
    "GET /models": {"responses": {"200": {"description": "The models that serve.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Models"}}}}}},
    "GET /models/{name}": {"parameters": [{"name": "name", "in": "path", "required": true, "description": "An appliance: kettle, dish_washer.", "schema": {"type": "string"}, "example": "kettle"}],
      "responses": {"200": {"description": "The model's card.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ModelCard"}}}}}},
    "POST /models/reload": {"responses": {"200": {"description": "What became of each model.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Reload"}}}}}, "errors": [503]},
    "GET /metrics": {"responses": {"200": {"description": "Prometheus' text.", "content": {"text/plain": {"schema": {"type": "string"}}}}}}}
    """#

  /// Routes about the prediction log.
  static let log = #"""
    {"GET /log/summary": {"responses": {"200": {"description": "By model.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LogSummary"}}}}}, "errors": [400, 503]},
    "GET /log/hourly": {"parameters": [
        {"name": "from", "in": "query", "description": "ISO 8601; a day before the end without it.", "schema": {"type": "string"}},
        {"name": "to", "in": "query", "description": "ISO 8601; now without it.", "schema": {"type": "string"}},
        {"name": "model", "in": "query", "schema": {"type": "string"}}],
      "responses": {"200": {"description": "By hour and model.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LogHours"}}}}}, "errors": [400, 503]},
    "GET /log/recent": {"parameters": [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}},
        {"name": "model", "in": "query", "schema": {"type": "string"}},
        {"name": "household", "in": "query", "schema": {"type": "string"}}],
      "responses": {"200": {"description": "The latest first.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LoggedAnswers"}}}}}, "errors": [400, 503]},
    "GET /drift": {"description": "The population stability index and a distance in watts of recent mains against the histogram of the training mains, with a verdict.",
      "parameters": [
        {"name": "days", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 366, "default": 7}},
        {"name": "model", "in": "query", "schema": {"type": "string"}}],
      "responses": {"200": {"description": "By model and day.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DriftOfModels"}}}}}, "errors": [400, 503]},
    "DELETE /log/households/{household}": {"parameters": [{"name": "household", "in": "path", "required": true, "description": "As requests named it.", "schema": {"type": "string"}}],
      "responses": {"200": {"description": "How many answers were forgotten.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Deleted"}}}}}, "errors": [503]}}
    """#
}
