"""Who plays by mail, and at a terminal. Ada, Brack, Cy, Dee and Jamison are in Slack: stage_slack.py."""

BEN = "ben@example.net"
BRACK = "brack@example.com"
MEMBERS = (BEN, BRACK)
FIRST_AS = ("--as", "Jamison")
SECOND = "kim@softskills.example"
SECOND_AS = ("--as", "Kim")
