/* Reading the configuration: see config.h. */
#include "base/config/config.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/mem/arena.h"
#include "shared/keyfile.h"
#include "shared/str.h"

/* Set by the Makefile; other builds use the default. */
#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif

/* The deepest inclusion. It ends loops of files that include each other. */
#define DEPTH_MAX 8

/* The bytes of a value that are shown in a message. */
#define SHOWN 100

const char config_default_file[] = SYSCONFDIR "/forkcastd.conf";

/* Not saved: the file and the command line are read again. */
static struct {
	struct config now;
} configs;

/* A file being read. */
struct source {
	struct config *config;
	struct error *why;
	const char *path;
	unsigned depth; /* 1: the first file, not included */
	char fault[2 * SHOWN + CONFIG_WRONG];
};

static bool read_from(const struct source *source);

/*
 * Sets one key as a file does, and records it. Returns null, or what is wrong
 * with the value, possibly in the room given.
 */
static const char *
set_key(struct config *config, const char *key, const char *value,
    char wrong[CONFIG_WRONG])
{
	config->in_file++;
	if (!settings_add(&config->said, str_from(key), str_from(value)))
		return "out of memory";
	return config_key_set(config, key, value, CONFIG_FILE, wrong);
}

/* Joins a directory and a name; false if the path is too long. */
static bool
join(char path[PATH_MAX], const char *directory, size_t len, const char *name)
{
	const int all =
	    snprintf(path, PATH_MAX, "%.*s%s", (int)len, directory, name);

	return all > 0 && all < PATH_MAX;
}

static size_t
directory_len(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* Reads an included file into the same configuration. */
static bool
read_included(const struct source *source, const char *path)
{
	const struct source included = { .config = source->config,
		.why = source->why,
		.path = path,
		.depth = source->depth + 1 };

	return read_from(&included);
}

static bool
cannot_open(const struct source *source, const char *path, int error)
{
	return error_set(source->why, error == EACCES ? EX_NOPERM : EX_CONFIG,
	    "cannot open %s: %s", path, strerror(error));
}

/*
 * Reads the files of a directory that match the pattern, ordered by name. There
 * may be none.
 */
static bool
read_directory(const struct source *source, const char *pattern)
{
	const size_t len = directory_len(pattern);
	char directory[PATH_MAX], path[PATH_MAX];
	struct dirent **entries;
	bool good = true;
	int count;

	(void)join(directory, pattern, len, ""); /* fits */
	count = scandir(directory, &entries, NULL, alphasort);
	if (count == -1)
		return cannot_open(source, directory, errno);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		if (good && fnmatch(pattern + len, name, FNM_PERIOD) == 0)
			good = join(path, pattern, len, name) ?
			    read_included(source, path) :
			    cannot_open(source, name, ENAMETOOLONG);
		free(entries[i]);
	}
	free(entries);
	return good;
}

/*
 * Reads what a line includes. Returns null, or what is wrong; "" if
 * *source->why has it.
 */
static const char *
include(const struct source *source, const char *value)
{
	const size_t len = value[0] == '/' ? 0 : directory_len(source->path);
	char path[PATH_MAX];
	bool good;

	if (source->depth == DEPTH_MAX)
		return "files included too deeply, limit 8";
	if (!join(path, source->path, len, value))
		return "path too long";
	good = strpbrk(path + directory_len(path), "*?[") != NULL ?
	    read_directory(source, path) :
	    read_included(source, path);
	return good ? NULL : "";
}

/*
 * Takes a line of a file. What is wrong is written as "KEY VALUE: WRONG",
 * without control characters, which could harm a terminal.
 */
static const char *
take_line(void *context, const char *key, const char *value)
{
	struct source *source = context;
	char room[CONFIG_WRONG];
	const char *wrong = strcmp(key, "include") == 0 ?
	    include(source, value) :
	    set_key(source->config, key, value, room);

	if (wrong == NULL || wrong[0] == '\0')
		return wrong;
	(void)snprintf(source->fault, sizeof(source->fault), "%.40s %.*s%s: %s",
	    key, SHOWN, value, strlen(value) > SHOWN ? "..." : "",
	    wrong); /* fits */
	for (char *at = source->fault; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == '\177')
			*at = '?';
	return source->fault;
}

/*
 * Reads a file into memory that workers do not inherit: it may contain secrets.
 * Sets its keys and records them in config->said. Stops at the first fault:
 * false, with the file and the line in *why.
 */
static bool
read_from(const struct source *source)
{
	struct source context = *source;
	const struct keyfile file = { .path = source->path,
		.set = take_line,
		.context = &context,
		.room = arena_alloc(KEYFILE_ROOM) };
	bool good;

	if (file.room == NULL)
		return error_set(source->why, EX_OSERR, "cannot read %s: %s",
		    source->path, strerror(ENOMEM));
	good = keyfile_read(&file, source->why);
	arena_free(file.room, KEYFILE_ROOM);
	return good;
}

/* Reads the recorded settings, or else the file. */
static bool
read_settings(struct config *config, const struct config_command_line *line,
    const struct settings *said, struct error *why)
{
	const char *key, *value, *wrong;
	char room[CONFIG_WRONG];
	struct stat info;
	size_t next = 0;

	while (said != NULL && settings_next(said, &next, &key, &value)) {
		wrong = set_key(config, key, value, room);
		if (wrong != NULL)
			return error_set(
			    why, EX_CONFIG, "%s %s: %s", key, value, wrong);
	}
	if (said != NULL)
		return true;
	if (line->file == NULL ||
	    (line->may_lack && stat(line->file, &info) != 0 &&
		(errno == ENOENT || errno == ENOTDIR)))
		return true;
	return read_from(&(struct source) {
	    .config = config, .why = why, .path = line->file, .depth = 1 });
}

static bool
set_options(struct config *config, const struct config_command_line *line,
    struct error *why)
{
	char room[CONFIG_WRONG];

	for (size_t i = 0; i < line->count; i++) {
		const struct config_option *option = &line->option[i];
		const char *wrong = config_key_set(
		    config, option->key, option->value, CONFIG_OPTION, room);
		if (wrong != NULL)
			return error_set(why, EX_USAGE, "%s %s: %s",
			    option->key, option->value, wrong);
	}
	return true;
}

/* Checks values against each other. */
static bool
fits_together(const struct config *config, const char *file, struct error *why)
{
	/* A detached server runs in /, where it would name another file. */
	const char *path = file != NULL && file[0] != '/' ?
	    file :
	    config_keys_relative(config);

	if (config->group.count > config->max_groups)
		return error_set(why, EX_CONFIG,
		    "group: %zu groups, but max_groups is %zu",
		    config->group.count, config->max_groups);
	if (config->responder != NULL && !config->board)
		return error_set(why, EX_CONFIG,
		    "responder: needs the scoreboard: remove \"board no\" or "
		    "responder");
	if (config->history != HISTORY_NO && config->state == NULL)
		return error_set(why, EX_CONFIG,
		    "history: needs a directory for its files: set \"state\", "
		    "or remove history");
	if (config->detach && path != NULL)
		return error_set(why, EX_USAGE,
		    "cannot detach: %s is not an absolute path", path);
	return true;
}

bool
config_restore(struct config *config, const struct config_command_line *line,
    const struct settings *said, struct error *why)
{
	if (config_keys_default(config, why) &&
	    read_settings(config, line, said, why) &&
	    set_options(config, line, why) &&
	    fits_together(config, line->file, why)) {
		config_keys_settle(config);
		return true;
	}
	config_free(config);
	return false;
}

bool
config_load(struct config *config, const struct config_command_line *line,
    struct error *why)
{
	return config_restore(config, line, NULL, why);
}

void
config_free(struct config *config)
{
	settings_free(&config->said);
	config_keys_free(config);
	*config = (struct config) { 0 };
}

const struct config *
config_now(void)
{
	return &configs.now;
}

void
config_use(const struct config *config)
{
	config_free(&configs.now);
	configs.now = *config;
}

bool
config_wants_journal(const struct config *config)
{
	return config->state != NULL;
}
