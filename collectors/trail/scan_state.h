/* What scanner.c and the three builds of scan_body.h share. */
#ifndef COLLECTORS_TRAIL_SCAN_STATE_H
#define COLLECTORS_TRAIL_SCAN_STATE_H

#include "collectors/trail/escape.h"
#include "collectors/trail/scanner.h"

/* Objects of keys.def. */
enum scan_object {
	OBJECT_RECORD,
	OBJECT_IDENTITY,
	OBJECT_SESSION,
	OBJECT_ISSUER,
	OBJECT_ATTRIBUTES,
	OBJECT_WEB,
	OBJECT_BEHALF,
	SCAN_OBJECTS,
};

enum scan_kind {
	KIND_FORMAT,
	KIND_TIME,
	KIND_REPEATED,
	KIND_STRING,
	KIND_TEXT,
	KIND_ID,
	KIND_FLAG,
	KIND_SKIP,
	KIND_REQUEST,
	KIND_RESPONSE,
	KIND_MEMO,
	KIND_OBJECT,
};

/* Keys in the order of keys.def: KEY_RECORD_eventTime, ... */
enum scan_key_index {
#define KEY(object, name, kind, field) KEY_##object##_##name,
#include "collectors/trail/keys.def"
#undef KEY
	SCAN_KEYS
};

#define NOTHING      (-1)
#define SCAN_REPEAT  64u   /* octets of a member that is remembered whole */
#define MEMO_TEXT    1600u /* of a userIdentity */
#define MEMO_FIELDS  (TRAIL_ON_BEHALF_OF - TRAIL_WHO_TYPE + 1)
#define RECORD_DEPTH 3u /* containers open inside a record: document, Records, record */
#define TIME_OCTETS  20u
#define ID_OCTETS    36u

/* A member as it was last written, to be compared before it is read. */
struct scan_repeat {
	char text[SCAN_REPEAT]; /* `,"key":"value"` */
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
	const char *name;
	size_t size; /* of the name */
	enum scan_object object;
	enum scan_kind kind;
	int field; /* enum trail_field or enum scan_object, by kind, or NOTHING */
};

extern const struct scan_key scan_keys[SCAN_KEYS];

/* Keys of one object: first..last of scan_keys; `depth` containers are open inside it, itself counted. */
struct scan_keys_of {
	unsigned first, last, depth;
};

extern const struct scan_keys_of scan_objects[SCAN_OBJECTS];

struct scanner {
	const char *begin, *end;
	enum scanner_mode mode;
	enum scanner_fault fault;
	const char *at; /* of the fault */
	const struct trail_sink *sink;
	struct err *e;
	bool alone;
	bool identified; /* the present record had a userIdentity */
	bool (*read)(struct scanner *s);
	uint64_t memos;                 /* read so far */
	unsigned char after[SCAN_KEYS]; /* key that came after this one */
	unsigned char first[SCAN_OBJECTS];
	char time[TIME_OCTETS]; /* eventTime that was good */
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
/* `at` is an octet of a string that is no plain text and no quote; gives what follows it, or NULL with a fault. */
const char *scan_string_step(struct scanner *s, const char *at, bool *escaped);
/* Escapes and UTF-8 of what was passed over. */
bool scan_passed_good(struct scanner *s, struct sv passed, bool escapes, bool octets);
void scan_clear(void *at, size_t size); /* memset, kept a call */
/* Index of a key; SCAN_KEYS: not known. */
unsigned scan_key_find(enum scan_object object, struct sv name, bool escaped);
bool scan_time_good(const char *at); /* TIME_OCTETS: YYYY-MM-DDThh:mm:ssZ, a real date, 2006 to 2099 */
const char *scan_number(struct scanner *s, const char *at); /* end of the number; NULL with a fault */
/* What a record must have and must not be; `at` is its first octet. */
bool scan_record_good(struct scanner *s, const char *at);

#endif
