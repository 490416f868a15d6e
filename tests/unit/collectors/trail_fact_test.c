#include "collectors/trail_store.h"

#include <string.h>

#include "tests/unit/unit.h"

extern const struct unit_suite collectors_trail_fact_suite;

static void a_row_comes_back_as_it_was(void)
{
	static const struct rollup_row rows[] = {
		{.id = "0123456789abcde",
		 .time = 1780272001,
		 .key = 7,
		 .address = 0,
		 .recipient = 3,
		 .position = 1},
		{.id = "\xff\xfe",
		 .time = -62167219200,
		 .key = 0xffffffff,
		 .address = 0xfffffffe,
		 .recipient = 0x80000001,
		 .position = 0x1fffffff,
		 .content = 0xfffffffd,
		 .text_id = true,
		 .kept = true,
		 .delivered = true},
		{.time = 253402300799, .position = 2, .kept = true},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		unsigned char octets[TRAIL_FACT];
		struct rollup_row got;
		trail_fact_write(&rows[i], octets);
		trail_fact_read(octets, &got);
		CHECK(memcmp(got.id, rows[i].id, ROLLUP_ID) == 0);
		CHECK_INT(got.time, rows[i].time);
		CHECK_INT(got.key, rows[i].key);
		CHECK_INT(got.address, rows[i].address);
		CHECK_INT(got.recipient, rows[i].recipient);
		CHECK_INT(got.position, rows[i].position);
		CHECK_INT(got.text_id, rows[i].text_id);
		CHECK_INT(got.kept, rows[i].kept);
		CHECK_INT(got.content, rows[i].content);
		CHECK_INT(got.delivered, rows[i].delivered);
	}
}

static void octets_are_the_same_on_every_machine(void)
{
	const struct rollup_row row = {.id = "\x01\x02",
				       .time = 0x0102,
				       .key = 3,
				       .address = 4,
				       .recipient = 5,
				       .position = 6,
				       .content = 7,
				       .text_id = true,
				       .delivered = true};
	static const unsigned char want[TRAIL_FACT] = {
		1, 2, [16] = 2, [17] = 1, [24] = 3, [28] = 4, [32] = 5, [36] = 6, [39] = 0x60, [40] = 7};
	unsigned char octets[TRAIL_FACT];
	trail_fact_write(&row, octets);
	CHECK(memcmp(octets, want, sizeof want) == 0);
}

static const struct unit_case cases[] = {
	{"a_row_comes_back_as_it_was", a_row_comes_back_as_it_was},
	{"octets_are_the_same_on_every_machine", octets_are_the_same_on_every_machine},
	{NULL, NULL},
};
const struct unit_suite collectors_trail_fact_suite = {"collectors_trail_fact", cases};
