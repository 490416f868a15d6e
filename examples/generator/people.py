"""Who acts: the userIdentity of a CloudTrail record, with the address and the program the call comes from."""

from . import names
from .moments import canonical, plus, spoken

CONSOLE = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36"
CLI = "aws-cli/2.27.41 md/awscrt#0.26.1 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.4 cfg/retry-mode#standard"
SDK = "Boto3/1.38.27 md/Botocore#1.38.27 ua/2.1 os/linux#6.8.0 lang/python#3.12.10"


class Actor:
    def __init__(self, identity, address, agent):
        self.identity, self.address, self.agent = identity, address, agent

    @property
    def account(self):
        return self.identity.get("accountId")


class Session(Actor):
    """An assumed role. `issued` and `key` are those of the AssumeRole record that opened it."""

    def __init__(self, role, name, issued, address, agent=CLI, mfa=False, key=None):
        account, _, short = names.split_arn(role)
        role_id = names.unique_id("AROA", role)
        self.role, self.name = role, name
        self.issued = canonical(issued)
        self.key = key or names.session_key(role, name, self.issued)
        super().__init__(
            {
                "type": "AssumedRole",
                "principalId": f"{role_id}:{name}",
                "arn": f"arn:aws:sts::{account}:assumed-role/{short}/{name}",
                "accountId": account,
                "accessKeyId": self.key,
                "sessionContext": {
                    "sessionIssuer": {
                        "type": "Role",
                        "principalId": role_id,
                        "arn": role,
                        "accountId": account,
                        "userName": short,
                    },
                    "attributes": {"creationDate": self.issued, "mfaAuthenticated": "true" if mfa else "false"},
                },
            },
            address,
            agent,
        )


def user(arn, address, agent=CLI, key=None, issued=None):
    """An IAM user with a long-lived key, or with a token of it when `issued` is given."""
    account, _, name = names.split_arn(arn)
    identity = {
        "type": "IAMUser",
        "principalId": names.unique_id("AIDA", arn),
        "arn": arn,
        "accountId": account,
        "accessKeyId": key or names.long_key(arn, 1),
        "userName": name,
    }
    if issued:
        identity["sessionContext"] = {
            "attributes": {"creationDate": canonical(issued), "mfaAuthenticated": "false"},
        }
    return Actor(identity, address, agent)


def root(account, address, issued):
    return Actor(
        {
            "type": "Root",
            "principalId": account,
            "arn": f"arn:aws:iam::{account}:root",
            "accountId": account,
            "accessKeyId": names.session_key(account, "root", issued),
            "sessionContext": {
                "attributes": {"creationDate": canonical(issued), "mfaAuthenticated": "false"},
            },
        },
        address,
        CONSOLE,
    )


def root_by_service(account, service):
    """AWS acting on the account's behalf: it looks like root, and nobody signed in."""
    identity = {
        "type": "Root",
        "principalId": account,
        "arn": f"arn:aws:iam::{account}:root",
        "accountId": account,
        "invokedBy": service,
    }
    return Actor(identity, service, service)


def service(name):
    return Actor({"type": "AWSService", "invokedBy": name}, name, name)


def through(session, name):
    """A service that calls with a session's rights, such as CloudFormation."""
    return Actor(dict(session.identity, invokedBy=name), name, name)


def outsider(account, name, address, agent=CLI):
    """A caller of another account, as the trail of the called account shows it."""
    arn = f"arn:aws:iam::{account}:user/{name}"
    return Actor(
        {"type": "AWSAccount", "principalId": names.unique_id("AIDA", arn), "accountId": account}, address, agent
    )


def credentials(key, issued, seconds):
    return {
        "accessKeyId": key,
        "sessionToken": "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
        "expiration": spoken(plus(issued, seconds=seconds)),
    }
