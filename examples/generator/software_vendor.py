"""Orchid Software AG runs one account per end customer. Its reseller CloudMart owns the organization and pays AWS.

Orchid sees what its own accounts say, and the usage report and invoice that CloudMart sends. All times are UTC.
"""

from . import answers, iam, names, people
from .iam import account_root, external, trust
from .moments import days, weekdays
from .names import role_arn
from .trail import Trail
from .tree import Tree

ORGANIZATION, PAYER = "o-cloudmart0001", "900000000001"
ACME, BLUEWAVE, CEDAR, AUDIT = "100000000001", "100000000002", "100000000003", "100000000009"
FOREIGN = "100000000077"  # another customer of CloudMart
METRICS = "980000000002"  # a company that no file of Orchid's names
HOME, GLOBAL = "eu-central-1", "us-east-1"
BACK_DOOR = "OrganizationAccountAccessRole"

ERRANDS = [  # what a reseller is there for
    "support:DescribeCases",
    "ce:GetCostAndUsage",
    "organizations:DescribeOrganization",
    "cur:DescribeReportDefinitions",
]
CONSOLE_NOISE = ["iam:GetAccountSummary", "iam:ListAccountAliases", "health:DescribeEventAggregates",
                 "sts:GetCallerIdentity", "notifications:ListNotificationHubs"]


def cloudmart(trail, time, account, person="r.keller"):
    caller = people.outsider(PAYER, person, "198.51.100.140", people.CONSOLE)
    return trail.assume(time, caller, role_arn(account, BACK_DOOR), f"{person}@cloudmart.example", GLOBAL)


def orchid(trail, time, account, person="eva.roth"):
    """A customer's person, through the customer's own identity provider."""
    opened = people.Session(role_arn(account, "orchid-admin"), f"{person}@orchid.example", time, "192.0.2.40",
                            people.CONSOLE)
    provider = f"arn:aws:iam::{account}:saml-provider/orchid-login"
    caller = people.Actor({
        "type": "SAMLUser", "principalId": "b1c2d3e4f5:" + opened.name, "userName": opened.name,
        "identityProvider": "b1c2d3e4f5"}, "192.0.2.40", people.CONSOLE)
    trail.add(time, caller, f"{account} {GLOBAL}", "sts:AssumeRoleWithSAML",
              {"roleArn": opened.role, "principalArn": provider, "durationSeconds": 3600},
              {"credentials": people.credentials(opened.key, opened.issued, 3600),
               "issuer": "https://login.orchid.example/saml", "subject": opened.name, "subjectType": "persistent",
               "assumedRoleUser": {"assumedRoleId": opened.identity["principalId"], "arn": opened.identity["arn"]}})
    return opened


def application(trail):
    """The product itself: most of what the accounts log."""
    servers = people.service("ec2.amazonaws.com")
    for account in (ACME, BLUEWAVE, CEDAR):
        role = role_arn(account, "tenant-app")
        first = "2026-05-20" if account == CEDAR else "2026-05-04"
        for day in weekdays(first, "2026-06-12")[::4]:
            session = people.Session(role, "i-0a1b2c3d4e5f60718", f"{day} 01:00", "203.0.113.240", people.SDK)
            trail.add(f"{day} 01:00", servers, f"{account} {HOME}", "sts:AssumeRole",
                      {"roleArn": role, "roleSessionName": session.name},
                      {"credentials": people.credentials(session.key, session.issued, 21600)},
                      shared=names.uuid("tenant", account, day))
            trail.work(f"{day} 01:02", session, f"{account} {HOME}", [
                "ssm:GetParametersByPath", "sqs:ListQueues",
                ("s3:PutObject", {"bucketName": f"tenant-{account}", "key": f"{day}/export.csv"}),
            ])


def errands(trail):
    for day in ("2026-05-05", "2026-05-12", "2026-05-26", "2026-06-02", "2026-06-09"):
        session = cloudmart(trail, f"{day} 09:00", ACME)
        trail.work(f"{day} 09:02", session, f"{ACME} {GLOBAL}", ERRANDS)
        trail.work(f"{day} 09:20", session, f"{ACME} {GLOBAL}", CONSOLE_NOISE, step=0)
    session = cloudmart(trail, "2026-05-06 10:00", BLUEWAVE)
    trail.work("2026-05-06 10:02", session, f"{BLUEWAVE} {GLOBAL}", ERRANDS)
    # A support case makes AWS look at Regions with the session's rights: not the reseller's own doing.
    trail.add("2026-05-06 10:30", people.through(session, "support.amazonaws.com"), f"{BLUEWAVE} {HOME}",
              "ec2:DescribeInstances")


def astray(trail):
    session = cloudmart(trail, "2026-05-13 15:00", ACME, "t.frei")
    trail.add("2026-05-13 15:03", session, f"{ACME} {GLOBAL}", "s3:ListBuckets")
    trail.add("2026-05-13 15:05", session, f"{ACME} {HOME}", "s3:GetBucketPolicy", {"bucketName": f"tenant-{ACME}"})
    trail.add("2026-05-13 15:08", session, f"{ACME} {HOME}", "ec2:DescribeInstances",
              error="Client.UnauthorizedOperation")
    session = cloudmart(trail, "2026-05-21 13:55", BLUEWAVE, "t.frei")
    arn = f"arn:aws:cloudtrail:{HOME}:{BLUEWAVE}:trail/orchid-trail"
    trail.add("2026-05-21 14:00", session, f"{BLUEWAVE} {HOME}", "cloudtrail:StopLogging", {"name": arn})
    mine = orchid(trail, "2026-05-21 16:00", BLUEWAVE)
    trail.add("2026-05-21 16:04", mine, f"{BLUEWAVE} {HOME}", "cloudtrail:StartLogging", {"name": arn})


def the_customer(trail):
    for day, account in {"2026-05-07": ACME, "2026-05-08": AUDIT, "2026-05-28": ACME, "2026-06-11": AUDIT}.items():
        session = orchid(trail, f"{day} 07:00", account)
        trail.work(f"{day} 07:03", session, f"{account} {GLOBAL}",
                   ["iam:ListRoles", "iam:GetAccountAuthorizationDetails"])
    # The emergency user is rehearsed; the password is mistyped once.
    rehearsal = people.user(f"arn:aws:iam::{CEDAR}:user/orchid-breakglass", "192.0.2.41", people.CONSOLE)
    trail.sign_in("2026-06-04 06:30", rehearsal, GLOBAL, mfa=False, success=False)
    trail.sign_in("2026-06-04 06:31", rehearsal, GLOBAL, mfa=True)
    # The change of the root user's e-mail address: planned, and waived in the engagement file.
    trail.sign_in("2026-05-11 08:00", people.root(ACME, "192.0.2.40", "2026-05-11 08:00"), GLOBAL, mfa=True)
    trail.sign_in("2026-05-19 21:40", people.root(ACME, "203.0.113.77", "2026-05-19 21:40"), GLOBAL, mfa=True)
    trail.add("2026-05-19 21:44", people.root(ACME, "203.0.113.77", "2026-05-19 21:40"), f"{ACME} {GLOBAL}",
              "iam:ListAccessKeys")
    trail.add("2026-05-23 02:00", people.root_by_service(BLUEWAVE, "backup.amazonaws.com"), f"{BLUEWAVE} {HOME}",
              "ec2:CreateTags", {"resourcesSet": {"items": [{"resourceId": "snap-00aa11bb22cc33dd4"}]}})
    reporting = people.user(f"arn:aws:iam::{ACME}:user/cloudmart-reporting", "198.51.100.150", people.SDK)
    for day in list(days("2026-05-04", "2026-06-12"))[::10]:
        trail.add(f"{day} 05:00", reporting, f"{ACME} {GLOBAL}", "ce:GetCostAndUsage", {"granularity": "DAILY"})


# ---- the state on 12 June ----


def tenant(account, independent=True):
    """independent: Orchid can get in without CloudMart."""
    a = iam.Account(account, created="2026-01-12T09:00:00Z")
    a.role(BACK_DOOR, [trust(account_root(PAYER))], ["AdministratorAccess"], used=("2026-06-09T09:00:00Z", GLOBAL))
    a.role("tenant-app", [trust({"Service": "ec2.amazonaws.com"})],
           inline={"tenant": [{"Effect": "Allow", "Action": ["s3:PutObject", "ssm:Get*", "sqs:*"], "Resource": "*"}]})
    if independent:
        provider = f"arn:aws:iam::{account}:saml-provider/orchid-login"
        a.role("orchid-admin", [trust({"Federated": provider}, {"StringEquals": {
            "SAML:aud": "https://signin.aws.amazon.com/saml"}}, "sts:AssumeRoleWithSAML")], ["AdministratorAccess"])
        a.user("orchid-breakglass", "2026-01-12 10:00", ["AdministratorAccess"], password=True, mfa=True)
    return a


def acme():
    a = tenant(ACME)
    a.user("cloudmart-reporting", "2026-01-15 09:00", inline={"costs": [
        {"Effect": "Allow", "Action": "ce:Get*", "Resource": "*"}]},
        key=(True, "2026-01-15 09:01", "2026-06-03 05:00", "ce"))
    a.role("metrics-collector", [trust(account_root(METRICS), external("orchid-metrics-9e27c4d1"))], ["SecurityAudit"])
    a.role("tenant-archive", [trust({"AWS": names.unique_id("AROA", "a role deleted long ago")})],
           inline={"archive": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]})
    return a


def state(tree):
    guarded = {"password": True, "mfa": True, "used": "2026-02-01 09:00"}
    acme().write(tree, guarded | {"used": "2026-05-19 21:40"})
    tenant(BLUEWAVE, independent=False).write(
        tree, guarded | {"key": (True, "2026-02-01 10:00", "2026-03-11 10:00", "s3")})
    tenant(CEDAR).write(tree, guarded, report="2026-06-12T06:00:00+00:00")
    tenant(AUDIT).write(tree, guarded)
    for account in (ACME, CEDAR, AUDIT):
        tree.put_answer(f"iam/{account}/list-saml-providers.json", {"SAMLProviderList": [
            {"Arn": f"arn:aws:iam::{account}:saml-provider/orchid-login", "ValidUntil": "2027-01-12T09:00:00+00:00",
             "CreateDate": "2026-01-12T09:00:00+00:00"}]})
    tree.put_answer(f"iam/{BLUEWAVE}/list-saml-providers.json", {"SAMLProviderList": []})
    for account in (ACME, BLUEWAVE, CEDAR, AUDIT):
        answers.contact(tree, account, "Orchid Software AG", "Finance Operations", "+41 44 555 0100",
                        ("Platform Security", "Security lead", "security@orchid.example"))
    # All that a member may ask of an organization that somebody else owns.
    answers.organization(tree, ORGANIZATION, PAYER, "aws-payer@cloudmart.example")


# ---- the money: May 2026 ----

EC2, S3 = ("AmazonEC2", "Amazon Elastic Compute Cloud"), ("AmazonS3", "Amazon Simple Storage Service")
USAGE = [  # account, product, Region, usage type, amount, cost
    (ACME, EC2, HOME, "EUC1-BoxUsage:m7g.large", "744", "71.9448"),
    (ACME, S3, HOME, "EUC1-TimedStorage-ByteHrs", "412.5", "10.10625"),
    (ACME, ("AmazonRoute53", "Amazon Route 53"), "", "HostedZone", "1", "0.5"),
    (BLUEWAVE, EC2, HOME, "EUC1-BoxUsage:m7g.xlarge", "744", "143.8896"),
    (BLUEWAVE, S3, HOME, "EUC1-TimedStorage-ByteHrs", "96.25", "2.358125"),
    (AUDIT, ("AWSCloudTrail", "AWS CloudTrail"), HOME, "EUC1-FreeEventsRecorded", "18231", "0"),
    (FOREIGN, EC2, "eu-west-1", "EU-BoxUsage:c7g.2xlarge", "310", "96.596"),
]


def money(tree):
    rows = [(account, "Usage", *product, region, usage, amount, cost, f"{product[1]} in May")
            for account, product, region, usage, amount, cost in USAGE]
    rows += [  # the payer's own lines: nobody's workload
        (PAYER, "Fee", "AWSSupportBusiness", "AWS Support (Business)", "", "Dollar", "1", "9.76", "Business Support"),
        (PAYER, "Tax", "AmazonEC2", "Amazon Elastic Compute Cloud", "", "", "1", "27.14", "VAT 8.1 %"),
    ]
    tree.put_text("billing/cur/2026-05/cloudmart-usage-2026-05.csv",
                  answers.cur("2026-05", PAYER, "EUINCH26-104417", "Amazon Web Services EMEA SARL", rows))
    tree.put_text("invoices/cloudmart-2026-05.csv", answers.invoice("CM-2026-0517", "2026-05", "EUR", [
        (ACME, "Amazon Elastic Compute Cloud", "m7g.large, 744 h", "66.19", "usage"),
        (ACME, "Amazon Simple Storage Service", "storage", "9.30", "usage"),
        (ACME, "Amazon Route 53", "hosted zone", "0.46", "usage"),
        (BLUEWAVE, "Amazon Elastic Compute Cloud", "m7g.xlarge, 744 h", "132.38", "usage"),
        (BLUEWAVE, "Amazon Simple Storage Service", "storage", "2.17", "usage"),
        (FOREIGN, "Amazon Elastic Compute Cloud", "c7g.2xlarge, 310 h", "88.87", "usage"),
        ("", "", "contract discount 3 %", "-8.98", "discount"),
        ("", "AWS Support (Business)", "resold support", "8.98", "support"),
        ("", "", "VAT 8.1 %", "24.25", "tax"),
    ]))


def evidence():
    tree, trail = Tree(), Trail("software-vendor", "orchid-trail-archive", unpacked=[CEDAR])
    for chapter in (application, errands, astray, the_customer):
        chapter(trail)
    trail.write(tree)  # no digest: the trails were set up without log file validation
    tree.deliver_again(f"{ACME}_CloudTrail_{GLOBAL}_20260512")
    state(tree)
    money(tree)
    return tree
