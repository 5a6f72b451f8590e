-- A log is bounded by count and by bytes, oldest first, never the newest entry. 'state' has first, seq and bytes.
local function trim(log, state, most, mostBytes)
  local first, bytes = state.first, state.bytes
  while first < state.seq and (state.seq - first + 1 > most or bytes > mostBytes) do
    local over = math.min(math.max(state.seq - first + 1 - most, 4), 64)
    local oldest = redis.call('XRANGE', log, whole(first) .. '-0', '+', 'COUNT', over)
    if #oldest == 0 then break end
    for _, entry in ipairs(oldest) do
      if first >= state.seq or (state.seq - first + 1 <= most and bytes <= mostBytes) then break end
      bytes = bytes - #entry[2][2]
      first = first + 1
    end
  end
  if first > state.first then
    redis.call('XTRIM', log, 'MINID', whole(first) .. '-0')
    state.first, state.bytes = first, bytes
  end
end
