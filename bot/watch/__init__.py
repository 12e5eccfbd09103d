"""Watching: what changes in Okta and JumpCloud, and what did not follow, told once and to its end.

feeds       both logs, read on and on
cursor gaps how far each was read, what to ask for next, and what cannot be read any more
event       one shape for both logs
rule rules  what turns an event into an alert; one file each
facts pushes wording samples    what rules share
alert       what there is to say, before it is anybody's thread
tracker following late    what must follow, and that it did not
digests     what a day or a week came to
reconcile   both directories compared whole: what did not follow, though no log said so
"""
