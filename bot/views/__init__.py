"""What people see in Slack: nouns in, Block Kit out; no I/O and no clock.

The builders keep to Slack's limits and never trust a text:

    kit       the small parts: escaping, cutting to Slack's limits, mentions, blocks
    elements  the input of one field
    forms     an action's modal, and what was typed into it
    review    the plan before it is sent, the receipt, and what to say when there is none
    card      a request as it stands now
    messages  what is said in a request's thread, to approvers and about secrets
    progress  the same while its work goes on, and when it ends
    prompts   the small modals behind the buttons there
"""
