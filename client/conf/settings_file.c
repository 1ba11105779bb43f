/* The files of settings: see settings_file.h. */
#include "conf/settings_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"
#include "shared/names.h"
#include "system/files.h"

/* The most bytes of our file; nobody makes so many changes. */
#define LARGEST ((size_t)1 << 20)

/* Keys whose values may contain #, for example a secret. */
static const char *const hashed[] = { "secret", "highlight", "notify", "via",
	NULL };

/* Keys whose values may name a group, with its sign. */
static const char *const groups[] = { "group", "ignore", "mute", NULL };

static const struct keyfile_signs signs = { .whole = hashed, .groups = groups };

static const char *given; /* the path of the configuration, or null */

void
settings_file_use(const char *path)
{
	given = path;
}

void
settings_file_find(char path[SETTINGS_PATH], bool ours)
{
	if (given == NULL)
		files_find(path, SETTINGS_PATH, "XDG_CONFIG_HOME", ".config",
		    ours ? "set" : "config");
	else if (snprintf(path, SETTINGS_PATH, "%s%s", given,
		     ours ? SETTINGS_OURS : "") >= SETTINGS_PATH)
		path[0] = '\0';
}

/* Returns whether there is nothing at the path, not even what is unreadable. */
static bool
is_missing(const char *path)
{
	return path[0] == '\0' ||
	    (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR));
}

bool
settings_file_read(
    const char *path, keyfile_set *set, void *context, struct error *why)
{
	char room[KEYFILE_ROOM];
	const struct keyfile file = { .path = path,
		.set = set,
		.context = context,
		.room = room,
		.signs = signs };

	if (is_missing(path) && (given == NULL || strcmp(path, given) != 0))
		return true;
	const bool good = keyfile_read(&file, why);
	secret_wipe(room, sizeof(room));
	return good;
}

bool
settings_file_is_private(const char *path)
{
	struct stat info;

	return is_missing(path) ||
	    (stat(path, &info) == 0 && (info.st_mode & 077) == 0);
}

const char *
settings_file_fit(const char *key, const char **value, char room[KEYFILE_ROOM])
{
	struct str text = str_strip(str_from(*value != NULL ? *value : ""));
	char line[2 * KEYFILE_ROOM];

	if (text.len >= KEYFILE_ROOM)
		text.len = KEYFILE_ROOM - 1; /* still too long to be held */
	memcpy(room, text.at, text.len);
	room[text.len] = '\0';
	*value = text.len > 0 ? room : NULL;
	if (text.len == 0)
		return NULL;
	if (text_check(text, KEYFILE_LONGEST) == CODE_BAD_TEXT)
		return "must be text without control characters";
	if (str_eq(text, STR("-")))
		return "- restores the default";
	if (strlen(key) + 1 + text.len + 1 > KEYFILE_LONGEST)
		return "too long";
	(void)snprintf(line, sizeof(line), "%s %s", key, room); /* fits */
	const struct keyfile_line read = keyfile_split(str_from(line), &signs);
	return str_eq(read.value, text) ?
	    NULL :
	    "a # after a space begins a comment in the configuration";
}

/* Sets the error to why our file cannot be changed; returns false. */
static bool
cannot(struct error *why, const char *path, const char *what)
{
	return error_set(why, EX_CANTCREAT, "cannot change %s: %s", path, what);
}

/* The new text of our file, while the old one is read. */
struct copy {
	const struct settings_change *change;
	size_t count;
	bool full; /* something did not fit */
	struct buf text;
};

static void
add_line(struct copy *to, struct str key, struct str value)
{
	if (key.len + value.len + 2 > KEYFILE_LONGEST ||
	    !BUF_CAT(&to->text, key, STR(" "), value, STR("\n")))
		to->full = true;
}

/* Returns whether a line is replaced. */
static bool
is_replaced(const struct copy *by, struct str key, struct str value)
{
	(void)str_skip(&value, STR("- "));
	for (size_t i = 0; i < by->count; i++) {
		const struct settings_change *change = &by->change[i];
		if (str_eq(key, str_from(change->key)) &&
		    (change->entry.at == NULL ||
			str_caseeq(value, change->entry)))
			return true;
	}
	return false;
}

/* Copies a line, unless it is replaced. */
static const char *
copy_line(void *context, const char *key, const char *value)
{
	const struct str word = str_from(key), rest = str_from(value);
	struct copy *to = context;

	if (!is_replaced(to, word, rest))
		add_line(to, word, rest);
	return NULL;
}

/* Replaces our file, which is locked. */
static bool
replace(const char *path, struct copy *to, struct error *why)
{
	if (!settings_file_read(path, copy_line, to, why))
		return false;
	for (size_t i = 0; i < to->count; i++)
		add_line(to, str_from(to->change[i].key),
		    str_from(to->change[i].value));
	errno = EFBIG;
	return (!to->full &&
		   files_replace(
		       path, to->text.data, buf_len(&to->text), NULL)) ||
	    cannot(why, path, strerror(errno));
}

bool
settings_file_change(
    const struct settings_change *change, size_t count, struct error *why)
{
	struct copy to = { .change = change, .count = count };
	char path[SETTINGS_PATH], *memory = NULL;
	struct stat info, now;
	bool good = false;
	int fd;

	if (files_restricted())
		return error_set(why, EX_NOPERM, RESTRICTED_WHY);
	settings_file_find(path, true);
	if (path[0] == '\0')
		return error_set(why, EX_CANTCREAT,
		    "no place for settings: HOME is not set");
	if (!files_make_above(path))
		return cannot(why, path, strerror(errno));
	if (!files_open_log(&fd, path, why))
		return false;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0 || fstat(fd, &info) != 0 ||
	    stat(path, &now) != 0 || now.st_ino != info.st_ino)
		(void)cannot(
		    why, path, "another forkcast is changing it; try again");
	else if ((memory = malloc(LARGEST)) == NULL)
		(void)cannot(why, path, strerror(errno));
	else {
		buf_init(&to.text, memory, LARGEST);
		good = replace(path, &to, why);
		secret_wipe(memory, LARGEST);
	}
	free(memory);
	io_close(&fd);
	return good;
}
