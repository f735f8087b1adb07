import Glibc
import Testing

/// A program under test that sits at a real terminal, and the person in front of it.
@safe struct PseudoTerminal: ~Copyable {
  private let master: Int32
  private let process: pid_t
  private var isReaped = false
  /// Everything the terminal was sent so far, escape sequences and all.
  private(set) var screen = ""
  /// How much of it `wait` has passed.
  private var seen = 0

  /// Starts the built `energy` with these words at a terminal of this size.
  init(
    _ words: [String], columns: UInt16 = 80, rows: UInt16 = 30, environment: [String: String] = [:]
  ) throws {
    // posix_openpt and its kin hide behind a macro; these are the requests that they make.
    master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (lock, number): (Int32, Int32) = (0, 0)
    try #require(unsafe ioctl(master, UInt(0x4004_5431), &lock) == 0, "TIOCSPTLCK")
    try #require(unsafe ioctl(master, UInt(0x8004_5430), &number) == 0, "TIOCGPTN")
    let path = "/dev/pts/\(number)"
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(master, UInt(TIOCSWINSZ), &size)

    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // The leader of a session gets the first terminal it opens as its own: Ctrl-C needs that.
    unsafe posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
    unsafe posix_spawn_file_actions_addclose(&actions, master)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // Threads that run tests block every signal (the mask is empty instead), a shell does none.
    unsafe posix_spawnattr_setflags(&attributes, 0x80 | 0x08 /* SETSID, SETSIGMASK */)

    let variables = EnergyProgram.environment.merging(["TERM": "xterm"]) { $1 }
      .merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
    var process: pid_t = 0
    let program = try EnergyProgram.path()
    let code = unsafe withStrings([program] + words) { arguments in
      unsafe withStrings(variables) { variables in
        unsafe posix_spawn(&process, program, &actions, &attributes, arguments, variables)
      }
    }
    try #require(code == 0, "posix_spawn says \(code)")
    self.process = process
  }

  deinit {
    if !isReaped {
      kill(process, SIGKILL)
      _ = waitpid(process, nil, 0)
    }
    close(master)
  }

  /// Types the text; "\u{3}" is Ctrl-C, "\u{4}" Ctrl-D, "\t" Tab, "\r" Return.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(master, $0.baseAddress, $0.count) }
  }

  /// Waits until the text appears after what was waited for before, and returns what led to it.
  mutating func wait(
    for text: String, seconds: Double = 20, _ location: SourceLocation = #_sourceLocation
  ) throws -> String {
    let deadline = now() + seconds
    while true {
      let new = screen.utf8.dropFirst(seen)
      let found = String(decoding: new, as: UTF8.self)
      if let range = found.firstRange(of: text) {
        seen += found.utf8.distance(from: found.startIndex, to: range.upperBound)
        return String(found[..<range.upperBound])
      }
      guard now() < deadline, receive() else {
        Issue.record(
          "never saw \(text.debugDescription) in \(found.debugDescription)",
          sourceLocation: location)
        throw Unseen()
      }
    }
  }

  /// Changes the window's size, as a person who drags its edge.
  func resize(columns: UInt16) {
    var size = winsize(ws_row: 30, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  func signal(_ number: Int32) { kill(process, number) }

  /// The exit status once the program ends.
  mutating func finish(seconds: Double = 20) throws -> Int32 {
    let deadline = now() + seconds
    var status: Int32 = 0
    while unsafe waitpid(process, &status, WNOHANG) == 0 {
      try #require(now() < deadline, "it does not end; it wrote \(screen.debugDescription)")
      _ = receive()
    }
    isReaped = true
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }

  struct Unseen: Error {}

  /// Takes in what the program wrote, waiting a moment; false once it hung up.
  private mutating func receive() -> Bool {
    var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&waiting, 1, 50) > 0 else { return true }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe read(master, $0.baseAddress, $0.count)
    }
    guard count > 0 else { return false }
    screen += String(decoding: buffer.prefix(count), as: UTF8.self)
    return true
  }

  private func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// Lends the texts as a NULL-terminated array of C strings.
private func withStrings<R>(
  _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws -> R
) rethrows -> R {
  let copies = unsafe texts.map { unsafe strdup($0) } + [nil]
  defer {
    for index in unsafe copies.indices { unsafe free(copies[index]) }
  }
  return try unsafe body(copies)
}
