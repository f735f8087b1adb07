import Configuration

/// `docs/configuration.md`, from the keys that the reader itself goes by.
enum ConfigurationPage {
  /// The page as Markdown.
  static var text: String {
    [
      introduction, "| key | value | default | meaning |\n|---|---|---|---|\n" + rows(), closing,
    ].joined(separator: "\n")
  }

  private static let introduction = """
    # The training configuration

    `energy train --config FILE` reads the section `training` of a YAML file; the section
    `preprocess` of the same file, if there is one, is for `energy preprocess --config FILE`. The
    files in [configs](../configs) are ready to run, each for one use.

    * Everything is checked before anything is opened: a key that is unknown, of another type or
      out of its range ends the command with status 78, naming the file, the line and the nearest
      key.
    * The command line wins over the environment, which wins over the file, which wins over the
      defaults. `--set training.epochs=3` sets any key; the environment variables are
      `TRAIN_EPOCHS`, `TRAIN_BATCH_SIZE` and `TRAIN_LR`.
    * A folder of a run holds the configuration as it was resolved: `configuration.yaml`, with
      every default written out, is a configuration itself.

    ## Keys

    This table is made from the checker, and a test keeps it so. A key with dots stands in the
    sections that it names: `network.window` is `network: {window: 599}`. A key with settings is a
    word (`schedule: step`) or a section with that word (`schedule: {step: {every: 5}}`).

    """

  private static let closing = """
    ## The three ranges

    There are always three: what trains, what chooses the epoch, and what is left for the test.
    Windows overlap, so a random split of them would test on what was trained on; there is none.
    Ranges are told apart by time, by house or by both:

    ```yaml
    training:
      ranges:
        train: {buildings: [1], to: "2014-03-28"}
        validation: {buildings: [1], from: "2014-03-28"}
        test: {buildings: [2]}
    ```

    A range includes its start and excludes its end; a date is midnight of the store's time zone.
    Where two ranges meet in a house, the later one starts a window's length after the earlier
    one's end, so that no sample is seen from both.

    ## Ready to run

    Each file of [configs](../configs) names the commands that use it, in their order.

    | file | use |
    |---|---|
    | `quick.yaml` | a small kettle network on two simulated homes, in seconds |
    | `runs.yaml` | the published network on a simulated home, over runs of windows, in seconds |
    | `kettle.yaml`, `microwave.yaml`, `fridge.yaml`, `dish-washer.yaml`, `washing-machine.yaml` \
    | one appliance of UK-DALE, tested on the unseen house 2 |
    | `ukdale-all.yaml` | all five, one network each |
    | `house-to-house.yaml` | trained on one home, tested on another |
    | `transfer-appliance.yaml` | a network for one appliance becomes one for another: \
    convolutions frozen, dense layers trained |
    | `transfer-home.yaml` | a network from other homes goes on learning in this one, at a small \
    rate |
    | `small-cnn.yaml` | the small sequence-to-sequence network of this project's predecessor |
    | `refit-accuracy.yaml` | what accuracy is compared with PyTorch's on |

    """

  private static func rows() -> String {
    let ranges = TrainingConfiguration.Ranges(
      train: RangeRequest(), validation: RangeRequest(), test: RangeRequest())
    let standard = TrainingConfiguration(store: "", appliances: [], ranges: ranges)
    return TrainingKeys.all.map { $0.rows(under: "", standard) }.joined()
  }
}

extension TrainingKey {
  /// Its line of the table, and those of the keys below it.
  fileprivate func rows(under section: String, _ standard: TrainingConfiguration) -> String {
    let key = section + name
    let cells = ["`\(key)`", meaning, absent ?? "`\(written(standard))`", sentence]
    return "| \(cells.joined(separator: " | ")) |\n"
      + keys.map { $0.rows(under: key + ".", standard) }.joined()
  }

  /// The default as a file spells it.
  private func written(_ standard: TrainingConfiguration) -> String {
    var writer = YAMLWriter()
    write(standard, &writer)
    return String(writer.text.dropFirst("\(name): ".count).dropLast())
  }
}
