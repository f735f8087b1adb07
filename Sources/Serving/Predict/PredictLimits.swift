/// What a request for estimates may ask for at most.
package struct PredictLimits: Sendable, Equatable {
  /// Bytes of a body.
  package var bodyBytes = 64 << 20
  /// Readings of one series.
  package var samples = 2_000_000
  /// Raw windows of one request.
  package var windows = 4096
  /// Samples of one raw window.
  package var windowSamples = 1 << 16
  /// Appliances that a request names.
  package var appliances = 64
  /// Bytes of a household's name.
  package var householdBytes = 128
  /// Lines of a body of many households.
  package var households = 10_000
  /// Lines of one body that are computed at the same time.
  package var householdsAtOnce = 8
  /// Households whose streams are remembered.
  package var streams = 10_000
  /// Readings that one household's stream keeps, and that all of them keep together.
  package var streamSamples = 200_000
  package var allStreamSamples = 20_000_000
  /// Seconds after which a stream that nobody appends to is forgotten.
  package var streamIdle = 3600.0

  package init() {}
}
