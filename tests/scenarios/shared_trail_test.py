"""Every CloudTrail set of the public test data: records, ids, forms, damage, file by file and set by set."""

import csv
import os

from checks import Checks, Store, shared_data
from trail_facts import decode

FOLDER = os.path.join(shared_data(), "cloudtrail")

RECORDS = "FROM trail_record AS r JOIN principal AS p ON p.id = r.principal"
KEYS = "SELECT count(*) FROM (SELECT DISTINCT recipient, event_id FROM trail_record WHERE event_id <> '')"
TYPES = f"SELECT coalesce(p.type, ''), count(*) {RECORDS} GROUP BY 1"
ERRORS = "SELECT count(*), count(DISTINCT error_code) FROM trail_record WHERE error_code NOT IN ('', 'Failure')"
READS = "SELECT read_only, count(*) FROM trail_record GROUP BY 1"
ASSUME_ROLE = f"SELECT coalesce(p.type, ''), count(*) {RECORDS} WHERE action = 'AssumeRole' GROUP BY 1"

# What README.md of the data says a correct reader reports: records, unique event ids, malformed files, files with no
# record, (errors, their codes), userIdentity.type.
SETS = {
    "invictus": (2900, 2900, 0, 0, (300, 32), {"IAMUser": 2748, "AssumedRole": 76, "AWSService": 34, "": 42}),
    "stratus": (310, 310, 0, 0, (52, 3), {"IAMUser": 241, "AssumedRole": 68, "FederatedUser": 1}),
    "traildiscover": (563, 314, 0, 21, (487, 17), {"IAMUser": 466, "AssumedRole": 95, "Unknown": 1, "": 1}),
    "umccr-flaws": (185, 184, 0, 1, (92, 7), {"IAMUser": 185}),
    "grycap": (142, 142, 0, 0, (1, 1), {"IAMUser": 120, "AWSService": 9, "Root": 7, "AssumedRole": 6}),
    "custodian-events": (23, 21, 0, 14, None, {"AssumedRole": 12, "IAMUser": 8, "Root": 3}),
    "plaso": (6, 6, 0, 0, None, {"IAMUser": 5, "": 1}),
    "awsdocs": (
        151,
        123,
        26,
        5,
        (4, 4),
        {"IAMUser": 91, "Unknown": 16, "AssumedRole": 12, "Root": 8, "AWSService": 2, "AWSAccount": 1, "": 21},
    ),
    "delivery-notifications": (0, 0, 0, 14, (0, 0), {}),
    "synthetic-umccr": (21, 19, 0, 0, None, {"IAMUser": 12, "AssumedRole": 7, "AWSService": 2}),
}

# (event id, recipient) pairs read more than once with other content.
CONFLICTS = {"custodian-events": 2, "umccr-flaws": 1, "synthetic-umccr": 1}

# The form that the data names, and the shape that the store names.
SHAPES = {"records": "records", "array": "array", "object": "object", "events": "events"}
SHAPES |= {"eventbridge": "eventbridge", "lookup-lines": "lookup-lines"}


class Trail(Store):
    """A store with every record that was read, copies too, as the temporary table trail_record."""

    def __init__(self, source, name):
        super().__init__(source, name)
        decode(self.db)


def listed():
    """The lines of counts.tsv by set."""
    sets = {name: [] for name in SETS}
    with open(os.path.join(FOLDER, "counts.tsv"), encoding="utf-8") as lines:
        for line in csv.DictReader(lines, delimiter="\t"):
            name, _, line["origin"] = line["path"].partition("/")
            sets[name].append(line)
    return sets


def check_file(checks, store, name, line):
    """One line of counts.tsv against the object, its records and its gaps."""
    at = f"{name}/{line['origin']}"
    found = store.rows("SELECT id, kind, shape, sha256, size, facts FROM object WHERE origin = ?", line["origin"])
    checks.same(f"{at}: objects", len(found), 1)
    if len(found) != 1:
        return
    source, kind, shape, sha256, size, facts = found[0]
    checks.same(f"{at}: bytes", (sha256, size), (line["sha256"], int(line["bytes"])))
    times = store.rows(
        "SELECT count(*), count(DISTINCT nullif(event_id, '')), coalesce(sum(event_id = ''), 0), "
        "coalesce(min(time), ''), coalesce(max(time), '') FROM trail_record WHERE source = ?",
        source,
    )[0]
    want = [int(line[k]) for k in ("records", "unique_event_ids", "no_event_id")]
    checks.same(f"{at}: records, ids, without id", list(times[:3]), want)
    for got, key in ((times[3], "first_event_time"), (times[4], "last_event_time")):
        checks.same(f"{at}: {key}", got, line[key] if line[key] != "-" else "")
    gaps = store.rows("SELECT code, reason FROM gap WHERE source = ?", source)
    codes = [code for code, _ in gaps]
    if line["form"] == "malformed":
        checks.same(f"{at}: kind and gap", (kind, codes), ("damaged", ["not-json"]))
    elif int(line["records"]) == 0:
        # A digest was read; everything else is named in a gap.
        checks.same(f"{at}: named", kind == "digest" or (len(codes) > 0 and facts == 0), True)
    else:
        checks.same(f"{at}: kind and shape", (kind, shape), ("trail", SHAPES[line["form"]]))
        checks.same(f"{at}: facts", facts, int(line["records"]))
    checks.same(f"{at}: fragments", sum("fragment" in r for _, r in gaps), int(line["fragments"]))
    checks.same(f"{at}: whole sentences", [r for _, r in gaps if not r.endswith(".")], [])


def check_set(checks, store, name):
    """The figures of one set."""
    records, ids, malformed, empty, errors, types = SETS[name]
    logs = "SELECT id FROM object WHERE origin NOT LIKE '%LICENSE%' AND origin NOT LIKE '%SOURCE' AND origin <> 'NOTICE'"
    checks.same(f"{name}: records", store.one("SELECT count(*) FROM trail_record"), records)
    seen = "SELECT count(DISTINCT event_id) FROM trail_record WHERE event_id <> ''"
    checks.same(f"{name}: unique ids", store.one(seen), ids)
    damaged = "SELECT count(*) FROM object WHERE kind = 'damaged'"
    checks.same(f"{name}: malformed files", store.one(damaged), malformed)
    none = f"SELECT count(*) FROM object WHERE id IN ({logs}) AND kind <> 'damaged' AND (facts = 0 OR kind = 'digest')"
    checks.same(f"{name}: files with no record", store.one(none), empty)
    checks.same(f"{name}: types", store.counts(TYPES), types)
    if errors is not None:
        checks.same(f"{name}: errors", store.rows(ERRORS)[0], errors)
    once = store.one("SELECT coalesce(sum(count), 0) FROM activity")
    without = "SELECT count(*) FROM trail_record WHERE event_id = ''"
    checks.same(f"{name}: each record once", once, store.one(KEYS) + store.one(without))
    checks.same(f"{name}: network", store.one("SELECT coalesce(sum(count), 0) FROM network"), once)
    conflicts = "SELECT count(*) FROM gap WHERE code = 'conflicting-duplicate'"
    if name in CONFLICTS:
        checks.same(f"{name}: ids with other content", store.one(conflicts), CONFLICTS[name])


def check_details(checks, stores):
    """What the data says of single sets."""
    invictus = stores["invictus"]
    kinds = {"AwsApiCall": 2855, "AwsServiceEvent": 42, "AwsConsoleSignIn": 3}
    checks.same("invictus: eventType", invictus.counts("SELECT category, count(*) FROM trail_record GROUP BY 1"), kinds)
    checks.same("invictus: read and write", invictus.counts(READS), {"true": 2326, "false": 574})
    checks.same("invictus: AssumeRole", invictus.counts(ASSUME_ROLE), {"AWSService": 26, "IAMUser": 23})
    accounts = invictus.rows("SELECT DISTINCT recipient FROM trail_record")
    checks.same("invictus: account", accounts, [("123837392027",)])
    apis = "SELECT count(DISTINCT service || ':' || action), count(DISTINCT service) FROM trail_record"
    checks.same("invictus: APIs and services", invictus.rows(apis)[0], (262, 29))
    span = invictus.rows("SELECT min(time), max(time) FROM trail_record")[0]
    checks.same("invictus: first and last", span, ("2023-07-10T11:42:18Z", "2023-07-10T12:37:50Z"))
    stratus = stores["stratus"]
    checks.same("stratus: AssumeRole", sum(stratus.counts(ASSUME_ROLE).values()), 12)
    checks.same("stratus: read and write", stratus.counts(READS), {"true": 261, "false": 49})
    checks.same("grycap: AssumeRole", stores["grycap"].counts(ASSUME_ROLE), {"AWSService": 9})
    discover = stores["traildiscover"]
    checks.same("traildiscover: APIs and services", discover.rows(apis)[0], (310, 51))
    twice = "SELECT count(*), max(copies), sum(differing) FROM record_seen WHERE copies > 1"
    checks.same("traildiscover: ids twice, same content", discover.rows(twice)[0], (249, 2, 0))
    plaso = stores["plaso"].rows("SELECT DISTINCT recipient FROM trail_record")
    checks.same("plaso: leading zero", plaso, [("012345678901",)])
    docs = stores["awsdocs"]
    checks.same("awsdocs: keys", docs.one(KEYS), 126)
    again = """SELECT count(*), sum(n) FROM (SELECT count(DISTINCT content) AS n FROM trail_record
               WHERE event_id <> '' GROUP BY event_id) WHERE n > 1"""
    checks.same("awsdocs: ids used again", docs.rows(again)[0], (14, 37))
    checks.same("awsdocs: digests", docs.one("SELECT count(*) FROM digest"), 2)
    pair = """SELECT count(DISTINCT account) FROM event WHERE action = 'AssumeRole' AND shared_event_id IS NOT NULL
              AND source IN (SELECT id FROM object WHERE origin LIKE '%cloudtrail-integration.0_.json')
              GROUP BY shared_event_id"""
    checks.same("awsdocs: AssumeRole seen from both accounts", docs.rows(pair), [(2,)])
    other = f"""SELECT count(*), sum(replace(r.recipient, '-', '') = replace(p.account, '-', '')) {RECORDS}
                WHERE r.recipient <> '' AND p.account <> '' AND r.recipient <> p.account"""
    checks.same("awsdocs: caller's account and recipient differ", docs.rows(other)[0], (8, 2))
    notices = stores["delivery-notifications"]
    named = "SELECT count(*) FROM gap WHERE code = 'foreign' AND lost = 0"
    checks.same("delivery-notifications: foreign", notices.one(named) >= 13, True)


def check_together(checks):
    """All sets in one store, as a user with one big folder has them."""
    store = Trail(FOLDER, "all")
    checks.same("all: records", store.one("SELECT count(*) FROM trail_record"), 4301)
    checks.same("all: unique ids", store.one("SELECT count(DISTINCT nullif(event_id, '')) FROM trail_record"), 4019)
    bracket = f"SELECT count(*) {RECORDS} WHERE p.access_key_id LIKE '<%' OR p.access_key_id LIKE '[%'"
    checks.same("all: access key in brackets", store.one(bracket), 1)
    # Absent in the 5 Insight records, empty in 2 more.
    checks.same("all: no address", store.one("SELECT count(*) FROM trail_record WHERE address = ''"), 7)
    plain = "SELECT count(*) FROM trail_record WHERE read_only = ''"
    checks.same("all: readOnly absent", store.one(plain), 350)
    checks.same("all: eventType absent", store.one("SELECT count(*) FROM trail_record WHERE category = ''"), 11)
    recipients = "SELECT count(*) FROM trail_record WHERE recipient = ''"
    checks.same("all: recipientAccountId absent", store.one(recipients), 19)
    spelled = store.counts("SELECT category, count(*) FROM trail_record WHERE category LIKE 'AwsConsoleSign%' GROUP BY 1")
    checks.same("all: console sign-in", spelled, {"AwsConsoleSignin": 1, "AwsConsoleSignIn": 17})
    # userIdentity absent or null 6, type absent in 59 more.
    checks.same("all: no type", store.one(f"SELECT count(*) {RECORDS} WHERE p.type IS NULL"), 65)
    for column, absent, empty in (("arn", 120, 14), ("principal_id", 114, 0), ("account", 53, 0)):
        got = store.rows(f"SELECT sum(p.{column} IS NULL), sum(p.{column} = '') {RECORDS}")[0]
        checks.same(f"all: {column} absent and empty", got, (absent, empty))
    keys = store.rows(f"SELECT sum(p.access_key_id IS NULL), sum(p.access_key_id = '') {RECORDS}")[0]
    checks.same("all: access key absent and empty", keys, (143, 24))
    secret = "SELECT count(*) FROM event WHERE coalesce(request, '') || coalesce(response, '') LIKE '%sessionToken\"%'"
    checks.same("all: session tokens left out", store.one(secret), 0)
    checks.same("all: exit status", store.status, 3)


def main():
    checks = Checks()
    stores = {}
    for name, lines in listed().items():
        stores[name] = Trail(os.path.join(FOLDER, name), name)
        for line in lines:
            check_file(checks, stores[name], name, line)
        check_set(checks, stores[name], name)
    check_details(checks, stores)
    check_together(checks)
    checks.end()


main()
