"""What makes two deliveries the same message, by whatever door: its body, and the header that its sender wrote."""

# What servers on the way add cannot be listed whole; what a person's program writes and nobody changes can.
WRITTEN = frozenset(
    {
        b"from", b"to", b"cc", b"reply-to", b"date", b"message-id", b"subject", b"in-reply-to", b"references",
        b"mime-version", b"content-type", b"content-transfer-encoding", b"content-disposition",
    }
)  # fmt: skip


def fingerprint(raw: bytes) -> bytes:
    """The bytes to hash. Line ends are folded to LF, for stores and transports change them. The body is part of it: a
    Message-ID that somebody used before suppresses nothing.
    """
    text = raw.replace(b"\r\n", b"\n")
    cut = text.find(b"\n\n")
    head = text if cut < 0 else text[:cut]
    kept: list[bytes] = []
    keep = False
    for line in head.split(b"\n"):
        if not line.startswith((b" ", b"\t")):
            keep = line.partition(b":")[0].strip().lower() in WRITTEN
        if keep:
            kept.append(line)
    # a head without any of these lines is no mail's: then every byte counts
    if not kept:
        return text
    if cut < 0:
        return b"\n".join(kept)
    # one copy of what may be 25 MiB, and no more
    return b"".join([b"\n".join(kept), b"\n\n", memoryview(text)[cut + 2 : cut + 2 + _length(text, cut + 2)]])


def _length(text: bytes, start: int) -> int:
    """Without the empty lines at the end."""
    end = len(text)
    while end > start and text[end - 1] == ord("\n"):
        end -= 1
    return end - start
