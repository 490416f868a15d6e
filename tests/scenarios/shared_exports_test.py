"""The IAM, Organizations, command line and billing sets of the public test data, against what its README.md says."""

import json
import os
import shutil
from decimal import Decimal

from checks import Checks, Store, shared_data

FOLDER = shared_data()
NAMES = ("LICENSE", "NOTICE", "SOURCE", "license.md")


def is_data(origin):
    """Not one of the files that say where a set is from."""
    return not os.path.basename(origin).startswith(NAMES)


def trusts(store):
    """{role ARN: its trust policy, parsed, or None}"""
    found = store.rows("SELECT arn, trust FROM iam_principal WHERE kind = 'role'")
    return {arn: json.loads(trust) if trust else None for arn, trust in found}


def as_list(value):
    return value if isinstance(value, list) else [value]


def trusted(policy):
    """(kind of principal, value) pairs of a trust policy."""
    pairs = []
    for statement in as_list(policy.get("Statement", [])):
        principal = statement.get("Principal", {})
        if principal == "*":
            principal = {"AWS": "*"}
        for kind, values in principal.items():
            pairs += [(kind, value) for value in as_list(values)]
    return pairs


def statements(documents):
    return [s for d in documents for s in as_list(json.loads(d)["Statement"])]


def check_whole_account(checks):
    """iam/cloudsplaining: one file with everything of an account."""
    store = Store(os.path.join(FOLDER, "iam", "cloudsplaining"), "cloudsplaining")
    entities = store.counts("SELECT kind, count(*) FROM iam_principal GROUP BY 1")
    checks.same("cloudsplaining: entities", entities, {"user": 44, "group": 5, "role": 78})
    accounts = store.counts("SELECT account, count(*) FROM iam_principal GROUP BY 1")
    checks.same("cloudsplaining: accounts", accounts, {"200611803367": 119, "012345678901": 8})
    policies = store.counts("SELECT aws_managed, count(*) FROM iam_policy GROUP BY 1")
    checks.same("cloudsplaining: policies", policies, {1: 38, 0: 46})
    versions = store.rows("SELECT sum(versions), count(document) FROM iam_policy")[0]
    checks.same("cloudsplaining: versions, default ones", versions, (85, 84))
    documents = [d for (d,) in store.rows("SELECT document FROM iam_policy")]
    checks.same("cloudsplaining: statements", len(statements(documents)), 179)
    grants = """SELECT g.kind || ' ' || p.kind, count(*) FROM iam_grant AS g
                JOIN iam_principal AS p ON p.arn = g.principal_arn GROUP BY 1"""
    want = {"inline user": 2, "inline group": 1, "inline role": 36}
    want |= {"attached user": 43, "attached group": 3, "attached role": 60}
    checks.same("cloudsplaining: grants", store.counts(grants), want)
    checks.same("cloudsplaining: memberships", store.one("SELECT count(*) FROM iam_group_member"), 6)
    missing = "SELECT count(*) FROM iam_grant WHERE kind = 'attached' AND policy_arn NOT IN (SELECT arn FROM iam_policy)"
    checks.same("cloudsplaining: attached and not there", store.one(missing), 0)
    members = "SELECT count(*) FROM iam_group_member WHERE group_arn NOT IN (SELECT arn FROM iam_principal)"
    checks.same("cloudsplaining: groups not there", store.one(members), 0)
    roles = """SELECT sum(path LIKE '/aws-service-role/%'), count(last_used), sum(tags <> '{}'), count(boundary)
               FROM iam_principal WHERE kind = 'role'"""
    checks.same("cloudsplaining: linked, used, tagged, bounded", store.rows(roles)[0], (8, 26, 16, 0))
    kinds = {"own": set(), "service": set(), "saml": set(), "other": set()}
    for arn, policy in trusts(store).items():
        for kind, value in trusted(policy):
            account = value.split(":")[4] if kind == "AWS" else None
            if kind == "AWS" and account != arn.split(":")[4]:
                kinds["other"].add((arn.split("/")[-1], account))
            else:
                kinds[{"AWS": "own", "Service": "service", "Federated": "saml"}[kind]].add(arn)
    sizes = {kind: len(found) for kind, found in kinds.items()}
    checks.same("cloudsplaining: trusts", sizes, {"own": 45, "service": 29, "saml": 2, "other": 2})
    want = {("OrganizationAccountAccessRole", "072528804237")}
    want |= {("stacksets-exec-b5520cb2730c2f54b523d6375a319abb", "072528804237")}
    checks.same("cloudsplaining: another account", kinds["other"], want)
    external = "SELECT count(*) FROM iam_principal WHERE trust LIKE '%sts:ExternalId%'"
    checks.same("cloudsplaining: external ids", store.one(external), 0)
    admin = """SELECT count(*) FROM iam_grant WHERE policy_arn LIKE '%:policy/AdministratorAccess'
               AND principal_arn LIKE '%:role/%' AND (principal_arn LIKE '%OrganizationAccountAccessRole'
               OR principal_arn LIKE '%stacksets-exec-b5520cb2730c2f54b523d6375a319abb')"""
    checks.same("cloudsplaining: both are administrators", store.one(admin), 2)
    complete = store.rows("SELECT complete FROM iam_account WHERE account = '200611803367'")
    checks.same("cloudsplaining: no IsTruncated is complete", complete, [(1,)])
    times = "SELECT count(*) FROM iam_principal WHERE created NOT LIKE '____-__-__T__:__:__Z' OR created IS NULL"
    checks.same("cloudsplaining: times", store.one(times), 0)


def check_dump(checks):
    """iam/cloudmapper-demo: one API answer a file, half of them without an ending."""
    folder = os.path.join(FOLDER, "iam", "cloudmapper-demo")
    details = "iam-get-account-authorization-details.json"
    store = Store(os.path.join(folder, "demo", "us-east-1", details), "cloudmapper-details")
    entities = store.counts("SELECT kind, count(*) FROM iam_principal GROUP BY 1")
    checks.same("cloudmapper: entities", entities, {"user": 2, "group": 1, "role": 4})
    checks.same("cloudmapper: policies", store.one("SELECT count(*) FROM iam_policy"), 2)
    inline = "SELECT count(*) FROM iam_grant WHERE kind = 'inline' AND principal_arn LIKE '%:role/%'"
    checks.same("cloudmapper: inline role policies", store.one(inline), 4)
    found = {arn.split("/")[-1]: set(trusted(policy)) for arn, policy in trusts(store).items()}
    checks.same("cloudmapper: bad_role", found.pop("bad_role"), {("AWS", "*")})
    checks.same("cloudmapper: the others", [{k for k, _ in v} for v in found.values()], [{"Service"}] * 3)
    odd = "SELECT count(*) FROM iam_principal WHERE arn LIKE 'arn:aws:iam::aws:%'"
    checks.same("cloudmapper: ARNs of users and group", store.one(odd), 3)
    store = Store(folder, "cloudmapper")
    # The dump contradicts itself: GetRole gives another trust than the details of the account.
    said = "SELECT count(*) FROM gap WHERE code = 'conflicting-fact' AND lost = 0"
    checks.same("cloudmapper: contradictions", store.one(said), 3)
    users = store.rows("SELECT DISTINCT user_name FROM credential ORDER BY 1")
    checks.same("cloudmapper: report", users, [("<root_account>",), ("auditor_tmp",), ("user",)])
    objects = store.rows("SELECT origin FROM object")
    checks.same("cloudmapper: files", sum(is_data(o) for (o,) in objects), 61)
    check_all_named(checks, store, "cloudmapper")


def check_all_named(checks, store, name):
    """Every file from which nothing was taken stands in the list of gaps, as a whole sentence."""
    silent = "SELECT origin FROM object WHERE facts = 0 AND id NOT IN (SELECT source FROM gap WHERE source IS NOT NULL)"
    checks.same(f"{name}: silent files", store.rows(silent), [])
    checks.same(f"{name}: sentences", store.rows("SELECT reason FROM gap WHERE reason NOT LIKE '%.'"), [])


def check_recorded(checks):
    """iam/custodian-responses: recorded answers in their wrapper, below a folder that is named after an account."""
    folder = os.path.join(os.environ["SCRATCH"], "recorded", "111122223333")
    shutil.copytree(os.path.join(FOLDER, "iam", "custodian-responses"), folder)
    store = Store(os.path.dirname(folder), "custodian")
    facts = "SELECT coalesce(sum(facts), 0) FROM object WHERE origin LIKE ?"
    files = "SELECT count(*) FROM object WHERE origin LIKE ?"
    for api, n, taken in (
        ("iam.GetRole", 75, 71),
        ("iam.ListRoles", 30, 39),
        ("iam.ListUsers", None, 52),
        ("iam.GetCredentialReport", 11, 65),
    ):
        if n is not None:
            checks.same(f"custodian: {api} files", store.one(files, f"%/{api}\\_%".replace("\\", "")), n)
        checks.same(f"custodian: {api} entries", store.one(facts, f"%/{api}_%"), taken)
    errors = store.rows("SELECT reason FROM gap WHERE code = 'error-answer'")
    checks.same("custodian: errors", len(errors), 16)
    for code, n in (
        ("NoSuchEntity", 12),
        ("AWSOrganizationsNotInUseException", 1),
        ("AccessDeniedException", 1),
        ("ReportInProgress", 1),
        ("ReportNotPresent", 1),
    ):
        checks.same(f"custodian: {code}", sum(f" {code}" in reason for (reason,) in errors), n)
    pages = "SELECT count(*) FROM gap WHERE code = 'incomplete-pages' AND origin LIKE '%iam.ListRoles%'"
    checks.same("custodian: pages that never came", store.one(pages), 15)
    reports = "SELECT facts FROM object WHERE kind = 'credential-report' ORDER BY 1"
    checks.same("custodian: reports", [n for (n,) in store.rows(reports)], [1, 1, 1, 2, 2, 8, 8, 21, 21])
    found = trusts(store)
    checks.same("custodian: distinct roles", len(found), 25)
    said = store.rows(
        "SELECT json_extract(value, '$[0]'), json_extract(value, '$[11]') FROM fact_said "
        "WHERE name = 'iam_principal' AND json_extract(value, '$[2]') = 'role'"
    )
    kinds = [{k for a, p in said if a == arn and p for k, _ in trusted(json.loads(p))} for arn in found]
    checks.same("custodian: service", sum("Service" in k for k in kinds), 23)
    checks.same("custodian: own account", sum("AWS" in k for k in kinds), 1)
    checks.same("custodian: no Statement", sum(p is not None and "Statement" not in p for p in found.values()), 2)
    users = """SELECT count(DISTINCT json_extract(value, '$[0]')) FROM fact_said AS s JOIN object AS o ON o.id = s.source
               WHERE s.name = 'iam_principal' AND o.origin LIKE '%iam.ListUsers%'"""
    checks.same("custodian: users", store.one(users), 31)
    keys = store.rows(
        "SELECT json_extract(value, '$[5]'), count(*) FROM fact_said WHERE name = 'credential' "
        "AND json_extract(value, '$[1]') = 'access-key' AND json_extract(value, '$[2]') LIKE 'AKIA%' GROUP BY 1"
    )
    checks.same("custodian: access keys", dict(keys), {"1": 17, "0": 1})
    checks.same("custodian: files", sum(is_data(o) for (o,) in store.rows("SELECT origin FROM object")), 421)
    check_all_named(checks, store, "custodian")


def check_malformed(checks, folder, want):
    """A set of which the store keeps little: what is broken is said to be, and nothing is silent."""
    store = Store(os.path.join(FOLDER, folder), folder.replace("/", "-"))
    broken = store.rows("SELECT origin FROM gap WHERE code = 'not-json'")
    checks.same(f"{folder}: malformed", len(broken), want)
    check_all_named(checks, store, folder)
    return store


def check_cost(checks):
    """billing/focus-sample: exact sums."""
    store = Store(os.path.join(FOLDER, "billing"), "billing")
    sheet = store.rows("SELECT kind, shape, facts FROM object WHERE kind = 'cost'")
    checks.same("focus: file", sheet, [("cost", "focus", 1000)])
    checks.same("focus: rows", store.one("SELECT sum(lines) FROM cost"), 1000)
    lines = store.counts("SELECT provider, sum(lines) FROM cost GROUP BY 1")
    checks.same("focus: providers", lines, {"AWS": 942, "Microsoft": 51, "Oracle": 7})
    lines = store.counts("SELECT category, sum(lines) FROM cost GROUP BY 1")
    checks.same("focus: categories", lines, {"Usage": 997, "Adjustment": 2, "Credit": 1})
    checks.same("focus: currencies", store.rows("SELECT DISTINCT currency FROM cost"), [("USD",)])
    # One row of Oracle's belongs to the billing period after that of all others.
    months = store.counts("SELECT month, sum(lines) FROM cost GROUP BY 1")
    checks.same("focus: months", months, {"2024-09-01": 999, "2024-10-01": 1})

    def total(column, where="1"):
        values = store.rows(f"SELECT {column} FROM cost WHERE {where} AND {column} IS NOT NULL")
        return sum((Decimal(v) for (v,) in values), Decimal(0))

    checks.same("focus: billed", str(total("billed")), "20.52022672899")
    for provider, want in (
        ("AWS", "18.00663861840"),
        ("Microsoft", "1.97651418586"),
        ("Oracle", "0.53707392473"),
    ):
        checks.same(f"focus: billed by {provider}", total("billed", f"provider = '{provider}'"), Decimal(want))
    checks.same("focus: effective", total("effective"), Decimal("14.97651418586"))
    checks.same("focus: list", total("list"), Decimal("20.39090575119"))
    checks.same("focus: contracted", total("contracted"), Decimal("14.97626039326"))
    accounts = store.rows("SELECT count(DISTINCT payer), count(DISTINCT account) FROM cost WHERE account <> ''")[0]
    checks.same("focus: billing and sub accounts", accounts, (3, 73))


def main():
    checks = Checks()
    check_whole_account(checks)
    check_dump(checks)
    check_recorded(checks)
    check_malformed(checks, "organizations/scp-aws-samples", 1)
    check_malformed(checks, "organizations/rcp-aws-samples", 0)
    check_malformed(checks, "organizations/data-perimeter-aws-samples", 0)
    check_malformed(checks, "organizations/scp-welldone", 0)
    check_malformed(checks, "iam/awsdocs-policies", 48)
    check_malformed(checks, "iam/known-accounts", 0)
    check_malformed(checks, "iam/sdk-iam-map", 0)
    check_malformed(checks, "awscli-examples", 15)
    check_cost(checks)
    checks.end()


main()
