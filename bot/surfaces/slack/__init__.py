"""Footnote in Slack: events in, cited answers out, by the same engine and memory as the terminal.

app        Bolt: what is subscribed to, written down before it is acknowledged, and handed on
incoming   an event as a question, or as nothing that is for us
journal    questions and their state on disk: duplicates, restarts, several workers, feedback
pool       a bounded number of answers at once, in order within a thread
worker     one question answered: status, stream, sources, or an honest word
post       one answer as messages: streamed, continued, and what stands in where streaming fails
api        the web API with patience
blocks     sources, feedback, passages; markup    foreign text that cannot become markup
taking_in  articles from links and files; config, manifest, check: what an administrator needs
"""
