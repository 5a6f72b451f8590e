-- The job's steps, in the order in which they first appeared: a hash of name to '<order>:<event data>'.
local function steps(kind, id)
  local flat = redis.call('HGETALL', key(kind, id))
  local ordered = {}
  for i = 2, #flat, 2 do
    local order, data = string.match(flat[i], '^(%d+):(.*)$')
    table.insert(ordered, { tonumber(order), data })
  end
  table.sort(ordered, function(a, b) return a[1] < b[1] end)
  for i, step in ipairs(ordered) do ordered[i] = step[2] end
  return ordered
end
