-- Sends the requests of a file one after the other, and tells as JSON what came of them.
local file, length

function init(arguments)
  file = io.open(arguments[1], "rb")
  length = tonumber(arguments[2])
end

function request()
  local bytes = file:read(length)
  if bytes then return bytes end
  file:seek("set") -- only where they may be sent again
  return file:read(length)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"p999":%f,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
