-- A load for wrk: every request asks for another random day, 14,400 samples of 6 s.
--
--   wrk -t1 -c1 -d30s -s scripts/lib/day.lua http://127.0.0.1:8000 -- [PATH]
--
-- A day is joined of 24 hours out of 512 written beforehand. Prints one line of JSON at the end.

dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "") .. "mains.lua")

function init(arguments)
  begin(arguments[1])
  hours = {}
  for index = 1, 512 do hours[index] = piece(600) end
end

function request()
  local day = {}
  for index = 1, 24 do day[index] = hours[math.random(512)] end
  return wrk.format(nil, path, nil,
    '{"start":"2026-01-15T00:00:00Z","period_s":6,"power":[' .. table.concat(day, ",") .. "]}")
end
