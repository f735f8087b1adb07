import Files
import Glibc
import Synchronization
import Testing
import Work

@testable import Serving

@Suite("The server's log")
struct ServerLogTests {
  /// Keeps what is written.
  private final class Lines: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }
  }

  @Test("an event is one line of text, quoted where it would not read as one word")
  func text() {
    let lines = Lines()
    let log = ServerLog(format: .text) { lines.add($0) }
    log.event(
      "model",
      [
        .init(key: "version", value: "3"), .init(key: "message", value: "a \"b\"\nc\u{1B}]0;d"),
        .init(key: "high", value: "e\u{9B}f"),
      ])
    log.close()
    #expect(
      lines.text.hasSuffix(#" model version=3 message="a \"b\"\nc\u001b]0;d" high="ef"\#n"#))
    #expect(lines.text.split(separator: "\n").count == 1)
  }

  @Test("closing gives up on lines that nobody reads")
  func stuck() {
    let gate = Doorbell()
    let log = ServerLog(format: .json) { _ in gate.wait() }
    log.event("listening")
    usleep(200_000)
    let began = ProcessMeasures.seconds
    log.close()
    #expect(ProcessMeasures.seconds - began < 5)
    gate.ring()
  }

  @Test("what was logged before the end is written")
  func last() {
    let lines = Lines()
    let log = ServerLog(format: .json) { lines.add($0) }
    for _ in 0..<100 { log.event("stopped") }
    log.close()
    #expect(lines.text.split(separator: "\n").count == 100)
  }
}
