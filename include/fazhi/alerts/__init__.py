"""One message a night for the person who is called at seven: what failed, where, and the command that redoes it.

`night` reads from the ledger what went wrong, `silences` knows what people chose not to hear of, `message` words the
rest, `channels` carry it to e-mail, 企业微信, 钉钉, 飞书 or any program that takes JSON, and `delivery` does it all and
leaves a record in `etl.alert`. Nothing here may fail a run of data: what cannot be sent is recorded and logged.
"""
