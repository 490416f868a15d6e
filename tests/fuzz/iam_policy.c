/* Any bytes as a policy of every kind: refused with a text, or compiled and put to a request. */
#include <stdint.h>
#include <stdlib.h>

#include "analyzers/iam/answer.h"
#include "analyzers/iam/case.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void simulate(struct arena *a, const struct iam_policy *p)
{
	struct iam_item item = {SV("fuzz"), p};
	struct iam_part part = {.request = {.mode = IAM_OPEN, .derive = true}};
	struct iam_case c = {.part = &part, .parts = 1, .detail = IAM_DETAIL_DECIDING};
	struct iam_answer answer;
	struct str out;
	struct err e;
	struct iam_request *q = &part.request;
	q->action = SV("s3:getobject");
	q->service = SV("s3");
	q->facts = (struct iam_action_facts){IAM_MAYBE, IAM_MAYBE};
	if (!iam_resource_parse(SV("arn:aws:s3:::b/k*"), &q->resource) ||
	    !iam_principal_parse(a, SV("arn:aws:sts::111111111111:assumed-role/ops/s"), (struct sv){NULL, 0},
				 &q->principal, &e))
		abort();
	c.identity = c.boundary = c.session = c.endpoint = part.resource = (struct iam_layer){&item, 1};
	struct iam_target target = {SV("r"), c.identity};
	c.scp = c.rcp = &target;
	c.scps = c.rcps = 1;
	iam_simulate(&c, &answer);
	if (answer.could == 0)
		abort();
	str_init(&out, (size_t)64 << 20);
	iam_answer_write(&c, &answer, SV("null"), true, &out);
	str_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (unsigned type = 0; type < IAM_POLICY_TYPES; type++) {
		CLEANUP(arena_free) struct arena *a = arena_new();
		const struct iam_policy *p = NULL;
		struct err e;
		struct sv text = {(const char *)data, size};
		if (iam_policy_compile(a, text, (enum iam_policy_type)type, &p, &e))
			simulate(a, p);
	}
	return 0;
}
