extension ServerMeasures: RequestObserver {
  /// Counts it by its route and status.
  package func ended(_ request: EndedRequest) {
    count(route: request.route, status: request.status, seconds: request.seconds)
  }
}
