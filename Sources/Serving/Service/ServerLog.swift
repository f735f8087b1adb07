package import Files
import Glibc
import Synchronization
import Work

/// Lines for whoever runs the server, written by a thread of their own: a slow terminal holds no
/// request up.
package final class ServerLog: Sendable {
  /// How its lines are spelled.
  package enum Format: String, Sendable, CaseIterable {
    case text, json
  }

  private struct State {
    var lines: [UInt8] = []
    /// Lines that found no room.
    var dropped = 0
    var isClosed = false
  }

  private static let room = 1 << 20
  private static let pause: UInt32 = 50_000
  /// How long the end waits for whoever reads the lines.
  private static let patience = 1.0

  private let format: Format
  private let write: (@Sendable ([UInt8]) -> Void)?
  private let state = Mutex(State())
  private let thread = Mutex<OwnedThread?>(nil)
  private let isWritten = Atomic<Bool>(false)
  private let written = Doorbell()

  /// Writes nothing.
  package static var silent: ServerLog { ServerLog(format: .text, write: nil) }

  /// - Parameters:
  ///   - format: JSON, an object a line, or text.
  ///   - write: Takes whole lines, on the log's own thread; nil writes nothing.
  package init(format: Format, write: (@Sendable ([UInt8]) -> Void)?) {
    self.format = format
    self.write = write
    guard write != nil else { return }
    thread.withLock { thread in
      thread = OwnedThread { [weak self] in
        while self?.flush() == true { usleep(ServerLog.pause) }
        self?.isWritten.store(true, ordering: .releasing)
        self?.written.ring()
      }
    }
  }

  /// A line for something that happened: its name, then what there is to know of it.
  package func event(_ name: String, _ members: [JSON.Member] = []) {
    guard write != nil else { return }
    add(line(name, members))
  }

  func request(_ ended: EndedRequest) {
    guard write != nil else { return }
    let milliseconds = (ended.seconds * 10_000).rounded() / 10
    add(
      line(
        "request",
        [
          .init(key: "method", value: .string(ended.method)),
          .init(key: "route", value: .string(ended.route)),
          .init(key: "status", value: .integer(ended.status)),
          .init(key: "ms", value: .number(milliseconds)),
          .init(key: "received", value: .integer(ended.received)),
          .init(key: "sent", value: .integer(ended.sent)),
          .init(key: "id", value: .string(ended.id)),
        ]))
  }

  /// Writes what is left; nothing is written after that.
  ///
  /// Where nobody reads the lines, they are given up: a full pipe does not keep the process alive.
  package func close() {
    state.withLock { $0.isClosed = true }
    let thread = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    let deadline = ProcessMeasures.seconds + ServerLog.patience
    while !isWritten.load(ordering: .acquiring) {
      let left = deadline - ProcessMeasures.seconds
      guard thread != nil, left > 0 else { return }
      written.wait(seconds: left)
    }
    thread?.join()
  }

  private func line(_ name: String, _ members: [JSON.Member]) -> String {
    let time = ISOTime.format(ProcessMeasures.now, in: .utc, decimals: 3)
    switch format {
    case .json:
      let head: [JSON.Member] = [
        .init(key: "time", value: .string(time)), .init(key: "event", value: .string(name)),
      ]
      return JSON.object(head + members).text
    case .text:
      let words = members.map { member in
        "\(member.key)=\(ServerLog.spelled(member.value.string ?? member.value.text))"
      }
      return ([time, name] + words).joined(separator: " ")
    }
  }

  /// In quotes where it would not read as one word; nothing in it moves a terminal's cursor.
  private static func spelled(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }) {
      return text
    }
    let visible = text.unicodeScalars.filter { !("\u{7F}"..."\u{9F}").contains($0) }
    return JSON.string(String(String.UnicodeScalarView(visible))).text
  }

  private func add(_ line: String) {
    state.withLock { state in
      guard !state.isClosed, state.lines.count < ServerLog.room else {
        state.dropped += 1
        return
      }
      state.lines.append(contentsOf: line.utf8)
      state.lines.append(UInt8(ascii: "\n"))
    }
  }

  /// Writes what has come; false once there will be no more.
  private func flush() -> Bool {
    let (lines, dropped, isClosed) = state.withLock { state in
      defer {
        state.lines = []
        state.dropped = 0
      }
      return (state.lines, state.dropped, state.isClosed)
    }
    if !lines.isEmpty { write?(lines) }
    if dropped > 0, !isClosed {
      write?(Array((line("log", [.init(key: "dropped", value: .integer(dropped))]) + "\n").utf8))
    }
    return !isClosed
  }
}
