"""Every row of the state tables, in worlds where it is the case.

place       one sandbox for all of them, in which anybody can be in any state
cases       which situations stand for a table, so that each of its rows decides somewhere
actions     how each action is asked for
deeds       what somebody else does meanwhile
play        an action's own steps, while the world around them goes on
truth       what Okta, JumpCloud and the laptop show, whatever the action says of them
"""
