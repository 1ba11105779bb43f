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

/* Keys whose values may contain #, for example the colour "#ff8800". */
static const char *const hashed[] = { "secret", "theme", "time_format",
	"highlight", "notify", "alias", "via", NULL };

/* Keys whose values may name a group, with its sign. */
static const char *const groups[] = { "group", "ignore", "mute", NULL };

static const struct keyfile_signs signs = { .whole = hashed, .groups = groups };

void
settings_file_find(char path[SETTINGS_PATH], const char *name)
{
	files_find(path, SETTINGS_PATH, "XDG_CONFIG_HOME", ".config", name);
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

	if (is_missing(path))
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

struct str
settings_file_section(struct str value)
{
	if (value.len < 2 || value.at[value.len - 1] != ']')
		return STR("");
	value.len--;
	return str_strip(value);
}

/* What an entry is known by. */
static struct str
name_of(struct str entry, bool whole)
{
	if (whole)
		return entry;
	if (!str_skip(&entry, STR("#")))
		(void)str_skip(&entry, STR("/"));
	for (size_t i = 0; i < entry.len; i++)
		if (entry.at[i] == ' ' || entry.at[i] == '\t')
			entry.len = i;
	return entry;
}

bool
settings_same(struct str a, struct str b, bool whole)
{
	return str_caseeq(name_of(a, whole), name_of(b, whole));
}

/* Sets the error to why our file cannot be changed; returns false. */
static bool
cannot(struct error *why, const char *path, const char *what)
{
	return error_set(why, EX_CANTCREAT, "cannot change %s: %s", path, what);
}

/* The new text of our file, while the old one is read. */
struct copy {
	const struct settings_changes *changes;
	bool inside; /* the section that they change */
	bool changed; /* their lines are there */
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

/* Adds the new lines, at the end of their section. */
static void
end_section(struct copy *to)
{
	const struct settings_changes *changes = to->changes;

	if (!to->inside || to->changed)
		return;
	for (size_t i = 0; i < changes->count; i++)
		add_line(to, str_from(changes->change[i].key),
		    str_from(changes->change[i].value));
	to->changed = true;
}

/* Returns whether a line of the section is replaced. */
static bool
is_replaced(
    const struct settings_changes *changes, struct str key, struct str value)
{
	(void)str_skip(&value, STR("- "));
	for (size_t i = 0; i < changes->count; i++) {
		const struct settings_change *change = &changes->change[i];
		if (str_eq(key, str_from(change->key)) &&
		    (change->entry.at == NULL ||
			settings_same(value, change->entry, change->whole)))
			return true;
	}
	return false;
}

static const char *
copy_line(void *context, const char *key, const char *value)
{
	const struct str word = str_from(key), rest = str_from(value);
	const struct str section = str_eq(word, STR(SETTINGS_SECTION)) ?
	    settings_file_section(rest) :
	    STR("");
	struct copy *to = context;

	if (section.len > 0) {
		end_section(to);
		to->inside = str_eq(section, to->changes->section);
	}
	if (section.len > 0 || !to->inside ||
	    !is_replaced(to->changes, word, rest))
		add_line(to, word, rest);
	return NULL;
}

/* Replaces our file, which is locked. */
static bool
replace(const char *path, struct copy *to, struct error *why)
{
	if (!settings_file_read(path, copy_line, to, why))
		return false;
	end_section(to);
	if (!to->changed) { /* the section is new */
		to->full = to->full ||
		    !BUF_CAT(&to->text, STR(SETTINGS_SECTION " "),
			to->changes->section, STR("]\n"));
		to->inside = true;
		end_section(to);
	}
	errno = EFBIG;
	return (!to->full &&
		   files_replace(
		       path, to->text.data, buf_len(&to->text), NULL)) ||
	    cannot(why, path, strerror(errno));
}

bool
settings_file_change(const struct settings_changes *changes, struct error *why)
{
	struct copy to = { .changes = changes,
		.inside = changes->section.len == 0 };
	char path[SETTINGS_PATH], *memory = NULL;
	struct stat info, now;
	bool good = false;
	int fd;

	if (files_restricted())
		return error_set(why, EX_NOPERM, RESTRICTED_WHY);
	settings_file_find(path, SETTINGS_OURS);
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
