-- A load for wrk: every request asks for another random window.
--
--   wrk -t1 -c32 -d10s -s scripts/lib/windows.lua http://127.0.0.1:8000 -- WINDOW [PATH]
--
-- A body is joined of two halves, each out of 4,096 written beforehand: 17 million windows, for the
-- price of joining two texts. Prints one line of JSON when all is over.

local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

-- Watts of a home: a base load, and now and then something large.
local function piece(count)
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

function init(arguments)
  math.randomseed(os.time() * 64 + number)
  local window = tonumber(arguments[1] or 599)
  path = arguments[2] or "/predict"
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  first, second = {}, {}
  for index = 1, 4096 do
    first[index] = '{"x":[' .. piece(math.floor(window / 2)) .. ","
    second[index] = piece(window - math.floor(window / 2)) .. "]}"
  end
end

function request()
  return wrk.format(nil, path, nil, first[math.random(4096)] .. second[math.random(4096)])
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.3f, "rate": %.2f, "p50_ms": %.3f, "p99_ms": %.3f, '
      .. '"max_ms": %.3f, "bytes": %d, "refused": %d, "lost": %d}\n',
    summary.requests, summary.duration / 1e6, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3, summary.bytes,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
