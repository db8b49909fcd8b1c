-- Arguments: the method, the body's length, and a file with one path a line.
function init(arguments)
  wrk.method = arguments[1]
  local length = tonumber(arguments[2])
  if length > 0 then wrk.body = string.rep('x', length) end

  local requests = {}
  for path in io.lines(arguments[3]) do
    requests[#requests + 1] = wrk.format(nil, path)
    wrk.path = path
  end
  -- A request that never changes is left to wrk, which then runs no Lua for it.
  if #requests == 1 then return end
  local turn = 0
  function request()
    turn = turn % #requests + 1
    return requests[turn]
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nJSON {"requests":%d,"micros":%d,"p50":%d,"p99":%d,"badStatus":%d,"socketErrors":%d,"timeouts":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write, errors.timeout))
end
