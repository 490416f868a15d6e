"""AWS Organizations, account contacts, cost data and invoices, as their exports look."""

import csv
import io
import json

from .moments import offset


def organization(tree, organization_id, management, email, folder="organizations/"):
    """All that a member account may ask: describe-organization."""
    tree.put_answer(folder + "describe-organization.json", {"Organization": {
        "Id": organization_id,
        "Arn": f"arn:aws:organizations::{management}:organization/{organization_id}",
        "FeatureSet": "ALL",
        "MasterAccountArn": f"arn:aws:organizations::{management}:account/{organization_id}/{management}",
        "MasterAccountId": management,
        "MasterAccountEmail": email,
        "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
    }})


def organization_tree(tree, organization_id, management, root, units, accounts, folder="organizations/"):
    """units: id -> (name, parent). accounts: rows of id, name, e-mail, parent, joined, method."""
    arn = f"arn:aws:organizations::{management}"
    entries = {}
    for account, name, email, parent, joined, method in accounts:
        entries.setdefault(parent, []).append({
            "Id": account, "Arn": f"{arn}:account/{organization_id}/{account}", "Email": email, "Name": name,
            "Status": "ACTIVE", "JoinedMethod": method, "JoinedTimestamp": offset(joined),
        })
    tree.put_answer(folder + "list-accounts.json", {"Accounts": [a for p in entries for a in entries[p]]})
    tree.put_answer(folder + "list-roots.json", {"Roots": [{
        "Id": root, "Arn": f"{arn}:root/{organization_id}/{root}", "Name": "Root",
        "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
    }]})
    for parent in [root, *units]:
        children = [{"Id": u, "Arn": f"{arn}:ou/{organization_id}/{u}", "Name": n}
                    for u, (n, p) in units.items() if p == parent]
        tree.put_answer(f"{folder}list-organizational-units-for-parent--{parent}.json",
                        {"OrganizationalUnits": children})
        tree.put_answer(f"{folder}list-accounts-for-parent--{parent}.json", {"Accounts": entries.get(parent, [])})
    tree.put_answer(folder + "list-delegated-administrators.json", {"DelegatedAdministrators": []})


FULL_ACCESS = "p-FullAWSAccess"


def control_policies(tree, organization_id, management, targets, own=(), folder="organizations/"):
    """Service control policies: FullAWSAccess on each target, as AWS attaches it, and those of the organization.
    own: rows of id, name, targets, statements."""
    arn = f"arn:aws:organizations::{management}:policy/{organization_id}/service_control_policy"
    rows = [(FULL_ACCESS, "FullAWSAccess", targets, [{"Effect": "Allow", "Action": "*", "Resource": "*"}]), *own]
    for policy, name, attached, statements in rows:
        of_aws = policy == FULL_ACCESS
        summary = {
            "Id": policy, "Name": name, "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": of_aws,
            "Arn": "arn:aws:organizations::aws:policy/service_control_policy/" + policy if of_aws else f"{arn}/{policy}",
        }
        tree.put_answer(f"{folder}describe-policy--{policy}.json", {"Policy": {
            "PolicySummary": summary, "Content": json.dumps({"Version": "2012-10-17", "Statement": statements}),
        }})
        tree.put_answer(f"{folder}list-targets-for-policy--{policy}.json", {"Targets": [
            {"TargetId": t, "Type": target_type(t)} for t in attached]})


def target_type(target):
    return "ROOT" if target.startswith("r-") else "ORGANIZATIONAL_UNIT" if target.startswith("ou-") else "ACCOUNT"


def contact(tree, account, company, person, phone, security, folder="account/"):
    """security: (name, title, e-mail)"""
    tree.put_answer(f"{folder}{account}/get-contact-information.json", {"ContactInformation": {
        "AddressLine1": "1 Example Street", "City": "Example Town", "CompanyName": company, "CountryCode": "IE",
        "FullName": person, "PhoneNumber": phone, "PostalCode": "00000",
    }})
    name, title, email = security
    tree.put_answer(f"{folder}{account}/get-alternate-contact-security.json", {"AlternateContact": {
        "AlternateContactType": "SECURITY", "EmailAddress": email, "Name": name, "PhoneNumber": phone, "Title": title,
    }})


def csv_text(header, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


CUR_HEADER = [
    "bill_billing_period_start_date", "bill_payer_account_id", "bill_invoice_id", "bill_invoicing_entity",
    "bill_billing_entity", "line_item_usage_account_id", "line_item_line_item_type", "line_item_usage_start_date",
    "line_item_product_code", "product_product_name", "product_region_code", "line_item_usage_type",
    "line_item_usage_amount", "line_item_unblended_cost", "line_item_net_unblended_cost",
    "pricing_public_on_demand_cost", "line_item_currency_code", "line_item_line_item_description",
]


def cur(month, payer, invoice, entity, rows):
    """CUR 2.0. rows: account, type, product code, product name, region, usage type, amount, cost, description"""
    start = f"{month}-01T00:00:00.000Z"
    return csv_text(CUR_HEADER, [
        [start, payer, invoice, entity, "AWS", account, kind, start, code, product, region, usage, amount, cost,
         cost, cost, "USD", description]
        for account, kind, code, product, region, usage, amount, cost, description in rows
    ])


FOCUS_HEADER = [
    "BillingAccountId", "BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd",
    "SubAccountId", "SubAccountName", "ProviderName", "PublisherName", "InvoiceIssuerName", "ServiceName",
    "ServiceCategory", "RegionId", "ChargeCategory", "ChargeDescription", "BillingCurrency", "BilledCost",
    "EffectiveCost", "ListCost", "ContractedCost",
]


def focus(month, after, payer, issuer, rows):
    """FOCUS 1.0. rows: account, name, service, category, region, charge, cost, description"""
    start, end = f"{month}-01 00:00:00", f"{after}-01 00:00:00"
    return csv_text(FOCUS_HEADER, [
        [payer, start, end, start, end, account, name, "AWS", "AWS", issuer, service, category, region or "NULL",
         charge, description, "USD", cost, cost, cost, cost]
        for account, name, service, category, region, charge, cost, description in rows
    ])


INVOICE_HEADER = ["invoice_id", "period", "account", "service", "description", "amount", "currency", "kind"]


def invoice(number, month, currency, rows):
    """rows: account, service, description, amount, kind"""
    return csv_text(INVOICE_HEADER, [[number, month, a, s, d, amount, currency, kind]
                                     for a, s, d, amount, kind in rows])
