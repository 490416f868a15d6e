/* What scanner.c and the three builds of scan_body.h share. */
#ifndef COLLECTORS_TRAIL_SCAN_STATE_H
#define COLLECTORS_TRAIL_SCAN_STATE_H

#include "collectors/trail/escape.h"
#include "collectors/trail/scanner.h"

/* Objects of keys.def. */
enum scan_object { NONE, RECORD, IDENTITY, SESSION, ISSUER, ATTRIBUTES, WEB, BEHALF, SCAN_OBJECTS };

enum scan_kind { VERSION, TIME, REPEATED, STRING, TEXT, ID, FLAG, SKIP, REQUEST, RESPONSE, MEMO, OBJECT };

#define SCAN_KEYS    32 /* at most, of one object: one bit each in the mask of those seen */
#define SCAN_REPEAT  64 /* octets of a member that is remembered whole */
#define MEMO_TEXT    1600
#define MEMO_FIELDS  (TRAIL_ON_BEHALF_OF - TRAIL_WHO_TYPE + 1)
#define TIME_OCTETS  20
#define ID_OCTETS    36
#define RECORD_DEPTH 3 /* containers open inside a record: document, Records, record */

/* A member as it was last written, to be compared before it is read. */
struct scan_repeat {
	char text[SCAN_REPEAT]; /* `,"key":"value"`; begins with NUL when there is none */
	uint32_t size, value, value_size;
};

/* A userIdentity that was read before. */
struct scan_memo {
	uint64_t number; /* 0: empty */
	uint32_t size;
	struct trail_text field[MEMO_FIELDS]; /* borrowed from `text` */
	char text[MEMO_TEXT + SCAN_REPEAT];
};

struct scan_key {
	struct sv name;
	enum scan_kind kind;
	int field; /* enum trail_field or enum scan_object, by kind; -1: nothing */
};

struct scan_keys {
	const struct scan_key *key;
	unsigned n, depth; /* depth: containers open inside this object, itself counted */
};

extern const struct scan_keys scan_keys[SCAN_OBJECTS];

struct scanner {
	const char *begin, *end;
	enum scanner_mode mode;
	enum scanner_fault fault;
	const char *at; /* of the fault */
	const struct trail_sink *sink;
	struct err *e;
	bool alone;
	bool (*read)(struct scanner *s);
	uint64_t memos;                                   /* read so far */
	unsigned char after[SCAN_OBJECTS][SCAN_KEYS + 1]; /* key that came after this one; [SCAN_KEYS]: first */
	struct trail_record record;
	struct scan_repeat repeat[SCAN_KEYS];
	struct scan_memo memo[SCANNER_IDENTITIES];
};

/* The builds. False: a fault is set, or the sink refused. */
bool scan_read_scalar(struct scanner *s);
bool scan_read_sse2(struct scanner *s);
bool scan_read_avx2(struct scanner *s);

/* Notes the fault and gives NULL. At the end of the text every fault is that it ends. */
const char *scan_fault(struct scanner *s, const char *at, enum scanner_fault fault);
/* `at` is where plain text ends in a string's body; gives the closing quote, or NULL with a fault. */
const char *scan_string_slow(struct scanner *s, const char *at, bool *escaped);
/* Of what was passed over from..to: escapes and UTF-8. */
bool scan_passed_good(struct scanner *s, struct sv passed, bool escapes, bool octets);
/* Index of a key; -1: not known. */
int scan_key_find(enum scan_object object, struct trail_text name);
bool scan_time_good(const char *at);                        /* 20 octets: YYYY-MM-DDThh:mm:ssZ, a real date */
const char *scan_number(struct scanner *s, const char *at); /* end of the number; NULL with a fault */
/* What a record must have and must not be; `at` is its first octet. */
bool scan_record_good(struct scanner *s, const char *at);

#endif
