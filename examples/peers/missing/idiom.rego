package calls

deny contains "recording.default" if input.room.recording in {"automatic", "buffered"}

deny contains "recording.authority" if input.room.recording_authority == "participants"

deny contains "encryption.known" if input.room.encryption == "none"

deny contains "visibility.private" if input.room.visibility in {"public", "tenancy"}

deny contains "device.protected" if input.device.standing in {"personal-managed", "personal-unmanaged"}

deny contains "initiator.provider" if input.initiator.party != "provider"
