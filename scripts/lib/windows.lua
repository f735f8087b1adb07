-- A load for wrk: every request asks for another random window.
--
--   wrk -t1 -c32 -d10s -s scripts/lib/windows.lua http://127.0.0.1:8000 -- WINDOW [PATH]
--
-- A body is joined of two halves, each out of 2,048 written beforehand: 4 million windows, for the
-- price of joining two texts. Prints one line of JSON when all is over.

dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "") .. "mains.lua")

function init(arguments)
  begin(arguments[2])
  local window = tonumber(arguments[1] or 599)
  first, second = {}, {}
  for index = 1, 2048 do
    first[index] = '{"x":[' .. piece(math.floor(window / 2)) .. ","
    second[index] = piece(window - math.floor(window / 2)) .. "]}"
  end
end

function request()
  return wrk.format(nil, path, nil, first[math.random(2048)] .. second[math.random(2048)])
end
