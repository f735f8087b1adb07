import Files

/// What the surroundings mean for the tool: a page, a document, and what has to be done.
struct DoctorReport {
  /// Something that is wrong, and the remedy as a sentence.
  struct Complaint: Equatable {
    let matter: String
    let remedy: String
    /// Without it the tool cannot do its work at all.
    let isEssential: Bool
  }

  let version: String
  let surroundings: Surroundings

  var complaints: [Complaint] {
    var found: [Complaint] = []
    if surroundings.zones == nil {
      found.append(
        Complaint(
          matter: "the time zone tables are missing",
          remedy: "Install them: apt-get install tzdata.", isEssential: true))
    }
    if !surroundings.hdf5IsThreadSafe {
      found.append(
        Complaint(
          matter: "the HDF5 library is not the thread-safe one",
          remedy: "Use Debian's: apt-get install libhdf5-103-1.", isEssential: true))
    }
    if !surroundings.hasCertificates {
      found.append(
        Complaint(
          matter: "no certificates to check download servers with",
          remedy: "Install them: apt-get install ca-certificates.", isEssential: false))
    }
    return found + surroundings.folders.filter { !$0.isWritable }.map(DoctorReport.complaint)
  }

  private static func complaint(about folder: Surroundings.Folder) -> Complaint {
    Complaint(
      matter: "\(folder.path) cannot be written",
      remedy: "Change its owner (chown), or name another folder with --output.",
      isEssential: false)
  }
}

extension DoctorReport {
  /// The page that a person reads.
  func text(style: TerminalStyle, width: Int?) -> String {
    let head = "energy \(version), Swift \(surroundings.swift), \(surroundings.system)"
    let table = TextTable(columns: [.left(""), .left(""), .left("")], rows: rows, indent: 0)
    return [head, table.render(width: width, style: style), verdict(style)]
      .joined(separator: "\n\n")
  }

  private var rows: [[String]] {
    let libraries = surroundings.libraries.map { library in
      let isThreadSafe = library.name == "HDF5" && surroundings.hdf5IsThreadSafe
      return ["", library.name, library.version + (isThreadSafe ? ", thread-safe" : "")]
    }
    let features = surroundings.features.joined(separator: ", ")
    let machine = [
      ["", "processor", surroundings.processor],
      ["", "features", features.isEmpty ? "baseline" : features],
      ["", "kernels", "\(surroundings.instructionSet), OpenBLAS for \(surroundings.blasCore)"],
      ["", "cores", String(surroundings.cores)],
      ["", "memory", memory],
    ]
    let folders = surroundings.folders.map { folder in
      let free = folder.free.map { ", \(DecimalText.bytes($0)) free" } ?? ""
      return ["", folder.path, (folder.isWritable ? "writable" : "not writable") + free]
    }
    let system = [
      ["", "time zones", surroundings.zones ?? "missing"],
      ["", "certificates", surroundings.hasCertificates ? "present" : "missing"],
    ]
    return titled("Libraries", libraries) + titled("Machine", machine)
      + titled("Folders", folders) + titled("System", system)
  }

  private func titled(_ title: String, _ rows: [[String]]) -> [[String]] {
    rows.enumerated().map { $0 == 0 ? [title] + $1.dropFirst() : $1 }
  }

  private var memory: String {
    let total = DecimalText.bytes(surroundings.memory)
    return "\(total), \(DecimalText.bytes(surroundings.availableMemory)) available"
  }

  private func verdict(_ style: TerminalStyle) -> String {
    guard !complaints.isEmpty else {
      return style.painted("All that energy needs is here.", .good)
    }
    return complaints.map { complaint in
      let word = complaint.isEssential ? "Missing" : "Note"
      return style.painted("\(word): \(complaint.matter).", .bad) + " \(complaint.remedy)"
    }.joined(separator: "\n")
  }

  /// The same for programs.
  var json: JSON {
    .object([
      .init(key: "energy", value: .string(version)),
      .init(key: "swift", value: .string(surroundings.swift)),
      .init(key: "system", value: .string(surroundings.system)),
      .init(
        key: "libraries",
        value: .object(
          surroundings.libraries.map { .init(key: $0.name, value: .string($0.version)) })),
      .init(key: "hdf5_thread_safe", value: .bool(surroundings.hdf5IsThreadSafe)),
      .init(key: "processor", value: .string(surroundings.processor)),
      .init(key: "features", value: .array(surroundings.features.map(JSON.string))),
      .init(key: "kernels", value: .string(surroundings.instructionSet)),
      .init(key: "blas_core", value: .string(surroundings.blasCore)),
      .init(key: "cores", value: .integer(surroundings.cores)),
      .init(key: "memory_mb", value: .integer(surroundings.memory / 1_000_000)),
      .init(
        key: "available_memory_mb", value: .integer(surroundings.availableMemory / 1_000_000)),
      .init(key: "folders", value: .array(surroundings.folders.map(DoctorReport.json))),
      .init(key: "time_zones", value: JSON(surroundings.zones)),
      .init(key: "certificates", value: .bool(surroundings.hasCertificates)),
      .init(key: "complaints", value: .array(complaints.map(DoctorReport.json))),
    ])
  }

  private static func json(_ folder: Surroundings.Folder) -> JSON {
    [
      "path": .string(folder.path), "writable": .bool(folder.isWritable),
      "free_mb": JSON(folder.free.map { $0 / 1_000_000 }),
    ]
  }

  private static func json(_ complaint: Complaint) -> JSON {
    [
      "matter": .string(complaint.matter), "remedy": .string(complaint.remedy),
      "essential": .bool(complaint.isEssential),
    ]
  }
}
