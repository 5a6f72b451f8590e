-- numbers: what was counted in a day, under one tag.
--
-- KEYS     1.. the day's hashes
-- returns  {'ok', {name, number, …} of each of them}

local answer = { 'ok' }
for _, book in ipairs(KEYS) do table.insert(answer, redis.call('HGETALL', book)) end
return answer
