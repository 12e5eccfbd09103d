"""Watching: what changes in Okta and JumpCloud, and what did not follow, told once and to its end.

event       one shape for both logs
rule rules  what turns an event into an alert; one file each
facts pushes wording samples    what rules share
alert       what there is to say, before it is anybody's thread
reconcile   both directories compared whole: what did not follow, though no log said so
"""
