-- A load for wrk: every request asks for another random day, 14,400 samples of 6 s.
--
--   wrk -t1 -c1 -d30s -s scripts/lib/day.lua http://127.0.0.1:8000 -- [PATH]
--
-- A day is joined of 24 hours out of 512 written beforehand. Prints one line of JSON at the end.

local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local function hour()
  local base, extra, left, watts = math.random(60, 400), 0, 0, {}
  for index = 1, 600 do
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

function init(arguments)
  math.randomseed(os.time() * 64 + number)
  path = arguments[1] or "/predict"
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  hours = {}
  for index = 1, 512 do hours[index] = hour() end
end

function request()
  local day = {}
  for index = 1, 24 do day[index] = hours[math.random(512)] end
  return wrk.format(nil, path, nil,
    '{"start":"2026-01-15T00:00:00Z","period_s":6,"power":[' .. table.concat(day, ",") .. "]}")
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.3f, "rate": %.4f, "p50_ms": %.3f, "p99_ms": %.3f, '
      .. '"max_ms": %.3f, "bytes": %d, "refused": %d, "lost": %d}\n',
    summary.requests, summary.duration / 1e6, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3, summary.bytes,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
