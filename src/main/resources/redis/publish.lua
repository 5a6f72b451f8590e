-- publish: one of a user's devices tells the others something.
--
-- KEYS     1 meta of the user's stream
-- ARGV     1 most events  2 most bytes  3 epoch, if there is none yet  4 event id  5 type  6 data json
-- returns  {'ok', position} | {'same', position}
-- records  what was given, on the user's own stream

--- @include clock
--- @include sound
--- @include trim
--- @include userlog

local published, order = base .. ':published', base .. ':order'
local before = redis.call('HGET', published, ARGV[4])
if before then return { 'same', before } end

demand('zset', order)
local state = stream(ARGV[3])
local position = note(state, ARGV[5], ARGV[6], tonumber(ARGV[1]), tonumber(ARGV[2]))
redis.call('HSET', published, ARGV[4], position)
redis.call('ZADD', order, state.seq, ARGV[4])
local old = redis.call('ZRANGE', order, 0, -1001)
if #old > 0 then
  redis.call('HDEL', published, unpack(old))
  redis.call('ZREM', order, unpack(old))
end
touched()
return { 'ok', position }
