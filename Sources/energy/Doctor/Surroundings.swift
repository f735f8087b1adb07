import Acquisition
import CEdit
import Configuration
import Files
import Glibc
import HDF5
import HTTP
import Kernels
import SQLite
import SwiftShims
import Work

/// What the tool found around it: libraries, machine, folders, time zones.
struct Surroundings: Sendable {
  /// A folder that commands write to unless told otherwise.
  struct Folder: Sendable, Equatable {
    let path: String
    let isWritable: Bool
    /// Bytes left on its disk; nil where nobody can say.
    let free: Int?
  }

  var swift = ""
  var system = ""
  var libraries: [LibraryVersion] = []
  var hdf5IsThreadSafe = false
  var processor = ""
  /// Instruction sets that kernels can choose between, as people write them.
  var features: [String] = []
  /// The instruction set that our own loops chose: "avx512", "avx2", "baseline".
  var instructionSet = ""
  /// What OpenBLAS calls the processor it chose its products for.
  var blasCore = ""
  var cores = 0
  /// In bytes.
  var memory = 0
  var availableMemory = 0
  var folders: [Folder] = []
  /// The version of the time zone tables; nil where they are absent.
  var zones: String?
  var hasCertificates = false
}

extension Surroundings {
  /// Looks around; what cannot be read stays empty, and the report says so.
  static func observed() -> Surroundings {
    var seen = Surroundings()
    seen.swift = _SwiftStdlibVersion.current.description
    seen.system = field("PRETTY_NAME", in: "/etc/os-release", separator: "=") ?? "unknown system"
    seen.libraries = HDF5Libraries.versions + [.crypto, .yaml] + LibraryVersion.acquisition
    seen.libraries += [.openBLAS, .http, .sqlite]
    seen.libraries.append(
      LibraryVersion(name: "edit", version: "\(LIBEDIT_MAJOR).\(LIBEDIT_MINOR)"))
    seen.hdf5IsThreadSafe = HDF5Libraries.isThreadSafe
    seen.processor = field("model name", in: "/proc/cpuinfo", separator: ":") ?? "unknown processor"
    seen.features = features(of: field("flags", in: "/proc/cpuinfo", separator: ":") ?? "")
    seen.instructionSet = KernelFacts.instructionSet
    seen.blasCore = KernelFacts.blasCore
    seen.cores = ThreadPool.availableCores
    seen.memory = memory("MemTotal")
    seen.availableMemory = memory("MemAvailable")
    seen.folders = [
      folder(Environment.value("DATA_PATH") ?? "data"),
      folder(Environment.value("MODELS_PATH") ?? "models"),
    ]
    seen.zones = zones()
    // Where Debian's ca-certificates puts them and libcurl looks for them.
    seen.hasCertificates = FileSystem.exists("/etc/ssl/certs/ca-certificates.crt")
    return seen
  }

  /// The value beside `name` in a file of lines such as "model name : …".
  private static func field(_ name: String, in path: String, separator: Character) -> String? {
    guard let text = try? FileSystem.text(of: path) else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix(name) {
      guard let cut = line.firstIndex(of: separator) else { continue }
      let value = line[line.index(after: cut)...]
      return value.trimmed(of: " \t\"")
    }
    return nil
  }

  /// The instruction sets among the kernel's flags that matter to numeric work.
  static func features(of flags: String) -> [String] {
    let present = Set(flags.split(separator: " "))
    let known: [(Substring, String)] = [
      ("sse4_2", "SSE4.2"), ("avx", "AVX"), ("avx2", "AVX2"), ("fma", "FMA"),
      ("avx512f", "AVX-512"), ("avx512_bf16", "AVX-512 BF16"), ("amx_tile", "AMX"),
    ]
    return known.filter { present.contains($0.0) }.map(\.1)
  }

  /// Bytes, from the kernel's count in kB.
  private static func memory(_ name: String) -> Int {
    let text = field(name, in: "/proc/meminfo", separator: ":") ?? ""
    return (Int(text.prefix { $0.isNumber }) ?? 0) * 1024
  }

  /// A folder that is not there yet is as writable as the one it would stand in.
  private static func folder(_ path: String) -> Folder {
    var place = path
    while !FileSystem.exists(place), FileSystem.parent(of: place) != place {
      place = FileSystem.parent(of: place)
    }
    return Folder(
      path: path, isWritable: FileSystem.isDirectory(place) && FileSystem.isWritable(place),
      free: try? FileSystem.freeSpace(at: place))
  }

  /// The tables' version where UK-DALE's own zone can be read.
  private static func zones() -> String? {
    guard (try? TimeZoneRules(named: "Europe/London")) != nil else { return nil }
    // Its first line is "# version 2026f".
    let tables = (try? FileSystem.text(of: "/usr/share/zoneinfo/tzdata.zi")) ?? ""
    let words = tables.prefix { $0 != "\n" }.split(separator: " ")
    return words.count == 3 ? String(words[2]) : "present"
  }
}

extension Substring {
  /// The text without any of the letters at either end.
  fileprivate func trimmed(of letters: String) -> String {
    var text = self
    while let first = text.first, letters.contains(first) { text.removeFirst() }
    while let last = text.last, letters.contains(last) { text.removeLast() }
    return String(text)
  }
}
