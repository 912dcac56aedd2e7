/*
Package platform is what the adapters of video platforms share. Each adapter is a package below it,
named after its platform, with two halves where the platform has them: facts in, and permit to start.

# Facts

The first half reads the platform's own document, such as a room, a meeting, a token or a group,
and says what it proves of a call: a [consult.Room], with source and time. A [Field] of a
document keeps absent, null and a value apart. What is absent is unknown, unless the platform's own
documentation says what it stands for, which the comment of the field then names; what a
configuration cannot prove, such as encryption that clients do among themselves, is unknown and
never yes.

# Start

The second half redeems a permit and makes of it what starts a call on the platform: a token, a
room or a URL, for the call that the permit is for, with the fewest rights that do. A patient's
opens no room, as far as the platform can keep it from that. Where the room lies with a vendor, it is read again before, and [Rests] says whether
the decision rests on what was read.

# Afterwards

Platforms that say what happens in a call say so by webhook. A [Watch] holds what they say against the
decision that the call was started by, and reports a recording that the decision forbade as a breach of it.

# Documents and requests

[Decode] reads a document of at most [MaxBytes], strictly as JSON and loosely as to what vendors add
to it. [Fetch] gets one from a vendor's API, and [ReadBody] takes in what a platform sends. None quotes what
it read. A [Secret] shows nowhere, and a [Token] in no log. An [ExcessError] says what a token that somebody else made
is good for beyond one call.
*/
package platform
