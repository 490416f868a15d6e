"""Times of a story. All of them are written in UTC."""

import datetime

FORM = "%Y-%m-%dT%H:%M:%SZ"


def parse(text):
    """ "2026-06-12T08:15:00Z", "2026-06-12 08:15" or "2026-06-12"."""
    for form in (FORM, "%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            return datetime.datetime.strptime(text, form)
        except ValueError:
            continue
    raise ValueError(f"expected a time such as 2026-06-12T08:15:00Z, got {text!r}")


def plus(text, **delta):
    return (parse(text) + datetime.timedelta(**delta)).strftime(FORM)


def canonical(text):
    return parse(text).strftime(FORM)


def offset(text):
    """As the AWS CLI prints it: 2026-06-12T08:15:00+00:00."""
    return canonical(text).replace("Z", "+00:00")


def spoken(text):
    """As CloudTrail writes the expiration of credentials: Jun 12, 2026, 9:15:00 AM."""
    t = parse(text)
    return f"{t:%b} {t.day}, {t.year}, {(t.hour + 11) % 12 + 1}:{t:%M:%S} {'AM' if t.hour < 12 else 'PM'}"


def days(first, last):
    t, end = parse(first), parse(last)
    while t <= end:
        yield t.strftime("%Y-%m-%d")
        t += datetime.timedelta(days=1)


def weekdays(first, last):
    return [d for d in days(first, last) if parse(d).weekday() < 5]
