package import HTTP

/// Everything a server is told before it starts.
package struct ServerSettings: Sendable {
  package var http: HTTPSettings
  package var service: ServiceSettings
  /// Where its models come from; of two models of one appliance the first serves.
  package var sources: [ModelSource]
  package var models = FleetSettings()
  package var lanes = LaneSettings()
  /// nil keeps no answers.
  package var predictionLog: LogSettings?
  /// What a request for estimates may ask for.
  package var limits = PredictLimits()
  /// Threads that compute; nil takes one for each core.
  package var threads: Int?
  /// Of the program.
  package var version: String

  package init(
    http: HTTPSettings, service: ServiceSettings, sources: [ModelSource], version: String
  ) {
    self.http = http
    self.service = service
    self.sources = sources
    self.version = version
  }
}
