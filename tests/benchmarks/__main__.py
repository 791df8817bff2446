"""All benchmarks, one after the other: ``python -m tests.benchmarks`` or ``make bench``. It takes some minutes."""

from tests.benchmarks import (
    captures,
    check,
    check_app,
    diagnose,
    flood,
    generate,
    har,
    inspect_page,
    inspect_rows,
    inspect_stream,
    library,
    listen,
    listen_keys,
    load,
    pytest_plugin,
    replay,
    send,
    start,
    storm,
    storm_plan,
    verify,
)

print("== start")
start.main([])
print("== generate")
generate.main()
print("== verify")
verify.main()
print("== diagnose")
diagnose.main()
print("== har")
har.main()
print("== captures")
captures.main()
print("== send")
send.main()
print("== check")
check.main()
print("== check --app")
check_app.main()
print("== listen")
listen.main()
print("== keys of listen")
listen_keys.main()
print("== flood")
flood.main()
print("== inspect, its list")
inspect_rows.main()
print("== inspect, its stream")
inspect_stream.main()
print("== replay")
replay.main()
print("== load")
load.main()
print("== storm")
storm.main()
print("== storm --plan")
storm_plan.main()
print("== inspect, its page")
inspect_page.main()
print("== library")
library.main()
print("== pytest plugin")
pytest_plugin.main([])
