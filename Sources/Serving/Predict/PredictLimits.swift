/// What a request for estimates may ask for at most.
package struct PredictLimits: Sendable, Equatable {
  /// Bytes of a body.
  package var bodyBytes = 64 << 20
  /// Readings of one series.
  package var samples = 2_000_000
  /// Samples of a network's grid that one series spans, gaps included.
  package var gridSamples: Int { 4 * samples }
  /// Those that all lines of a body of many households span together.
  package var allGridSamples: Int { 4 * gridSamples }
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
  /// Bytes of the answer to a body of many households.
  package var answerBytes = 256 << 20
  /// Households whose streams are remembered.
  package var streams = 10_000
  /// Readings that one household's stream keeps, and that all of them keep together.
  package var streamSamples = 200_000
  package var allStreamSamples = 20_000_000
  /// Seconds after which a stream that nobody appends to is forgotten.
  package var streamIdle = 3600.0

  package init() {}
}
