/// What the interactive session understands, in the order of its help.
enum ShellVerb: String, CaseIterable, Sendable {
  case open, houses, house, meters, appliances
  case show, coverage, activations, statistics
  case use, mains, period, gap, plugs, sort, upsample, range, exclude, settings
  case preview, save, run
  case help, history, quit

  /// What Tab offers after the command.
  enum Expectation: Sendable {
    case nothing, source, house, channel, gaps, flag, appliances, mains, configuration, store, verb
  }

  var expectation: Expectation {
    switch self {
    case .open: .source
    case .house: .house
    case .show, .coverage, .activations, .statistics: .channel
    case .use: .appliances
    case .mains: .mains
    case .save: .configuration
    case .run: .store
    case .help: .verb
    case .plugs: .gaps
    case .sort, .upsample: .flag
    case .houses, .meters, .appliances, .period, .gap, .range, .exclude, .settings, .preview,
      .history, .quit:
      .nothing
    }
  }
}

extension ShellVerb {
  /// The command with what follows it.
  var usage: String {
    switch self {
    case .open: "open FILE"
    case .house: "house N [N …]"
    case .show: "show CHANNEL [TIMES]"
    case .coverage: "coverage [CHANNEL]"
    case .activations: "activations APPLIANCE [TIMES]"
    case .statistics: "statistics CHANNEL [TIMES]"
    case .use: "use APPLIANCE[, APPLIANCE …]"
    case .mains: "mains [active|apparent|sum|auto] [METER]"
    case .period: "period [DURATION|auto]"
    case .gap: "gap [DURATION|auto]"
    case .plugs: "plugs [missing|off]"
    case .sort, .upsample: "\(rawValue) [on|off]"
    case .range: "range [TIMES|all]"
    case .exclude: "exclude [TIMES REASON|none]"
    case .preview: "preview [TIMES]"
    case .save: "save FILE.yaml"
    case .run: "run [STORE.h5]"
    case .help: "help [COMMAND]"
    case .houses, .meters, .appliances, .settings, .history, .quit: rawValue
    }
  }

  /// One sentence for the list of commands.
  var summary: String {
    switch self {
    case .open: "Open a data set: an HDF5 file, a raw folder or a CSV file."
    case .houses: "List the houses."
    case .house: "Choose the house to look at and to prepare; several are prepared together."
    case .meters: "List the house's meters."
    case .appliances: "List the house's appliances and their meters."
    case .show: "Draw a channel: mains, an appliance or \"meter 5\"."
    case .coverage: "Show when the meters have samples."
    case .activations: "List when an appliance ran, and what it used."
    case .statistics: "Print a channel's samples, mean, spread and energy."
    case .use: "Choose the appliances to prepare."
    case .mains: "Choose the quantity and the meter of the mains."
    case .period: "Set the time between two samples of the result."
    case .gap: "Set how long a gap is bridged by the last value."
    case .plugs: "Set what a plug's long gap means: nothing known, or switched off at the socket."
    case .sort: "Allow rows in any order, at the price of a temporary file."
    case .upsample: "Allow a period finer than the meters' own."
    case .range: "Prepare only a part of the time."
    case .exclude: "Leave a stretch of time out, and say why."
    case .settings: "Print what is chosen so far."
    case .preview: "Show what the settings make of the data, before and after."
    case .save: "Write the settings to a file for energy preprocess --config."
    case .run: "Prepare the data and write the store."
    case .help: "Explain the commands, or one of them."
    case .history: "List what was typed."
    case .quit: "End the session; Ctrl-D does too."
    }
  }

  /// What more there is to know, for `help COMMAND`.
  var discussion: String? {
    switch self {
    case .show, .statistics, .activations:
      """
      TIMES is a day ("2013-06-03"), a part of one ("2013-06-03 06:00 09:00") or any stretch
      ("2013-06-03 06:00 2013-06-05"), in the data set's own time zone; a range includes its start
      and excludes its end. Without TIMES all of the channel is read, or the range that is set.
      """
    case .house: "The first house named is the one that show, coverage and the others look at."
    case .use: "Names are those of \"appliances\"; case, hyphens and underscores do not matter."
    case .mains:
      """
      auto takes active power where every house has it, else apparent. sum adds the appliances up
      in place of a mains meter, the "denoised" case.
      """
    case .gap:
      """
      A gap longer than this stays missing from its first bin. auto is the larger of the meter's own
      limit and five periods.
      """
    case .exclude: "The reason is kept in the store. \"exclude none\" forgets every stretch."
    case .preview:
      """
      Draws each channel as it lies in the file and as it will be on the grid, for the day or the
      TIMES given, and counts over the whole range what is lost to gaps.
      """
    case .save: "An existing file is replaced."
    case .run: "Without a name the store goes to data/processed. Ctrl-C stops and leaves no file."
    default: nil
    }
  }

  /// Lines that work, once a file is open that has what they name.
  var examples: [String] {
    switch self {
    case .open: ["open data/raw/sim.h5"]
    case .house: ["house 2", "house 1 2"]
    case .show: ["show kettle 2013-06-03 06:00 09:00", "show mains voltage 2013-06-03"]
    case .coverage: ["coverage kettle"]
    case .activations: ["activations washing machine 2013-06-03"]
    case .statistics: ["statistics mains"]
    case .use: ["use kettle, washing machine"]
    case .mains: ["mains apparent 1", "mains auto"]
    case .period: ["period 6s"]
    case .gap: ["gap 2min"]
    case .plugs: ["plugs off"]
    case .sort: ["sort on"]
    case .upsample: ["upsample on"]
    case .range: ["range 2013-06-01 2013-07-01"]
    case .exclude: ["exclude 2013-06-10 2013-06-12 holiday"]
    case .preview: ["preview 2013-06-03"]
    case .save: ["save configs/house2.yaml"]
    case .run: ["run data/processed/house2.h5"]
    default: []
    }
  }
}
