"""The product without accounts: stand-ins that speak the providers' HTTP, in one process.

server      the one app on one port; `async with Sandbox() as sandbox`
store       the world they share: the clock, ids, and what was said over HTTP
faults      refuse, throttle, slow down, cut off: asked for by tests and by the page
crowd       as many people more as one likes
cast        the people, groups, channels and laptops of the demo
okta slack jumpcloud    the providers; state in memory, strict where the real ones are
scim laptops            what happens between and behind them: provisioning, agents
control     the surface that the page drives; page/ is the page itself
launch      `python -m bot sandbox`: all of it, with a bot beside it
"""
