"""Every text that a chat model is sent, one file each.

There is none in this version: the built-in answerer uses no chat model, and nothing is sent anywhere.
"""
