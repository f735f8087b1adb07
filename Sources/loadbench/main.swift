import Training
import Work
let n = Int(CommandLine.arguments[1])!
print(try LoadingBenchmark(window: 599, batch: 256, store: CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : nil, samples: n, seconds: 1).run(Supervision()))
