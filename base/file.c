#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void file_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

bool file_read(const char *path, size_t max, struct str *text, struct err *e)
{
	CLEANUP(file_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_set(e, "%s: %s", path, strerror(errno));
	struct stat st;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(e, "%s: expected a regular file", path);
	struct str read_text;
	str_init(&read_text, max);
	char buffer[65536];
	ssize_t n;
	while ((n = read(fd, buffer, sizeof buffer)) > 0 && !read_text.full)
		str_add(&read_text, (struct sv){buffer, (size_t)n});
	if (n < 0 || read_text.full) {
		bool full = read_text.full;
		str_free(&read_text);
		return full ? err_set(e, "%s: larger than the ceiling of %zu bytes", path, max)
			    : err_set(e, "%s: %s", path, strerror(errno));
	}
	*text = read_text;
	return true;
}

static bool write_all(int fd, struct sv text)
{
	while (text.n > 0) {
		ssize_t n = write(fd, text.at, text.n);
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			text = sv_sub(text, (size_t)n, text.n);
	}
	return fsync(fd) == 0;
}

bool file_write(const char *path, struct sv text, struct err *e)
{
	char temporary[4096];
	if (snprintf(temporary, sizeof temporary, "%s.XXXXXX", path) >= (int)sizeof temporary)
		return err_set(e, "%s: expected a shorter path", path);
	CLEANUP(file_close) int fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return err_set(e, "%s: %s", path, strerror(errno));
	if (!write_all(fd, text) || fchmod(fd, 0644) != 0 || rename(temporary, path) != 0) {
		int why = errno;
		unlink(temporary);
		return err_set(e, "%s: %s", path, strerror(why));
	}
	return true;
}

bool file_make_folders(const char *path, struct err *e)
{
	char part[4096];
	size_t n = strlen(path);
	if (n == 0 || n >= sizeof part)
		return err_set(e, "%s: expected a path of 1 to %zu bytes", path, sizeof part - 1);
	memcpy(part, path, n + 1);
	for (size_t i = 1; i <= n; i++) {
		if (part[i] != '/' && part[i] != '\0')
			continue;
		char kept = part[i];
		part[i] = '\0';
		if (mkdir(part, 0777) != 0 && !file_is_folder(part))
			return err_set(e, "%s: %s", part,
				       errno == EEXIST ? "expected a folder, got a file" : strerror(errno));
		part[i] = kept;
	}
	return true;
}

bool file_exists(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0;
}

bool file_is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

struct walk {
	struct arena *arena;
	struct file_entry *entry;
	size_t n, cap;
	void (*unreadable)(void *context, const char *relative, const char *why);
	void *context;
};

static void walk_add(struct walk *w, const char *path, const char *relative, off_t size)
{
	if (w->n == w->cap) {
		size_t cap = w->cap == 0 ? 256 : 2 * w->cap;
		struct file_entry *entry = arena_array(w->arena, cap, sizeof *entry);
		if (w->n > 0)
			memcpy(entry, w->entry, w->n * sizeof *entry);
		w->entry = entry;
		w->cap = cap;
	}
	w->entry[w->n++] = (struct file_entry){path, relative, size > 0 ? (uint64_t)size : 0};
}

static void close_folder(DIR **d)
{
	if (*d != NULL)
		closedir(*d);
}

static void walk_folder(struct walk *w, const char *path, const char *relative, int depth);

static void walk_item(struct walk *w, const char *path, const char *relative, int depth)
{
	struct stat st;
	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		walk_folder(w, path, relative, depth + 1);
	else if (stat(path, &st) != 0)
		w->unreadable(w->context, relative, strerror(errno));
	else if (S_ISREG(st.st_mode))
		walk_add(w, path, relative, st.st_size);
	else
		w->unreadable(w->context, relative,
			      S_ISDIR(st.st_mode) ? "a link to a folder is not followed"
						  : "not a regular file");
}

static void walk_folder(struct walk *w, const char *path, const char *relative, int depth)
{
	if (depth > LIMIT_WALK_DEPTH) {
		w->unreadable(w->context, relative, "nested deeper than the ceiling");
		return;
	}
	CLEANUP(close_folder) DIR *d = opendir(path);
	if (d == NULL) {
		w->unreadable(w->context, relative, strerror(errno));
		return;
	}
	for (struct dirent *item; (item = readdir(d)) != NULL;) {
		if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0)
			continue;
		const char *below =
			arena_printf(w->arena, "%s%s%s", relative, *relative ? "/" : "", item->d_name).at;
		walk_item(w, arena_printf(w->arena, "%s/%s", path, item->d_name).at, below, depth);
	}
}

static int by_relative(const void *a, const void *b)
{
	return strcmp(((const struct file_entry *)a)->relative, ((const struct file_entry *)b)->relative);
}

bool file_walk(struct arena *a, const char *root, struct file_list *list,
	       void (*unreadable)(void *context, const char *relative, const char *why), void *context,
	       struct err *e)
{
	struct stat st;
	if (stat(root, &st) != 0)
		return err_set(e, "%s: %s", root, strerror(errno));
	struct walk w = {.arena = a, .unreadable = unreadable, .context = context};
	if (S_ISDIR(st.st_mode)) {
		walk_folder(&w, root, "", 0);
	} else {
		const char *slash = strrchr(root, '/');
		walk_item(&w, root, slash == NULL ? root : slash + 1, 0);
	}
	if (w.n > 1)
		qsort(w.entry, w.n, sizeof *w.entry, by_relative);
	*list = (struct file_list){w.entry, w.n};
	return true;
}
