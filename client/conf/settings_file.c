/* The configuration file: see settings_file.h. */
#include "conf/settings_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "conf/replace.h"
#include "conf/restricted.h"
#include "conf/xdg.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"
#include "shared/names.h"

/* The largest file accepted, in bytes; nobody writes a larger one by hand. */
#define LARGEST ((size_t)1 << 20)

/* Keys whose values may contain #, for example the colour "#ff8800". */
static const char *const whole[] = { "secret", "theme", "time_format",
	"highlight", "notify", "alias", "via", "secret_command", NULL };

/* Keys whose values may name a group, with its sign. */
static const char *const groups[] = { "group", "ignore", "mute", NULL };

static const struct keyfile_signs signs = { .whole = whole, .groups = groups };

void
settings_file_find(char path[SETTINGS_PATH])
{
	xdg_find(path, SETTINGS_PATH, "XDG_CONFIG_HOME", ".config", "config");
}

bool
settings_file_is_there(const char *path)
{
	return path[0] != '\0' &&
	    (access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR));
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

	const bool good = keyfile_read(&file, why);
	secret_wipe(room, sizeof(room));
	return good;
}

bool
settings_file_is_private(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && (info.st_mode & 077) == 0;
}

bool
settings_file_can_hold(const char *key, const char *value)
{
	char line[KEYFILE_ROOM];
	const int len = snprintf(line, sizeof(line), "%s %s\n", key, value);

	if (len <= 0 || len > KEYFILE_LONGEST || strchr(value, '\n') != NULL)
		return false;
	const struct keyfile_line read =
	    keyfile_split((struct str) { line, (size_t)len - 1 }, &signs);
	return str_eq(read.key, str_from(key)) &&
	    str_eq(read.value, str_from(value));
}

const char *
settings_file_fit(const char *key, const char **value, char room[KEYFILE_ROOM])
{
	struct str text = str_strip(str_from(*value != NULL ? *value : ""));

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
	return settings_file_can_hold(key, room) ?
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

/* The file while it is being changed. */
struct work {
	const struct settings_change *change;
	struct error *why;
	char path[SETTINGS_PATH]; /* as the user knows it */
	char *target; /* the path without symbolic links; malloc'd */
	struct stat old_info; /* of the file */
	char *old; /* the whole file, with the changes made so far; malloc'd */
	size_t len;
	struct buf made; /* old with one more change; malloc'd */
};

/* Sets the error to what could not be done and errno; returns false. */
static bool
cannot(const struct work *work, const char *what)
{
	return error_set(work->why, EX_CANTCREAT, "cannot %s %s: %s", what,
	    work->path, strerror(errno));
}

/* Sets the error to our own words; returns false. */
static bool
settings_file_refuse(const struct work *work, const char *words)
{
	return error_set(
	    work->why, EX_CANTCREAT, "cannot change %s: %s", work->path, words);
}

/* Returns null, or why the open file must not be replaced. */
static const char *
why_not(const struct work *work, const struct stat *info)
{
	if (!S_ISREG(info->st_mode))
		return "not a regular file";
	if (info->st_uid != geteuid())
		return "belongs to another user";
	if (info->st_nlink != 1)
		return "has another hard link";
	if ((uintmax_t)info->st_size > LARGEST)
		return "larger than 1 MiB";
	return access(work->path, W_OK) == 0 ? NULL : strerror(errno);
}

/* Reads the whole file into old, unless it is larger than LARGEST. */
static bool
read_all(struct work *work, int fd)
{
	ssize_t count = 1;

	work->old = malloc(LARGEST + 1);
	while (work->old != NULL && count > 0 && work->len <= LARGEST) {
		count =
		    io_read(fd, work->old + work->len, LARGEST + 1 - work->len);
		if (count > 0)
			work->len += (size_t)count;
	}
	if (work->old == NULL || count < 0)
		return cannot(work, "read");
	return work->len <= LARGEST ||
	    settings_file_refuse(work, "larger than 1 MiB");
}

static bool
take_file(struct work *work, int fd)
{
	struct stat info;

	if (fstat(fd, &info) != 0)
		return cannot(work, "read");
	const char *wrong = why_not(work, &info);
	if (wrong != NULL)
		return settings_file_refuse(work, wrong);
	work->old_info = info;
	work->target = realpath(work->path, NULL);
	if (work->target == NULL)
		return cannot(work, "find");
	return read_all(work, fd);
}

/*
 * Loads the file. If it is missing it is created, even where a symbolic link
 * points to nothing.
 */
static bool
settings_file_load(struct work *work)
{
	if (work->path[0] == '\0')
		return error_set(work->why, EX_CANTCREAT,
		    "no place for a configuration file: HOME is not set");
	if (!xdg_make_above(work->path))
		return cannot(work, "make the directory");
	int fd = open(work->path,
	    O_RDONLY | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
	if (fd == -1)
		return cannot(work, "open");
	const bool good = take_file(work, fd);
	io_close(&fd);
	return good;
}

/* Takes the first line off the rest, with its LF if it has one. */
static struct str
next_line(struct str *rest)
{
	const char *end = memchr(rest->at, '\n', rest->len);
	const size_t len =
	    end != NULL ? (size_t)(end - rest->at) + 1 : rest->len;
	const struct str line = { rest->at, len };

	*rest = (struct str) { rest->at + len, rest->len - len };
	return line;
}

/* A walk over the lines of the file. */
struct walk {
	struct str rest;
	struct str text; /* the line, with its LF if it has one */
	struct keyfile_line line;
	bool begins; /* the line begins a section */
	bool inside; /* it is where the change is to be made */
};

static struct walk
walk_begin(const struct work *work)
{
	return (struct walk) { .rest = { work->old, work->len },
		.inside = work->change->section == NULL };
}

/* Goes to the next line. Returns false at the end. */
static bool
walk_next(const struct work *work, struct walk *walk)
{
	const char *section = work->change->section;

	if (walk->rest.len == 0)
		return false;
	walk->text = next_line(&walk->rest);
	walk->line = keyfile_split(walk->text, &signs);
	walk->begins = str_eq(walk->line.key, STR(SETTINGS_SECTION));
	if (walk->begins)
		walk->inside = section != NULL &&
		    str_eq(
			settings_file_section(walk->line.key, walk->line.value),
			str_from(section));
	return true;
}

/* Returns whether the line sets the key of the change. */
static bool
has_key(const struct settings_change *change, const struct walk *walk)
{
	return walk->inside && walk->line.value.len > 0 &&
	    str_eq(walk->line.key, str_from(change->key));
}

/* Returns whether the change selects the line. */
static bool
is_meant(const struct settings_change *change, const struct walk *walk)
{
	return has_key(change, walk) &&
	    (change->same == NULL ||
		change->same(walk->line.value, change->wanted));
}

/* Appends the bytes between two places; the buffer has room for any change. */
static void
settings_file_put(struct work *work, const char *from, const char *to)
{
	(void)BUF_CAT(
	    &work->made, ((struct str) { from, (size_t)(to - from) }));
}

static void
take_lines_out(struct work *work)
{
	struct walk walk = walk_begin(work);

	while (walk_next(work, &walk))
		if (!is_meant(work->change, &walk))
			(void)BUF_CAT(&work->made, walk.text);
}

/* The place of a change. */
struct spot {
	struct str value; /* to be replaced; null string: none */
	size_t around; /* bytes of that line besides the value */
	/* where a new line goes; null: into a section that is not there yet */
	const char *behind;
};

/*
 * Notes the end of the walk's line if a new one may go there: after the key's
 * last line, or else after the section's last line that is not empty.
 */
static void
note_end(const struct work *work, const struct walk *walk, struct spot *spot,
    bool *has)
{
	const bool key = has_key(work->change, walk);

	*has = *has || key;
	if (walk->inside && (key || (!*has && walk->text.len > 1)))
		spot->behind = walk->rest.at;
}

static struct spot
find_spot(const struct work *work)
{
	struct walk walk = walk_begin(work);
	struct spot spot = { .behind = walk.inside ? work->old : NULL };
	bool has = false;

	while (walk_next(work, &walk)) {
		note_end(work, &walk, &spot, &has);
		if (!is_meant(work->change, &walk))
			continue;
		spot.value = walk.line.value;
		spot.around = walk.text.len - walk.line.value.len;
	}
	if (walk.inside && !has)
		spot.behind = work->old + work->len;
	return spot;
}

/*
 * Writes the value into its line or a new one. Returns false if the line would
 * get too long together with its comment.
 */
static bool
write_value(struct work *work)
{
	const struct str value = str_from(work->change->value);
	const struct str key = str_from(work->change->key);
	const char *end = work->old + work->len;
	const struct spot spot = find_spot(work);

	if (spot.value.at != NULL) {
		settings_file_put(work, work->old, spot.value.at);
		(void)BUF_CAT(&work->made, value);
		settings_file_put(work, spot.value.at + spot.value.len, end);
		return spot.around + value.len < KEYFILE_LONGEST ||
		    settings_file_refuse(
			work, "line too long; remove its comment");
	}
	const char *behind = spot.behind != NULL ? spot.behind : end;
	settings_file_put(work, work->old, behind);
	if (behind > work->old && behind[-1] != '\n')
		(void)BUF_CAT(&work->made, STR("\n"));
	if (spot.behind == NULL)
		(void)BUF_CAT(&work->made, STR("\n" SETTINGS_SECTION " "),
		    str_from(work->change->section), STR("]\n"));
	(void)BUF_CAT(&work->made, key, STR(" "), value, STR("\n"));
	settings_file_put(work, behind, end);
	return true;
}

/* Writes the file with the change applied into made. */
static bool
compose(struct work *work)
{
	const size_t size = work->len + 2 * (KEYFILE_LONGEST + 2);
	char *memory = malloc(size);

	if (memory == NULL)
		return cannot(work, "change");
	buf_init(&work->made, memory, size);
	if (work->change->value != NULL)
		return write_value(work);
	take_lines_out(work);
	return true;
}

/* Wipes and frees a result, which may have a secret. */
static void
forget_made(struct work *work)
{
	if (work->made.data != NULL)
		secret_wipe(work->made.data, work->made.size);
	free(work->made.data);
	work->made = (struct buf) { .data = NULL };
}

/* Makes all changes one after the other, each from the result of the last. */
static bool
compose_all(struct work *work, const struct settings_change *changes,
    size_t count, bool *changed)
{
	for (size_t i = 0; i < count; i++) {
		const struct str old = { work->old, work->len };
		work->change = &changes[i];
		forget_made(work);
		if (!compose(work))
			return false;
		*changed = *changed || !str_eq(buf_str(&work->made), old);
		char *made = work->made.data;
		work->made.data = work->old;
		work->old = made;
		const size_t len = buf_len(&work->made);
		work->made.size = work->len; /* what old has */
		work->len = len;
	}
	return true;
}

/* Replaces the file, unless nothing has changed. */
static bool
apply(struct work *work, const struct settings_change *changes, size_t count)
{
	bool changed = false;

	return compose_all(work, changes, count, &changed) &&
	    (!changed ||
		replace_file(work->target, work->old, work->len,
		    &work->old_info, NULL) ||
		cannot(work, "write"));
}

/* Returns whether all changes delete lines. */
static bool
only_removes(const struct settings_change *changes, size_t count)
{
	while (count > 0 && changes[count - 1].value == NULL)
		count--;
	return count == 0;
}

bool
settings_file_change(
    const struct settings_change *changes, size_t count, struct error *why)
{
	struct work work = { .why = why };

	if (restricted())
		return error_set(why, EX_NOPERM, RESTRICTED_WHY);
	settings_file_find(work.path);
	if (only_removes(changes, count) && !settings_file_is_there(work.path))
		return true;
	const bool good =
	    settings_file_load(&work) && apply(&work, changes, count);
	free(work.target);
	if (work.old != NULL)
		secret_wipe(work.old, work.len);
	free(work.old);
	forget_made(&work);
	return good;
}
