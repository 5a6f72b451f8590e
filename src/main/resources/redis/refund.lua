-- refund: a creation that made nothing new is not charged.
--
-- KEYS     1 the user's bucket  2 the user's jobs
-- ARGV     1 creates per minute, 0 for no limit  2 burst  3 job id  4 '1' when the job is not this user's
-- returns  {'ok'}

--- @include keys
--- @include clock
--- @include bucket

local perMinute, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
if perMinute > 0 then keep(math.min(burst, fill(perMinute, burst) + 1), perMinute, burst) end
if ARGV[4] == '1' then redis.call('ZREM', KEYS[2], ARGV[3]) end
return { 'ok' }
