import Files

/// What bodies and answers look like, as JSON Schema.
enum APISchemas {
  static var all: JSON { APIText.parsed(common + ours + series + answers) }

  private static let common = #"""
    {"Error": {"type": "object", "required": ["error"], "properties": {"error": {
      "type": "object", "required": ["status", "code", "message"], "properties": {
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "One word for programs."},
        "message": {"type": "string", "description": "What is wrong, and what would be right."},
        "field": {"type": "string", "description": "Where in the body: series[3].power."},
        "index": {"type": "integer", "minimum": 0, "description": "Of the element in its list."},
        "line": {"type": "integer", "minimum": 1, "description": "Of a table."}},
      "additionalProperties": true, "description": "What else there is to say, such as resend_from, hangs on the code."}}},
    "Time": {"description": "ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since 1970.",
      "oneOf": [{"type": "string"}, {"type": "number"}]},
    "Watts": {"type": "array", "items": {"type": ["number", "null"]}, "description": "One for each row; null where missing."},
    "Flags": {"type": "array", "description": "Runs of rows with the same flag.", "items": {
      "type": "array", "prefixItems": [{"enum": ["ok", "edge", "out-of-range", "gap"]},
        {"type": "integer", "minimum": 1}], "minItems": 2, "maxItems": 2}},
    """#

  private static let series = #"""
    "Options": {"type": "object", "properties": {
      "appliances": {"type": "array", "items": {"type": "string"}, "description": "Those wanted; all without it."},
      "semantics": {"enum": ["sample", "hold", "counter"], "default": "sample"},
      "unit": {"enum": ["W", "kW", "Wh", "kWh"]},
      "clamp": {"enum": ["zero", "mains", "none"], "default": "zero"},
      "timezone": {"type": "string", "default": "UTC", "description": "Of times without an offset."},
      "timestamps": {"type": "boolean", "default": false, "description": "Whether the answer repeats the times."},
      "household": {"type": "string", "description": "Kept by the prediction log alone."}}},
    "Series": {"description": "Readings with their times.", "allOf": [{"$ref": "#/components/schemas/Options"}],
      "type": "object", "required": ["series"], "properties": {"series": {"type": "array", "items": {
        "type": "object", "required": ["timestamp", "power"], "properties": {
          "timestamp": {"$ref": "#/components/schemas/Time"}, "power": {"type": ["number", "null"]}}}}}},
    "CompactSeries": {"description": "Readings at even times.", "allOf": [{"$ref": "#/components/schemas/Options"}],
      "type": "object", "required": ["start", "period_s", "power"], "properties": {
        "start": {"$ref": "#/components/schemas/Time"},
        "period_s": {"type": "number", "exclusiveMinimum": 0},
        "power": {"type": "array", "items": {"type": ["number", "null"]}}}},
    "Windows": {"description": "Windows of mains in watts, each as long as the network's.",
      "allOf": [{"$ref": "#/components/schemas/Options"}], "type": "object", "required": ["x"],
      "properties": {"x": {"oneOf": [{"type": "array", "items": {"type": "number"}},
        {"type": "array", "items": {"type": "array", "items": {"type": "number"}}}]}}},
    "StreamReadings": {"description": "samples, or start, period_s and power.", "type": "object", "properties": {
      "begin": {"type": "boolean", "default": false, "description": "Whether the household begins here, whatever was known of it."},
      "final_since": {"$ref": "#/components/schemas/Time", "description": "The last final row you have: those after it come, again where need be."},
      "samples": {"type": "array", "items": {"type": "object", "required": ["timestamp", "power"], "properties": {
        "timestamp": {"$ref": "#/components/schemas/Time"}, "power": {"type": ["number", "null"]}}}},
      "start": {"$ref": "#/components/schemas/Time"}, "period_s": {"type": "number", "exclusiveMinimum": 0},
      "power": {"type": "array", "items": {"type": ["number", "null"]}},
      "semantics": {"enum": ["sample", "hold", "counter"], "default": "sample"},
      "unit": {"enum": ["W", "kW", "Wh", "kWh"]}, "appliances": {"type": "array", "items": {"type": "string"}},
      "clamp": {"enum": ["zero", "mains", "none"], "default": "zero"},
      "timezone": {"type": "string", "default": "UTC"}}},
    """#

  private static let answers = #"""
    "Activation": {"type": "object", "properties": {"start": {"type": "string", "format": "date-time"},
      "end": {"type": "string", "format": "date-time"}, "energy_wh": {"type": "number"}}},
    "ApplianceEstimate": {"type": "object", "properties": {
      "appliance": {"type": "string"}, "model": {"type": "string"}, "version": {"type": "string"},
      "period_s": {"type": "number"},
      "delay_s": {"type": "number", "description": "What must follow a reading before its estimate is final."},
      "watts": {"$ref": "#/components/schemas/Watts"},
      "on": {"type": "array", "items": {"type": ["boolean", "null"]}},
      "flags": {"$ref": "#/components/schemas/Flags"},
      "activations": {"type": "array", "items": {"$ref": "#/components/schemas/Activation"}},
      "energy_kwh": {"type": ["number", "null"]},
      "share": {"type": ["number", "null"], "description": "Of the mains of the same bins."}}},
    "SeriesEstimate": {"type": "object", "required": ["period_s", "rows"], "properties": {
      "period_s": {"type": "number"}, "rows": {"type": "integer"},
      "timestamps": {"type": "array", "items": {"type": "string"}},
      "appliances": {"type": "array", "items": {"$ref": "#/components/schemas/ApplianceEstimate"}},
      "mains_energy_kwh": {"type": "number"}, "remainder_kwh": {"type": "number"},
      "remainder": {"$ref": "#/components/schemas/Watts"}, "flags": {"$ref": "#/components/schemas/Flags"},
      "summary": {"type": "object"}, "notes": {"type": "array", "items": {"type": "string"}}}},
    "WindowsEstimate": {"type": "object", "additionalProperties": false, "properties": {"appliances": {"type": "array", "items": {
      "type": "object", "properties": {"appliance": {"type": "string"}, "model": {"type": "string"},
        "version": {"type": "string"}, "watts": {"type": "array", "items": {"type": ["number", "null"]}}}}}}},
    "StreamRows": {"type": "object", "properties": {"timestamps": {"type": "array", "items": {"type": "string"}},
      "power": {"$ref": "#/components/schemas/Watts"}, "appliances": {"type": "array", "items": {"type": "object",
        "properties": {"appliance": {"type": "string"}, "watts": {"$ref": "#/components/schemas/Watts"},
          "on": {"type": "array", "items": {"type": ["boolean", "null"]}},
          "flags": {"$ref": "#/components/schemas/Flags"}}}},
      "remainder": {"$ref": "#/components/schemas/Watts"}, "flags": {"$ref": "#/components/schemas/Flags"}}},
    "StreamEstimate": {"type": "object", "properties": {"household": {"type": "string"}, "period_s": {"type": "number"},
      "delay_s": {"type": "number"}, "accepted": {"type": "integer"}, "ignored": {"type": "integer"},
      "final_until": {"type": ["string", "null"]},
      "appliances": {"type": "array", "items": {"$ref": "#/components/schemas/ApplianceEstimate"}},
      "final": {"$ref": "#/components/schemas/StreamRows"}, "provisional": {"$ref": "#/components/schemas/StreamRows"},
      "notes": {"type": "array", "items": {"type": "string"}}}},
    "Model": {"type": "object", "properties": {
      "name": {"type": "string"}, "appliance": {"type": "string"}, "version": {"type": "string"},
      "architecture": {"type": "string"}, "window": {"type": "integer"}, "period_s": {"type": "number"},
      "delay_s": {"type": "number"}, "mains_quantity": {"type": "string"},
      "precision": {"enum": ["full", "half"]}, "parameters": {"type": "integer"},
      "precision_error_w": {"type": ["number", "null"]},
      "trained": {"type": "array", "items": {"$ref": "#/components/schemas/LearntRange"}, "description": "What it learnt from and was validated on."},
      "skill": {"type": ["object", "null"], "properties": {"value": {"type": "number"},
        "interval_95": {"type": ["array", "null"], "items": {"type": "number"}},
        "measured": {"enum": ["evaluation", "validation"]},
        "range": {"type": ["object", "null"]}, "houses": {"type": ["array", "null"]},
        "dataset": {"type": ["string", "null"]}}},
      "note": {"type": ["string", "null"]}}},
    "Models": {"type": "object", "properties": {"models": {"type": "array", "items": {
      "$ref": "#/components/schemas/Model"}}}}}
    """#
}

/// JSON that stands in the source.
enum APIText {
  /// What the text says; it is ours, so it says something.
  static func parsed(_ text: String) -> JSON {
    do throws(FilesError) {
      return try JSON.parse(text)
    } catch {
      preconditionFailure("a document in the source is no JSON: \(error.fault.reason)")
    }
  }
}
