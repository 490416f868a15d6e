#include <string.h>

#include "collectors/trail_settle.h"

#define KEPT_BIT      0x80000000u
#define TEXT_BIT      0x40000000u
#define DELIVERED_BIT 0x20000000u
#define PLACE_BITS    29
#define PLACE_MAX     0x1fffffffu

static void put_number(unsigned char *at, uint64_t value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		at[i] = (unsigned char)(value >> 8 * i);
}

uint64_t fact_number(const unsigned char *at, size_t n)
{
	uint64_t value = 0;
	for (size_t i = 0; i < n; i++)
		value |= (uint64_t)at[i] << 8 * i;
	return value;
}

void trail_fact_write(const struct rollup_row *row, unsigned char at[TRAIL_FACT])
{
	memcpy(at, row->id, ROLLUP_ID);
	put_number(at + 16, (uint64_t)row->time, 8);
	put_number(at + 24, row->key, 4);
	put_number(at + 28, row->address, 4);
	put_number(at + 32, row->recipient, 4);
	put_number(at + 36,
		   row->position | (row->kept ? KEPT_BIT : 0) | (row->text_id ? TEXT_BIT : 0) |
			   (row->delivered ? DELIVERED_BIT : 0),
		   4);
	put_number(at + 40, row->content, 4);
}

int64_t trail_kept_id(int64_t source, uint32_t position)
{
	return source << PLACE_BITS | position;
}

void trail_fact_read(const unsigned char at[TRAIL_FACT], struct rollup_row *row)
{
	uint32_t place = (uint32_t)fact_number(at + 36, 4);
	memcpy(row->id, at, ROLLUP_ID);
	row->time = (int64_t)fact_number(at + 16, 8);
	row->key = (uint32_t)fact_number(at + 24, 4);
	row->address = (uint32_t)fact_number(at + 28, 4);
	row->recipient = (uint32_t)fact_number(at + 32, 4);
	row->position = place & PLACE_MAX;
	row->kept = (place & KEPT_BIT) != 0;
	row->text_id = (place & TEXT_BIT) != 0;
	row->delivered = (place & DELIVERED_BIT) != 0;
	row->content = (uint32_t)fact_number(at + 40, 4);
}
