package import HTTP

/// Everything a server is told before it starts.
package struct ServerSettings: Sendable {
  package var http: HTTPSettings
  package var service: ServiceSettings
  /// Where its models come from, the first of an appliance counts.
  package var sources: [ModelSource]
  package var precision = ServedPrecision.full
  /// Bytes of a body.
  package var maximumBody = 64 << 20
  /// Samples of one series.
  package var maximumSamples = 5_000_000
  /// Seconds between two looks at the registry's aliases.
  package var reloadSeconds = 2.0
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
