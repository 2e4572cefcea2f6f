"""Which words leave the house? The texts of mails and SMS, in French; one message, one folder.

No message has a field for anything about a beneficiary: what cannot be given cannot leak (T-8).
"""
