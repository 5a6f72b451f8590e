-- numbers: what was counted in a day, under one tag.
--
-- KEYS     1 the day's numbers
-- returns  {'ok', {name, number, …}}

return { 'ok', redis.call('HGETALL', KEYS[1]) }
