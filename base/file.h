/* Files: read whole below a ceiling, write by temporary file and rename, walk folders in octet order. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"

bool file_read(const char *path, size_t max, struct str *text,
	       struct err *e) MUST_CHECK; /* text: initialised here, freed by the caller */
bool file_write(const char *path, struct sv text, struct err *e) MUST_CHECK; /* atomic; mode 0644 */
bool file_make_folders(const char *path, struct err *e) MUST_CHECK;          /* like mkdir -p */
bool file_exists(const char *path);
bool file_is_folder(const char *path);
/* Whether `path`, which need not exist yet, is `folder` or lies below it; symbolic links are looked through. */
bool file_is_below(const char *path, const char *folder);

struct file_entry {
	const char *path;     /* openable */
	const char *relative; /* below the root, '/' separated; equals the base name when the root is a file */
	uint64_t size;
};

struct file_list {
	struct file_entry *entry; /* sorted by `relative`, by octets */
	size_t n;
};

/* All regular files below `root` (or `root` itself). Symbolic links to folders are not followed. What can't
 * be opened is reported through `unreadable` and the walk goes on. */
bool file_walk(struct arena *a, const char *root, struct file_list *list,
	       void (*unreadable)(void *context, const char *relative, const char *why), void *context,
	       struct err *e) MUST_CHECK;

#endif
