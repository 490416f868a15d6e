#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool system_error(struct err *e, const char *path)
{
	return err_set(e, "%s: %s", path, strerror(errno));
}

static void close_file(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* ---- reading ---- */

static bool read_all(int fd, const char *path, struct str *text, struct err *e)
{
	char part[64 << 10];
	while (!text->full) {
		ssize_t n = read(fd, part, sizeof part);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return system_error(e, path);
		if (n == 0)
			break;
		str_add(text, (struct sv){part, (size_t)n});
	}
	return str_finish(text, path, e);
}

bool file_read(const char *path, size_t max, struct str *text, struct err *e)
{
	str_init(text, max);
	CLEANUP(close_file) int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool done = fd >= 0 ? read_all(fd, path, text, e) : system_error(e, path);
	if (!done)
		str_free(text);
	return done;
}

/* ---- writing ---- */

static bool write_all(int fd, struct sv text)
{
	while (text.n > 0) {
		ssize_t n = write(fd, text.at, text.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text = sv_sub(text, (size_t)n, text.n);
	}
	return true;
}

/* The name is safe on disk only when its folder is. A file system without that notion is no reason to stop. */
static void sync_folder_of(const char *path)
{
	CLEANUP(str_free) struct str folder;
	str_init(&folder, LIMIT_FILE);
	const char *slash = strrchr(path, '/');
	str_add(&folder, (struct sv){path, slash == NULL ? 0 : (size_t)(slash - path) + 1});
	CLEANUP(close_file) int fd = open(slash == NULL ? "." : folder.at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		(void)!fsync(fd);
}

/* The temporary name is always the same: what a killed run left there goes with the next one. */
bool file_write(const char *path, struct sv text, struct err *e)
{
	CLEANUP(str_free) struct str temporary;
	str_init(&temporary, LIMIT_FILE);
	str_addf(&temporary, "%s.new", path);
	unlink(temporary.at);
	CLEANUP(close_file) int fd = open(temporary.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return system_error(e, path);
	if (!write_all(fd, text) || fchmod(fd, 0644) != 0 || fsync(fd) != 0 ||
	    rename(temporary.at, path) != 0) {
		system_error(e, path);
		unlink(temporary.at);
		return false;
	}
	sync_folder_of(path);
	return true;
}

static bool make_folder(const char *path, struct err *e)
{
	if (mkdir(path, 0755) == 0)
		return true;
	int why = errno; /* the next look changes it */
	if (file_is_folder(path))
		return true;
	if (why == EEXIST || why == ENOTDIR)
		return err_set(e, "%s: expected a folder, got a file", path);
	return err_set(e, "%s: %s", path, strerror(why));
}

bool file_make_folders(const char *path, struct err *e)
{
	CLEANUP(str_free) struct str part;
	str_init(&part, LIMIT_FILE);
	for (const char *p = path; *p != '\0'; p++) {
		if (*p == '/' && p > path && p[-1] != '/' && !make_folder(part.at, e))
			return false;
		str_addc(&part, *p);
	}
	return make_folder(part.at, e);
}

bool file_exists(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0;
}

bool file_is_folder(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

static void free_path(char **path)
{
	free(*path);
}

/* The part of `path` that exists, without symbolic links; NULL: there is none that can be looked at. */
static char *real_part(struct arena *a, const char *path)
{
	char *part = arena_strz(a, arena_printf(a, "%s%s", path[0] == '/' ? "" : "./", path)), *real;
	while ((real = realpath(part[0] == '\0' ? "/" : part, NULL)) == NULL) {
		char *slash = strrchr(part, '/');
		if (slash == NULL || (errno != ENOENT && errno != ENOTDIR))
			return NULL;
		*slash = '\0';
	}
	return real;
}

bool file_is_below(const char *path, const char *folder)
{
	CLEANUP(arena_free) struct arena *a = arena_new();
	CLEANUP(free_path) char *outer = realpath(folder, NULL), *inner = real_part(a, path);
	if (outer == NULL || inner == NULL)
		return false;
	size_t n = strcmp(outer, "/") == 0 ? 0 : strlen(outer);
	return strncmp(outer, inner, n) == 0 && (inner[n] == '/' || inner[n] == '\0');
}

/* ---- walking ---- */

struct walk {
	struct arena *a;
	struct file_list found;
	size_t room; /* of found.entry */
	void (*unreadable)(void *context, const char *relative, const char *why);
	void *context;
};

static void tell(const struct walk *w, const char *relative, const char *why)
{
	if (w->unreadable != NULL)
		w->unreadable(w->context, relative, why);
}

static void add_entry(struct walk *w, const char *path, const char *relative, uint64_t size)
{
	struct file_list *l = &w->found;
	if (l->n == w->room) {
		w->room = w->room == 0 ? 64 : w->room * 2;
		struct file_entry *more = arena_array(w->a, w->room, sizeof *more);
		if (l->n > 0)
			memcpy(more, l->entry, l->n * sizeof *more);
		l->entry = more;
	}
	l->entry[l->n++] = (struct file_entry){path, relative, size};
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_relative(const void *a, const void *b)
{
	return strcmp(((const struct file_entry *)a)->relative, ((const struct file_entry *)b)->relative);
}

static void close_folder(DIR **folder)
{
	if (*folder != NULL)
		closedir(*folder);
}

struct names {
	const char **at;
	size_t n, room;
};

static void add_name(struct arena *a, struct names *names, const char *name)
{
	if (names->n == names->room) {
		names->room = names->room == 0 ? 64 : names->room * 2;
		const char **more = arena_array(a, names->room, sizeof *more);
		if (names->n > 0)
			memcpy(more, names->at, names->n * sizeof *more);
		names->at = more;
	}
	names->at[names->n++] = arena_strz(a, sv_of(name));
}

/* The names in a folder, sorted: readdir has no order. The folder is closed again before any below it opens. */
static bool list_folder(struct arena *a, const char *path, struct names *names)
{
	CLEANUP(close_folder) DIR *folder = opendir(path);
	if (folder == NULL)
		return false;
	errno = 0;
	for (struct dirent *d; (d = readdir(folder)) != NULL; errno = 0)
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
			add_name(a, names, d->d_name);
	if (errno != 0)
		return false;
	if (names->n > 0)
		qsort(names->at, names->n, sizeof names->at[0], by_name);
	return true;
}

static void walk_folder(struct walk *w, const char *path, const char *relative, unsigned depth);

static void walk_one(struct walk *w, const char *path, const char *relative, unsigned depth)
{
	struct stat s;
	if (lstat(path, &s) != 0) {
		tell(w, relative, strerror(errno));
		return;
	}
	bool link = S_ISLNK(s.st_mode);
	if (link && stat(path, &s) != 0)
		tell(w, relative, "a symbolic link to nothing");
	else if (S_ISREG(s.st_mode))
		add_entry(w, path, relative, (uint64_t)s.st_size);
	else if (S_ISDIR(s.st_mode) && !link)
		walk_folder(w, path, relative, depth + 1);
	else if (!S_ISDIR(s.st_mode))
		tell(w, relative, "neither a file nor a folder");
}

static void walk_folder(struct walk *w, const char *path, const char *relative, unsigned depth)
{
	struct names names = {0};
	if (depth > LIMIT_WALK_DEPTH) {
		tell(w, relative, "nested too deep");
		return;
	}
	if (!list_folder(w->a, path, &names)) {
		tell(w, relative, strerror(errno));
		return;
	}
	bool slash = sv_ends(sv_of(path), SV("/"));
	for (size_t i = 0; i < names.n; i++) {
		const char *below = names.at[i];
		if (relative[0] != '\0')
			below = arena_printf(w->a, "%s/%s", relative, below).at;
		walk_one(w, arena_printf(w->a, "%s%s%s", path, slash ? "" : "/", names.at[i]).at, below, depth);
	}
}

bool file_walk(struct arena *a, const char *root, struct file_list *list,
	       void (*unreadable)(void *context, const char *relative, const char *why), void *context,
	       struct err *e)
{
	struct walk w = {.a = a, .unreadable = unreadable, .context = context};
	struct stat s;
	if (stat(root, &s) != 0)
		return system_error(e, root);
	const char *path = arena_strz(a, sv_of(root));
	const char *slash = strrchr(path, '/');
	if (S_ISREG(s.st_mode))
		add_entry(&w, path, slash == NULL ? path : slash + 1, (uint64_t)s.st_size);
	else if (S_ISDIR(s.st_mode))
		walk_folder(&w, path, "", 0);
	else
		return err_set(e, "%s: expected a file or folder, got neither", root);
	if (w.found.n > 0)
		qsort(w.found.entry, w.found.n, sizeof w.found.entry[0], by_relative);
	*list = w.found;
	return true;
}
