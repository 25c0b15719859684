"""Who plays in the demo."""

ADA = "ada@example.org"
BEN = "ben@example.net"
BRACK = "brack@example.com"
CY = "cy@example.edu"
MEMBERS = (ADA, BEN, BRACK, CY)
FIRST = "hi@jamison.dance"
FIRST_AS = ("--as", "Jamison")
SECOND = "kim@softskills.example"
SECOND_AS = ("--as", "Kim")
