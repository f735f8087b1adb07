import Glibc

/// What the kernel says of this process, and the clock that never jumps.
package enum ProcessMeasures {
  /// The most memory that this program ever held, in MiB, by the kernel's own count.
  ///
  /// `VmHWM` and not `ru_maxrss`, which after `exec` still remembers the program that started us.
  package static var peakMegabytes: Double {
    guard let file = unsafe fopen("/proc/self/status", "r") else { return usageMegabytes }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while unsafe fgets(&line, Int32(line.count), file) != nil {
      let words = String(
        decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self
      )
      .split { $0 == " " || $0 == "\t" }
      if words.first == "VmHWM:", words.count > 1, let kibibytes = Double(words[1]) {
        return kibibytes / 1024
      }
    }
    return usageMegabytes
  }

  /// Seconds since some moment in the past, never going back.
  package static var seconds: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Pages that the calling thread waited for a disk to bring, since it began.
  package static var diskFaults: Int {
    // RUSAGE_THREAD, which Glibc's headers give to GNU C alone.
    let thread: Int32 = 1
    var usage = rusage()
    _ = unsafe getrusage(thread, &usage)
    return Int(usage.ru_majflt)
  }

  private static var usageMegabytes: Double {
    var usage = rusage()
    _ = unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
    return Double(usage.ru_maxrss) / 1024
  }
}
