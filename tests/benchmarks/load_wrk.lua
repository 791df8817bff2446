-- wrk with distinct bodies, as large as our events are on average: it signs nothing, it only counts.

local number = 0
local padding = string.rep("x", 400)
local pattern = "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" ..
    "x-maileroo-signature: %064d\r\nContent-Length: 444\r\n\r\n" ..
    '{"event_id":"%016d","padding":"' .. padding .. '"}'

function request()
    number = number + 1
    return pattern:format(wrk.path, number, number)
end
