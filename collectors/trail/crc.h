/* The fast part of CRC-32 (RFC 1952, section 8): long texts are folded to 16 bytes that have the same checksum. */
#ifndef COLLECTORS_TRAIL_CRC_H
#define COLLECTORS_TRAIL_CRC_H

#include "collectors/trail/cpu.h"

#define CRC_FOLDED 16

struct crc_fold {
	uint64_t far[2], near[2]; /* multipliers that move 16 bytes on by 128 and by 16 bytes */
};

void crc_fold_init(struct crc_fold *f);
/* Folds the front of the text into 16 bytes: the checksum of the text is that of `folded`, begun with the state 0
 * instead of all ones, going on with the bytes after the ones used. Returns the bytes used: 0 when the text is
 * short or the level has no such instructions. */
size_t crc_fold(const struct crc_fold *f, enum cpu level, struct sv text, unsigned char folded[CRC_FOLDED]);

#endif
