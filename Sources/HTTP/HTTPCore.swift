import Synchronization

/// What the server's threads, its watchdog and its owner share.
final class HTTPCore: Sendable {
  let settings: HTTPSettings
  let service: any HTTPService
  private let connections = Mutex<[ObjectIdentifier: HTTPConnection]>([:])
  private let draining = Atomic<Bool>(false)
  private let stopping = Atomic<Bool>(false)
  /// Bytes of the bodies in memory, of requests and of responses.
  private let bodies = Atomic<Int>(0)
  private let requests = Atomic<UInt64>(UInt64.random(in: 0...UInt64.max))
  let lingering = LingeringSockets()

  init(settings: HTTPSettings, service: any HTTPService) {
    self.settings = settings
    self.service = service
  }

  /// Responses say that the connection closes after them.
  var isDraining: Bool { draining.load(ordering: .acquiring) }
  /// No request is asked any more.
  var isStopping: Bool { stopping.load(ordering: .sequentiallyConsistent) }

  func drain() { draining.store(true, ordering: .releasing) }
  func stop() {
    drain()
    stopping.store(true, ordering: .sequentiallyConsistent)
  }

  /// Whether there is room for so many bytes of bodies more.
  func hasRoom(for bytes: Int) -> Bool {
    bodies.load(ordering: .relaxed) + bytes <= settings.allBodies
  }

  /// Counts bytes of bodies in, or out where negative.
  func count(bodies bytes: Int) { bodies.add(bytes, ordering: .relaxed) }

  /// Counts so many bytes more where there is room for them; whether there is.
  func reserve(_ bytes: Int) -> Bool {
    let all = bodies.add(bytes, ordering: .relaxed).newValue
    if all > settings.allBodies { count(bodies: -bytes) }
    return all <= settings.allBodies
  }

  var connectionCount: Int { connections.withLock { $0.count } }
  var open: [HTTPConnection] { connections.withLock { Array($0.values) } }

  func add(_ connection: HTTPConnection) {
    connections.withLock { $0[ObjectIdentifier(connection)] = connection }
  }

  func remove(_ connection: HTTPConnection) {
    connections.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(connection)) }
  }

  /// Until when so many bytes may take.
  func deadline(forMoving bytes: Int, since start: Double) -> Double {
    start + settings.bodySeconds + Double(bytes) / Double(settings.leastRate)
  }

  /// Sixteen letters that no other request has: a counter from a random start, scattered by
  /// splitmix64's last steps.
  func identifier() -> String {
    var mixed = requests.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    let text = String(mixed, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
