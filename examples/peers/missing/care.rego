package calls

# What is asked for stands in a rule of its own, and is negated there: "not" before the expression
# itself says nothing where the fact is undefined.

recording if input.room.recording in {"off", "on-request"}

authority if input.room.recording_authority in {"nobody", "host"}

encryption if input.room.encryption in {"transport", "end-to-end"}

visibility if input.room.visibility == "private"

standing if input.device.standing in {"corporate", "personal-compliant"}

party if input.initiator.party == "provider"

deny contains "recording.default" if not recording

deny contains "recording.authority" if not authority

deny contains "encryption.known" if not encryption

deny contains "visibility.private" if not visibility

deny contains "device.protected" if not standing

deny contains "initiator.provider" if not party
