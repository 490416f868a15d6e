#include "collectors/trail/rollup.h"

#include "tests/unit/collectors_trail/sink.h"

extern const struct unit_suite collectors_trail_rollup_suite;

#define WHO                                                                                                    \
	"`userIdentity`:{`type`:`IAMUser`,`arn`:`arn:aws:iam::111122223333:user/"                              \
	"ann`,`accountId`:`111122223333`}"
#define ROOT "`userIdentity`:{`type`:`Root`,`accountId`:`111122223333`}"
#define RECORD(time, source, name, who, more)                                                                  \
	"{`eventVersion`:`1.08`,`eventTime`:`" time "`,`eventSource`:`" source "`,`eventName`:`" name          \
	"`,`awsRegion`:`us-east-1`," who more "}"

static void read_text(struct rollup *r, struct arena *a, const char *text)
{
	struct trail_sink sink = {r, rollup_record, rollup_fault};
	CLEANUP(str_free) struct str bytes;
	struct err e;
	quoted(&bytes, text);
	rollup_begin(r, a);
	CHECK_OK(scan_text(str_sv(&bytes), scan_shape(str_sv(&bytes), &e), &sink, &e), &e);
}

static struct sv part(const struct rollup *r, const struct rollup_row *row, enum rollup_part p)
{
	return rollup_text_at(r, rollup_key_at(r, row->key)->part[p]);
}

static void texts_and_keys_are_numbered_once(void)
{
	CLEANUP(rollup_free) struct rollup *r = rollup_new();
	CLEANUP(arena_free) struct arena *a = arena_new();
	size_t n;
	read_text(
		r, a,
		"[" RECORD(
			"2026-06-01T00:00:01Z", "ec2.amazonaws.com", "DescribeTags", WHO,
			",`readOnly`:true") "," RECORD("2026-06-02T23:59:59Z", "ec2.amazonaws.com",
						       "DescribeTags", WHO,
						       ",`readOnly`:true") "," RECORD("2026-06-02T23:59:59+01:00",
										      "signin.example",
										      "Describe\\u0054ags", WHO,
										      "") "]");
	const struct rollup_row *row = rollup_rows(r, &n);
	CHECK_INT(n, 3);
	CHECK_INT(row[0].time, 1780272001);
	CHECK_INT(row[1].time, 1780444799);
	CHECK_INT(row[2].time, 1780441199);
	CHECK_INT(row[0].key, row[1].key);
	CHECK(row[2].key != row[0].key);
	CHECK_INT(rollup_keys(r), 2);
	CHECK_INT(rollup_principals(r), 1);
	CHECK_SV(part(r, &row[0], ROLLUP_SERVICE), SV("ec2"));
	CHECK_SV(part(r, &row[2], ROLLUP_SERVICE), SV("signin.example"));
	CHECK_SV(part(r, &row[2], ROLLUP_ACTION), SV("DescribeTags"));
	CHECK_SV(part(r, &row[0], ROLLUP_ACCOUNT), SV("111122223333"));
	CHECK_SV(part(r, &row[0], ROLLUP_READ_ONLY), SV("true"));
	CHECK_SV(part(r, &row[2], ROLLUP_READ_ONLY), SV(""));
	CHECK_INT(rollup_text(r, SV("ec2")), rollup_key_at(r, row[0].key)->part[ROLLUP_SERVICE]);
	CHECK_INT(rollup_text(r, SV("")), 0);
}

/* The whole name and the short one of a service are two texts, though they are found by the same letters. */
static void a_service_and_its_name_elsewhere_differ(void)
{
	CLEANUP(rollup_free) struct rollup *r = rollup_new();
	CLEANUP(arena_free) struct arena *a = arena_new();
	size_t n;
	read_text(r, a,
		  RECORD("2026-06-01T00:00:01Z", "ec2.amazonaws.com", "X", WHO,
			 ",`sourceIPAddress`:`ec2.amazonaws.com`"));
	const struct rollup_row *row = rollup_rows(r, &n);
	CHECK_SV(rollup_text_at(r, row->address), SV("ec2.amazonaws.com"));
	CHECK_SV(part(r, row, ROLLUP_SERVICE), SV("ec2"));
}

static void ids_are_octets_when_they_are_uuids(void)
{
	static const struct {
		const char *id;
		bool text;
		int first;
	} rows[] = {
		{"0a234567-89ab-cdef-0123-456789abcdef", false, 0x0a},
		{"0A234567-89ab-cdef-0123-456789abcdef", true, 0},
		{"0a234567-89ab-cdef-0123-456789abcdeg", true, 0},
		{"0a23456789abcdef0123456789abcdef", true, 0},
		{"", true, 0},
	};
	CLEANUP(rollup_free) struct rollup *r = rollup_new();
	CLEANUP(arena_free) struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[400];
		size_t n;
		snprintf(text, sizeof text, RECORD("2026-06-01T00:00:01Z", "s", "n", WHO, ",`eventID`:`%s`"),
			 rows[i].id);
		read_text(r, a, text);
		const struct rollup_row *row = rollup_rows(r, &n);
		CHECK_INT(row->text_id, rows[i].text);
		if (rows[i].text)
			CHECK_SV(rollup_text_at(r, row->id[0]), sv_of(rows[i].id));
		else
			CHECK_INT(row->id[0], rows[i].first);
	}
}

static void needed_records_are_kept(void)
{
	CLEANUP(rollup_free) struct rollup *r = rollup_new();
	CLEANUP(arena_free) struct arena *a = arena_new();
	size_t n, kept;
	read_text(r, a,
		  "[" RECORD("2026-06-01T00:00:01Z", "iam.amazonaws.com", "ListUsers", WHO, "") "," RECORD(
			  "2026-06-01T00:00:01Z", "iam.amazonaws.com", "ListUsers", ROOT,
			  "") "," RECORD("2026-06-01T00:00:01Z", "iam.amazonaws.com", "CreateRole", WHO,
					 ",`requestParameters`:{`roleName`:`x`}") "]");
	const struct rollup_row *row = rollup_rows(r, &n);
	struct trail_row *const *whole = rollup_kept(r, &kept);
	CHECK_INT(n, 3);
	CHECK_INT(kept, 2);
	CHECK(!row[0].kept && row[1].kept && row[2].kept);
	CHECK_INT(whole[0]->position, 2);
	CHECK_SV(whole[1]->request, SV("{\"roleName\":\"x\"}"));
}

static void faults_are_kept_in_order(void)
{
	CLEANUP(rollup_free) struct rollup *r = rollup_new();
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(str_free) struct str text;
	size_t rows, faults;
	str_init(&text, 1u << 20);
	for (int i = 0; i < 50; i++)
		str_addf(&text, "%s7," RECORD("2026-06-01T00:00:01Z", "s", "n%d", WHO, ""), i > 0 ? "," : "[",
			 i);
	str_addc(&text, ']');
	read_text(r, a, text.at);
	const struct rollup_row *row = rollup_rows(r, &rows);
	const struct trail_fault *fault = rollup_faults(r, &faults);
	CHECK_INT(rows, 50);
	CHECK_INT(faults, 50);
	CHECK_INT(row[49].position, 100);
	CHECK_SV(fault[49].place, SV("record 99"));
	CHECK(fault[49].lost);
	rollup_begin(r, a);
	rollup_rows(r, &rows);
	rollup_faults(r, &faults);
	CHECK_INT(rows + faults, 0);
}

/* Two scanners give the same number to different identities. */
static void numbers_of_another_scanner_are_not_believed(void)
{
	CLEANUP(rollup_free) struct rollup *r = rollup_new();
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct trail_record record = {.identity = SCANNER_IDENTITIES};
	struct err e;
	size_t n;
	record.field[TRAIL_TIME] = (struct trail_text){"2026-06-01T00:00:00Z", 20, false};
	record.field[TRAIL_WHO_NAME] = (struct trail_text){"ann", 3, false};
	rollup_begin(r, a);
	CHECK_OK(rollup_record(r, &record, &e), &e);
	rollup_other_scanner(r);
	record.field[TRAIL_WHO_NAME] = (struct trail_text){"bob", 3, false};
	CHECK_OK(rollup_record(r, &record, &e), &e);
	const struct rollup_row *row = rollup_rows(r, &n);
	CHECK_INT(n, 2);
	CHECK(row[0].key != row[1].key);
	CHECK_INT(rollup_principals(r), 2);
}

static const struct unit_case cases[] = {
	{"texts_and_keys_are_numbered_once", texts_and_keys_are_numbered_once},
	{"a_service_and_its_name_elsewhere_differ", a_service_and_its_name_elsewhere_differ},
	{"ids_are_octets_when_they_are_uuids", ids_are_octets_when_they_are_uuids},
	{"needed_records_are_kept", needed_records_are_kept},
	{"numbers_of_another_scanner_are_not_believed", numbers_of_another_scanner_are_not_believed},
	{"faults_are_kept_in_order", faults_are_kept_in_order},
	{NULL, NULL}};
const struct unit_suite collectors_trail_rollup_suite = {"collectors_trail_rollup", cases};
