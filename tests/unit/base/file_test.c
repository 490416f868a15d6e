#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

extern const struct unit_suite base_file_suite;

/* A path below the test's own folder, made empty once. */
static const char *at(struct arena *a, const char *name)
{
	const char *scratch = getenv("SCRATCH");
	return arena_printf(a, "%s/%s", scratch != NULL ? scratch : ".", name).at;
}

static void what_is_written_is_read(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(str_free) struct str text = {0};
	struct err e;
	const char *path = at(a, "file/deep/er/a");
	CHECK_OK(file_make_folders(at(a, "file/deep/er/"), &e), &e);
	CHECK_OK(file_write(path, (struct sv){"a\0b", 3}, &e), &e);
	CHECK_OK(file_write(at(a, "file/deep/er/a.new"), SV("left by a run that was killed"), &e), &e);
	CHECK_OK(file_write(path, SV("second"), &e), &e);
	CHECK(!file_exists(at(a, "file/deep/er/a.new")));
	if (CHECK_OK(file_read(path, 6, &text, &e), &e))
		CHECK_SV(str_sv(&text), SV("second"));
	str_free(&text);
	CHECK_ERR(file_read(path, 5, &text, &e), &e, "expected at most 5 bytes, got more");
	CHECK_ERR(file_read(at(a, "file/none"), 5, &text, &e), &e, "file/none: No such file");
	CHECK_ERR(file_write(at(a, "file/none/a"), SV(""), &e), &e, "file/none/a: No such file");
	CHECK_ERR(file_make_folders(at(a, "file/deep/er/a/b"), &e), &e, "er/a: expected a folder, got a file");
}

struct told {
	char text[400];
};

static void note(void *context, const char *relative, const char *why)
{
	struct told *t = context;
	size_t n = strlen(t->text);
	snprintf(t->text + n, sizeof t->text - n, "%s: %s;", relative, why);
}

static void a_walk_is_in_octet_order_and_tells_what_it_left_out(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct told told = {""};
	struct file_list list;
	struct err e;
	static const char *const files[] = {"walk/b", "walk/a/z", "walk/a.b", "walk/Z", "walk/a/y"};
	static const char *const order[] = {"Z", "a.b", "a/y", "a/z", "b"};
	CHECK_OK(file_make_folders(at(a, "walk/a"), &e), &e);
	for (size_t i = 0; i < 5; i++)
		CHECK_OK(file_write(at(a, files[i]), SV("x"), &e), &e);
	CHECK(symlink("nowhere", at(a, "walk/dangling")) == 0);
	CHECK(symlink(".", at(a, "walk/loop")) == 0);
	CHECK(mkfifo(at(a, "walk/pipe"), 0600) == 0);
	if (!CHECK_OK(file_walk(a, at(a, "walk"), &list, note, &told, &e), &e))
		return;
	CHECK_INT(list.n, 5);
	for (size_t i = 0; i < list.n && i < 5; i++)
		CHECK_Z(list.entry[i].relative, order[i]);
	CHECK_Z(told.text, "dangling: a symbolic link to nothing;pipe: neither a file nor a folder;");
}

static void a_path_below_a_folder_is_known_before_it_exists(void)
{
	static const struct {
		const char *path, *folder;
		bool want;
	} rows[] = {
		{"below/a", "below/a", true},        {"below/a/new/er", "below/a", true},
		{"below/a/../b", "below/a", false},  {"below/ab", "below/a", false},
		{"below/link/new", "below/a", true}, {"below", "below/a", false},
		{"below/a", "below/nowhere", false},
	};
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct err e;
	CHECK_OK(file_make_folders(at(a, "below/a"), &e), &e);
	CHECK(symlink("a", at(a, "below/link")) == 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK(file_is_below(at(a, rows[i].path), at(a, rows[i].folder)) == rows[i].want);
	CHECK(file_is_below(at(a, "below"), "/"));
	CHECK(file_is_below("a-name-that-nobody-has/x", "."));
	CHECK(file_is_below("", "."));
	CHECK(!file_is_below("/a-name-that-nobody-has", "."));
}

static void a_walk_may_start_at_a_file(void)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	struct file_list list;
	struct err e;
	CHECK_OK(file_write(at(a, "alone"), SV("xyz"), &e), &e);
	if (CHECK_OK(file_walk(a, at(a, "alone"), &list, NULL, NULL, &e), &e)) {
		CHECK_INT(list.n, 1);
		CHECK_Z(list.entry[0].relative, "alone");
		CHECK_INT(list.entry[0].size, 3);
	}
	CHECK_ERR(file_walk(a, at(a, "nowhere"), &list, NULL, NULL, &e), &e, "nowhere: No such file");
}

static const struct unit_case cases[] = {
	{"what_is_written_is_read", what_is_written_is_read},
	{"a_walk_is_in_octet_order_and_tells_what_it_left_out",
	 a_walk_is_in_octet_order_and_tells_what_it_left_out},
	{"a_path_below_a_folder_is_known_before_it_exists", a_path_below_a_folder_is_known_before_it_exists},
	{"a_walk_may_start_at_a_file", a_walk_may_start_at_a_file},
	{NULL, NULL},
};

const struct unit_suite base_file_suite = {"base_file", cases};
