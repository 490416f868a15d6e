"""The Agency for Shared IT hands the health ministry's workload from AlphaOps to BetaCloud on 1 July 2026.

The cut-off is midnight in Dublin, 2026-06-30T23:00:00Z. All times below are UTC.
"""

from . import answers, iam, names, people
from .iam import account_root, external, trust
from .moments import weekdays
from .names import role_arn
from .trail import Trail
from .tree import Tree

ORGANIZATION = "o-abcd123456"
MANAGEMENT, LOGS, AUDIT, SECURITY = "200000000000", "200000000090", "200000000091", "200000000092"
PROD, TEST, EDUCATION = "200000000011", "200000000012", "200000000021"
ALPHAOPS, BETACLOUD, NIGHTDESK, STRANGER = "910000000001", "920000000001", "930000000001", "980000000001"
HOME, GLOBAL = "eu-west-1", "us-east-1"

# The engagement file holds the SHA-256 of these two.
BETACLOUD_ID = "betacloud-53e0b7d1c94f4a26"
NIGHTDESK_ID = "nightdesk-0d9a4e7b18c24f35"
ALPHAOPS_ID = "alphaops-7c1f2a9e64d84b0f"

OPERATOR = "partner/alphaops/health-operator"
# In the test account the successor's role took the name over, as soon as it was free: another path, another role.
SUCCESSORS = {PROD: "partner/betacloud/betacloud-operator", TEST: "partner/betacloud/health-operator"}
MONITOR = f"arn:aws:iam::{PROD}:user/alphaops-monitor"

ROUND = [  # what an operator looks at in the morning
    "ec2:DescribeInstances",
    "ec2:DescribeVolumes",
    "rds:DescribeDBInstances",
    "monitoring:DescribeAlarms",
    "logs:DescribeLogGroups",
    "backup:ListBackupJobs",
    "ssm:DescribeInstancePatchStates",
]
CONSOLE_NOISE = [  # what a console asks by itself; tolerated, whatever the contract lists
    ("iam:GetAccountSummary", GLOBAL),
    ("iam:ListAccountAliases", GLOBAL),
    ("health:DescribeEventAggregates", GLOBAL),
    ("notifications:ListNotificationHubs", GLOBAL),
    ("sts:GetCallerIdentity", HOME),
]
INSTANCE = {"instancesSet": {"items": [{"instanceId": "i-0a1b2c3d4e5f60718"}]}}


def alphaops(person, address="198.51.100.24"):
    return people.outsider(ALPHAOPS, person, address)


def betacloud(person, address="203.0.113.17"):
    return people.outsider(BETACLOUD, person, address)


def noise(trail, time, who, account):
    for call, region in CONSOLE_NOISE:
        trail.add(time, who, f"{account} {region}", call)


def admin(trail, time, account, person="anne.walsh@asit.gov.example"):
    """The customer's administrator, from the management account into a member: two records, one sharedEventID."""
    home = people.Session(role_arn(MANAGEMENT, "asit-admin"), person, time, "192.0.2.10", people.CLI, mfa=True)
    return trail.assume(time, home, role_arn(account, "asit-admin"), person, GLOBAL)


# ---- before the cut-off ----


def daily_rounds(trail):
    for day in weekdays("2026-06-08", "2026-06-17"):
        session = trail.assume(f"{day} 07:30", alphaops("niamh.kelly"), role_arn(PROD, OPERATOR),
                               "niamh.kelly@alphaops.example", HOME, ALPHAOPS_ID, 7200)
        trail.work(f"{day} 07:32", session, f"{PROD} {HOME}", ROUND)
    for day in ("2026-06-09", "2026-06-16", "2026-06-23"):
        session = trail.assume(f"{day} 09:10", alphaops("owen.byrne"), role_arn(TEST, OPERATOR),
                               "owen.byrne@alphaops.example", HOME, ALPHAOPS_ID, 7200)
        trail.work(f"{day} 09:12", session, f"{TEST} {HOME}", [
            "ec2:DescribeInstances",
            ("ssm:SendCommand", {"documentName": "AWS-RunPatchBaseline", "instanceIds": ["i-0f1e2d3c4b5a69788"]}),
            "ssm:ListCommandInvocations",
        ])
        noise(trail, f"{day} 09:40", session, TEST)


def created_user(trail):
    """Contract: no iam:Create*. The user is the ministry's application's, and stays with the customer."""
    session = trail.assume("2026-06-15 09:55", alphaops("niamh.kelly"), role_arn(PROD, OPERATOR),
                           "niamh.kelly@alphaops.example", HOME, ALPHAOPS_ID, 7200)
    trail.add("2026-06-15 10:05", session, f"{PROD} {GLOBAL}", "iam:CreateUser", {"userName": "health-app"},
              {"user": {"arn": f"arn:aws:iam::{PROD}:user/health-app", "userName": "health-app", "path": "/"}})
    # RDS asks the key service on the session's behalf: a service's call, not the partner's.
    trail.add("2026-06-15 10:20", session, f"{PROD} {HOME}", "rds:CreateDBSnapshot",
              {"dBInstanceIdentifier": "health-records", "dBSnapshotIdentifier": "before-handover"})
    trail.add("2026-06-15T10:20:04Z", people.through(session, "rds.amazonaws.com"),
              f"{PROD} {HOME}", "kms:GenerateDataKey",
              {"keyId": f"arn:aws:kms:{HOME}:{PROD}:key/5f0c2d84-1111-4222-8333-944455566677"})


def out_of_bounds(trail):
    """Education is another ministry; the trail is nobody's to stop; the log stream is the application's own."""
    session = trail.assume("2026-06-18 14:18", alphaops("owen.byrne"), role_arn(EDUCATION, OPERATOR),
                           "owen.byrne@alphaops.example", HOME, ALPHAOPS_ID, 7200)
    trail.work("2026-06-18 14:20", session, f"{EDUCATION} {HOME}",
               ["ec2:DescribeInstances", "rds:DescribeDBInstances"])
    session = trail.assume("2026-06-19 15:00", alphaops("owen.byrne"), role_arn(PROD, OPERATOR),
                           "owen.byrne@alphaops.example", HOME, ALPHAOPS_ID, 7200)
    trail.add("2026-06-19 15:04", session, f"{PROD} {HOME}", "cloudtrail:StopLogging",
              {"name": f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/organization-trail"}, error="AccessDenied")
    trail.add("2026-06-19 15:09", session, f"{PROD} {HOME}", "logs:DeleteLogStream",
              {"logGroupName": "/health/app", "logStreamName": "debug-2026-05"})


def knowledge_transfer(trail):
    """17 June to 1 July: BetaCloud may read. On the 24th it stops an instance as well."""
    for day in ("2026-06-22", "2026-06-24", "2026-06-26"):
        session = trail.assume(f"{day} 10:00", betacloud("lena.voss"), role_arn(PROD, SUCCESSORS[PROD]),
                               "lena.voss@betacloud.example", HOME, BETACLOUD_ID)
        trail.work(f"{day} 10:02", session, f"{PROD} {HOME}", ROUND)
        if day == "2026-06-24":
            trail.add(f"{day} 10:41", session, f"{PROD} {HOME}", "ec2:StopInstances", INSTANCE)


def closing_the_doors(trail):
    """The customer removes the operator roles before midnight, and forgets two doors (see the state below)."""
    for minute, account in enumerate((PROD, TEST, EDUCATION)):
        session = admin(trail, f"2026-06-30 22:3{minute}", account)
        for call in ("iam:DeleteRolePolicy", "iam:DeleteRole"):
            request = {"roleName": "health-operator"}
            if call == "iam:DeleteRolePolicy":
                request["policyName"] = "health-operations"
            trail.add(f"2026-06-30 22:4{minute}", session, f"{account} {GLOBAL}", call, request)


# ---- after the cut-off ----


def refused(trail):
    """A session whose role is deleted under it: its next call, ten minutes after the cut-off, is refused. So is a
    sign-in on 5 July, of a user that has no password any more."""
    session = trail.assume("2026-06-30 22:20", alphaops("owen.byrne"), role_arn(TEST, OPERATOR),
                           "owen.byrne@alphaops.example", HOME, ALPHAOPS_ID, 7200)
    trail.work("2026-06-30 22:22", session, f"{TEST} {HOME}", ["ec2:DescribeInstances"])
    trail.add("2026-06-30 23:10", session, f"{TEST} {HOME}", "ec2:DescribeInstances",
              error="Client.UnauthorizedOperation")
    report = people.user(f"arn:aws:iam::{TEST}:user/alphaops-report", "198.51.100.61", people.CONSOLE)
    trail.sign_in("2026-07-05 21:00", report, GLOBAL, mfa=False, success=False)


def tail(trail):
    """A user's token lives up to 36 hours: opened an hour before the cut-off, it still works on 2 July."""
    key = people.user(MONITOR, "198.51.100.60", people.SDK)
    for day in weekdays("2026-06-10", "2026-06-29")[::4]:
        trail.work(f"{day} 02:00", key, f"{PROD} {HOME}", ["monitoring:GetMetricData", "ec2:DescribeInstanceStatus"])
    token = trail.token("2026-06-30 22:05", key, HOME, 129600)
    trail.work("2026-06-30 22:10", token, f"{PROD} {HOME}", ["monitoring:GetMetricData"])
    trail.work("2026-07-02 08:10", token, f"{PROD} {HOME}", ["monitoring:GetMetricData", "ec2:DescribeInstanceStatus"])
    trail.add("2026-07-06 21:14", key, f"{PROD} {HOME}", "ssm:StartSession", {"target": "i-0a1b2c3d4e5f60718"},
              error="AccessDenied")


def assistance(trail):
    """1 July is the agreed day of help."""
    session = trail.assume("2026-07-01 09:00", alphaops("niamh.kelly"), role_arn(PROD, "health-monitoring"),
                           "niamh.kelly@alphaops.example", HOME, None, 3600)
    trail.work("2026-07-01 09:02", session, f"{PROD} {HOME}", ["monitoring:DescribeAlarms", "ec2:DescribeInstances"])


def back_again(trail):
    """9 July, in the evening: the trust that nobody removed."""
    session = trail.assume("2026-07-09 20:02", alphaops("owen.byrne", "198.51.100.77"),
                           role_arn(PROD, "health-monitoring"), "owen.byrne@alphaops.example", HOME, None, 3600)
    trail.work("2026-07-09 20:04", session, f"{PROD} {HOME}", [
        "ec2:DescribeVolumes",
        ("ec2:CreateSnapshot", {"volumeId": "vol-0123456789abcdef0", "description": "for our records"}),
        "ec2:DescribeSnapshots",
    ])


def new_partner(trail):
    for day in weekdays("2026-07-01", "2026-07-14"):
        session = trail.assume(f"{day} 08:00", betacloud("lena.voss"), role_arn(PROD, SUCCESSORS[PROD]),
                               "lena.voss@betacloud.example", HOME, BETACLOUD_ID)
        trail.work(f"{day} 08:02", session, f"{PROD} {HOME}", ROUND[:5])
        if day == "2026-07-06":  # a Region that the contract does not name
            trail.add(f"{day} 08:40", session, f"{PROD} eu-central-1", "ec2:RunInstances",
                      {"instanceType": "t3.large", "minCount": 1, "maxCount": 1})
    for day in ("2026-07-03", "2026-07-08", "2026-07-10"):
        session = trail.assume(f"{day} 13:00", betacloud("marc.leroy"), role_arn(TEST, SUCCESSORS[TEST]),
                               "marc.leroy@betacloud.example", HOME, BETACLOUD_ID)
        trail.work(f"{day} 13:02", session, f"{TEST} {HOME}",
                   ["ec2:DescribeInstances", ("ec2:StartInstances", INSTANCE)])
        noise(trail, f"{day} 13:20", session, TEST)
    night = people.outsider(NIGHTDESK, "desk", "192.0.2.130")  # the approved subcontractor
    session = trail.assume("2026-07-07 22:00", night, role_arn(PROD, "partner/betacloud/betacloud-nightdesk"),
                           "desk@nightdesk.example", HOME, NIGHTDESK_ID)
    trail.work("2026-07-07 22:01", session, f"{PROD} {HOME}", ["monitoring:DescribeAlarms", "ec2:DescribeInstances"])


def the_customer(trail):
    for day in ("2026-06-11", "2026-06-25", "2026-07-02"):
        session = admin(trail, f"{day} 08:00", PROD)
        trail.sign_in(f"{day} 08:01", session, GLOBAL, mfa=False)
        trail.work(f"{day} 08:03", session, f"{PROD} {GLOBAL}", ["iam:ListRoles", "iam:GetAccountAuthorizationDetails"])
    session = admin(trail, "2026-06-09 08:30", EDUCATION)
    trail.work("2026-06-09 08:33", session, f"{EDUCATION} {GLOBAL}", ["iam:ListRoles", "iam:ListUsers"])
    for day, account in {"2026-06-10": LOGS, "2026-06-24": AUDIT}.items():
        session = admin(trail, f"{day} 09:30", account)
        trail.add(f"{day} 09:33", session, f"{account} {HOME}", "s3:GetBucketPolicy", {"bucketName": "asit-org-trail"})
    home = people.Session(role_arn(MANAGEMENT, "asit-admin"), "anne.walsh@asit.gov.example", "2026-06-12 11:00",
                          "192.0.2.10", mfa=True)
    trail.add("2026-06-12 11:02", home, f"{MANAGEMENT} {HOME}", "cloudtrail:UpdateTrail",
              {"name": "organization-trail", "enableLogFileValidation": True})
    somebody = people.root(TEST, "203.0.113.200", "2026-07-13 23:52")  # over midnight: two days to explain
    trail.sign_in("2026-07-13 23:52", somebody, GLOBAL, mfa=False)
    trail.add("2026-07-14 00:07", somebody, f"{TEST} {GLOBAL}", "iam:ListMFADevices")


def the_services(trail):
    scaling = people.service("autoscaling.amazonaws.com")
    for day in weekdays("2026-06-08", "2026-07-14")[::3]:
        trail.add(f"{day} 04:00", scaling, f"{PROD} {HOME}", "sts:AssumeRole", {
            "roleArn": role_arn(PROD, "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"),
            "roleSessionName": "AutoScaling"}, {"credentials": people.credentials(
                names.session_key("autoscaling", day), f"{day} 04:00", 3600)}, shared=names.uuid("autoscaling", day))
    trail.add("2026-07-05 03:00", people.service("kms.amazonaws.com"), f"{PROD} {HOME}", "kms:RotateKey", None, None,
              kind="AwsServiceEvent", read=False, extra={"serviceEventDetails": {"keyId": "5f0c2d84"}})
    trail.add("2026-07-06 02:11", people.root_by_service(TEST, "backup.amazonaws.com"), f"{TEST} {HOME}",
              "ec2:CreateTags", {"resourcesSet": {"items": [{"resourceId": "snap-0123456789abcdef0"}]}})


# ---- the state on 20 July ----

OPERATIONS = {"Effect": "Allow", "Action": ["ec2:Describe*", "ec2:*Instances", "rds:*", "ssm:*", "cloudwatch:*",
                                            "logs:*", "backup:*"], "Resource": "*"}
BOUNDARY = "arn:aws:iam::{}:policy/partner-boundary"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def customer_roles(account, upstream):
    account.role("asit-admin", [trust(account_root(upstream), MFA)], ["AdministratorAccess"],
                 used=("2026-07-02T08:03:00Z", GLOBAL))
    account.role("asit-breakglass", [trust(account_root(AUDIT), MFA)], ["AdministratorAccess"])


def betacloud_role(account):
    # The services of the contract. Regions were forgotten.
    account.policy("partner-boundary", {"Effect": "Allow", "Action": [
        "ec2:*", "rds:*", "s3:*", "ssm:*", "cloudwatch:*", "logs:*", "backup:*"], "Resource": "*"})
    account.role(SUCCESSORS[account.account],
                 [trust({"AWS": f"arn:aws:iam::{BETACLOUD}:role/health-desk"}, external(BETACLOUD_ID))],
                 inline={"health-operations": [OPERATIONS]}, boundary=BOUNDARY.format(account.account),
                 used=("2026-07-14T08:00:00Z", HOME))


def prod():
    account = iam.Account(PROD)
    customer_roles(account, MANAGEMENT)
    betacloud_role(account)
    account.role("partner/betacloud/betacloud-nightdesk", [trust(account_root(NIGHTDESK), external(NIGHTDESK_ID))],
                 ["ReadOnlyAccess"])
    account.role("health-monitoring", [trust(account_root(ALPHAOPS))],
                 inline={"monitoring": [{"Effect": "Allow", "Action": ["cloudwatch:*", "ec2:Describe*",
                                                                       "ec2:CreateSnapshot"], "Resource": "*"}]},
                 used=("2026-07-09T20:04:00Z", HOME), description="Alarms to the operations desk")
    account.role("health-archive", [trust({"AWS": names.unique_id("AROA", role_arn(PROD, OPERATOR))})],
                 inline={"archive": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]})
    account.role("health-app-instance", [trust({"Service": "ec2.amazonaws.com"})],
                 inline={"read": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]})
    account.user("alphaops-monitor", "2025-11-03 10:00", inline={"monitoring": [OPERATIONS]},
                 key=(True, "2025-11-03 10:01", "2026-07-06 21:14", "ssm"))
    account.user("health-app", "2026-06-15 10:05", tags={"owner": "asit"},
                 inline={"app": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]},
                 key=(True, "2026-07-02 08:30", None, None))
    return account


def test():
    account = iam.Account(TEST)
    betacloud_role(account)
    both = {"AWS": [f"arn:aws:iam::{ALPHAOPS}:root", f"arn:aws:iam::{BETACLOUD}:root"]}
    account.role("backup-operators", [trust(both, external("health"))], ["AdministratorAccess"])
    account.user("alphaops-report", "2026-01-20 09:00", key=(False, "2026-01-20 09:01", "2026-06-20 05:00", "s3"))
    return account


def education():
    account = iam.Account(EDUCATION)
    customer_roles(account, MANAGEMENT)
    account.role("vendor-scan", [trust(account_root(STRANGER), external("asit-scan-4b1d9f60a7c8"))], ["SecurityAudit"])
    return account


def central(account, upstream):
    account = iam.Account(account)
    customer_roles(account, upstream)
    return account


GUARDED = {"password": True, "mfa": True, "used": "2025-09-01 09:00"}
REMOVED = {"password": False, "mfa": False}  # root credentials removed centrally: no password, so no MFA either


def state(tree):
    prod().write(tree, GUARDED)
    test().write(tree, {"password": True, "mfa": False, "used": "2026-07-13 23:52"},
                 report="2026-07-20T06:00:00+00:00")
    education().write(tree, REMOVED)
    central(MANAGEMENT, AUDIT).write(tree, GUARDED)
    central(LOGS, MANAGEMENT).write(tree, REMOVED)
    central(AUDIT, MANAGEMENT).write(tree, GUARDED)
    # Nothing of the security account: its export was forgotten.
    tree.put_answer("iam/list-organizations-features.json",
                    {"OrganizationId": ORGANIZATION, "EnabledFeatures": ["RootCredentialsManagement", "RootSessions"]})
    for account in (PROD, TEST, EDUCATION, MANAGEMENT):
        answers.contact(tree, account, "Agency for Shared IT", "Cloud Office", "+353 1 555 0100",
                        ("Security Desk", "Security lead", "security@asit.gov.example"))
    units = {"ou-ab12-health000": ("health", "ou-ab12-ministrys"),
             "ou-ab12-educatio0": ("education", "ou-ab12-ministrys"),
             "ou-ab12-ministrys": ("ministries", "r-ab12"), "ou-ab12-platform0": ("platform", "r-ab12")}
    accounts = [
        (MANAGEMENT, "asit-management", "aws-management@asit.gov.example", "r-ab12", "2022-03-01", "INVITED"),
        (PROD, "ministry-health-prod", "aws-health@asit.gov.example", "ou-ab12-health000", "2023-05-02", "CREATED"),
        (TEST, "ministry-health-test", "aws-test@asit.gov.example", "ou-ab12-health000", "2023-05-02", "CREATED"),
        (EDUCATION, "ministry-education-prod", "aws-education@asit.gov.example", "ou-ab12-educatio0", "2023-05-09",
         "CREATED"),
        (LOGS, "asit-logs", "aws-logs@asit.gov.example", "ou-ab12-platform0", "2022-03-02", "CREATED"),
        (AUDIT, "asit-audit", "aws-audit@asit.gov.example", "ou-ab12-platform0", "2022-03-02", "CREATED"),
        (SECURITY, "asit-security", "aws-security@asit.gov.example", "ou-ab12-platform0", "2022-03-02", "CREATED"),
    ]
    answers.organization(tree, ORGANIZATION, MANAGEMENT, "aws-management@asit.gov.example")
    answers.organization_tree(tree, ORGANIZATION, MANAGEMENT, "r-ab12", units, accounts)
    answers.control_policies(tree, ORGANIZATION, MANAGEMENT, ["r-ab12", *units, *(row[0] for row in accounts)])


def deliveries(tree):
    """One file twice, under another name; one cut off on its way."""
    tree.deliver_again(f"{PROD}_CloudTrail_{HOME}_20260610")
    tree.cut(f"{EDUCATION}_CloudTrail_{GLOBAL}_20260609", 0.67)


def evidence():
    tree, trail = Tree(), Trail("agency-handover", "asit-org-trail", ORGANIZATION, unpacked=[TEST])
    for chapter in (daily_rounds, created_user, out_of_bounds, knowledge_transfer, closing_the_doors, refused, tail,
                    assistance, back_again, new_partner, the_customer, the_services):
        chapter(trail)
    trail.write(tree)
    # The watch after the cut-off: health only, in the Regions that were used. June and education have no digest.
    for account, regions in {PROD: (HOME, GLOBAL, "eu-central-1"), TEST: (HOME, GLOBAL)}.items():
        for region in regions:
            trail.write_digests(tree, account, region, "2026-06-30", "2026-07-14")
    deliveries(tree)
    state(tree)
    return tree
