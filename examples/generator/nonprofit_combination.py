"""Global Relief Network: a reseller for the bill, partners for Europe and Africa, two of them in one territory.

NordOps runs fundraising in Europe, FreightIT logistics in Europe, Savanna Systems the field data in Africa; PayWise
pays AWS through a billing transfer. On 28 April FreightIT goes into the fundraising account. All times are UTC.
"""

from . import answers, iam, people
from .iam import account_root, external, trust
from .moments import weekdays
from .names import role_arn
from .trail import Trail
from .tree import Tree

ORGANIZATION = "o-grnx987654"
MANAGEMENT, LOGS, AUDIT = "300000000000", "300000000090", "300000000091"
DONORS, LOGISTICS, FIELD = "300000000011", "300000000012", "300000000021"
FOREIGN = "300000000099"
PAYWISE, NORDOPS, SAVANNA, FREIGHTIT = "940000000001", "950000000001", "960000000001", "970000000001"
AUDITOR, FORMER_AUDITOR, STRANGER = "990000000001", "990000000002", "980000000003"
EUROPE, AFRICA, GLOBAL = "eu-west-1", "af-south-1", "us-east-1"

# The engagement file holds the SHA-256 of these.
NORDOPS_ID = "nordops-a41c7e90d2b85f36"
FREIGHTIT_ID = "freightit-e8305b6dc1f7942a"
SAVANNA_ID = "savanna-2b9d64f0a7e1c853"
AUDITOR_ID = "auditor-6f1e8c03b95d7a42"

PARTNERS = {  # account, external id, address, session name
    "nordops": (NORDOPS, NORDOPS_ID, "192.0.2.20", "ingrid.dahl@nordops.example"),
    "freightit": (FREIGHTIT, NORDOPS_ID, "198.51.100.90", "paul.meier@freightit.example"),
    "savanna": (SAVANNA, SAVANNA_ID, "203.0.113.150", "wanjiru.otieno@savanna.example"),
}


def enter(trail, time, partner, account, role, region):
    origin, external_id, address, person = PARTNERS[partner]
    caller = people.outsider(origin, person.partition("@")[0], address)
    arn = role_arn(account, f"partner/{partner}/{partner}-{role}")
    return trail.assume(time, caller, arn, person, region, external_id)


def daily_work(trail):
    plan = [
        ("nordops", DONORS, "operator", EUROPE, ["ec2:DescribeInstances", "rds:DescribeDBInstances",
                                                 "elasticloadbalancing:DescribeLoadBalancers", "s3:ListBuckets"]),
        ("freightit", LOGISTICS, "operator", EUROPE, ["ec2:DescribeInstances", "rds:DescribeDBInstances",
                                                      "sqs:ListQueues"]),
        ("savanna", FIELD, "operator", AFRICA, ["ec2:DescribeInstances", "lambda:ListFunctions20150331",
                                                "dynamodb:ListTables"]),
    ]
    for partner, account, role, region, calls in plan:
        for day in weekdays("2026-04-06", "2026-05-12")[::4]:
            session = enter(trail, f"{day} 07:00", partner, account, role, region)
            trail.work(f"{day} 07:02", session, f"{account} {region}", calls)
            for call in ("iam:GetAccountSummary", "iam:ListAccountAliases"):  # asked by the console; tolerated
                trail.add(f"{day} 07:30", session, f"{account} {GLOBAL}", call)


def crossed_over(trail):
    """FreightIT's contract names the logistics account alone. The role was left by a project of last year."""
    session = enter(trail, "2026-04-28 16:20", "freightit", DONORS, "dispatcher", EUROPE)
    trail.work("2026-04-28 16:22", session, f"{DONORS} {EUROPE}", [
        "rds:DescribeDBInstances", "dynamodb:ListTables", ("dynamodb:DescribeTable", {"tableName": "donors"}),
    ])


def out_of_bounds(trail):
    session = enter(trail, "2026-04-16 10:00", "nordops", DONORS, "operator", EUROPE)
    trail.add("2026-04-16 10:05", session, f"{DONORS} {GLOBAL}", "iam:PutRolePolicy",
              {"roleName": "donor-app", "policyName": "more", "policyDocument": "{}"})
    # Alarms and retention of the application are its operator's business ...
    trail.add("2026-04-16 10:12", session, f"{DONORS} {EUROPE}", "monitoring:DeleteAlarms",
              {"alarmNames": ["donor-app-cpu-high"]})
    trail.add("2026-04-16 10:15", session, f"{DONORS} {EUROPE}", "logs:PutRetentionPolicy",
              {"logGroupName": "/donor/app", "retentionInDays": 365})
    # ... the detector is not.
    session = enter(trail, "2026-04-22 12:00", "savanna", FIELD, "operator", AFRICA)
    trail.add("2026-04-22 12:03", session, f"{FIELD} {AFRICA}", "guardduty:UpdateDetector",
              {"detectorId": "12abc34d567e8fa901bc2d34e56789f0", "enable": False})
    trail.add("2026-04-22 12:20", session, f"{FIELD} {EUROPE}", "ec2:DescribeInstances")
    # Lambda asks the network interfaces with the session's rights.
    trail.add("2026-04-22 12:25", people.through(session, "lambda.amazonaws.com"), f"{FIELD} {EUROPE}",
              "ec2:DescribeNetworkInterfaces")


def keys(trail):
    etl = people.user(f"arn:aws:iam::{FIELD}:user/savanna-etl", "203.0.113.151", people.SDK)
    load = people.user(f"arn:aws:iam::{DONORS}:user/nordops-import", "192.0.2.21", people.SDK)
    for day in weekdays("2026-04-07", "2026-05-12")[::6]:
        trail.add(f"{day} 03:00", etl, f"{FIELD} {AFRICA}", "s3:ListBuckets")
        if day > "2026-04-20":
            trail.add(f"{day} 03:30", load, f"{DONORS} {EUROPE}", "s3:ListBuckets")


def nobody_knows(trail):
    """The role that trusts everybody is found by somebody."""
    caller = people.outsider(STRANGER, "unknown", "203.0.113.201")
    session = trail.assume("2026-05-02 23:10", caller, role_arn(FIELD, "public-dashboards"), "dash", AFRICA)
    trail.work("2026-05-02 23:11", session, f"{FIELD} {AFRICA}", [
        "s3:ListBuckets", "dynamodb:ListTables", "s3:GetBucketLocation", "s3:GetBucketAcl", "s3:GetBucketPolicy",
        "lambda:ListFunctions20150331",
    ], step=1)


def the_customer(trail):
    home = people.Session(role_arn(MANAGEMENT, "grn-platform-admin"), "a.mensah@grn.example", "2026-04-14 09:00",
                          "192.0.2.200", mfa=True)
    trail.add("2026-04-14 09:02", home, f"{MANAGEMENT} {GLOBAL}", "organizations:ListAccounts")
    for hour, account in enumerate((DONORS, LOGISTICS, FIELD, LOGS)):
        session = trail.assume(f"2026-04-14 1{hour}:00", home, role_arn(account, "grn-platform-admin"),
                               "a.mensah@grn.example", GLOBAL)
        trail.add(f"2026-04-14 1{hour}:02", session, f"{account} {GLOBAL}", "iam:GetAccountAuthorizationDetails")
    auditor = people.outsider(AUDITOR, "reviewer", "198.51.100.200")
    session = trail.assume("2026-05-06 08:00", auditor, role_arn(DONORS, "grn-audit"), "reviewer", GLOBAL, AUDITOR_ID)
    trail.work("2026-05-06 08:02", session, f"{DONORS} {GLOBAL}", ["iam:ListRoles", "iam:ListUsers"])
    # The root user, from NordOps' network.
    trail.sign_in("2026-05-05 11:20", people.root(LOGISTICS, "192.0.2.33", "2026-05-05 11:20"), GLOBAL, mfa=True)
    trail.add("2026-05-07 04:00", people.root_by_service(DONORS, "rds.amazonaws.com"), f"{DONORS} {EUROPE}",
              "kms:CreateGrant", {"keyId": "5f0c2d84-1111-4222-8333-944455566677"})


# ---- the state on 12 May ----

RUN = [{"Effect": "Allow", "Action": ["ec2:*", "rds:*", "sqs:*", "s3:*", "dynamodb:*", "lambda:*"], "Resource": "*"}]
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
PLATFORM_ONLY = {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/grn-platform-admin"}}


def member(account, upstream=MANAGEMENT):
    a = iam.Account(account)
    a.role("grn-platform-admin", [trust(account_root(upstream), MFA)], ["AdministratorAccess"])
    a.role("grn-breakglass", [trust(account_root(AUDIT), MFA)], ["AdministratorAccess"])
    return a


def partner_role(account, partner, role, condition, more=()):
    extra = [{"Effect": "Allow", "Action": list(more), "Resource": "*"}] if more else []
    account.role(f"partner/{partner}/{partner}-{role}", [trust(account_root(PARTNERS[partner][0]), condition)],
                 inline={"run": RUN + extra}, used=("2026-05-12T07:00:00Z", EUROPE))


def donors():
    a = member(DONORS)
    partner_role(a, "nordops", "operator", external(NORDOPS_ID), ["cloudwatch:*", "logs:*", "iam:PutRolePolicy"])
    partner_role(a, "freightit", "dispatcher", external(FREIGHTIT_ID))
    a.role("grn-audit", [trust(account_root(AUDITOR), external(AUDITOR_ID))], ["SecurityAudit"])
    a.user("nordops-import", "2026-04-20 09:00", key=(True, "2026-04-20 09:01", "2026-05-12 03:30", "s3"),
           inline={"import": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
    return a


def logistics():
    a = member(LOGISTICS)
    partner_role(a, "freightit", "operator", external(NORDOPS_ID))  # another partner's external id
    a.role("grn-data-exchange", [trust({"AWS": [f"arn:aws:iam::{NORDOPS}:root", f"arn:aws:iam::{FREIGHTIT}:root"]},
                                       external("exchange-1d7f0b64e2c9a835"))], inline={"queues": RUN})
    return a


def field():
    a = member(FIELD)
    partner_role(a, "savanna", "operator", external("savanna-*", "StringLike"), ["guardduty:*"])
    a.role("public-dashboards", [trust({"AWS": "*"})], inline={"read": [
        {"Effect": "Allow", "Action": ["s3:Get*", "s3:List*", "dynamodb:List*", "lambda:List*"], "Resource": "*"}]})
    a.role("grn-audit-2025", [trust(account_root(FORMER_AUDITOR), external("former-auditor-77"))], ["SecurityAudit"])
    a.user("savanna-etl", "2025-12-01 09:00", key=(True, "2025-12-01 09:01", "2026-05-11 03:00", "s3"),
           inline={"etl": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
    return a


def management():
    a = member(MANAGEMENT, AUDIT)
    a.role("partner/nordops/nordops-platform", [trust(account_root(NORDOPS), external(NORDOPS_ID))],
           ["AdministratorAccess"])
    return a


def state(tree):
    guarded = {"password": True, "mfa": True, "used": "2025-11-01 09:00"}
    removed = {"password": False, "mfa": False}
    donors().write(tree, removed)
    logistics().write(tree, guarded | {"used": "2026-05-05 11:20"})
    field().write(tree, {"password": True, "mfa": False})
    management().write(tree, guarded, report="2026-05-12T06:00:00+00:00")
    member(LOGS).write(tree, guarded)
    member(AUDIT).write(tree, guarded, report=None)  # its credential report was not fetched
    tree.put_answer("iam/list-organizations-features.json",
                    {"OrganizationId": ORGANIZATION, "EnabledFeatures": ["RootCredentialsManagement"]})
    for account in (DONORS, LOGISTICS, FIELD):
        answers.contact(tree, account, "Global Relief Network", "Platform Office", "+1 555 555 0100",
                        ("Security Desk", "Security lead", "security@grn.example"))
    units = {"ou-gr99-europe000": ("europe", "r-gr99"), "ou-gr99-africa000": ("africa", "r-gr99"),
             "ou-gr99-platform0": ("platform", "r-gr99")}
    answers.organization(tree, ORGANIZATION, MANAGEMENT, "aws-management@grn.example")
    answers.organization_tree(tree, ORGANIZATION, MANAGEMENT, "r-gr99", units, [
        (MANAGEMENT, "grn-management", "aws-management@grn.example", "r-gr99", "2021-06-01", "INVITED"),
        (DONORS, "eu-donor-platform", "aws-donors@grn.example", "ou-gr99-europe000", "2021-07-01", "CREATED"),
        (LOGISTICS, "eu-logistics", "aws-logistics@grn.example", "ou-gr99-europe000", "2022-02-01", "CREATED"),
        (FIELD, "af-field-data", "aws-field@grn.example", "ou-gr99-africa000", "2022-05-01", "CREATED"),
        (LOGS, "grn-logs", "aws-logs@grn.example", "ou-gr99-platform0", "2021-06-02", "CREATED"),
        (AUDIT, "grn-audit", "aws-audit@grn.example", "ou-gr99-platform0", "2021-06-02", "CREATED"),
    ])
    # In the member accounts nobody but the platform team touches the log. The management account is under no such policy.
    answers.control_policies(
        tree, ORGANIZATION, MANAGEMENT, ["r-gr99", *units, MANAGEMENT, DONORS, LOGISTICS, FIELD, LOGS, AUDIT],
        [("p-grnlog01", "keep-the-log", ["r-gr99"], [
            {"Sid": "Bucket", "Effect": "Deny", "Action": "s3:*",
             "Resource": ["arn:aws:s3:::grn-org-trail", "arn:aws:s3:::grn-org-trail/*"], "Condition": PLATFORM_ONLY},
            {"Sid": "Trail", "Effect": "Deny", "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail",
                                                          "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors"],
             "Resource": "*", "Condition": PLATFORM_ONLY}])])


# ---- the money: April 2026, as PayWise delivers it ----

EC2, RDS = ("Amazon Elastic Compute Cloud", "Compute"), ("Amazon Relational Database Service", "Databases")
SQS, KMS = ("Amazon Simple Queue Service", "Integration"), ("AWS Key Management Service", "Security")
REDSHIFT, WATCH = ("Amazon Redshift", "Analytics"), ("AmazonCloudWatch", "Management and Governance")
USAGE = [  # account, name, service, Region, cost
    (DONORS, "eu-donor-platform", EC2, EUROPE, "412.118"),
    (DONORS, "eu-donor-platform", RDS, "eu-central-1", "198.4421"),
    (DONORS, "eu-donor-platform", EC2, "us-west-2", "12.5"),  # no contract and no baseline names this Region
    (DONORS, "eu-donor-platform", EC2, "ap-southeast-1", "0.4"),  # too little to matter
    (LOGISTICS, "eu-logistics", EC2, EUROPE, "155.02"),
    (LOGISTICS, "eu-logistics", SQS, EUROPE, "3.77"),
    (LOGISTICS, "eu-logistics", KMS, EUROPE, "1.2"),  # by-products of the services
    (LOGISTICS, "eu-logistics", WATCH, EUROPE, "3.4"),
    (LOGISTICS, "eu-logistics", REDSHIFT, EUROPE, "88.01"),  # no contract names this service
    (LOGS, "grn-logs", ("Amazon Simple Storage Service", "Storage"), EUROPE, "0"),
    (AUDIT, "grn-audit", ("AWS Config", "Management and Governance"), EUROPE, "0.36"),
    (MANAGEMENT, "grn-management", ("AWS CloudTrail", "Management and Governance"), EUROPE, "2.01"),
    (FOREIGN, "relief-archive", EC2, EUROPE, "61.9"),
]


def money(tree):
    rows = [(account, name, *service, region, "Usage", cost, f"{service[0]} in April")
            for account, name, service, region, cost in USAGE]
    rows.append((PAYWISE, "paywise-billing", "AWS Support (Business)", "Other", None, "Usage", "29", "resold support"))
    rows.append((PAYWISE, "paywise-billing", "Tax", "Other", None, "Tax", "144.2", "VAT"))
    tree.put_text("billing/focus/2026-04/paywise-focus-2026-04.csv",
                  answers.focus("2026-04", "2026-05", PAYWISE, "AWS EMEA SARL", rows))


def evidence():
    tree = Tree()
    trail = Trail("nonprofit-combination", "grn-org-trail", ORGANIZATION, unpacked=[FIELD])
    for chapter in (daily_work, crossed_over, out_of_bounds, keys, nobody_knows, the_customer):
        chapter(trail)
    trail.write(tree)
    trail.write_digests(tree, DONORS, EUROPE, "2026-04-27", "2026-05-03")  # one week, one account, one Region
    tree.deliver_again(f"{DONORS}_CloudTrail_{EUROPE}_20260428")
    state(tree)
    money(tree)
    return tree
