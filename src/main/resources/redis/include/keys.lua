-- Names. Everything is built from KEYS[1]'s own tag, so a script never leaves its slot.
--   root   jw          what all our keys begin with
--   tag    {p}         the partition's hash tag
--   at     jw:{p}:     what all keys of the partition begin with
local root, tag = string.match(KEYS[1], '^(.-):({.-}):')
local at = root .. ':' .. tag .. ':'

local function key(kind, name)
  return at .. kind .. ':' .. name
end
