-- output: a part of the text that a snapshot has, as long as it is still the same text.
--
-- KEYS     1 job
-- ARGV     1 id  2 epoch  3 attempt  4 first byte  5 last byte
-- returns  {'ok', bytes} | {'gone'}
--
-- Text only grows within an attempt; the next one cuts it back, and then the snapshot is void.

--- @include keys
--- @include job

local job = fetch(ARGV[1], { 'epoch', 'attempt' })
if job.epoch ~= ARGV[2] or job.attempt ~= tonumber(ARGV[3]) then return { 'gone' } end
return { 'ok', redis.call('GETRANGE', key('out', job.id), ARGV[4], ARGV[5]) }
