-- A user's own stream, numbered as a job's is. KEYS[1] is its meta; everything else has the user's tag too.
local root, tag = string.match(KEYS[1], '^(.-):u:({.-}):')
local base = string.match(KEYS[1], '^(.*):meta$')
local log, devices = base .. ':log', base .. ':devices'
local THIRTY_DAYS = 2592000000

-- The stream as it stands; whoever comes first gives it its epoch. What else a script will write to it demands before.
local function stream(freshEpoch)
  demand('hash', KEYS[1])
  demand('stream', log)
  local epoch, seq, instant, first, bytes = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'instant', 'first', 'bytes'))
  if not epoch then
    epoch = freshEpoch
    redis.call('DEL', log)
    redis.call('HSET', KEYS[1], 'epoch', epoch, 'seq', 0, 'first', 1, 'bytes', 0)
  end
  return { epoch = epoch, seq = tonumber(seq or 0), instant = instant, first = tonumber(first or 1), bytes = tonumber(bytes or 0) }
end

-- Whoever opened the stream says so once, when all it writes is there: a key cannot be kept before it exists.
local function touched()
  for _, name in ipairs({ 'meta', 'log', 'published', 'order', 'devices' }) do
    redis.call('PEXPIRE', base .. ':' .. name, THIRTY_DAYS)
  end
end

-- The XADD comes first: it is the command that can be refused.
local function note(state, kind, data, most, mostBytes)
  local seq, instant = state.seq + 1, base36(micros)
  local position = state.epoch .. '.' .. whole(seq) .. '.' .. instant
  local event = '{"id":"' .. position .. '","seq":' .. whole(seq) .. ',"at":' .. whole(now)
    .. ',"type":"' .. kind .. '","data":' .. data .. '}'
  redis.call('XADD', log, whole(seq) .. '-0', 'e', event)
  local head = position .. ' ' .. (state.instant or '-') .. ' ' .. #event .. '\n'
  state.seq, state.instant, state.bytes = seq, instant, state.bytes + #event
  trim(log, state, most, mostBytes)
  redis.call('HSET', KEYS[1], 'seq', whole(seq), 'instant', instant, 'first', whole(state.first), 'bytes', whole(state.bytes))
  redis.call('PUBLISH', root .. ':s:' .. tag .. ':user', #event > 65536 and head or head .. event)
  return position
end
