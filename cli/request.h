/* A request of the policy engine's commands from options: the same JSON line that a batch would hold. */
#ifndef CLI_REQUEST_H
#define CLI_REQUEST_H

#include "cli/command.h"

/* Reads the policy files that the options name. False: a complaint was made, and *s is the status to end with. */
bool request_line(const struct arguments *a, struct str *line, enum status *s) MUST_CHECK;

/* The same without a request: principal, context and the layers of policies. */
bool layers_line(const struct arguments *a, struct str *line, enum status *s) MUST_CHECK;

#endif
