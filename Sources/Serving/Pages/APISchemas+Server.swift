extension APISchemas {
  /// Answers about the server itself, its prediction log and its models' cards.
  static let ours = #"""
    "Health": {"type": "object", "properties": {"status": {"const": "ok"}, "version": {"type": "string"}, "uptime_s": {"type": "number"}}},
    "Ready": {"type": "object", "properties": {"ready": {"type": "boolean"},
      "models": {"type": "array", "items": {"type": "string"}, "examples": [["kettle=3"]]},
      "reasons": {"type": "array", "items": {"type": "string"}}}},
    "LearntRange": {"type": "object", "properties": {"use": {"enum": ["train", "validation"]},
      "dataset": {"type": ["string", "null"]}, "building": {"type": "integer"},
      "from": {"type": "string", "format": "date-time"}, "to": {"type": "string", "format": "date-time"},
      "source_sha256": {"type": "string"}}},
    "ModelCard": {"allOf": [{"$ref": "#/components/schemas/Model"}], "type": "object", "properties": {
      "registered": {"type": "string", "format": "date-time"}, "sha256": {"type": "string", "description": "Of a registered model's file."},
      "padding": {"enum": ["valid", "same"]}, "target_position": {"type": "string"},
      "outputs": {"type": "integer"}, "max_gap_s": {"type": "number"},
      "normalisation": {"type": "object", "additionalProperties": {"type": "number"}},
      "on_rule": {"type": "object", "additionalProperties": {"type": ["number", "null"]}},
      "training": {"type": "object", "properties": {
        "inherited_ranges": {"type": "array", "items": {"$ref": "#/components/schemas/LearntRange"}},
        "mains_range_w": {"type": "array", "items": {"type": "number"}},
        "target_mean_w": {"type": "number"}, "target_median_w": {"type": "number"}}},
      "validation_metrics": {"type": "object"},
      "evaluations": {"type": "array", "items": {"type": "object"}, "description": "Recorded before the version was registered; each with its range and intervals."}, "tool_version": {"type": "string"},
      "golden_windows": {"type": "integer"},
      "weights_sha256": {"type": "string"}}},
    "Reload": {"type": "object", "properties": {"models": {"type": "array", "items": {"type": "object", "properties": {
      "model": {"type": "string"}, "result": {"type": "string"}, "version": {"type": ["string", "null"]},
      "reason": {"type": ["string", "null"]}}}}}},
    "Counted": {"type": "object", "properties": {"model": {"type": "string"}, "answers": {"type": "integer"},
      "households": {"type": "integer"}, "windows": {"type": "integer"}, "samples": {"type": "integer"},
      "energy_wh": {"type": ["number", "null"]}, "mains_energy_wh": {"type": ["number", "null"]}}},
    "LogSummary": {"type": "object", "properties": {
      "models": {"type": "array", "items": {"allOf": [{"$ref": "#/components/schemas/Counted"}], "type": "object",
        "properties": {"requests": {"type": "integer"}, "versions": {"type": "integer"},
          "first": {"type": "string", "format": "date-time"}, "last": {"type": "string", "format": "date-time"}}}},
      "size_mb": {"type": "number"}, "log": {"type": "object", "properties": {"written": {"type": "integer"},
        "dropped": {"type": "integer"}, "waiting": {"type": "integer"}, "writing": {"type": "boolean"}}}}},
    "LogHours": {"type": "object", "properties": {"hours": {"type": "array", "items": {
      "allOf": [{"$ref": "#/components/schemas/Counted"}], "type": "object", "properties": {
        "hour": {"type": "string", "format": "date-time"}, "mains_mean_w": {"type": ["number", "null"]},
        "activations": {"type": ["integer", "null"]}, "mean_seconds": {"type": ["number", "null"]}}}}}},
    "LoggedAnswers": {"type": "object", "properties": {"answers": {"type": "array", "items": {"type": "object",
      "properties": {"time": {"type": "string", "format": "date-time"}, "request_id": {"type": "string"},
        "kind": {"enum": ["windows", "series", "stream"]}, "household": {"type": ["string", "null"]},
        "model": {"type": "string"}, "version": {"type": "string"}, "windows": {"type": "integer"},
        "samples": {"type": "integer"}, "mains_mean_w": {"type": ["number", "null"]},
        "mains_min_w": {"type": ["number", "null"]}, "mains_max_w": {"type": ["number", "null"]},
        "energy_wh": {"type": ["number", "null"]}, "mains_energy_wh": {"type": ["number", "null"]},
        "activations": {"type": ["integer", "null"]}, "seconds": {"type": ["number", "null"]}}}}}},
    "Drift": {"type": "object", "properties": {"answers": {"type": "integer"}, "samples": {"type": "integer"},
      "outside_share": {"type": ["number", "null"]}, "psi": {"type": ["number", "null"]},
      "distance_w": {"type": ["number", "null"]},
      "verdict": {"enum": ["stable", "moderate", "drifted", "too little data"]}}},
    "DriftOfModels": {"type": "object", "properties": {"training_share_of_a_group": {"type": "number"},
      "fewest_samples": {"type": "integer"}, "models": {"type": "array", "items": {"type": "object", "properties": {
        "model": {"type": "string"}, "version": {"type": "string"}, "whole": {"$ref": "#/components/schemas/Drift"},
        "days": {"type": "array", "items": {"allOf": [{"$ref": "#/components/schemas/Drift"}], "type": "object",
          "properties": {"day": {"type": "string", "format": "date"}}}}}}}}},
    "Deleted": {"type": "object", "properties": {"deleted": {"type": "integer", "description": "Answers that were forgotten."}}},
    """#
}
