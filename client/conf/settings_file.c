/* The configuration file: see settings_file.h. */
#include "conf/settings_file.h"

#include <errno.h>
#include <fcntl.h>
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

/* The largest file accepted, in bytes; nobody writes a larger one by hand. */
#define LARGEST ((size_t)1 << 20)

/* Keys whose values may contain #, for example the colour "#ff8800". */
static const char *const hashed[] = { "secret", "theme", "time_format",
	"highlight", "notify", "alias", "via", NULL };

/* Keys whose values may name a group, with its sign. */
static const char *const groups[] = { "group", "ignore", "mute", NULL };

static const struct keyfile_signs signs = { .whole = hashed, .groups = groups };

void
settings_file_find(char path[SETTINGS_PATH])
{
	files_find(path, SETTINGS_PATH, "XDG_CONFIG_HOME", ".config", "config");
}

/* Returns whether there is nothing at the path, not even what is unreadable. */
static bool
is_missing(const char *path)
{
	return path[0] == '\0' ||
	    (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR));
}

bool
settings_file_read(const char *path, keyfile_set *set, struct error *why)
{
	char room[KEYFILE_ROOM];
	const struct keyfile file = {
		.path = path, .set = set, .room = room, .signs = signs
	};

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
	if (strlen(key) + 1 + text.len + 1 > KEYFILE_LONGEST)
		return "too long";
	(void)snprintf(line, sizeof(line), "%s %s", key, room); /* fits */
	const struct keyfile_line read = keyfile_split(str_from(line), &signs);
	return str_eq(read.value, text) ?
	    NULL :
	    "a # after a space begins a comment in the configuration";
}

struct str
settings_file_section(struct str key, struct str value)
{
	if (!str_eq(key, STR(SETTINGS_SECTION)) || value.len < 2 ||
	    value.at[value.len - 1] != ']')
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

/* The file while it is being changed. */
struct work {
	struct error *why;
	char path[SETTINGS_PATH]; /* as the user knows it */
	char *target; /* the path without symbolic links; malloc'd */
	int fd; /* of the file, whose lock keeps others from changing it */
	struct stat info; /* of it */
	struct buf text; /* the whole file, WORK_ROOM bytes; malloc'd */
	struct buf made; /* the same while a change is made */
};
#define WORK_ROOM (LARGEST + SETTINGS_CHANGES * (size_t)3 * KEYFILE_ROOM)

/* Sets the error to what could not be done and errno; returns false. */
static bool
cannot(const struct work *work, const char *what)
{
	return error_set(work->why, EX_CANTCREAT, "cannot %s %s: %s", what,
	    work->path, strerror(errno));
}

/* Sets the error to our own words; returns false. */
static bool
refuse_change(const struct work *work, const char *words)
{
	return error_set(
	    work->why, EX_CANTCREAT, "cannot change %s: %s", work->path, words);
}

static bool
take_file(struct work *work)
{
	char *memory;
	const char *wrong = files_why_not_ours(&work->info);

	if (wrong == NULL && access(work->path, W_OK) != 0)
		wrong = strerror(errno);
	if (wrong != NULL)
		return refuse_change(work, wrong);
	if (work->info.st_size > (off_t)LARGEST)
		return refuse_change(work, "larger than 1 MiB");
	work->target = realpath(work->path, NULL);
	if (work->target == NULL)
		return cannot(work, "find");
	errno = EIO; /* of a file that has changed meanwhile */
	const struct str text = files_read(work->target, LARGEST, &memory);
	/* What could not be read would be lost. */
	const bool good =
	    (memory != NULL && text.len == (size_t)work->info.st_size &&
		BUF_CAT(&work->text, text)) ||
	    cannot(work, "read");
	if (memory != NULL)
		secret_wipe(memory, text.len);
	free(memory);
	return good;
}

/*
 * Loads the file. If it is missing it is created, even where a symbolic link
 * points to nothing.
 */
static bool
load(struct work *work)
{
	struct stat now;

	if (work->path[0] == '\0')
		return error_set(work->why, EX_CANTCREAT,
		    "no place for a configuration file: HOME is not set");
	if (!files_make_above(work->path))
		return cannot(work, "make the directory");
	work->fd = open(work->path,
	    O_RDONLY | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
	if (work->fd == -1)
		return cannot(work, "open");
	if (fstat(work->fd, &work->info) != 0)
		return cannot(work, "read");
	if (flock(work->fd, LOCK_EX | LOCK_NB) != 0 ||
	    stat(work->path, &now) != 0 || now.st_ino != work->info.st_ino)
		return refuse_change(
		    work, "another forkcast is changing it; try again");
	return take_file(work);
}

/* Takes the first line off the rest, with its LF if it has one. */
static struct str
next_line(struct str *rest)
{
	const char *end = memchr(rest->at, '\n', rest->len);
	const size_t len =
	    end != NULL ? (size_t)(end - rest->at) + 1 : rest->len;
	const struct str line = { rest->at, len };

	str_drop(rest, len);
	return line;
}

/*
 * Copies the lines that stay from text to made. Returns how many bytes of these
 * come before a new line: after the key's last line, or else after the
 * section's last one that is not empty. *missing tells whether the section is
 * not there.
 */
static size_t
copy_lines(
    struct work *work, const struct settings_change *change, bool *missing)
{
	struct str rest = buf_str(&work->text);
	bool inside = change->section == NULL, has_key = false;
	size_t place = 0;

	*missing = !inside;
	while (rest.len > 0) {
		const struct str text = next_line(&rest);
		const struct keyfile_line line = keyfile_split(text, &signs);
		if (str_eq(line.key, STR(SETTINGS_SECTION)))
			inside = change->section != NULL &&
			    str_eq(settings_file_section(line.key, line.value),
				str_from(change->section));
		const bool key =
		    inside && str_eq(line.key, str_from(change->key));
		if (!key ||
		    (change->like.at != NULL &&
			!settings_same(
			    line.value, change->like, change->whole)))
			(void)BUF_CAT(&work->made, text); /* there is room */
		has_key = has_key || key;
		*missing = *missing && !inside;
		if (*missing || (inside && (key || (!has_key && text.len > 1))))
			place = buf_len(&work->made);
	}
	return place;
}

/* Makes a change; the text has room for it. */
static void
make_change(struct work *work, const struct settings_change *change)
{
	bool missing;
	const size_t place = copy_lines(work, change, &missing);
	struct str behind = buf_str(&work->made);
	const struct str before = { behind.at, place };

	str_drop(&behind, place);
	buf_drop(&work->text, buf_len(&work->text));
	(void)BUF_CAT(&work->text, before);
	if (change->value != NULL && place > 0 && before.at[place - 1] != '\n')
		(void)BUF_CAT(&work->text, STR("\n"));
	if (change->value != NULL && missing)
		(void)BUF_CAT(&work->text, STR("\n" SETTINGS_SECTION " "),
		    str_from(change->section), STR("]\n"));
	if (change->value != NULL)
		(void)BUF_CAT(&work->text, str_from(change->key), STR(" "),
		    str_from(change->value), STR("\n"));
	(void)BUF_CAT(&work->text, behind);
	buf_drop(&work->made, buf_len(&work->made));
}

/* Loads the file, makes the changes, and replaces it. */
static bool
change_file(
    struct work *work, const struct settings_change *changes, size_t count)
{
	if (!load(work))
		return false;
	for (size_t i = 0; i < count; i++)
		make_change(work, &changes[i]);
	const struct str text = buf_str(&work->text);
	return files_replace(work->target, text.at, text.len, &work->info) ||
	    cannot(work, "write");
}

/* Makes a buffer of the file's text; false without memory. */
static bool
make_room(struct buf *buf)
{
	char *memory = malloc(WORK_ROOM);

	if (memory != NULL)
		buf_init(buf, memory, WORK_ROOM);
	return memory != NULL;
}

/* Wipes and frees a buffer, which may have a secret. */
static void
free_room(struct buf *buf)
{
	if (buf->data != NULL)
		secret_wipe(buf->data, WORK_ROOM);
	free(buf->data);
}

bool
settings_file_change(
    const struct settings_change *changes, size_t count, struct error *why)
{
	struct work work = { .why = why, .fd = -1 };
	bool adds = false;

	if (files_restricted())
		return error_set(why, EX_NOPERM, RESTRICTED_WHY);
	for (size_t i = 0; i < count; i++)
		adds = adds || changes[i].value != NULL;
	settings_file_find(work.path);
	if (!adds && is_missing(work.path))
		return true;
	const bool room = make_room(&work.text) && make_room(&work.made);
	const bool good =
	    room ? change_file(&work, changes, count) : cannot(&work, "read");
	io_close(&work.fd);
	free(work.target);
	free_room(&work.text);
	free_room(&work.made);
	return good;
}
