-- forget: a user's index lets go of a job that is gone; a later one of the same id stays.
--
-- KEYS     1 the user's jobs
-- ARGV     1 job id  2 ms at which the job that is gone was created
-- returns  {'ok'}

local noted = redis.call('ZSCORE', KEYS[1], ARGV[1])
if noted and tonumber(noted) <= tonumber(ARGV[2]) then redis.call('ZREM', KEYS[1], ARGV[1]) end
return { 'ok' }
