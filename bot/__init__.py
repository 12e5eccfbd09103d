"""Deskhand: people in Okta, laptops in JumpCloud, the helpdesk in Slack.

desk, decisions      what people ask for, and what they do with a request
ledger               what happens to a request, written down
engine, durable      approved requests, taken through their steps; nothing lost in a crash
work                 what the steps do to the world, and what came of it
messenger            the outbox to Slack, and the cards
upkeep, schedule     what time does to requests
rights, policy       who may do what
action, actions/     how an action is declared, and the actions
views/               Block Kit
client, clients/     Okta and JumpCloud
app                  where all parts meet
sandbox/             the same product with no account anywhere
"""
