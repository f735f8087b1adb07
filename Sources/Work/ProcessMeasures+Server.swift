import Glibc

/// What a process that runs for long says of itself; nil or 0 where the kernel does not tell.
extension ProcessMeasures {
  /// Nanoseconds since 1970-01-01 UTC, by the system's clock, which people and networks set.
  package static var now: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Bytes of this process that lie in memory at present.
  package static var residentBytes: Int {
    let pages = words(of: "/proc/self/statm").dropFirst().first.flatMap { Int($0) }
    return (pages ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Seconds of processors that all threads of this process have used.
  package static var processorSeconds: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Files, sockets and the like that are open.
  package static var openFiles: Int? {
    guard let folder = unsafe opendir("/proc/self/fd") else { return nil }
    defer { unsafe closedir(folder) }
    var count = 0
    while unsafe readdir(folder) != nil { count += 1 }
    // Not the folder itself, nor the one above it, nor the descriptor that reads it.
    return count - 3
  }

  /// Threads of this process.
  package static var threads: Int? {
    // After the name in brackets, which may hold anything: state is the first, threads the 18th.
    let line = text(of: "/proc/self/stat")
    let rest = line.split(separator: ")", omittingEmptySubsequences: false).last ?? ""
    let words = rest.split(separator: " ")
    return words.count > 17 ? Int(words[17]) : nil
  }

  private static func words(of path: String) -> [Substring] {
    text(of: path).split { $0 == " " || $0 == "\n" }
  }

  /// The beginning of a file that the kernel makes up.
  private static func text(of path: String) -> String {
    guard let file = unsafe fopen(path, "r") else { return "" }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
