"""IAM of an account: GetAccountAuthorizationDetails, the credential report, GetAccountSummary."""

import base64

from . import names
from .moments import canonical, offset

ADMINISTRATOR = "AdministratorAccess"
AWS_POLICIES = {
    ADMINISTRATOR: {"Effect": "Allow", "Action": "*", "Resource": "*"},
    "ReadOnlyAccess": {"Effect": "Allow", "Action": ["ec2:Describe*", "rds:Describe*", "s3:Get*", "s3:List*"],
                       "Resource": "*"},
    "SecurityAudit": {"Effect": "Allow", "Action": ["iam:Get*", "iam:List*", "cloudtrail:Describe*",
                                                    "cloudtrail:Get*", "config:Describe*"], "Resource": "*"},
}


def trust(principal, condition=None, action="sts:AssumeRole"):
    """One statement of a trust policy. principal: {"AWS": ...}, {"Service": ...}, {"Federated": ...} or "*"."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    return statement | ({"Condition": condition} if condition else {})


def external(value, operator="StringEquals"):
    return {operator: {"sts:ExternalId": value}}


def account_root(account):
    return {"AWS": f"arn:aws:iam::{account}:root"}


def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


class Account:
    def __init__(self, account, created="2024-02-05T09:30:00Z"):
        self.account, self.created = account, created
        self.users, self.roles, self.policies = [], [], []

    def role(self, name, statements, attached=(), inline=None, max_session=3600, boundary=None, used=None,
             tags=None, description=None):
        arn = names.role_arn(self.account, name)
        path = names.split_arn(arn)[1]
        detail = {
            "Path": path,
            "RoleName": names.split_arn(arn)[2],
            "RoleId": names.unique_id("AROA", arn),
            "Arn": arn,
            "CreateDate": offset(self.created),
            "AssumeRolePolicyDocument": document(*statements),
            "InstanceProfileList": [],
            "RolePolicyList": inline_policies(inline),
            "AttachedManagedPolicies": attached_policies(attached),
            "Tags": [{"Key": k, "Value": v} for k, v in (tags or {}).items()],
            "RoleLastUsed": {"LastUsedDate": offset(used[0]), "Region": used[1]} if used else {},
        }
        if boundary:
            detail["PermissionsBoundary"] = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}
        detail["MaxSessionDuration"] = max_session
        if description:
            detail["Description"] = description
        self.roles.append(detail)
        return arn

    def user(self, name, created, attached=(), inline=None, groups=(), tags=None, **credentials):
        """Credentials: password, mfa, key (None, or (active, created, last used, service)), key2, used (password)."""
        arn = f"arn:aws:iam::{self.account}:user/{name}"
        self.users.append({"arn": arn, "name": name, "created": canonical(created), **credentials,
                           "detail": {
                               "Path": names.split_arn(arn)[1],
                               "UserName": names.split_arn(arn)[2],
                               "UserId": names.unique_id("AIDA", arn),
                               "Arn": arn,
                               "CreateDate": offset(created),
                               "UserPolicyList": inline_policies(inline),
                               "GroupList": list(groups),
                               "AttachedManagedPolicies": attached_policies(attached),
                               "Tags": [{"Key": k, "Value": v} for k, v in (tags or {}).items()],
                           }})
        return arn

    def policy(self, name, *statements):
        arn = f"arn:aws:iam::{self.account}:policy/{name}"
        self.policies.append(policy_detail(arn, name, document(*statements), offset(self.created)))
        return arn

    # ---- answers ----

    def details(self):
        used = sorted({p["PolicyName"] for p in self.all_attached()})
        return {
            "UserDetailList": [u["detail"] for u in self.users],
            "GroupDetailList": [],
            "RoleDetailList": self.roles,
            "Policies": [managed_policy(name) for name in used] + self.policies,
            "IsTruncated": False,
        }

    def all_attached(self):
        for holder in [u["detail"] for u in self.users] + self.roles:
            yield from holder["AttachedManagedPolicies"]

    def credential_report(self, root):
        """root: {"password": bool, "mfa": bool, "key": None or (active, created, used, service), "used": time}"""
        rows = [REPORT_HEADER, report_row("<root_account>", f"arn:aws:iam::{self.account}:root", self.created, root)]
        rows += [report_row(u["name"], u["arn"], u["created"], u) for u in self.users]
        return "\n".join(rows) + "\n"

    def summary(self, root):
        return {"SummaryMap": {
            "Users": len(self.users), "Roles": len(self.roles), "Groups": 0, "Providers": 0, "MFADevices": 0,
            "AccountMFAEnabled": int(bool(root.get("mfa"))),
            "AccountAccessKeysPresent": int(bool(root.get("key"))),
            "AccountPasswordPresent": int(bool(root.get("password"))),
            "AccountSigningCertificatesPresent": 0,
        }}

    def write(self, tree, root, report="csv", folder="iam/"):
        """report: "csv" as downloaded, "answer" as get-credential-report gives it, None for none."""
        here = f"{folder}{self.account}/"
        tree.put_answer(here + "get-account-authorization-details.json", self.details())
        tree.put_answer(here + "get-account-summary.json", self.summary(root))
        text = self.credential_report(root)
        if report == "csv":
            tree.put_text(here + "credential-report.csv", text)
        elif report:
            content = base64.b64encode(text.encode()).decode()
            tree.put_answer(here + "get-credential-report.json",
                            {"Content": content, "ReportFormat": "text/csv", "GeneratedTime": report})


def inline_policies(inline):
    return [{"PolicyName": n, "PolicyDocument": document(*s)} for n, s in (inline or {}).items()]


def attached_policies(list_of_names):
    return [{"PolicyName": n, "PolicyArn": f"arn:aws:iam::aws:policy/{n}"} for n in list_of_names]


def managed_policy(name):
    return policy_detail(f"arn:aws:iam::aws:policy/{name}", name, document(AWS_POLICIES[name]),
                         "2015-02-06T18:39:46+00:00")


def policy_detail(arn, name, text, created):
    return {
        "PolicyName": name,
        "PolicyId": names.unique_id("ANPA", arn),
        "Arn": arn,
        "Path": "/",
        "DefaultVersionId": "v1",
        "AttachmentCount": 1,
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": True,
        "CreateDate": created,
        "UpdateDate": created,
        "PolicyVersionList": [{"Document": text, "VersionId": "v1", "IsDefaultVersion": True, "CreateDate": created}],
    }


REPORT_HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)


def flag(value):
    return "true" if value else "false"


def key_cells(key):
    """(active, created, last used or None, service or None)"""
    if not key:
        return ["false", "N/A", "N/A", "N/A", "N/A"]
    active, created, used, service = key
    if not used:
        return [flag(active), offset(created), "N/A", "N/A", "N/A"]
    return [flag(active), offset(created), offset(used), "eu-west-1", service]


def report_row(name, arn, created, c):
    root = name == "<root_account>"
    changed = offset(created) if c.get("password") and not root else "N/A"
    enabled = "not_supported" if root else flag(c.get("password"))
    used = offset(c["used"]) if c.get("used") else "no_information" if c.get("password") else "N/A"
    cells = [name, arn, offset(created), enabled, used, "not_supported" if root else changed,
             "not_supported" if root else "N/A", flag(c.get("mfa"))]
    cells += key_cells(c.get("key")) + key_cells(c.get("key2")) + ["false", "N/A", "false", "N/A"]
    return ",".join(cells)
