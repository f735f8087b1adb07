-- What the loads of windows.lua and day.lua share: mains of a home, and what is said at the end.

local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

-- Each thread writes other mains, and those of another run are others again.
function begin(given)
  math.randomseed(os.time() * 64 + number)
  path = given or "/predict"
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

-- Watts of a home, joined by commas: a base load, and now and then something large.
function piece(count)
  local base, extra, left, watts = math.random(60, 400), 0, 0, {}
  for index = 1, count do
    if left == 0 and math.random() < 0.02 then
      extra, left = math.random(100, 3000), math.random(5, 60)
    elseif left > 0 then
      left = left - 1
      if left == 0 then extra = 0 end
    end
    watts[index] = string.format("%.1f", base + extra + 20 * math.random())
  end
  return table.concat(watts, ",")
end

-- One line of JSON.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.3f, "rate": %.4f, "p50_ms": %.3f, "p99_ms": %.3f, '
      .. '"max_ms": %.3f, "bytes": %d, "refused": %d, "lost": %d}\n',
    summary.requests, summary.duration / 1e6, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3, summary.bytes,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
