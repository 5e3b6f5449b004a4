"""What is recorded of a script by itself: how it was started, what it is, what it prints, reads and uses, how it ends."""
