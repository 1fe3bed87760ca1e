"""Chat models behind the same contract as the built-in reader: asked, streamed, and never believed.

    opening    a chat model by the name PROVIDER:MODEL
    model      asking it, or streaming what it says, with bounded patience
    keys       keys of providers from a file that only its owner can read
    passages   passages as a prompt quotes them
    answering  the answerer: statements checked one by one as they arrive
    rewriting  a follow-up made to stand alone, where the built-in rules say that it does not

Promise: nothing is sent before a user has chosen a model by name, and then only to the place `footnote config` tells.
"""
