import Files
import Testing

@testable import energy

@Suite("The doctor")
struct DoctorReportTests {
  static let healthy = Surroundings(
    swift: "6.3.1", system: "Debian GNU/Linux 12 (bookworm)",
    libraries: [LibraryVersion(name: "HDF5", version: "1.10.8")], hdf5IsThreadSafe: true,
    processor: "A processor", features: ["AVX", "AVX2"],
    instructionSet: "avx2", blasCore: "Haswell", cores: 2, memory: 8_000_000_000,
    availableMemory: 6_500_000_000,
    folders: [.init(path: "data", isWritable: true, free: 40_000_000_000)], zones: "2026f",
    hasCertificates: true)

  @Test("prints what is there on one page")
  func printsPage() {
    let report = DoctorReport(version: "1.2.3", surroundings: Self.healthy)
    #expect(
      report.text(style: .plain, width: nil) == """
        energy 1.2.3, Swift 6.3.1, Debian GNU/Linux 12 (bookworm)

        Libraries  HDF5          1.10.8, thread-safe
        Machine    processor     A processor
                   features      AVX, AVX2
                   kernels       avx2, OpenBLAS for Haswell
                   cores         2
                   memory        8.0 GB, 6.5 GB available
        Folders    data          writable, 40 GB free
        System     time zones    2026f
                   certificates  present

        All that energy needs is here.
        """)
    #expect(report.complaints.isEmpty)
  }

  @Test("names what is missing, and the package that brings it")
  func complains() {
    var surroundings = Self.healthy
    surroundings.zones = nil
    surroundings.folders = [.init(path: "models", isWritable: false, free: nil)]
    let report = DoctorReport(version: "1.2.3", surroundings: surroundings)
    #expect(
      report.text(style: .plain, width: nil).hasSuffix(
        """
        Missing: the time zone tables are missing. Install them: apt-get install tzdata.
        Note: models cannot be written. Change its owner (chown), or name another folder with \
        --output.
        """))
    #expect(report.complaints.map(\.isEssential) == [true, false])
    #expect(report.json["time_zones"] == .null)
  }

  @Test("sees this machine: every library tells its version, and HDF5 is thread-safe")
  func observes() {
    let seen = Surroundings.observed()
    for library in seen.libraries {
      #expect(library.version.first?.isNumber == true, "\(library.name) \(library.version)")
    }
    #expect(seen.libraries.count == 12)
    #expect(seen.hdf5IsThreadSafe)
    #expect(["avx512", "avx2", "baseline"].contains(seen.instructionSet))
    #expect(!seen.blasCore.isEmpty)
    #expect(seen.cores >= 1 && seen.memory > 0)
  }

  @Test("knows instruction sets by the kernel's names for them")
  func readsFeatures() {
    #expect(Surroundings.features(of: "fpu sse4_2 avx avx2x fma") == ["SSE4.2", "AVX", "FMA"])
  }
}
