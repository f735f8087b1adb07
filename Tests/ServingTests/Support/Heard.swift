import Synchronization

@testable import Serving

/// What a fleet says.
final class Heard: Sendable {
  private let events = Mutex<[FleetEvent]>([])

  var kinds: [FleetEvent.Kind] { events.withLock { $0.map(\.kind) } }

  func hear(_ event: FleetEvent) { events.withLock { $0.append(event) } }
}
