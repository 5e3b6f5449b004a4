"""Steps of other tools' projects, run one by one with the tool's own code.

`python -m signet.adapters.<tool> describe ANSWER` runs the project's code and writes what its steps are to the file
ANSWER, as `description` explains; what it is asked stands on standard input as JSON. `… run` runs the step that
SIGNET_CONTEXT names.
"""
