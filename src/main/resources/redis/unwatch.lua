-- unwatch: the last viewer on this node has gone; when no other node has one, the grace begins.
--
-- from     created or running, with cancelOnDisconnect
-- KEYS     1 job
-- ARGV     1 id  2 holder
-- returns  {'ok'}
-- records  nothing

--- @include keys
--- @include clock
--- @include job
--- @include sound

demand('zset', at .. 'watched')
local viewers = key('viewers', ARGV[1])
if not holds('zset', viewers) or redis.call('ZREM', viewers, ARGV[2]) == 0 then return { 'ok' } end
local job = fetch(ARGV[1], { 'state', 'grace' })
if job.state and not terminal(job) and redis.call('ZCOUNT', viewers, '(' .. whole(now), '+inf') == 0 then
  redis.call('ZADD', at .. 'watched', whole(now + tonumber(job.grace or 0)), job.id)
end
return { 'ok' }
