import Foundation
import Testing

@Suite("The session at a terminal", .serialized)
struct ShellTerminalTests {
  private let folder: RawHouseFolder
  private let state: [String: String]

  init() throws {
    folder = try RawHouseFolder()
    state = ["XDG_STATE_HOME": folder.root.appending(path: "state").path]
  }

  private func session(
    columns: UInt16 = 80, environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    var terminal = try PseudoTerminal(
      ["shell", folder.path], columns: columns,
      environment: state.merging(environment) { $1 })
    _ = try terminal.wait(for: "energy> ")
    return terminal
  }

  @Test("completes commands and names with Tab, and lists what is possible")
  func completes() throws {
    var terminal = try session()
    terminal.type("sh\tke\t2013-06-03 07:00 07:30\r")
    let chart = try terminal.wait(for: "07:25")
    #expect(chart.contains("3 kW"))
    _ = try terminal.wait(for: "energy> ")
    terminal.type("use \t")
    let list = try terminal.wait(for: "energy> use ")
    #expect(list.contains("kettle") && list.contains("microwave"))
    terminal.type("mi\t\r")
    _ = try terminal.wait(for: "house 1: microwave is meter 3")
    _ = try terminal.wait(for: "energy> ")
    terminal.type("\u{4}")
    #expect(try terminal.finish() == 0)
  }

  @Test("recalls the lines of this session and of the one before")
  func remembers() throws {
    var first = try session()
    first.type("period 10s\r")
    _ = try first.wait(for: "period 10s\r\nperiod 10s\r\n")
    _ = try first.wait(for: "energy> ")
    first.type("quit\r")
    #expect(try first.finish() == 0)

    var second = try session()
    second.type("\u{1B}[A\u{1B}[A\r")
    _ = try second.wait(for: "period 10s\r\nperiod 10s\r\n")
    _ = try second.wait(for: "energy> ")
    second.type("quit\r")
    #expect(try second.finish() == 0)
    let history = folder.root.appending(path: "state/energy/history")
    #expect(
      try String(contentsOf: history, encoding: .utf8) == "period 10s\nquit\nperiod 10s\nquit\n")
    let attributes = try FileManager.default.attributesOfItem(atPath: history.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test("throws the line away at Ctrl-C and goes on")
  func cancelsLine() throws {
    var terminal = try session()
    terminal.type("no such comm\u{3}")
    _ = try terminal.wait(for: "^C")
    _ = try terminal.wait(for: "energy> ")
    terminal.type("period 10s\r")
    let answer = try terminal.wait(for: "period 10s\r\nperiod 10s\r\n")
    _ = try terminal.wait(for: "energy> ")
    #expect(!answer.contains("unknown"))
    terminal.type("\u{4}")
    #expect(try terminal.finish() == 0)
  }

  @Test("tells a mistake and goes on, with the nearest name")
  func survivesMistakes() throws {
    var terminal = try session()
    terminal.type("shwo kettle\r")
    _ = try terminal.wait(for: "unknown command shwo. Did you mean show?")
    terminal.type("show ketle\r")
    _ = try terminal.wait(for: "Did you mean kettle?")
    terminal.type("open /no/such/file.h5\r")
    _ = try terminal.wait(for: "there is no such file")
    _ = try terminal.wait(for: "energy> ")
    terminal.type("quit\r")
    #expect(try terminal.finish() == 0)
  }

  @Test("draws for the window as it is now")
  func resizes() throws {
    var terminal = try session(environment: ["NO_COLOR": "1"])
    for columns in [120, 40] {
      terminal.resize(columns: UInt16(columns))
      terminal.type("show kettle 2013-06-03 06:00 09:00\r")
      _ = try terminal.wait(for: "└")
      let axis = try terminal.wait(for: "\r\n").dropLast(2)
      #expect(axis.count == columns - 8)
      _ = try terminal.wait(for: "energy> ")
    }
    terminal.type("quit\r")
    #expect(try terminal.finish() == 0)
  }

  @Test("colours unless NO_COLOR is set, and keeps to ASCII where the locale does")
  func colours() throws {
    var coloured = try session()
    coloured.type("coverage\r")
    #expect(try coloured.wait(for: "█").contains("\u{1B}[90m"))
    var plain = try session(environment: ["NO_COLOR": "1"])
    plain.type("coverage\r")
    #expect(try !plain.wait(for: "█").contains("\u{1B}[90m"))
    var ascii = try session(environment: ["LANG": "C", "LC_ALL": "C"])
    ascii.type("coverage\r")
    #expect(try ascii.wait(for: "#####").allSatisfy(\.isASCII))
  }

  @Test("gives the terminal back when it is asked to end")
  func terminates() throws {
    var terminal = try session()
    terminal.signal(SIGTERM)
    #expect(try terminal.finish() == 130)
  }
}
