"""The facts of log objects (docs/adr/0014), decoded: every record that was read, copies too."""

import struct
import uuid

# A row of trail_facts.records: event id, time, key, address, recipient, place, content (collectors/trail_fact.c).
FACT = struct.Struct("<16sqIIIII")
KEPT, TEXT, DELIVERED = 1 << 31, 1 << 30, 1 << 29

COLUMNS = (
    "source, position, event_id, time, recipient, address, account, region, service, action, read_only, error_code, "
    "category, principal, kept, content"
)


def record(db, texts, keys, source, fact):
    identity, time, key, address, recipient, place, content = fact
    text = texts[struct.unpack("<I", identity[:4])[0]] if place & TEXT else str(uuid.UUID(bytes=identity))
    moment = db.execute("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', ?, 'unixepoch')", (time,)).fetchone()[0]
    *columns, principal = keys[key]
    return (
        source,
        place & (DELIVERED - 1),
        text,
        moment,
        texts[recipient],
        texts[address],
        *(texts[number] for number in columns),
        principal + 1,
        place & KEPT != 0,
        content,
    )


def decode(db):
    """Fills the temporary table trail_record of the connection."""
    db.execute(f"CREATE TEMP TABLE trail_record ({COLUMNS})")
    texts = dict(db.execute("SELECT number, text FROM trail_text"))
    texts[0] = ""
    keys = {row[0]: row[1:] for row in db.execute("SELECT * FROM trail_key")}
    for source, records in db.execute("SELECT source, records FROM trail_facts").fetchall():
        rows = [record(db, texts, keys, source, fact) for fact in FACT.iter_unpack(records)]
        db.executemany(f"INSERT INTO trail_record VALUES ({','.join('?' * 16)})", rows)
